"""In which language a page speaks to somebody who is not signed in."""

from services.translator import LANGUAGES


def best(accepted: str, usual: str) -> str:
    """Of our languages the one that a browser likes most, by its Accept-Language (RFC 9110, section 12.5.4)."""
    wishes = []
    for position, part in enumerate(accepted.split(",")[:20]):
        tag, _, weight = part.strip().partition(";q=")
        try:
            quality = float(weight) if weight else 1.0
        except ValueError:
            continue
        language = tag.split("-")[0].lower()
        if language in LANGUAGES and quality > 0:
            wishes.append((-quality, position, language))
    return min(wishes)[2] if wishes else usual
