"""Booking and cancelling, and how a person sees what they booked."""

from services.registrations.booking import book
from services.registrations.cancelling import cancel, cancel_all, expire_unseated
from services.registrations.mine import MINE_AHEAD, Mine, PastPage, list_mine, list_past

__all__ = [
    "MINE_AHEAD",
    "Mine",
    "PastPage",
    "book",
    "cancel",
    "cancel_all",
    "expire_unseated",
    "list_mine",
    "list_past",
]
