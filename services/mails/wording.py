"""What a mail says: a subject and a body with gaps. Each kind has one in code; an admin may give it another."""

import string
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from services.errors.organizing import NoMailText, UnknownGap
from services.text import clean, clean_text
from services.translator import Translator, mark

LONGEST_SUBJECT = 200
LONGEST_BODY = 10_000
GAPS: dict[str, str] = {
    "name": mark("whom it is to"),
    "headline": mark("the first line of what happened"),
    "text": mark("what happened, as the chat tells it"),
    "title": mark("what the session is called"),
    "when": mark("day and time, with the zone"),
    "role": mark("the role in it"),
    "soon": mark("how soon it begins, such as: Tomorrow at 19:30"),
    "day": mark("the day"),
    "time": mark("the time"),
    "place": mark("where it is"),
    "host": mark("who offers it"),
    "reference": mark("the reference of the registration"),
    "person": mark("whose registration it is"),
    "reason": mark("why, where somebody said so"),
}
"""What a wording can have gaps for, and what fills each."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A subject of one line and a body of plain text, with gaps such as `{title}`."""

    subject: str
    body: str


BODY = mark("Hello {name},\n\n{text}")
ABOUT_A_SESSION = Wording(mark("{headline} · {day}, {time}"), BODY)
ABOUT_ANYTHING = Wording(mark("{headline}"), BODY)
OWN: dict[str, Wording] = {
    "reminder": Wording(mark("{soon}: {title}"), BODY),
    "reminder_soon": Wording(mark("{soon}: {title}"), BODY),
    "login_link": Wording(mark("Your link to sign in"), BODY),
    "email_confirmation": Wording(mark("Please confirm your email address"), BODY),
    "co_organizer_invitation": Wording(mark("{headline}"), mark("Hello,\n\n{text}")),
}
"""Kinds whose words are not like all others'. A kind that stands nowhere has words too: those of its notice."""


def default(kind: str, *, is_about_a_session: bool, t: Translator) -> Wording:
    """The words of the program, in the reader's language; its gaps are still open."""
    source = OWN.get(kind) or (ABOUT_A_SESSION if is_about_a_session else ABOUT_ANYTHING)
    return Wording(t(source.subject), t(source.body))


def read_subject(typed: str) -> str:
    """One line as an admin typed it. Raises NoMailText, UnknownGap."""
    return _checked(clean(typed, LONGEST_SUBJECT))


def read_body(typed: str) -> str:
    """Some lines, likewise."""
    return _checked(clean_text(typed, LONGEST_BODY))


def _checked(text: str) -> str:
    if not text:
        raise NoMailText
    for _, gap in pieces(text):
        if gap is not None and gap not in GAPS:
            raise UnknownGap(gap[:40])
    return text


@lru_cache(1024)
def pieces(text: str) -> tuple[tuple[str, str | None], ...]:
    """A wording taken apart, once: what stands between the gaps, and the name of the gap behind it.

    Only a plain name is a gap: what `str.format` would do with `{name.x}`, `{name[0]}` or `{name!r}` is never done.
    Raises UnknownGap for what is no gap at all.
    """
    found = []
    try:
        for words, name, spec, conversion in string.Formatter().parse(text):
            if spec or conversion:
                raise UnknownGap((name or "")[:40])
            found.append((words, name))
    except ValueError:
        raise UnknownGap("") from None
    return tuple(found)


def fill(text: str, values: Mapping[str, str]) -> str:
    """A wording with its gaps filled; what there is nothing for stays empty."""
    return "".join(words + (values.get(gap, "") if gap is not None else "") for words, gap in pieces(text))
