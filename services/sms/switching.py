"""SMS on and off, in the profile: only for a number that works, and that did not answer STOP."""

from dataclasses import dataclass
from datetime import datetime

from db.engine import Tx
from db.models import User
from services import profiles
from services.errors import PhoneFailed, PhoneMissing, SmsStopped, SmsUnavailable
from services.profiles.editing import locked
from services.sms import consent


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person's SMS depend on."""

    phone: str | None
    wanted: frozenset[str]
    """What they chose to get."""
    has_failed: bool
    has_stopped: bool


def standing(tx: Tx, *, user_id: int) -> Standing:
    """A look."""
    user = tx.get_one(User, user_id)
    return Standing(
        phone=user.phone,
        wanted=consent.wanted(user.wishes),
        has_failed=user.phone_failed_at is not None,
        has_stopped=user.sms_stopped_at is not None,
    )


def set_wish(tx: Tx, *, user_id: int, kind: str, on: bool, number: str, now: datetime) -> None:
    """Choose or refuse a kind by SMS. The first one that is chosen is confirmed by an SMS that says how to end them.

    `number` is whom they are from, "" where none can be sent.
    Raises SmsUnavailable, PhoneMissing, PhoneFailed, SmsStopped for who wants some; NotFound.
    """
    user = locked(tx, user_id)
    was_on = consent.is_on(user.wishes)
    if on:
        _require_way(user, number)
    profiles.set_wish(tx, user_id=user_id, kind=kind, channel="sms", on=on, now=now)
    if not was_on and consent.is_on(user.wishes):
        consent.explain(tx, user, now=now)


def _require_way(user: User, number: str) -> None:
    if not number:
        raise SmsUnavailable
    if user.phone is None:
        raise PhoneMissing
    if user.phone_failed_at:
        raise PhoneFailed
    if user.sms_stopped_at:
        raise SmsStopped(number)
