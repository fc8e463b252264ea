"""Booking and cancelling, and how a person sees what they booked."""

from services.registrations.booking import book
from services.registrations.cancelling import cancel, cancel_all, expire_unseated, leave_waitlist
from services.registrations.mine import MINE_AHEAD, MINE_PAGE, Mine, PastPage, list_mine, list_past
from services.registrations.parties import LONGEST_REQUEST, read_names
from services.registrations.shrinking import shrink
from services.registrations.undoing import UNDO_WITHIN, undo

__all__ = [
    "LONGEST_REQUEST",
    "MINE_AHEAD",
    "MINE_PAGE",
    "UNDO_WITHIN",
    "Mine",
    "PastPage",
    "book",
    "cancel",
    "cancel_all",
    "expire_unseated",
    "leave_waitlist",
    "list_mine",
    "list_past",
    "read_names",
    "shrink",
    "undo",
]
