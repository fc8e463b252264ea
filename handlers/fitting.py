"""Screens of many long texts, made to fit into a message. Pure."""

from collections.abc import Callable
from dataclasses import replace

from handlers.screens import plain, utf16
from services.people import PersonView
from services.translator import Translator

LONGEST = 4096
"""Of a message, as Telegram counts."""
WHOLE = LONGEST
LEVELS = (WHOLE, 300, 80, 30, 12)
"""So much is left of each text, from one try to the next."""
GUESTS_SHOWN = 3


def fitted(text: Callable[[int], str]) -> str:
    """The text with as much of its parts as fits; it is called with how long each of them may be."""
    return next((said for level in LEVELS if fits(said := text(level))), text(LEVELS[-1]))


def fits(text: str) -> bool:
    return utf16(plain(text)) <= LONGEST


def beginning(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1].rstrip()}…"


def person(one: PersonView, longest: int, t: Translator) -> PersonView:
    """Somebody with beginnings of what was written; each note is whole where it is changed."""
    if longest == WHOLE:
        return one
    more = len(one.guests) - GUESTS_SHOWN
    rest = (t.plural("{count} more", "{count} more", more),) if more > 0 else ()
    return replace(
        one,
        guests=(*one.guests[:GUESTS_SHOWN], *rest),
        request=beginning(one.request, longest),
        note=beginning(one.note, longest),
        client_note=beginning(one.client_note, longest),
    )
