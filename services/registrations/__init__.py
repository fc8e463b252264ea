"""Booking and cancelling, and how a person sees what they booked."""

from services.registrations.approving import approve, expire_undecided, list_undecided, reject
from services.registrations.booking import book
from services.registrations.cancelling import cancel, cancel_all, expire_unseated, leave_waitlist
from services.registrations.mine import MINE_AHEAD, MINE_PAGE, Mine, PastPage, list_mine, list_past
from services.registrations.naming import name_guests
from services.registrations.parties import LONGEST_REQUEST, read_names
from services.registrations.reasons import LONGEST_REASON, MOVING_UP, REJECTING, TAKING_OUT
from services.registrations.reasons import shown as reason_shown
from services.registrations.removing import take_out
from services.registrations.shrinking import shrink
from services.registrations.undoing import UNDO_WITHIN, undo

__all__ = [
    "LONGEST_REASON",
    "LONGEST_REQUEST",
    "MINE_AHEAD",
    "MINE_PAGE",
    "MOVING_UP",
    "REJECTING",
    "TAKING_OUT",
    "UNDO_WITHIN",
    "Mine",
    "PastPage",
    "approve",
    "book",
    "cancel",
    "cancel_all",
    "expire_undecided",
    "expire_unseated",
    "leave_waitlist",
    "list_mine",
    "list_past",
    "list_undecided",
    "name_guests",
    "read_names",
    "reason_shown",
    "reject",
    "shrink",
    "take_out",
    "undo",
]
