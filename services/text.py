"""The one place where what a person typed becomes safe to keep and to show."""

import html
import unicodedata

INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
JOINER = "\u200d"
"""Zero-width joiner: part of many emoji, so it stays where something visible does."""


def esc(value: object) -> str:
    """Make a value safe inside Telegram's HTML, attributes included."""
    return html.escape(str(value), quote=True)


def clean(typed: str, limit: int) -> str:
    """Keep what can be seen: one line, single spaces, no control or direction marks, at most `limit` characters."""
    spaced = "".join(" " if char.isspace() else char for char in typed)
    seen = "".join(char for char in spaced if unicodedata.category(char) not in INVISIBLE or char == JOINER)
    return " ".join(seen.split())[:limit].strip(f" {JOINER}")
