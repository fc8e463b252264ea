"""Templates: what repeats each week, and the sessions that are made of it some weeks ahead."""

from services.templates import absences, closures, reading, rooms
from services.templates.changing import Effect, change, effect
from services.templates.days import day_of as days_of
from services.templates.digesting import list_hosts_with_news, owe_digest
from services.templates.editing import create, follow
from services.templates.generating import generate, give_up, list_active
from services.templates.keeping import Result
from services.templates.listing import (
    Choices,
    Conflict,
    Repeat,
    Repeats,
    choices,
    find,
    find_conflict,
    list_of_series,
    shape,
)
from services.templates.resolving import Way, resolve
from services.templates.restoring import make_again
from services.templates.steering import (
    SkipImpact,
    delete,
    generate_days,
    impact_of_deleting,
    impact_of_skipping,
    pause,
    resume,
    skip,
)

__all__ = [
    "Choices",
    "Conflict",
    "Effect",
    "Repeat",
    "Repeats",
    "Result",
    "SkipImpact",
    "Way",
    "absences",
    "change",
    "choices",
    "closures",
    "create",
    "days_of",
    "delete",
    "effect",
    "find",
    "find_conflict",
    "follow",
    "generate",
    "generate_days",
    "give_up",
    "impact_of_deleting",
    "impact_of_skipping",
    "list_active",
    "list_hosts_with_news",
    "list_of_series",
    "make_again",
    "owe_digest",
    "pause",
    "reading",
    "resolve",
    "resume",
    "rooms",
    "shape",
    "skip",
]
