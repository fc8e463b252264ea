"""What a provider tells of mails that left: kept first, worked on after, once.

Resend signs as Svix does: HMAC-SHA256 over id, time and body, with the secret's bytes behind `whsec_`.
https://docs.svix.com/receiving/verifying-payloads/how-manual
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from db.engine import Tx
from db.models import Notification, ProviderEvent, User
from db.queries import mails as queries
from services import alerts, profiles
from services.errors import NotFound
from services.mails.kinds import wish_of

PROVIDER = "resend"
TOLERANCE = timedelta(minutes=5)
AT_ONCE = 1000
PATIENCE = timedelta(minutes=10)
STAMPS = {
    "email.delivered": "delivered_at",
    "email.opened": "opened_at",
    "email.clicked": "clicked_at",
    "email.bounced": "bounced_at",
}


def is_genuine(secret: str, headers: Mapping[str, str], body: bytes, *, now: datetime) -> bool:
    """Whether the provider sent this, and not long ago: an old message that somebody caught is refused."""
    given_id, sent, marks = (headers.get(name, "") for name in ("svix-id", "svix-timestamp", "svix-signature"))
    if not (given_id and sent.isascii() and sent.isdigit() and len(sent) < 12):
        return False
    if abs(now.timestamp() - int(sent)) > TOLERANCE.total_seconds():
        return False
    expected = signature(secret, given_id, sent, body).encode()
    versions = (one.partition(",") for one in marks.split(" "))
    good = [hmac.compare_digest(value.encode(), expected) for version, _, value in versions if version == "v1"]
    return any(good)


def signature(secret: str, event_id: str, timestamp: str, body: bytes) -> str:
    """Raises ValueError where the secret is not as the provider gave it."""
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        raise ValueError("must look like whsec_..., as Resend shows it") from None
    digest = hmac.digest(key, b".".join((event_id.encode(), timestamp.encode(), body)), hashlib.sha256)
    return base64.b64encode(digest).decode()


def keep(tx: Tx, *, event_id: str, payload: dict[str, Any], now: datetime) -> bool:
    """Keep what was told; False where it is known already, for providers tell things more than once."""
    return queries.add_event(tx, PROVIDER, event_id, payload, now)


def list_open(tx: Tx) -> list[int]:
    """A look: what is still to be worked on, oldest first."""
    return queries.list_open_events(tx, AT_ONCE, PROVIDER)


def handle(tx: Tx, event_id: int, *, now: datetime) -> bool:
    """Work on one; False where somebody else has, or its mail is not known yet: an answer may be slower than news.

    What is about no mail of ours is done with after a while. Of what was told no address is kept.
    """
    event = queries.lock_event(tx, event_id)
    if event is None or event.handled_at:
        return False
    told = event.payload.get("data")
    data = told if isinstance(told, dict) else {}
    mail = queries.find_sent(tx, str(data.get("email_id") or "-"))
    if mail is None and now - event.received_at < PATIENCE:
        return False
    if mail is not None:
        _apply(tx, str(event.payload.get("type", "")), mail, event, data, now=now)
    event.payload = {"type": event.payload.get("type"), "email_id": data.get("email_id")}
    event.handled_at = now
    return True


def _apply(tx: Tx, what: str, mail: Notification, event: ProviderEvent, data: dict[str, Any], *, now: datetime) -> None:
    stamp = STAMPS.get(what)
    if stamp and getattr(mail, stamp) is None:
        setattr(mail, stamp, _moment(event))
    if what == "email.bounced":
        _bounced(tx, mail, data, now=now)
    elif what == "email.complained":
        _complained(tx, mail, now=now)


def _moment(event: ProviderEvent) -> datetime:
    """When it happened, as the provider says; when we heard of it where that is no time, or not past."""
    try:
        at = datetime.fromisoformat(str(event.payload.get("created_at")))
    except ValueError:
        return event.received_at
    return min(at, event.received_at) if at.tzinfo else event.received_at


def _bounced(tx: Tx, mail: Notification, told: dict[str, Any], *, now: datetime) -> None:
    """The address gets no more, unless it is another one now."""
    bounce = told.get("bounce")
    why = str(bounce.get("message", "")) if isinstance(bounce, dict) else ""
    mark_failed(tx, mail, why, now=now)


def mark_failed(tx: Tx, mail: Notification, why: str, *, now: datetime) -> None:
    """Mail to an address comes back: no more goes there, and an admin hears of it. Where it is another address now
    than the mail went to, nothing is wrong with that.
    """
    user = tx.get_one(User, mail.user_id)
    went_to = str((mail.content or {}).get("to") or user.email)
    if user.email == went_to:
        user.email_failed_at = user.email_failed_at or now
    alerts.raise_alert(
        tx, "email_bounced", subject=("user", mail.user_id), now=now, message=mail.kind, reason=why[:200]
    )


def _complained(tx: Tx, mail: Notification, *, now: datetime) -> None:
    """Somebody called it spam: they get no more of that kind."""
    wish = wish_of(mail.kind)
    if wish:
        with suppress(NotFound):  # erased meanwhile
            profiles.set_wish(tx, user_id=mail.user_id, kind=wish, channel="email", on=False, now=now)
    alerts.raise_alert(tx, "email_complained", subject=("user", mail.user_id), now=now, message=mail.kind)
