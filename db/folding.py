"""Text as search compares it: without case, accents and widths, in any alphabet.

SQLite folds ASCII only, and PostgreSQL what its locale knows; so what is searched is kept folded, and what somebody
types is folded the same way.
"""

import unicodedata


def fold(text: str) -> str:
    """İpek, IPEK and ipek alike; the accents of "Día" and "jóga" are no obstacle."""
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(char for char in apart if not unicodedata.combining(char))
