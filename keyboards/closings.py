"""Keyboards of a host's closure days, of who is away when, and of its rooms."""

from collections.abc import Mapping

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.attending import Home
from keyboards.callbacks.organizing import OpenHostDesk, OpenOrganize, OpenRepeats
from keyboards.callbacks.repeating import (
    AskAbsence,
    AskClosure,
    AskDeletingRoom,
    AskRoom,
    CancelClosed,
    DeleteRoom,
    OpenAbsences,
    OpenClosures,
    OpenRoom,
    OpenRooms,
    RemoveAbsence,
    RemoveClosure,
    TurnAbsences,
    TurnRooms,
)
from keyboards.common import DANGER, PRIMARY, button, in_pairs, on_page, rows, turns
from services.templates.absences import Absences
from services.templates.closures import Closures
from services.templates.rooms import Rooms
from services.translator import Translator

Labels = Mapping[int, str]
SHOWN = 20
"""As many as a message and its buttons take."""


def _first(labels: Labels) -> list[tuple[int, str]]:
    return list(labels.items())[:SHOWN]


def closures(shown: Closures, series_id: int, labels: Labels, t: Translator) -> InlineKeyboardMarkup:
    gone = [button(label, RemoveClosure(closure_id=one, series_id=series_id)) for one, label in _first(labels)]
    new = AskClosure(host_id=shown.host_id, series_id=series_id)
    return rows(*([one] for one in gone), [button(t("Add days"), new, PRIMARY)], _back(shown.host_id, series_id, t))


def closed(host_id: int, closure_id: int, series_id: int, label: str, t: Translator) -> InlineKeyboardMarkup:
    """What is planned on days that have just been closed: cancel it, or leave it."""
    return rows(
        [button(label, CancelClosed(closure_id=closure_id, series_id=series_id), DANGER)],
        [button(t("Leave them"), OpenClosures(host_id=host_id, series_id=series_id))],
    )


def absences(shown: Absences, series_id: int, labels: Labels, t: Translator, *, page: int = 0) -> InlineKeyboardMarkup:
    """`page` is of the team."""
    gone = [button(label, RemoveAbsence(absence_id=one, series_id=series_id)) for one, label in _first(labels)]
    place = {"of": "series", "place_id": series_id} if series_id else {"of": "host", "place_id": shown.host_id}
    own = AskAbsence(**place, user_id=shown.own_id)
    others = [
        button(f"👤 {person.name}", AskAbsence(**place, user_id=person.id))
        for person in shown.team
        if person.id != shown.own_id
    ]
    back = _back(shown.host_id, series_id, t) if shown.team else _to_organize(t)
    turned = turns(len(others), page, lambda to: TurnAbsences(**place, page=to), t)
    people = in_pairs(on_page(others, page))
    return rows(*([one] for one in gone), [button(t("I am away"), own, PRIMARY)], *people, turned, back)


def rooms(shown: Rooms, series_id: int, t: Translator, *, page: int = 0) -> InlineKeyboardMarkup:
    here = on_page(shown.rooms, page)
    own = [button(room.name, OpenRoom(space_id=room.id, series_id=series_id)) for room in here]
    where = {"host_id": shown.host_id, "series_id": series_id}
    turned = turns(len(shown.rooms), page, lambda to: TurnRooms(**where, page=to), t)
    new = button(t("Add a room"), AskRoom(**where), PRIMARY)
    return rows(*([one] for one in own), turned, [new], _back(shown.host_id, series_id, t))


def room(host_id: int, space_id: int, series_id: int, t: Translator) -> InlineKeyboardMarkup:
    delete = AskDeletingRoom(space_id=space_id, series_id=series_id)
    return rows([button(t("Delete"), delete)], _to(OpenRooms(host_id=host_id, series_id=series_id), t))


def delete_room(space_id: int, series_id: int, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [button(t("Delete"), DeleteRoom(space_id=space_id, series_id=series_id), DANGER)],
        _to(OpenRoom(space_id=space_id, series_id=series_id), t),
    )


def to_closures(host_id: int, series_id: int, t: Translator) -> InlineKeyboardMarkup:
    return rows(_to(OpenClosures(host_id=host_id, series_id=series_id), t))


def to_absences(host_id: int, series_id: int, t: Translator) -> InlineKeyboardMarkup:
    return rows(_to(OpenAbsences(host_id=host_id, series_id=series_id), t))


def to_rooms(host_id: int, series_id: int, t: Translator) -> InlineKeyboardMarkup:
    return rows(_to(OpenRooms(host_id=host_id, series_id=series_id), t))


def _back(host_id: int, series_id: int, t: Translator) -> list[InlineKeyboardButton]:
    """To where the person came from."""
    return _to(OpenRepeats(series_id=series_id) if series_id else OpenHostDesk(host_id=host_id), t)


def _to_organize(t: Translator) -> list[InlineKeyboardButton]:
    return _to(OpenOrganize(), t)


def _to(intent: CallbackData, t: Translator) -> list[InlineKeyboardButton]:
    return [button(t("Back"), intent), button(t("Home"), Home())]
