"""The first SMS to a number: it says what will come, and how to end it."""

from datetime import datetime
from typing import Any

from db.engine import Tx
from db.models import User
from services import outbox
from services.kinds import wants

WISHES = ("reminders", "bookings")
"""What can be had by SMS."""


def wanted(wishes: dict[str, Any]) -> frozenset[str]:
    return frozenset(wish for wish in WISHES if wants(wishes, wish, "sms"))


def is_on(wishes: dict[str, Any]) -> bool:
    return bool(wanted(wishes))


def all_on(wishes: dict[str, Any]) -> dict[str, Any]:
    """The same wishes with all wanted that can be had by SMS."""
    return wishes | {"sms": dict.fromkeys(WISHES, True)}


def unsaid(wishes: dict[str, Any]) -> dict[str, Any]:
    """The same wishes without a word about SMS: so nothing comes."""
    return {channel: said for channel, said in wishes.items() if channel != "sms"}


def explain(tx: Tx, user: User, *, now: datetime) -> None:
    """Owe it; `user` is as they are after the change, whose version names it."""
    if user.phone:
        outbox.put_sms(tx, "sms_on", to=user.phone, user_id=user.id, version=user.version, due_at=now)
