"""Keyboards about one person of a session: only what the organizer who looks may do, and can do now."""

from collections.abc import Sequence

from aiogram.types import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.money import OpenMoney
from keyboards.callbacks.organizing import AddPerson, EditSession, OpenPerson, OpenRoster, SetAttendance
from keyboards.callbacks.overviews import GoBack
from keyboards.callbacks.people import (
    Act,
    AddAnyway,
    AddAs,
    AddKnown,
    AddNew,
    Approve,
    AskMessage,
    AskNote,
    AskReason,
    ClearNote,
    Decide,
    DecideAsTyped,
    LiftSuspension,
    SendMessage,
    ShareLink,
    SharePage,
    TypeReason,
)
from keyboards.common import DANGER, PRIMARY, button, in_pairs, rows
from services.access import Right
from services.clients import Alike
from services.notices import About
from services.people import About as NoteAbout
from services.people import PersonView, Room
from services.registrations import MOVING_UP, REJECTING, TAKING_OUT
from services.translator import Translator, mark

REASONS: dict[Act, dict[str, str]] = {"reject": REJECTING, "take_out": TAKING_OUT, "move_up": MOVING_UP}
DOING: dict[Act, str] = {"reject": mark("Reject"), "take_out": mark("Take out"), "move_up": mark("Give a place")}
WITHOUT: dict[Act, str] = {
    "reject": mark("Reject without a reason"),
    "take_out": mark("Take out without a reason"),
    "move_up": mark("Give a place"),
}


def request(about: About, t: Translator) -> InlineKeyboardMarkup:
    """Under the notice that somebody asks for a place."""
    mine = about.registration_id
    return rows(decide(mine, t), [button(t("Details"), OpenPerson(registration_id=mine))])


def decided(about: About, t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Details"), OpenPerson(registration_id=about.registration_id))])


def decide(registration_id: int, t: Translator) -> list[InlineKeyboardButton]:
    return [
        button(t("Approve"), Approve(registration_id=registration_id), PRIMARY),
        button(t("Reject"), AskReason(registration_id=registration_id, act="reject")),
    ]


def person(one: PersonView, t: Translator) -> InlineKeyboardMarkup:
    """All that can be done about somebody."""
    mine = one.registration_id
    lift = [button(t("Lift the suspension"), LiftSuspension(registration_id=mine))] if one.suspended_until else []
    return rows(
        *place(one, t),
        attendance(one, t),
        *in_pairs([*notes(one, t), *write(one, t), *money(one, t)]),
        lift,
        take_out(one, t),
        [button(t("Back"), GoBack(of="person", id=mine))],
    )


def place(one: PersonView, t: Translator) -> list[list[InlineKeyboardButton]]:
    """What is open about their place."""
    if not one.may(Right.MANAGE_PEOPLE) or not one.is_on:
        return []
    if one.asks:
        return [decide(one.registration_id, t)]
    if one.waits:
        return [[button(t("Give a place"), AskReason(registration_id=one.registration_id, act="move_up"), PRIMARY)]]
    return []


def attendance(one: PersonView, t: Translator) -> list[InlineKeyboardButton]:
    if not one.is_in or not one.may(Right.CHECK_IN):
        return []
    mine = one.registration_id
    if one.attendance:
        label = t("Undo no-show") if one.attendance == "no_show" else t("Undo check-in")
        return [button(label, SetAttendance(registration_id=mine, what="clear", back="person"))]
    here = button(t("Check in"), SetAttendance(registration_id=mine, what="here", back="person"))
    missed = button(t("No-show"), SetAttendance(registration_id=mine, what="no_show", back="person"))
    return [here, missed] if one.starts_at <= one.seen_at else [here]


def notes(one: PersonView, t: Translator) -> list[InlineKeyboardButton]:
    if not one.may(Right.NOTE):
        return []
    mine = one.registration_id
    return [
        button(t("Note on this"), AskNote(registration_id=mine, about="booking")),
        button(t("Note on person"), AskNote(registration_id=mine, about="person")),
    ]


def write(one: PersonView, t: Translator) -> list[InlineKeyboardButton]:
    if not one.may(Right.MANAGE_PEOPLE) or not one.is_told:
        return []
    return [button(t("Write"), AskMessage(registration_id=one.registration_id))]


def money(one: PersonView, t: Translator) -> list[InlineKeyboardButton]:
    can = one.may(Right.SEE_MONEY)
    return [button(t("Money"), OpenMoney(registration_id=one.registration_id))] if can else []


def take_out(one: PersonView, t: Translator) -> list[InlineKeyboardButton]:
    can = one.may(Right.MANAGE_PEOPLE) and one.can_be_taken_out
    return [button(t("Take out"), AskReason(registration_id=one.registration_id, act="take_out"))] if can else []


def reasons(registration_id: int, act: Act, t: Translator) -> InlineKeyboardMarkup:
    """A tap on a reason does it: each says so by standing under the question."""
    style = PRIMARY if act == "move_up" else DANGER
    usual = REASONS[act].items()
    mine = registration_id
    return rows(
        *([button(t(words), Decide(registration_id=mine, act=act, why=key))] for key, words in usual),
        [button(t("Type a reason"), TypeReason(registration_id=mine, act=act))],
        [button(t(WITHOUT[act]), Decide(registration_id=mine, act=act), style)],
        [to_person(mine, t)],
    )


def typed_reason(registration_id: int, act: Act, version: int, t: Translator) -> InlineKeyboardMarkup:
    intent = DecideAsTyped(registration_id=registration_id, act=act, version=version)
    return rows(
        [button(t(DOING[act]), intent, PRIMARY if act == "move_up" else DANGER)],
        [button(t("Back"), AskReason(registration_id=registration_id, act=act))],
    )


def no_place(one: PersonView, t: Translator) -> InlineKeyboardMarkup:
    """Where somebody cannot be moved up because it is full: the way to more places."""
    more = [button(t("Change places"), EditSession(session_id=one.session_id))] if one.may(Right.PLAN) else []
    return rows(more, [to_person(one.registration_id, t)])


def back_to_person(registration_id: int, t: Translator) -> InlineKeyboardMarkup:
    return rows([to_person(registration_id, t)])


def to_person(registration_id: int, t: Translator) -> InlineKeyboardButton:
    return button(t("Back"), OpenPerson(registration_id=registration_id))


def ask_note(one: PersonView, about: NoteAbout, t: Translator) -> InlineKeyboardMarkup:
    kept = one.note if about == NoteAbout.BOOKING else one.client_note
    clear = ClearNote(registration_id=one.registration_id, about=about.value)
    return rows([button(t("Delete the note"), clear)] if kept else [], [to_person(one.registration_id, t)])


def preview(registration_id: int, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [button(t("Send"), SendMessage(registration_id=registration_id), PRIMARY)],
        [button(t("Type it anew"), AskMessage(registration_id=registration_id))],
        [to_person(registration_id, t)],
    )


def roles(rooms: Sequence[Room], t: Translator) -> InlineKeyboardMarkup:
    session_id = rooms[0].session_id
    return rows(
        *([button(room.name, AddAs(session_id=session_id, quota_id=room.quota_id))] for room in rooms),
        [to_roster(session_id, t)],
    )


def who(room: Room, t: Translator, *, has_roles: bool) -> InlineKeyboardMarkup:
    back = button(t("Back"), AddPerson(session_id=room.session_id)) if has_roles else to_roster(room.session_id, t)
    return rows([button(t("Send a link instead"), ShareLink(session_id=room.session_id))], [back])


def link(session_id: int, address: str, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [InlineKeyboardButton(text=t("Copy link"), copy_text=CopyTextButton(text=address))],
        [button(t("For people without Telegram"), SharePage(session_id=session_id))],
        [to_roster(session_id, t)],
    )


def page(session_id: int, address: str, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [InlineKeyboardButton(text=t("Copy link"), copy_text=CopyTextButton(text=address))],
        [button(t("Back"), ShareLink(session_id=session_id)), to_roster(session_id, t)],
    )


def alike(session_id: int, found: Sequence[Alike], t: Translator) -> InlineKeyboardMarkup:
    return rows(
        *([button(label(one, t), AddKnown(session_id=session_id, user_id=one.user_id))] for one in found),
        [button(t("Somebody new"), AddNew(session_id=session_id))],
        [button(t("Back"), AddPerson(session_id=session_id))],
    )


def label(one: Alike, t: Translator) -> str:
    return one.name if one.is_on_telegram else t("{name} (without Telegram)", name=one.name)


def no_room(room: Room, t: Translator) -> InlineKeyboardMarkup:
    """There is no place for who is to be added."""
    wait = button(t("Put on the waitlist"), AddAnyway(session_id=room.session_id, way="wait"))
    if room.taken < room.capacity:
        words = t("Add past the line")
    else:
        words = t("Raise places to {count} and add", count=t.number(room.taken + 1))
    more = button(words, AddAnyway(session_id=room.session_id, way="raise"))
    return rows([wait], [more] if room.can_raise else [], [to_roster(room.session_id, t)])


def added(registration_id: int, session_id: int, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [button(t("Add person"), AddPerson(session_id=session_id), PRIMARY)],
        [button(t("Details"), OpenPerson(registration_id=registration_id)), to_roster(session_id, t)],
    )


def to_roster(session_id: int, t: Translator) -> InlineKeyboardButton:
    return button(t("Back"), OpenRoster(session_id=session_id))
