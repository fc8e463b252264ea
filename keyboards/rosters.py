"""Keyboards of a session's people: only what the viewer may do, and can do now.

What follows by itself has a button of one of `TOPICS`; a tap of `KEEPING` leads to what follows, too.
"""

from collections import Counter
from collections.abc import Callable

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.attending import Home, OpenHost
from keyboards.callbacks.money import ShowSessionTakings
from keyboards.callbacks.organizing import (
    AddPerson,
    AnnounceToSession,
    EditSession,
    ExportSession,
    ListSessions,
    OpenOrganize,
    OpenPerson,
    OpenRoster,
)
from keyboards.callbacks.overviews import GoBack
from keyboards.callbacks.planning import ListPast
from keyboards.callbacks.rosters import CheckIn, FindPerson, ListLine, ListPeople, OpenCheckIn, UndoCheckIn
from keyboards.common import PRIMARY, button, in_pairs, rows
from services import attendance
from services.access import Right
from services.attendance import Marked
from services.rosters import Attendee, CheckInList, Head, Roster
from services.translator import Translator

TOPICS = {"roster", "attendance", "announce"}
KEEPING = {"roster", "roster.door", "attendance.in", "attendance.undo", "announce.result"}
SHORT = 18
"""Letters that fit where two buttons share a row."""


def below(shown: Roster | CheckInList, t: Translator) -> InlineKeyboardMarkup:
    """Under a screen that follows."""
    return check_in(shown, t) if isinstance(shown, CheckInList) else roster(shown, t)


def roster(roster: Roster, t: Translator) -> InlineKeyboardMarkup:
    head = roster.head
    return rows(
        first_acts(head, t),
        lists(head, t),
        other_acts(head, t),
        pages(roster, t, lambda number: OpenRoster(session_id=head.session_id, page=number), update=True),
        [back(head, t)],
    )


def first_acts(head: Head, t: Translator) -> list[InlineKeyboardButton]:
    acts = []
    is_open = not head.is_cancelled and head.seen_at < head.ends_at + attendance.CLOSES_AFTER
    if Right.CHECK_IN in head.rights and is_open:
        acts.append(button(t("Check in"), OpenCheckIn(session_id=head.session_id), PRIMARY))
    if Right.MANAGE_PEOPLE in head.rights and head.is_on:
        acts.append(button(t("Add person"), AddPerson(session_id=head.session_id)))
    if Right.ANNOUNCE in head.rights and not head.is_cancelled:
        acts.append(button(t("Announce"), AnnounceToSession(session_id=head.session_id)))
    return acts


def lists(head: Head, t: Translator) -> list[InlineKeyboardButton]:
    session_id, tally = head.session_id, head.tally
    shown = [button(t("People"), ListPeople(session_id=session_id))] if tally.confirmed else []
    if tally.waiting:
        label = t("Waiting ({count})", count=t.number(tally.waiting))
        shown.append(button(label, ListLine(session_id=session_id, which="waiting")))
    if tally.pending:
        label = t("Pending ({count})", count=t.number(tally.pending))
        shown.append(button(label, ListLine(session_id=session_id, which="pending")))
    if tally.paying:
        label = t("Paying ({count})", count=t.number(tally.paying))
        shown.append(button(label, ListLine(session_id=session_id, which="paying")))
    return shown


def other_acts(head: Head, t: Translator) -> list[InlineKeyboardButton]:
    acts = [button(t("Find"), FindPerson(session_id=head.session_id, how="people"))] if has_people(head) else []
    if Right.EXCHANGE in head.rights:
        acts.append(button(t("Export"), ExportSession(session_id=head.session_id)))
    if Right.SEE_MONEY in head.rights:
        acts.append(button(t("Money"), ShowSessionTakings(session_id=head.session_id)))
    if head.rights & {Right.PLAN, Right.NOTE}:
        label = t("Edit") if Right.PLAN in head.rights else t("Note")
        acts.append(button(label, EditSession(session_id=head.session_id)))
    return acts


def has_people(head: Head) -> bool:
    tally = head.tally
    return bool(tally.confirmed or tally.pending or tally.paying or tally.waiting)


def back(head: Head, t: Translator) -> InlineKeyboardButton:
    return button(t("Back"), GoBack(of="roster", id=head.session_id))


def above(head: Head) -> CallbackData:
    """Where Back leads whoever came from nowhere: to the sessions of the series for who plans them, else to what they
    run.
    """
    if Right.PLAN in head.rights and head.is_over:
        return ListPast(series_id=head.series_id)
    if Right.PLAN in head.rights:
        return ListSessions(series_id=head.series_id)
    return OpenOrganize()


def check_in(door: CheckInList, t: Translator) -> InlineKeyboardMarkup:
    """A button for each who is not here yet, and one to take the last one back."""
    roster, session_id = door.roster, door.roster.head.session_id
    last = door.last
    if attendance.is_early(roster.head.starts_at, now=roster.head.seen_at):
        return not_yet_open(session_id, t)
    labels = told_apart(roster.people)
    return rows(
        *in_pairs(
            [
                button(label, CheckIn(registration_id=one.registration_id, page=roster.number))
                for label, one in zip(labels, roster.people, strict=True)
            ]
        ),
        pages(roster, t, lambda number: OpenCheckIn(session_id=session_id, page=number)),
        [
            button(t("Find"), FindPerson(session_id=session_id, how="door")),
            *([undo(last.registration_id, t, roster.number)] if last else []),
        ],
        [button(t("Back"), OpenRoster(session_id=session_id))],
    )


def not_yet_open(session_id: int, t: Translator) -> InlineKeyboardMarkup:
    """Nobody can be checked in yet: nobody to tap."""
    again = button(t("Update"), OpenCheckIn(session_id=session_id))
    return rows([again, button(t("Back"), OpenRoster(session_id=session_id))])


def undo(registration_id: int, t: Translator, page: int = 0) -> InlineKeyboardButton:
    return button(t("Undo check-in"), UndoCheckIn(registration_id=registration_id, page=page))


def told_apart(people: tuple[Attendee, ...]) -> list[str]:
    """Names as buttons; where two look alike, the end of their references tells them apart."""
    short = [label(one) for one in people]
    seen = Counter(short)
    return [
        f"{shortened(one.name, SHORT - 7)} · {one.reference[-4:]}" if seen[words] > 1 else words
        for words, one in zip(short, people, strict=True)
    ]


def label(one: Attendee) -> str:
    guests = f" +{one.places - 1}" if one.places > 1 else ""
    return f"{shortened(one.name, SHORT - len(guests))}{guests}"


def shortened(name: str, longest: int) -> str:
    return name if len(name) <= longest else f"{name[: longest - 1].rstrip()}…"


def people(roster: Roster, t: Translator) -> InlineKeyboardMarkup:
    """A button for each, that opens them."""
    session_id = roster.head.session_id
    return _persons(roster, lambda number: ListPeople(session_id=session_id, page=number), t)


def line(roster: Roster, wanted: ListLine, t: Translator) -> InlineKeyboardMarkup:
    def turned(number: int) -> ListLine:
        return ListLine(session_id=wanted.session_id, which=wanted.which, page=number)

    return _persons(roster, turned, t)


def _persons(roster: Roster, turned: Callable[[int], CallbackData], t: Translator) -> InlineKeyboardMarkup:
    labels = told_apart(roster.people)
    return rows(
        *in_pairs(
            [
                button(label, OpenPerson(registration_id=one.registration_id))
                for label, one in zip(labels, roster.people, strict=True)
            ]
        ),
        pages(roster, t, turned),
        [button(t("Back"), OpenRoster(session_id=roster.head.session_id))],
    )


def found(roster: Roster, how: str, t: Translator) -> InlineKeyboardMarkup:
    """Who was found: a tap checks in, at the door; else it opens the person."""
    session_id = roster.head.session_id
    is_door = how == "door"
    back_to = OpenCheckIn(session_id=session_id) if is_door else OpenRoster(session_id=session_id)
    shown = zip(told_apart(roster.people), roster.people, strict=True)
    return rows(
        *in_pairs([button(label, found_one(one, is_door=is_door)) for label, one in shown]),
        [
            button(t("Find"), FindPerson(session_id=session_id, how="door" if is_door else "people")),
            button(t("Back"), back_to),
        ],
    )


def found_one(one: Attendee, *, is_door: bool) -> CallbackData:
    if is_door:
        return CheckIn(registration_id=one.registration_id)
    return OpenPerson(registration_id=one.registration_id)


def asking(wanted: FindPerson, t: Translator) -> InlineKeyboardMarkup:
    session_id = wanted.session_id
    back_to = OpenCheckIn(session_id=session_id) if wanted.how == "door" else OpenRoster(session_id=session_id)
    return rows([button(t("Back"), back_to)])


def retry(session_id: int, t: Translator) -> InlineKeyboardMarkup:
    """When it could not be loaded."""
    return rows([button(t("Retry"), OpenRoster(session_id=session_id))], [button(t("Back"), OpenOrganize())])


def scanned(marked: Marked, t: Translator) -> InlineKeyboardMarkup:
    """Under what a ticket said at the door."""
    return rows([button(t("Roster"), OpenRoster(session_id=marked.session_id)), undo(marked.registration_id, t)])


def not_let_in(session_id: int, t: Translator) -> InlineKeyboardMarkup:
    """Under why a ticket lets nobody in."""
    return rows([button(t("Roster"), OpenRoster(session_id=session_id))])


def my_history(code: str, t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Back"), OpenHost(code=code)), button(t("Home"), Home())])


def pages(
    roster: Roster, t: Translator, turned: Callable[[int], CallbackData], *, update: bool = False
) -> list[InlineKeyboardButton]:
    """`update`: where the first page follows by itself, the others have a button for that."""
    buttons = []
    if roster.number:
        buttons.append(button(t("Previous"), turned(roster.number - 1)))
    if roster.number and update:
        buttons.append(button(t("Update"), turned(roster.number)))
    if roster.has_next:
        buttons.append(button(t("Next"), turned(roster.number + 1)))
    return buttons
