"""What admins tap who change the words of mails."""

from typing import Annotated, Literal

from aiogram.filters.callback_data import CallbackData
from pydantic import StringConstraints

from keyboards.callbacks.fields import PageNumber

Language = Literal["en", "de", "es", "ru"]
Kind = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,36}$")]
Part = Literal["subject", "body"]


class ListMailTexts(CallbackData, prefix="admin.mails"):
    page: PageNumber = 0


class ShowMailText(CallbackData, prefix="admin.mail"):
    kind: Kind
    language: Language


class AskMailText(CallbackData, prefix="admin.mail_edit"):
    kind: Kind
    language: Language
    part: Part


class PreviewMail(CallbackData, prefix="admin.mail_show"):
    kind: Kind
    language: Language


class ResetMailText(CallbackData, prefix="admin.mail_reset"):
    kind: Kind
    language: Language
