"""Keyboards of files: which sessions, which kind of file; people taken in from one."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.desks import MoreOfSeries
from keyboards.callbacks.files import (
    AskPeople,
    DropPeople,
    ExportHost,
    Form,
    MakeFile,
    MakeHostFile,
    PickSpan,
    Span,
    TakePeople,
)
from keyboards.callbacks.organizing import ExportSeries, OpenHostDesk, OpenRoster
from keyboards.common import PRIMARY, button, rows
from services.files import Into
from services.translator import Translator


def session(session_id: int, t: Translator) -> InlineKeyboardMarkup:
    return rows(_forms(session_id, 0, "all", t), [button(t("Back"), OpenRoster(session_id=session_id))])


def series(series_id: int, span: Span, t: Translator) -> InlineKeyboardMarkup:
    """The span that is chosen has a tick."""
    choice = [
        button(f"✅ {word}" if one == span else word, PickSpan(series_id=series_id, span=one))
        for one, word in _spans(t).items()
    ]
    return rows(
        choice,
        _forms(0, series_id, span, t),
        [button(t("Take people in"), AskPeople(host_id=0, series_id=series_id))],
        [button(t("Back"), MoreOfSeries(series_id=series_id))],
    )


def host(host_id: int, span: Span, t: Translator) -> InlineKeyboardMarkup:
    choice = [
        button(f"✅ {word}" if one == span else word, ExportHost(host_id=host_id, span=one))
        for one, word in _spans(t).items()
    ]
    forms = [
        button(t("Excel"), MakeHostFile(host_id=host_id, span=span, form="xlsx"), PRIMARY),
        button(t("CSV"), MakeHostFile(host_id=host_id, span=span, form="csv"), PRIMARY),
    ]
    return rows(choice, forms, [button(t("Back"), OpenHostDesk(host_id=host_id))])


def below_host_file(host_id: int, t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Back"), ExportHost(host_id=host_id))])


def _spans(t: Translator) -> dict[Span, str]:
    return {"coming": t("To come"), "recent": t("Last 30 days"), "all": t("All")}


def _forms(session_id: int, series_id: int, span: Span, t: Translator) -> list[InlineKeyboardButton]:
    def form(label: str, of: Form) -> InlineKeyboardButton:
        return button(label, MakeFile(session_id=session_id, series_id=series_id, span=span, form=of), PRIMARY)

    return [form(t("Excel"), "xlsx"), form(t("CSV"), "csv")]


def below_file(session_id: int, series_id: int, t: Translator) -> InlineKeyboardMarkup:
    if session_id:
        return rows([button(t("Roster"), OpenRoster(session_id=session_id))])
    return rows([button(t("Back"), ExportSeries(series_id=series_id))])


def asking(into: Into, t: Translator) -> InlineKeyboardMarkup:
    return rows([_stop(into, t)])


def preview(into: Into, people: int, version: int, t: Translator) -> InlineKeyboardMarkup:
    label = t.plural("Take in {count} person", "Take in {count} people", people)
    return rows([button(label, TakePeople(version=version), PRIMARY)] if people else [], [_stop(into, t)])


def _stop(into: Into, t: Translator) -> InlineKeyboardButton:
    return button(t("Cancel"), DropPeople(host_id=into.host_id, series_id=into.series_id))


def leave(into: Into, t: Translator) -> InlineKeyboardMarkup:
    return rows([to_desk(into, t)])


def to_desk(into: Into, t: Translator) -> InlineKeyboardButton:
    if into.series_id:
        return button(t("Back"), ExportSeries(series_id=into.series_id))
    return button(t("Back"), OpenHostDesk(host_id=into.host_id))
