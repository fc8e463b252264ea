"""What an SMS says: one sentence of what happened, what one needs to get there, a link. Pure."""

from collections.abc import Mapping

from services.mails.markup import as_text
from services.notices import Sms
from services.notices.addressing import first_line
from services.sms import gsm
from services.translator import Translator, mark

MOST_PARTS, MOST_WIDE_PARTS = 2, 3
"""In the alphabet of phones, and in any other, where a part holds less than half as much."""
FREE = ("name", "title", "role", "place", "instructor", "reason", "headline")
"""What people typed, and so may be of any length."""
LENGTHS = (200, 60, 40, 30, 20, 12, 8)
"""What is too long is shortened to these, one after the other, until the SMS fits."""

HEADS = {
    "reminder_soon": mark("{name}, {title} begins {moment}."),
    "registration_confirmed": mark("{name}, you are in: {title}, {moment}."),
    "registration_promoted": mark("{name}, a place came free and it is yours: {title}, {moment}."),
    "promotion_pending": mark("{name}, a place came free, the organizer decides: {title}, {moment}."),
    "waitlist_offer": mark("{name}, a place is free for you: {title}, {moment}."),
    "waitlist_first_tap": mark("{name}, a place is free, the first tap wins: {title}, {moment}."),
    "session_cancelled": mark("{name}, the organizer cancelled this: {title}, {moment}."),
    "session_moved": mark("{name}, the time has changed: {title} is {moment}."),
    "session_place_changed": mark("{name}, the place has changed: {title}, {moment}."),
    "registration_removed": mark("{name}, the organizer took your place back: {title}, {moment}."),
    "coming_released": mark("{name}, without your answer your place went on: {title}, {moment}."),
}
ANYTHING = mark("{name}: {headline}")
"""Of a kind that goes by SMS only where nothing else gets through."""
WITH_WAY = frozenset(
    {"reminder_soon", "registration_confirmed", "registration_promoted", "session_moved", "session_place_changed"}
)
"""Kinds whose reader has to get there, and so is told where, and with whom."""
WHOLE = frozenset({"sms_on"})
"""Kinds about SMS itself, whose text is all that they say: no name, no link."""


def text(sms: Sms, link: str) -> str:
    """Words without HTML, in the alphabet of phones where the language allows; `link` leads to what it is about."""
    t = Translator(sms.language)
    if sms.kind in WHOLE:
        return gsm.reduced(as_text(sms.text))
    values = _first_name(sms.values) | {"headline": first_line(sms.text)}
    said = ""
    for with_way, longest in ((True, LENGTHS[:3]), (False, LENGTHS)):
        for length in longest:
            said = gsm.reduced(" ".join([*_sentences(sms.kind, _shortened(values, length), t, with_way), link]))
            if gsm.segments(said) <= (MOST_PARTS if gsm.is_gsm(said) else MOST_WIDE_PARTS):
                return said
    return said


def _first_name(values: Mapping[str, str]) -> dict[str, str]:
    words = values.get("name", "").split()
    return dict(values) | {"name": words[0] if words else ""}


def _shortened(values: Mapping[str, str], longest: int) -> dict[str, str]:
    return {gap: short(value, longest) if gap in FREE else value for gap, value in values.items()}


def short(value: str, longest: int) -> str:
    return value if len(value) <= longest else f"{value[: longest - 1].rstrip()}."


def _sentences(kind: str, values: Mapping[str, str], t: Translator, with_way: bool) -> list[str]:
    """The first is what happened. With the way there, and the role, where there is room for them."""
    if kind not in HEADS or "title" not in values:
        return [t(ANYTHING, **values)]
    known = dict(values)
    if with_way and values.get("role"):
        known["title"] = t("{title} as {role}", title=values["title"], role=values["role"])
    parts = [t(HEADS[kind], **known)]
    if with_way and kind in WITH_WAY:
        parts += _way(values, t)
    if values.get("until"):
        parts.append(t("Yours until {moment}.", moment=values["until"]))
    return parts


def _way(values: Mapping[str, str], t: Translator) -> list[str]:
    """With whom, and where."""
    teacher, place = values.get("instructor"), values.get("place")
    return [
        *([t("With {name}.", name=teacher)] if teacher else []),
        *([t("Where: {place}.", place=place)] if place else []),
    ]


def stopped(t: Translator) -> str:
    return gsm.reduced(t("Turnout: you get no more SMS. Answer START to get them again."))


def started(t: Translator) -> str:
    return gsm.reduced(t("Turnout: you get SMS about what you booked again. Answer STOP to end them."))


def helping(t: Translator) -> str:
    return gsm.reduced(
        t("Turnout: SMS about what you booked, at most 10 a day. Answer STOP to end them. All else is in the chat.")
    )
