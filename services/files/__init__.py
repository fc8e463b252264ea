"""Tables of people as files, out and in."""

from services.files.exporting import Head, Line, Scope, begin, build, count, page
from services.files.importing import BATCH, Into, Place, Plan, Taken, place, plan, read, take
from services.files.people import MOST_MEGABYTES, MOST_ROWS, People, Problem, Reason, Row
from services.files.sheets import report

__all__ = [
    "BATCH",
    "MOST_MEGABYTES",
    "MOST_ROWS",
    "Head",
    "Into",
    "Line",
    "People",
    "Place",
    "Plan",
    "Problem",
    "Reason",
    "Row",
    "Scope",
    "Taken",
    "begin",
    "build",
    "count",
    "page",
    "place",
    "plan",
    "read",
    "report",
    "take",
]
