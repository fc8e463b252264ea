"""Keyboards of those who plan sessions. A button is shown to who has the right for it."""

from collections.abc import Sequence
from datetime import datetime

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.attending import Home, OpenSession
from keyboards.callbacks.organizing import EditSession, ListSessions, OpenRoster, OpenSeriesDesk, StartNew
from keyboards.callbacks.planning import (
    AskComplete,
    AskEdit,
    AskRemoveRole,
    CompleteSession,
    ForgetNote,
    ListPast,
    MakeFree,
    OpenRoles,
    OpenRooms,
    PickInstructor,
    PickRoom,
    RemoveRole,
    ShiftTime,
    TurnRooms,
    TurnStaff,
    What,
)
from keyboards.common import DANGER, PRIMARY, button, in_pairs, on_page, rows, turns
from services.access import Right
from services.sessions import Card, Desk, PlannedSession, PlanPage, Staff
from services.translator import Translator


def plan(page: PlanPage, t: Translator) -> InlineKeyboardMarkup:
    turns = [
        *([button(t("Previous"), ListSessions(series_id=page.series_id, page=page.number - 1))] if page.number else []),
        *([button(t("Next"), ListSessions(series_id=page.series_id, page=page.number + 1))] if page.has_next else []),
    ]
    past = [button(t("Past sessions"), ListPast(series_id=page.series_id))] if Right.SEE_PEOPLE in page.rights else []
    new = [button(t("New session"), StartNew(series_id=page.series_id))] if Right.PLAN in page.rights else []
    return rows(
        *([button(planned(session, t), OpenRoster(session_id=session.id))] for session in page.sessions),
        turns,
        [*new, *past],
        [button(t("Back"), OpenSeriesDesk(series_id=page.series_id)), button(t("Home"), Home())],
    )


def past(page: PlanPage, t: Translator) -> InlineKeyboardMarkup:
    series_id = page.series_id
    turns = [
        *([button(t("Previous"), ListPast(series_id=series_id, page=page.number - 1))] if page.number else []),
        *([button(t("Next"), ListPast(series_id=series_id, page=page.number + 1))] if page.has_next else []),
    ]
    return rows(
        *([button(planned(session, t), OpenRoster(session_id=session.id))] for session in page.sessions),
        turns,
        [button(t("Back"), ListSessions(series_id=series_id)), button(t("Home"), Home())],
    )


def planned(session: PlannedSession, t: Translator) -> str:
    """Mon 24 Nov, 19:30 · 8/10, with a mark where it has something of its own."""
    mark = "✎ " if session.is_edited else ""
    return f"{mark}{t.moment(session.starts_at, session.time_zone)} · {session.taken}/{session.capacity}"


def desk(shown: Desk, t: Translator) -> InlineKeyboardMarkup:
    card = shown.card
    note = [button(t("Note"), AskEdit(session_id=card.id, what=What.NOTE))] if Right.NOTE in card.rights else []
    over, cancel = ending(shown, t)
    # What cannot be taken back stands below the way back, where nobody taps it in passing.
    return rows(*(planning(shown, t) if shown.can_plan else []), note, over, back(shown, t), cancel)


def planning(shown: Desk, t: Translator) -> list[list[InlineKeyboardButton]]:
    session_id = shown.card.id
    return [
        [change(session_id, What.TIME, t("Move")), change(session_id, What.LENGTH, t("Length"))],
        [button(t("Places"), OpenRoles(session_id=session_id)), change(session_id, What.PRICE, t("Price"))],
        [change(session_id, What.PLACE, t("Place")), button(t("Room"), OpenRooms(session_id=session_id))],
        [change(session_id, What.INSTRUCTOR, t("Instructor"))],
    ]


def ending(shown: Desk, t: Translator) -> tuple[list[InlineKeyboardButton], list[InlineKeyboardButton]]:
    """That it is over, once it has begun; and that it does not take place."""
    if not shown.can_plan:
        return [], []
    over = [button(t("It is over"), AskComplete(session_id=shown.card.id))] if shown.has_begun else []
    return over, [button(t("Cancel session"), AskEdit(session_id=shown.card.id, what=What.CANCEL), DANGER)]


def back(shown: Desk, t: Translator) -> list[InlineKeyboardButton]:
    card = shown.card
    roster = OpenRoster(session_id=card.id) if Right.SEE_PEOPLE in card.rights else OpenSession(session_id=card.id)
    return [button(t("Back"), roster), button(t("Home"), Home())]


def change(session_id: int, what: What, label: str, quota_id: int = 0) -> InlineKeyboardButton:
    return button(label, AskEdit(session_id=session_id, what=what, quota_id=quota_id))


def to_desk(session_id: int, t: Translator) -> list[InlineKeyboardButton]:
    return [button(t("Back"), EditSession(session_id=session_id)), button(t("Home"), Home())]


def ask_time(shown: Desk, now: datetime, t: Translator) -> InlineKeyboardMarkup:
    session_id = shown.card.id
    shifts = [
        button(t("30 min earlier"), ShiftTime(session_id=session_id, by="m30")),
        button(t("30 min later"), ShiftTime(session_id=session_id, by="p30")),
        button(t("1 hour later"), ShiftTime(session_id=session_id, by="p60")),
        button(t("Next day"), ShiftTime(session_id=session_id, by="day")),
    ]
    usable = shifts if shown.card.starts_at > now else shifts[1:]
    return rows(*in_pairs(usable), to_desk(session_id, t))


def ask_price(session_id: int, t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Free"), MakeFree(session_id=session_id))], to_desk(session_id, t))


def ask_instructor(shown: Desk, staff: tuple[Staff, ...], t: Translator, *, page: int = 0) -> InlineKeyboardMarkup:
    session_id = shown.card.id
    here = on_page(staff, page)
    people = [button(one.name, PickInstructor(session_id=session_id, user_id=one.id)) for one in here]
    turned = turns(len(staff), page, lambda to: TurnStaff(session_id=session_id, page=to), t)
    nobody = button(t("Nobody named"), PickInstructor(session_id=session_id, user_id=0))
    return rows(*([person] for person in people), turned, [nobody], to_desk(session_id, t))


def rooms(session_id: int, found: Sequence[tuple[int, str]], t: Translator, *, page: int = 0) -> InlineKeyboardMarkup:
    here = on_page(found, page)
    chosen = [button(name, PickRoom(session_id=session_id, space_id=space_id)) for space_id, name in here]
    turned = turns(len(found), page, lambda to: TurnRooms(session_id=session_id, page=to), t)
    none = button(t("No room"), PickRoom(session_id=session_id, space_id=0))
    return rows(*in_pairs(chosen), turned, [none], to_desk(session_id, t))


def ask_note(shown: Desk, t: Translator) -> InlineKeyboardMarkup:
    forget = [button(t("Delete the note"), ForgetNote(session_id=shown.card.id))] if shown.note else []
    return rows(forget, to_desk(shown.card.id, t))


def question(shown: Desk, what: What, now: datetime, t: Translator) -> InlineKeyboardMarkup:
    """Under what is asked: what can be tapped instead of typed, and the way back."""
    match what:
        case What.TIME:
            return ask_time(shown, now, t)
        case What.PRICE:
            return ask_price(shown.card.id, t)
        case What.NOTE:
            return ask_note(shown, t)
        case _:
            return ask_typed(shown.card.id, what, t)


def ask_typed(session_id: int, what: What, t: Translator) -> InlineKeyboardMarkup:
    """Under a question that has to be typed; the way back leads to where it was asked."""
    if what == What.REASON:
        return rows([change(session_id, What.CANCEL, t("Back")), button(t("Home"), Home())])
    if what in {What.PLACES, What.NAME, What.ROLE}:
        return rows([button(t("Back"), OpenRoles(session_id=session_id)), button(t("Home"), Home())])
    return rows(to_desk(session_id, t))


def roles(card: Card, t: Translator) -> InlineKeyboardMarkup:
    listed = [role for quota in card.places for role in role_buttons(card, quota.quota_id, quota.name, t)]
    add = [change(card.id, What.ROLE, t("Add a role"))] if card.places[0].name else []
    return rows(*listed, add, to_desk(card.id, t))


def role_buttons(card: Card, quota_id: int, name: str, t: Translator) -> list[list[InlineKeyboardButton]]:
    places = t("Places as {role}", role=name) if name else t("Change places")
    rename = t("Rename {role}", role=name) if name else t("Name the role")
    remove = [[button(t("Remove {role}", role=name), AskRemoveRole(quota_id=quota_id))]] if len(card.places) > 1 else []
    return [
        [change(card.id, What.PLACES, places, quota_id)],
        [change(card.id, What.NAME, rename, quota_id)],
        *remove,
    ]


def ask_remove(session_id: int, quota_id: int, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [button(t("Remove the role"), RemoveRole(quota_id=quota_id), DANGER)],
        [button(t("Back"), OpenRoles(session_id=session_id))],
    )


def ask_complete(session_id: int, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [button(t("Confirm"), CompleteSession(session_id=session_id), PRIMARY)],
        [button(t("Back"), EditSession(session_id=session_id))],
    )
