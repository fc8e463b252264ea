"""The outbox: a message owed to a person is a row in the transaction of its cause. `delivery` hands it over."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select, update

from db.engine import Tx, run
from db.models import Notification
from db.models.notifications import NotificationStatus
from db.queries import notifications as queries
from db.queries.notifications import OWED, UNSURE
from services.kinds import terms

PUT = insert(Notification).inline()
REMEMBERED = timedelta(days=7)
"""What failed longer ago is not owed again."""


def key(kind: str, user_id: int, registration_id: int, version: int = 0) -> str:
    """What a promised message about a registration is known by."""
    return f"{user_id}:{kind}:{registration_id}{f':{version}' if version else ''}"


def put(
    tx: Tx,
    kind: str,
    *,
    user_id: int,
    registration_id: int,
    due_at: datetime,
    useful_until: datetime | None = None,
    version: int = 0,
    **data: Any,
) -> None:
    """Owe a person a message, whose text is made when it is sent. A kind is owed once for a registration
    and version: what can be true of it again has another version each time.
    """
    dedupe_key = key(kind, user_id, registration_id, version)
    _put(tx, kind, dedupe_key, user_id, registration_id, due_at=due_at, useful_until=useful_until, data=data)


def matter_key(kind: str, user_id: int, subject: tuple[str, int], version: int) -> str:
    """Names what somebody is owed about something that is no registration."""
    return f"{user_id}:{kind}:{subject[0]}-{subject[1]}:{version}"


def put_matter(
    tx: Tx,
    kind: str,
    *,
    user_id: int,
    subject: tuple[str, int],
    due_at: datetime,
    useful_until: datetime | None = None,
    version: int = 0,
    **data: Any,
) -> None:
    """The same about anything else, such as `("template", 7)`: a kind of `services/notices/matters.py`."""
    dedupe_key = matter_key(kind, user_id, subject, version)
    _put(tx, kind, dedupe_key, user_id, None, due_at=due_at, useful_until=useful_until, data=data)


def is_mail_owed(tx: Tx, kind: str, *, user_id: int, subject: tuple[str, int], version: int) -> bool:
    """Whether `put_mail` was called for it, whatever became of that."""
    return queries.find(tx, mail_key(user_id, kind, subject, version)) is not None


def put_mail(
    tx: Tx,
    kind: str,
    *,
    to: str,
    token: str,
    user_id: int,
    subject: tuple[str, int],
    version: int = 0,
    due_at: datetime,
    useful_until: datetime | None = None,
    **data: Any,
) -> None:
    """Owe a mail to an address that somebody typed, with a link in it. `user_id` is who typed it, and whose language
    it is in; `token` is encrypted, and belongs to the subject.
    """
    data |= {"to": to, "token": token}
    _put(
        tx,
        kind,
        mail_key(user_id, kind, subject, version),
        user_id,
        None,
        due_at=due_at,
        useful_until=useful_until,
        data=data,
        channel="email",
    )


def mail_key(user_id: int, kind: str, subject: tuple[str, int], version: int = 0) -> str:
    """What a mail to a typed address is found by."""
    again = f":{version}" if version else ""
    return f"{user_id}:{kind}:{subject[0]}-{subject[1]}{again}:mail"


def put_sms(tx: Tx, kind: str, *, to: str, user_id: int, version: int, due_at: datetime) -> None:
    """Owe an SMS to a number, about SMS itself."""
    dedupe_key = f"{user_id}:{kind}:{version}:sms"
    data = {"to": to}
    _put(tx, kind, dedupe_key, user_id, None, due_at=due_at, useful_until=None, data=data, channel="sms")


def _put(
    tx: Tx,
    kind: str,
    dedupe_key: str,
    user_id: int,
    registration_id: int | None,
    *,
    due_at: datetime,
    useful_until: datetime | None,
    data: dict[str, Any],
    channel: str = "telegram",
) -> None:
    if cause := tx.info.get("cause"):
        data = {**data, "cause": cause}  # so the log tells of a message which update it came from
    values = {
        "user_id": user_id,
        "registration_id": registration_id,
        "channel": channel,
        "kind": kind,
        "priority": terms(kind).priority,
        "dedupe_key": dedupe_key,
        "data": data,
        "status": NotificationStatus.QUEUED,
        "attempts": 0,
        "claims": 0,
        "due_at": due_at,
        "useful_until": useful_until,
        "created_at": due_at,
    }
    run(tx, PUT, values)
    tx.info["owed"] = True


def wake(tx: Tx, user_id: int, *, now: datetime) -> None:
    """Somebody whom Telegram refused writes to us again: what failed to reach them by any way is owed once more.

    Not so what may have arrived; nor who came and went meanwhile, which an organizer's roster tells. What is no longer
    true is still not sent.
    """
    copies = select(Notification.copy_of_id).where(
        Notification.user_id == user_id,
        Notification.copy_of_id.is_not(None),
        Notification.status.in_([*OWED, NotificationStatus.SENT]),
    )
    missed = update(Notification).where(
        Notification.user_id == user_id,
        Notification.channel == "telegram",
        Notification.status == NotificationStatus.FAILED,
        Notification.created_at > now - REMEMBERED,
        Notification.kind.not_like(r"owner\_%", escape="\\"),
        func.coalesce(Notification.reason, "").not_like(f"{UNSURE}%"),
        Notification.id.not_in(copies),
    )
    woken = tx.connection().execute(
        missed.values(status=NotificationStatus.QUEUED, attempts=0, reason=None, due_at=now, leased_until=None)
    )
    if woken.rowcount:
        tx.info["owed"] = True
