"""Keyboards of a series' desk: what its organizers may do there, and the fields they can edit."""

from collections.abc import Sequence

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.attending import Home
from keyboards.callbacks.desks import (
    AskEndSeries,
    AskSeriesField,
    ClearSeriesField,
    EditSeries,
    EndSeries,
    MoreOfSeries,
    MoveSeries,
    RestoreSeries,
    SetSeriesField,
)
from keyboards.callbacks.money import ShowTakings
from keyboards.callbacks.organizing import (
    AnnounceToSeries,
    ExportSeries,
    ListSessions,
    OpenHostDesk,
    OpenNumbers,
    OpenRepeats,
    OpenRoster,
    OpenSeriesDesk,
    OpenTeam,
    StartNew,
)
from keyboards.callbacks.overviews import GoBack
from keyboards.common import DANGER, PRIMARY, button, in_pairs, rows
from keyboards.posts import post_series, share_series
from keyboards.sessions import shared_query
from services.access import Right
from services.series import Desk
from services.translator import Translator, mark

ABOUT = {
    "title": mark("Title"),
    "description": mark("Description"),
    "photo": mark("Photo"),
    "place": mark("Place"),
    "duration": mark("How long"),
    "quotas": mark("Places"),
    "price": mark("Price"),
    "language": mark("Language"),
}
RULES = {
    "mode": mark("Booking"),
    "visibility": mark("Who sees it"),
    "notice": mark("Cancelling"),
    "refunds": mark("Refunds"),
    "late_fee": mark("Late fee"),
    "credits": mark("Credits"),
    "guests": mark("Guests"),
    "way": mark("Waitlist"),
    "cutoff": mark("End of the line"),
    "reminders": mark("Reminders"),
    "still": mark("Still coming?"),
    "release": mark("No answer"),
    "names": mark("Names in groups"),
    "transfer": mark("Giving places"),
}
PAGES = {"about": ABOUT, "rules": RULES}


def desk(shown: Desk, t: Translator) -> InlineKeyboardMarkup:
    """What is needed every week, for who may do it; whatever else there is behind Edit and More."""
    return rows(
        *in_pairs([*daily(shown, t), *changing(shown, t)]),
        [button(t("Back"), GoBack(of="desk", id=shown.id)), button(t("Home"), Home())],
    )


def daily(shown: Desk, t: Translator) -> list[InlineKeyboardButton]:
    if shown.is_archived:
        return []
    has, first = shown.rights, shown.next[0] if shown.next else None
    found = []
    if first and Right.SEE_PEOPLE in has:
        found.append(button(t("Roster"), OpenRoster(session_id=first.id)))
    elif Right.PLAN in has:
        found.append(button(t("New session"), StartNew(series_id=shown.id), PRIMARY))
    if Right.PLAN in has:
        found.append(button(t("Sessions"), ListSessions(series_id=shown.id)))
    if Right.ANNOUNCE in has:
        found.append(button(t("Announce"), AnnounceToSeries(series_id=shown.id)))
    if first:
        query = shared_query(first.code)
        found.append(InlineKeyboardButton(text=t("Share"), switch_inline_query=query, style=PRIMARY))
    return found


def changing(shown: Desk, t: Translator) -> list[InlineKeyboardButton]:
    has, goes_on = shown.rights, not shown.is_archived
    found = []
    if Right.INVITE in has:
        found.append(button(t("Team"), OpenTeam(host_id=shown.host_id, series_id=shown.id)))
    if Right.PLAN in has and goes_on:
        found.append(button(t("Repeat"), OpenRepeats(series_id=shown.id)))
    if Right.EDIT_SERIES in has:
        found.append(button(t("Edit"), EditSeries(series_id=shown.id)))
    return [*found, button(t("More"), MoreOfSeries(series_id=shown.id))]


def more(shown: Desk, t: Translator) -> InlineKeyboardMarkup:
    new = Right.PLAN in shown.rights and not shown.is_archived
    return rows(
        [] if shown.is_archived else [share_series(shown.code, t), post_series(shown.code, t)],
        [button(t("New session"), StartNew(series_id=shown.id))] if new else [],
        *in_pairs(looks(shown, t)),
        [button(t("Back"), OpenSeriesDesk(series_id=shown.id)), button(t("Home"), Home())],
    )


def looks(shown: Desk, t: Translator) -> list[InlineKeyboardButton]:
    has = shown.rights
    numbers = button(t("Numbers"), OpenNumbers(series_id=shown.id))
    export = button(t("Export"), ExportSeries(series_id=shown.id))
    money = button(t("Money"), ShowTakings(host_id=shown.host_id, series_id=shown.id))
    seen = [numbers] if Right.SEE_NUMBERS in has else []
    seen += [money] if Right.SEE_MONEY in has else []
    seen += [export] if Right.EXCHANGE in has else []
    host = [button(t("Host"), OpenHostDesk(host_id=shown.host_id))] if Right.EDIT_HOST in has else []
    return seen + host


def edit(shown: Desk, page: str, t: Translator) -> InlineKeyboardMarkup:
    """What can be edited: what cards tell, or the rules; and how it ends."""
    fields = [button(t(name), AskSeriesField(series_id=shown.id, field=field)) for field, name in PAGES[page].items()]
    other = (
        button(t("Rules"), EditSeries(series_id=shown.id, page="rules"), PRIMARY)
        if page == "about"
        else button(t("What cards tell"), EditSeries(series_id=shown.id), PRIMARY)
    )
    return rows(
        *in_pairs(fields),
        [other],
        ending(shown, t) if page == "rules" else [],
        [button(t("Back"), OpenSeriesDesk(series_id=shown.id)), button(t("Home"), Home())],
    )


def ending(shown: Desk, t: Translator) -> list[InlineKeyboardButton]:
    if shown.is_archived:
        put_away = button(t("Bring it back"), RestoreSeries(series_id=shown.id))
    else:
        put_away = button(t("Archive"), AskEndSeries(series_id=shown.id, way="archive"))
    delete = button(t("Delete"), AskEndSeries(series_id=shown.id, way="delete"), DANGER)
    return [put_away] if shown.was_booked else [put_away, delete]


def field(
    shown: Desk, name: str, values: Sequence[tuple[str, str]], t: Translator, *, chosen: str = "", clears: bool = False
) -> InlineKeyboardMarkup:
    """A question: values to tap by what they are called, a way to have none, and the way back."""
    choices = [
        button(f"✅ {label}" if value == chosen else label, SetSeriesField(series_id=shown.id, field=name, value=value))
        for value, label in values
    ]
    label = t("Take the photo off") if name == "photo" else t("Remove")
    none = [button(label, ClearSeriesField(series_id=shown.id, field=name))] if clears else []
    return rows(*_arranged(choices), none, back_to_edit(shown.id, name, t))


def _arranged(choices: list[InlineKeyboardButton]) -> list[Sequence[InlineKeyboardButton]]:
    """Short ones in pairs."""
    if max((len(choice.text) for choice in choices), default=0) > 18:
        return [[choice] for choice in choices]
    return in_pairs(choices)


def back_to_edit(series_id: int, name: str, t: Translator) -> list[InlineKeyboardButton]:
    page = EditSeries(series_id=series_id, page="rules" if name in RULES else "about")
    return [button(t("Back"), page), button(t("Home"), Home())]


def confirm_place(series_id: int, version: int, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [button(t("Confirm"), MoveSeries(series_id=series_id, version=version), PRIMARY)],
        [button(t("Back"), AskSeriesField(series_id=series_id, field="place")), button(t("Home"), Home())],
    )


def confirm_ending(series_id: int, way: str, label: str, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [button(label, EndSeries(series_id=series_id, way=way), DANGER)],
        [button(t("Back"), EditSeries(series_id=series_id, page="rules")), button(t("Home"), Home())],
    )


def cannot_end(series_id: int, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [button(t("Sessions"), ListSessions(series_id=series_id))],
        [button(t("Back"), EditSeries(series_id=series_id, page="rules")), button(t("Home"), Home())],
    )
