"""Keyboards of a host's desk: what it tells of itself, its rules, and putting it away."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.attending import Home
from keyboards.callbacks.desks import (
    AskEndHost,
    AskHostField,
    ClearHostField,
    EditHost,
    EndHost,
    FoundHost,
    ListHosts,
    ReactivateHost,
    SetHostField,
    SetHostZone,
)
from keyboards.callbacks.files import AskPeople, ExportHost
from keyboards.callbacks.founding import NewSeries
from keyboards.callbacks.money import ShowTakings
from keyboards.callbacks.organizing import OpenHostDesk, OpenOrganize, OpenSeriesDesk, OpenTeam
from keyboards.callbacks.overviews import GoBack
from keyboards.callbacks.packages import OpenShelf
from keyboards.callbacks.repeating import OpenAbsences, OpenClosures, OpenRooms
from keyboards.common import DANGER, PRIMARY, button, in_pairs, rows
from services.access import Right
from services.hosts import Desk, Line
from services.translator import Translator, mark

SERIES_SHOWN = 8
FIELDS = {
    "name": mark("Name"),
    "description": mark("Description"),
    "photo": mark("Photo"),
    "category": mark("Category"),
    "address": mark("Address"),
    "email": mark("Email"),
    "phone": mark("Phone"),
    "zone": mark("Time zone"),
    "currency": mark("Currency"),
    "notice": mark("Cancelling"),
    "grace": mark("Expected until"),
    "suspends": mark("No-shows"),
    "days": mark("Suspension"),
    "legal": mark("Name on receipts"),
    "tax": mark("Tax line"),
    "terms": mark("Terms"),
}
CURRENCIES = ("EUR", "USD", "GBP", "CHF", "RUB", "PLN")


def own(hosts: Sequence[Line], t: Translator) -> InlineKeyboardMarkup:
    return rows(
        *([button(host.name, OpenHostDesk(host_id=host.id))] for host in hosts),
        [button(t("Found a host"), FoundHost())],
        [button(t("Back"), OpenOrganize()), button(t("Home"), Home())],
    )


def desk(shown: Desk, t: Translator) -> InlineKeyboardMarkup:
    series = [button(f"🔁 {line.title}", OpenSeriesDesk(series_id=line.id)) for line in shown.series[:SERIES_SHOWN]]
    return rows(
        *([one] for one in series),
        [button(t("New series"), NewSeries(host_id=shown.id), PRIMARY)] if shown.is_active else [],
        *in_pairs(_managing(shown, t)),
        [button(t("All my hosts"), ListHosts())],
        [button(t("Back"), GoBack(of="host", id=shown.id)), button(t("Home"), Home())],
    )


def _managing(shown: Desk, t: Translator) -> list[InlineKeyboardButton]:
    """What there is to do, each thing for who may do it."""
    ways = [
        (Right.EDIT_HOST, t("Edit"), EditHost(host_id=shown.id)),
        (Right.INVITE, t("Team"), OpenTeam(host_id=shown.id)),
        (Right.SEE_MONEY, t("Money"), ShowTakings(host_id=shown.id)),
        (Right.EDIT_HOST, t("Packages"), OpenShelf(host_id=shown.id)),
        (Right.EDIT_HOST, t("Closure days"), OpenClosures(host_id=shown.id)),
        (Right.EDIT_HOST, t("Absences"), OpenAbsences(host_id=shown.id)),
        (Right.EDIT_HOST, t("Rooms"), OpenRooms(host_id=shown.id)),
        (Right.EXCHANGE, t("Export"), ExportHost(host_id=shown.id)),
        (Right.EXCHANGE, t("Take people in"), AskPeople(host_id=shown.id, series_id=0)),
    ]
    return [button(label, intent) for right, label, intent in ways if right in shown.rights]


def edit(shown: Desk, t: Translator) -> InlineKeyboardMarkup:
    fields = [button(t(name), AskHostField(host_id=shown.id, field=field)) for field, name in FIELDS.items()]
    return rows(
        *in_pairs(fields),
        _ending(shown, t) if Right.OWN in shown.rights else [],
        [button(t("Back"), OpenHostDesk(host_id=shown.id)), button(t("Home"), Home())],
    )


def _ending(shown: Desk, t: Translator) -> list[InlineKeyboardButton]:
    if shown.is_active:
        put_away = button(t("Deactivate"), AskEndHost(host_id=shown.id, way="deactivate"))
    else:
        put_away = button(t("Reactivate"), ReactivateHost(host_id=shown.id))
    delete = button(t("Delete"), AskEndHost(host_id=shown.id, way="delete"), DANGER)
    return [put_away] if shown.was_booked else [put_away, delete]


def field(
    shown: Desk, name: str, values: Sequence[tuple[str, str]], t: Translator, *, chosen: str = "", clears: bool = False
) -> InlineKeyboardMarkup:
    """A question: values to tap by what they are called, a way to have none, and the way back."""
    choices = [
        button(f"✅ {label}" if value == chosen else label, SetHostField(host_id=shown.id, field=name, value=value))
        for value, label in values
    ]
    label = t("Take the photo off") if name == "photo" else t("Remove")
    none = [button(label, ClearHostField(host_id=shown.id, field=name))] if clears else []
    return rows(*in_pairs(choices), none, back_to_edit(shown.id, t))


def zones(host_id: int, found: Sequence[str], t: Translator) -> InlineKeyboardMarkup:
    """Time zones by their cities."""
    choices = [button(t.city(zone), SetHostZone(host_id=host_id, zone=zone)) for zone in found]
    return rows(*in_pairs(choices), back_to_edit(host_id, t))


def back_to_edit(host_id: int, t: Translator) -> list[InlineKeyboardButton]:
    return [button(t("Back"), EditHost(host_id=host_id)), button(t("Home"), Home())]


def confirm_ending(host_id: int, way: str, label: str, t: Translator) -> InlineKeyboardMarkup:
    return rows([button(label, EndHost(host_id=host_id, way=way), DANGER)], back_to_edit(host_id, t))


def asking_name(t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Back"), ListHosts()), button(t("Home"), Home())])
