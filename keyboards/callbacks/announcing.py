"""What the buttons of an announcement mean. A session or a series is named; the other id is 0."""

from typing import Literal

from aiogram.filters.callback_data import CallbackData

from keyboards.callbacks.fields import Id

Whom = Literal["confirmed", "waiting", "both"]


class ChooseAudience(CallbackData, prefix="announce.to"):
    session_id: Id
    series_id: Id
    audience: Whom


class AskAudience(CallbackData, prefix="announce.back"):
    """Back to the choice of people; what was typed stays."""

    session_id: Id
    series_id: Id


class SendAnnouncement(CallbackData, prefix="announce.send"):
    """Send what the preview of this version showed."""

    version: Id


class DropAnnouncement(CallbackData, prefix="announce.drop"):
    session_id: Id
    series_id: Id


class OpenAnnouncement(CallbackData, prefix="announce.result"):
    """What became of it by now."""

    announcement_id: Id
