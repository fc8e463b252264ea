"""Keyboards of an announcement: whom, preview, what became of it, and what stands under the notice."""

from collections.abc import Mapping
from typing import Any

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.announcing import (
    AskAudience,
    ChooseAudience,
    DropAnnouncement,
    OpenAnnouncement,
    SendAnnouncement,
    Whom,
)
from keyboards.callbacks.attending import OpenSeries, OpenSession, Origin
from keyboards.callbacks.organizing import OpenRoster, OpenSeriesDesk
from keyboards.common import PRIMARY, button, rows
from services.announcements import Reach, Result, Target
from services.translator import Translator


def audiences(target: Target, reach: Mapping[str, Reach], t: Translator) -> InlineKeyboardMarkup:
    """Those who are in, those who wait, or both; nobody is no choice."""
    words: dict[Whom, str] = {"confirmed": t("Confirmed"), "waiting": t("Waiting or asking"), "both": t("Both")}
    shown = [one for one in words if reach[one].told]
    if len(shown) < len(words):
        shown = [one for one in shown if one != "both"]
    ids = {"session_id": target.session_id, "series_id": target.series_id}
    return rows(
        *([_counted(words[one], reach[one], ChooseAudience(**ids, audience=one))] for one in shown),
        [back(target, t)],
    )


def _counted(word: str, reach: Reach, intent: ChooseAudience) -> InlineKeyboardButton:
    return button(f"{word} ({reach.told})", intent)


def asking(target: Target, t: Translator) -> InlineKeyboardMarkup:
    """Below the question for the text."""
    return rows(_ways_out(target, t))


def preview(target: Target, people: int, version: int, t: Translator) -> InlineKeyboardMarkup:
    label = t.plural("Send to {count} person", "Send to {count} people", people)
    send = [button(label, SendAnnouncement(version=version), PRIMARY)] if people else []
    return rows(send, _ways_out(target, t))


def _ways_out(target: Target, t: Translator) -> list[InlineKeyboardButton]:
    ids = {"session_id": target.session_id, "series_id": target.series_id}
    return [button(t("Back"), AskAudience(**ids)), button(t("Cancel"), DropAnnouncement(**ids))]


def result(announcement_id: int, shown: Result, t: Translator) -> InlineKeyboardMarkup:
    refresh = [button(t("Refresh"), OpenAnnouncement(announcement_id=announcement_id))] if shown.queued else []
    return rows(refresh, [back(shown.target, t)])


def leave(target: Target, t: Translator) -> InlineKeyboardMarkup:
    return rows([back(target, t)])


def back(target: Target, t: Translator) -> InlineKeyboardButton:
    """To the people of the session, or the desk of the series."""
    if target.session_id:
        return button(t("Back"), OpenRoster(session_id=target.session_id))
    return button(t("Back"), OpenSeriesDesk(series_id=target.series_id))


def notice(data: Mapping[str, Any], t: Translator) -> InlineKeyboardMarkup:
    """Under the notice: the way to the card of what it is about."""
    if data["session_id"]:
        return rows([button(t("Details"), OpenSession(session_id=data["session_id"], origin=Origin.MINE))])
    return rows([button(t("Details"), OpenSeries(series_id=data["series_id"]))])
