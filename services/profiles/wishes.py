"""How a person wants to be written to: kinds of messages by channel, reminders, hours of silence."""

from dataclasses import dataclass
from datetime import datetime

from db.engine import Tx
from db.models import User
from services.errors import HoursNotUnderstood, NotFound
from services.kinds import wants
from services.profiles.editing import change, locked

KINDS = ("reminders", "bookings", "news")
CHANNELS = ("telegram", "email", "sms")
USUAL_REMINDERS = (24 * 60, 2 * 60)
OFFERED_REMINDERS = (48 * 60, 24 * 60, 12 * 60, 2 * 60, 60, 30)
"""Minutes before the start."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What holds for a person now, chosen or usual."""

    wanted: frozenset[tuple[str, str]]
    """Kind and channel."""
    reminders: tuple[int, ...]
    """Minutes before the start, the longest first."""
    are_reminders_usual: bool
    quiet_from: int | None
    quiet_until: int | None
    has_phone: bool
    has_email: bool
    """Confirmed, and mail does not come back from it."""


def wishes(tx: Tx, *, user_id: int) -> Wishes:
    """A look."""
    user = tx.get_one(User, user_id)
    wanted = {(kind, channel) for kind in KINDS for channel in CHANNELS if wants(user.wishes, kind, channel)}
    reminders = USUAL_REMINDERS if user.reminder_minutes is None else user.reminder_minutes
    return Wishes(
        wanted=frozenset(wanted),
        reminders=tuple(sorted(reminders, reverse=True)),
        are_reminders_usual=user.reminder_minutes is None,
        quiet_from=user.quiet_from,
        quiet_until=user.quiet_until,
        has_phone=user.phone is not None,
        has_email=user.email is not None and user.email_failed_at is None,
    )


def set_wish(tx: Tx, *, user_id: int, kind: str, channel: str, on: bool, now: datetime) -> None:
    """Choose or refuse a kind of messages on a channel; nothing else that was chosen changes. Raises NotFound."""
    if kind not in KINDS or channel not in CHANNELS:
        raise NotFound
    chosen = locked(tx, user_id).wishes
    change(tx, user_id, now=now, wishes=chosen | {channel: chosen.get(channel, {}) | {kind: on}})


def set_reminder(tx: Tx, *, user_id: int, minutes: int, on: bool, now: datetime) -> None:
    """Be reminded so long before, or not. Raises NotFound for a time that is not offered."""
    if minutes not in OFFERED_REMINDERS:
        raise NotFound
    chosen = locked(tx, user_id).reminder_minutes
    others = set(USUAL_REMINDERS if chosen is None else chosen) - {minutes}
    change(tx, user_id, now=now, reminder_minutes=sorted(others | ({minutes} if on else set()), reverse=True))


def remind_as_usual(tx: Tx, *, user_id: int, now: datetime) -> None:
    change(tx, user_id, now=now, reminder_minutes=None)


def set_quiet_hours(tx: Tx, *, user_id: int, begins: int, ends: int, now: datetime) -> None:
    """Minutes of the day in the person's own zone; they may go past midnight. Raises HoursNotUnderstood."""
    if begins == ends:
        raise HoursNotUnderstood
    change(tx, user_id, now=now, quiet_from=begins, quiet_until=ends)


def clear_quiet_hours(tx: Tx, *, user_id: int, now: datetime) -> None:
    change(tx, user_id, now=now, quiet_from=None, quiet_until=None)
