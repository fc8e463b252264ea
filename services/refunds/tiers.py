"""Tiers of what comes back, as people type and read them: "48h 100%, 24h 50%"."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from db.folding import fold
from services.errors.refunding import TiersNotUnderstood
from services.refunds.policies import pairs
from services.text import clean
from services.translator import Translator

LONGEST = 200
MOST_TIERS, MOST_MINUTES = 6, 60 * 24 * 60
NOTHING = {"nothing", "none", "nichts", "nada", "ничего", "0"}
UNITS = {
    1: r"m|min\.?|minutes?|minuten?|minutos?|мин\.?|минут[аы]?",
    60: r"h|hours?|std\.?|stunden?|horas?|ч\.?|часа?|часов",
    24 * 60: r"d|days?|tage?|t|dias?|д|дня|день|дней|дн\.?",
}
TIER = re.compile(
    r"(?P<count>[0-9]{1,5})\s*(?:"
    + "|".join(f"(?P<unit{minutes}>{words})" for minutes, words in UNITS.items())
    + r")\s*[:=-]?\s*(?P<percent>[0-9]{1,3})\s*%?"
)


def read(typed: str) -> list[dict[str, Any]]:
    """Tiers, the longest first; none where nothing ever comes back. Raises TiersNotUnderstood."""
    words = [fold(clean(part, LONGEST)) for part in re.split(r"[,;\n]+", typed[:1000])]
    words = [word for word in words if word]
    if len(words) == 1 and words[0] in NOTHING:
        return []
    if not 1 <= len(words) <= MOST_TIERS:
        raise TiersNotUnderstood
    tiers = sorted((_tier(word) for word in words), reverse=True)
    percents = [percent for _, percent in tiers]
    if len({minutes for minutes, _ in tiers}) != len(tiers) or percents != sorted(set(percents), reverse=True):
        raise TiersNotUnderstood  # the later somebody cancels, the less comes back
    return [{"minutes": minutes, "percent": percent} for minutes, percent in tiers]


def _tier(word: str) -> tuple[int, int]:
    found = TIER.fullmatch(word)
    if found is None:
        raise TiersNotUnderstood
    minutes = int(found["count"]) * next(unit for unit in UNITS if found[f"unit{unit}"])
    percent = int(found["percent"])
    if minutes > MOST_MINUTES or percent > 100:
        raise TiersNotUnderstood
    return minutes, percent


def to_type(tiers: Sequence[Mapping[str, Any]] | None) -> str:
    """48h 100%, 24h 50%: as `read` takes them; nothing where they go by the free cancellation."""
    if tiers is None:
        return ""
    ordered = sorted(pairs(tiers), reverse=True)
    lengths = [f"{minutes}min" if minutes % 60 else f"{minutes // 60}h" for minutes, _ in ordered]
    return ", ".join(f"{length} {percent}%" for length, (_, percent) in zip(lengths, ordered, strict=True)) or "0"


def in_words(tiers: Sequence[Mapping[str, Any]] | None, t: Translator) -> str:
    """100 % until 48 hours before the start, 50 % until 24 hours before, then nothing"""
    if tiers is None:
        return t("All comes back while cancelling is free, then nothing")
    ordered = sorted(pairs(tiers), reverse=True)
    if not ordered:
        return t("Nothing comes back")
    minutes, percent = ordered[0]
    first = t("{percent} % until {length} before the start", percent=percent, length=t.duration(minutes))
    rest = [
        t("{percent} % until {length} before", percent=percent, length=t.duration(minutes))
        for minutes, percent in ordered[1:]
    ]
    return ", ".join([first, *rest, t("then nothing")])


def promised(
    tiers: Sequence[Mapping[str, Any]], starts_at: datetime, time_zone: str, t: Translator, *, at: datetime
) -> str:
    """What comes back until when, from a moment on: "Comes back: 100 % until Mon 24 Nov, 10:00, then nothing"."""
    ordered = sorted(pairs(tiers), reverse=True)
    ahead = [(starts_at - timedelta(minutes=minutes), percent) for minutes, percent in ordered]
    said = [
        t("{percent} % until {moment}", percent=percent, moment=t.deadline(until, time_zone))
        for until, percent in ahead
        if until >= at and percent
    ]
    if not said:
        return t("Of what you pay nothing comes back.")
    return t("If you cancel, there comes back: {parts}.", parts=", ".join([*said, t("then nothing")]))
