"""What Telegram finds in a text by itself: commands, mentions, addresses."""

import re

from sandbox.kinds import Json
from sandbox.parse import utf16

_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"]*[^\s<>\"'.,;:!?)\]])"
    r"|(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w/@])(?P<bot_command>/\w{1,64}(?:@\w+)?)(?![\w/])"
    r"|(?<![\w@])(?P<mention>@[a-zA-Z]\w{3,31})"
)
_OPAQUE = {"code", "pre", "text_link", "text_mention", "date_time"}


def entities(text: str, known: list[Json]) -> list[Json]:
    """`known` and what was found beside it, in order."""
    found = [
        {"type": str(one.lastgroup), "offset": utf16(text[: one.start()]), "length": utf16(one.group())}
        for one in _FOUND.finditer(text)
    ]
    walls = [one for one in known if one["type"] in _OPAQUE]
    free = [one for one in found if not any(_overlap(one, wall) for wall in walls)]
    return sorted([*known, *free], key=lambda one: (one["offset"], -one["length"]))


def _overlap(one: Json, other: Json) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])
