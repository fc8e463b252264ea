"""What an organizer tells with a decision: one of a few usual reasons, or their own words.

The usual ones are kept in English and shown in the reader's language.
"""

from services.text import clean
from services.translator import Translator, mark

LONGEST_REASON = 300
REJECTING = {
    "many": mark("There are more requests than places."),
    "level": mark("This session needs more experience."),
    "roles": mark("The roles have to stay even."),
}
TAKING_OUT = {
    "asked": mark("As you asked."),
    "twice": mark("You were entered twice."),
    "roles": REJECTING["roles"],
}
MOVING_UP = {
    "roles": REJECTING["roles"],
    "helps": mark("They help with the session."),
    "agreed": mark("It was agreed with those before them."),
}
USUAL = frozenset({*REJECTING.values(), *TAKING_OUT.values(), *MOVING_UP.values()})


def kept(given: str) -> str:
    """A reason as it is kept."""
    return clean(given, LONGEST_REASON)


def shown(reason: str, t: Translator) -> str:
    """A reason as it is told, not escaped."""
    return t(reason) if reason in USUAL else reason
