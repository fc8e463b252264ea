"""The people of a session, as those who run it see them; and a person's history with a host."""

from db.models.posts import PostKind
from db.models.registrations import LIVE
from services.rosters.following import LivingRoster, Screen, follow, is_being_edited, is_followed, keep_open, leave
from services.rosters.history import History, mine, of_person
from services.rosters.news import Change, News
from services.rosters.reading import (
    CONFIRMED,
    ORDERS,
    PAYING,
    PENDING,
    WAITING,
    check_in_list,
    find,
    list_cut_off,
    open_page,
)
from services.rosters.views import Attendee, CheckInList, Head, LastChecked, Role, Roster, Tally

__all__ = [
    "CONFIRMED",
    "LIVE",
    "ORDERS",
    "PAYING",
    "PENDING",
    "WAITING",
    "Attendee",
    "Change",
    "CheckInList",
    "Head",
    "History",
    "LastChecked",
    "LivingRoster",
    "News",
    "PostKind",
    "Role",
    "Roster",
    "Screen",
    "Tally",
    "check_in_list",
    "find",
    "follow",
    "is_being_edited",
    "is_followed",
    "keep_open",
    "leave",
    "list_cut_off",
    "mine",
    "of_person",
    "open_page",
]
