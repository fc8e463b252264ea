"""Hosts, as those who run them found, describe and put them away."""

from services.hosts.editing import (
    CHOICES,
    EMPTY,
    choose,
    clear,
    set_location,
    set_logo,
    set_photo,
    set_time_zone,
    write,
)
from services.hosts.founding import deactivate, delete, found, reactivate
from services.hosts.viewing import Brand, Desk, Line, SeriesLine, brand, desk, list_own

__all__ = [
    "CHOICES",
    "EMPTY",
    "Brand",
    "Desk",
    "Line",
    "SeriesLine",
    "brand",
    "choose",
    "clear",
    "deactivate",
    "delete",
    "desk",
    "found",
    "list_own",
    "reactivate",
    "set_location",
    "set_logo",
    "set_photo",
    "set_time_zone",
    "write",
]
