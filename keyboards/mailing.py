"""Keyboards of the words of mails."""

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.mailing import AskMailText, ListMailTexts, PreviewMail, ResetMailText, ShowMailText
from keyboards.callbacks.organizing import OpenAdmin
from keyboards.common import DANGER, button, in_pairs, rows
from keyboards.organizing import turned
from services.mails.templates import KindsPage, Text
from services.notices.alerts import spelled
from services.translator import LANGUAGES, Translator


def kinds(page: KindsPage, language: str, t: Translator) -> InlineKeyboardMarkup:
    """A row for each kind: their names are long."""
    before = ListMailTexts(page=page.page - 1) if page.page else None
    after = ListMailTexts(page=page.page + 1) if page.has_next else None
    return rows(
        *[[_kind(kind, language, is_own=kind in page.own)] for kind in page.kinds],
        turned(before, after, t),
        [button(t("Back"), OpenAdmin())],
    )


def _kind(kind: str, language: str, *, is_own: bool) -> InlineKeyboardButton:
    label = spelled(kind)
    return button(f"✏️ {label}" if is_own else label, ShowMailText(kind=kind, language=language))


def text(one: Text, t: Translator) -> InlineKeyboardMarkup:
    ids = {"kind": one.kind, "language": one.language}
    others = [
        button(name, ShowMailText(kind=one.kind, language=code))
        for code, name in LANGUAGES.items()
        if code != one.language
    ]
    return rows(
        [
            button(t("Change subject"), AskMailText(**ids, part="subject")),
            button(t("Change body"), AskMailText(**ids, part="body")),
        ],
        [button(t("Preview"), PreviewMail(**ids))],
        [button(t("Usual words again"), ResetMailText(**ids), DANGER)] if one.is_own else [],
        *in_pairs(others),
        [button(t("Back"), ListMailTexts())],
    )


def back(kind: str, language: str, t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Back"), ShowMailText(kind=kind, language=language))])
