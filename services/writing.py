"""What organizers type for others to read: kept as it was meant, or refused with the reason. Nothing is cut off."""

from services.errors.organizing import TextTooLong, WordsMissing
from services.text import clean, clean_text


def title(typed: str, limit: int) -> str:
    """One line with a letter in it. Raises WordsMissing, TextTooLong."""
    words = line(typed, limit)
    if not any(char.isalnum() for char in words):
        raise WordsMissing
    return words


def line(typed: str, limit: int) -> str:
    """One line with something in it. Raises WordsMissing, TextTooLong."""
    return _whole(clean(typed, len(typed) + 1), limit)


def text(typed: str, limit: int) -> str:
    """Several lines. Raises WordsMissing, TextTooLong."""
    return _whole(clean_text(typed, len(typed) + 1), limit)


def _whole(words: str, limit: int) -> str:
    if not words:
        raise WordsMissing
    if len(words) > limit:
        raise TextTooLong(limit)
    return words
