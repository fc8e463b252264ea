"""Names of weekdays as people type them, short or long, with whatever ending, and whether each week is meant."""

import re
from functools import lru_cache

from db.folding import fold
from services.translator import LOCALES

SHORTEST = 3
"""Letters of a weekday that is not one of the usual short forms: "thurs", "mier"."""
LONGEST_ENDING = 2
"""Letters: montags, пятницу, вторникам."""
EVERY = r"every|each|weekly|jede[nrsm]?|immer|wochentlich|cada|todos los|кажд(?:ый|ую|ое)|еженедельно|по"
PLURAL = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days|los (?=[a-z])"
WEEKLY = re.compile(rf"(?<!\w)(?:(?:{EVERY})\s+(?=[^\W\d])|(?={PLURAL}))")


def read(words: str, language: str) -> int | None:
    """0 is Monday; None where these are not the words for one. Short forms are those of the language and English."""
    word = fold(words).strip(". ")
    for spoken in dict.fromkeys((language, "en")):
        if word in (usual := _names(spoken)):
            return usual[word]
        if (day := _alike(word, usual)) is not None:
            return day
    for spoken in LOCALES:
        if (day := _alike(word, _long_names(spoken), is_whole=True)) is not None:
            return day
    return None


def take_every(words: str) -> tuple[bool, str]:
    """Whether folded words say that it is each week, and the words without that: "every Friday", "по средам"."""
    found = WEEKLY.search(words)
    return found is not None, WEEKLY.sub("", words, count=1)


def _alike(word: str, names: dict[str, int], *, is_whole: bool = False) -> int | None:
    """The one day whose name begins so, or that has another ending here; the whole name where that is asked."""
    if len(word) < SHORTEST:
        return None
    alike = {
        day
        for name, day in names.items()
        if word == name or _is_ending(word, name) or (not is_whole and name.startswith(word))
    }
    return alike.pop() if len(alike) == 1 else None


def _is_ending(word: str, name: str) -> bool:
    return len(name) > SHORTEST + 1 and word.startswith(name[:-1]) and len(word) <= len(name) + LONGEST_ENDING


@lru_cache
def _names(language: str) -> dict[str, int]:
    """As search compares them, long and short."""
    widths = [form[width] for form in LOCALES[language].days.values() for width in ("wide", "abbreviated", "short")]
    return {fold(name).strip("."): day for width in widths for day, name in width.items()}


@lru_cache
def _long_names(language: str) -> dict[str, int]:
    return {fold(name): day for day, name in LOCALES[language].days["format"]["wide"].items()}
