"""Series: as attendees see them, and how those who run them found, edit and end them."""

from services.series.desks import Desk, Line, Next, desk, list_own
from services.series.drafts import Draft, Part
from services.series.editing import (
    CHOICES,
    EMPTY,
    choose,
    clear,
    edit,
    impact_of_place,
    read,
    set_location,
    set_photo,
    version_of,
    write,
)
from services.series.ending import archive, delete, restore
from services.series.following import Followed
from services.series.founding import USUAL_MINUTES, Begun, Plan, found, plan_session
from services.series.reading import Said, read_line
from services.series.viewing import Host, Series, find, find_host, find_id

__all__ = [
    "CHOICES",
    "EMPTY",
    "USUAL_MINUTES",
    "Begun",
    "Desk",
    "Draft",
    "Followed",
    "Host",
    "Line",
    "Next",
    "Part",
    "Plan",
    "Said",
    "Series",
    "archive",
    "choose",
    "clear",
    "delete",
    "desk",
    "edit",
    "find",
    "find_host",
    "find_id",
    "found",
    "impact_of_place",
    "list_own",
    "plan_session",
    "read",
    "read_line",
    "restore",
    "set_location",
    "set_photo",
    "version_of",
    "write",
]
