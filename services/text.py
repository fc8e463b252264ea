"""The one place where what a person typed becomes safe to keep and to show."""

import html
import unicodedata

from db.folding import fold

INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
SIGNS = {"So", "Mn", "Cf", "Sk", "Zs"}
"""What emoji are made of, and what stands around them."""
JOINER = "\u200d"
"""Zero-width joiner: part of many emoji, so it stays where something visible does."""


def esc(value: object) -> str:
    """Make a value safe inside Telegram's HTML, attributes included."""
    return html.escape(str(value), quote=True)


def compared(text: str) -> str:
    """Names as people compare them: without case and accents."""
    return fold(text)


def clean(typed: str, limit: int) -> str:
    """Keep what can be seen: one line, single spaces, no control or direction marks, at most `limit` characters."""
    spaced = "".join(" " if char.isspace() else char for char in typed)
    seen = "".join(char for char in spaced if unicodedata.category(char) not in INVISIBLE or char == JOINER)
    return " ".join(seen.split())[:limit].strip(f" {JOINER}")


def clean_text(typed: str, limit: int) -> str:
    """The same for a text of several lines, which stay lines; at most one of them empty in a row."""
    kept = [clean(line, limit) for line in typed[: 4 * limit].splitlines()]
    text = "\n".join(line for index, line in enumerate(kept) if line or (index and kept[index - 1]))
    return text[:limit].strip()


def without_sign(line: str) -> str:
    """A line without the emoji that it begins with, where there is more; an amount keeps its currency."""
    start = next((place for place, char in enumerate(line) if unicodedata.category(char) not in SIGNS), 0)
    return line[start:]
