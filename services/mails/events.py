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
from db.models.notifications import NotificationStatus
from db.queries import mails as queries
from services import alerts, profiles
from services.delivery import copying
from services.errors import NotFound
from services.mails.kinds import wish_of
from services.reach import mail_address

PROVIDER = "resend"
TOLERANCE = timedelta(minutes=5)
AT_ONCE = 1000
NOT_ITS_FAULT = frozenset({"Transient", "Undetermined"})
"""Bounces that say nothing against the address: a mailbox that is full, a server that was away."""
PATIENCE = timedelta(minutes=10)
STAMPS = {
    "email.delivered": "delivered_at",
    "email.opened": "opened_at",
    "email.clicked": "clicked_at",
    "email.bounced": "bounced_at",
    "email.failed": "bounced_at",
    "email.suppressed": "bounced_at",
}
WHY = {
    "email.bounced": ("bounce", "message"),
    "email.failed": ("failed", "reason"),
    "email.suppressed": ("suppressed", "message"),
}
"""Where it says why a mail never arrives. https://resend.com/docs/webhooks/event-types"""


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


def handle(tx: Tx, event_id: int, *, channels: frozenset[str] = frozenset(), now: datetime) -> bool:
    """Work on one; False where somebody else has, or its mail is not known yet: an answer may be slower than news.

    `channels` are those in use, of which another one stands in for a mail that is lost. News of no mail of ours is
    done with after a while. Of what was told no address is kept.
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
        _apply(tx, mail, event, data, channels, now=now)
    event.payload = {"type": event.payload.get("type"), "email_id": data.get("email_id")}
    event.handled_at = now
    return True


def _apply(
    tx: Tx,
    mail: Notification,
    event: ProviderEvent,
    data: dict[str, Any],
    channels: frozenset[str],
    *,
    now: datetime,
) -> None:
    what = str(event.payload.get("type", ""))
    stamp = STAMPS.get(what)
    if stamp and getattr(mail, stamp) is None:
        setattr(mail, stamp, _moment(event))
    if what in WHY:
        _lost(tx, mail, what, data, channels, now=now)
    elif what == "email.complained":
        _complained(tx, mail, now=now)


def _moment(event: ProviderEvent) -> datetime:
    """When it happened, as the provider says; when we heard of it where that is no time, or not past."""
    try:
        at = datetime.fromisoformat(str(event.payload.get("created_at")))
    except ValueError:
        return event.received_at
    return min(at, event.received_at) if at.tzinfo else event.received_at


def _lost(
    tx: Tx, mail: Notification, what: str, told: dict[str, Any], channels: frozenset[str], *, now: datetime
) -> None:
    """It never arrives: what it said goes another way, and an admin hears of it."""
    if mail.status != NotificationStatus.SENT:  # told before
        return
    part, word = WHY[what]
    about = told.get(part)
    about = about if isinstance(about, dict) else {}
    why = str(about.get(word, ""))
    mail.status, mail.reason = NotificationStatus.FAILED, f"{what.removeprefix('email.')}: {why}"[:200]
    if what != "email.failed" and about.get("type") not in NOT_ITS_FAULT:
        _mark_failed(tx, mail, now=now)
    copying.fall_back(tx, mail, channels, now=now)
    alerts.raise_alert(
        tx, "email_bounced", subject=("user", mail.user_id), now=now, message=mail.kind, reason=why[:200]
    )


def _mark_failed(tx: Tx, mail: Notification, *, now: datetime) -> None:
    """No more goes to the address, unless it is another one now than the mail went to."""
    user = tx.get_one(User, mail.user_id)
    if (mail.content or {}).get("to", mail_address(user)) == mail_address(user):
        user.email_failed_at = user.email_failed_at or now


def _complained(tx: Tx, mail: Notification, *, now: datetime) -> None:
    """Somebody called it spam: they get no more of that kind."""
    wish = wish_of(mail.kind)
    if wish:
        with suppress(NotFound):  # erased meanwhile
            profiles.set_wish(tx, user_id=mail.user_id, kind=wish, channel="email", on=False, now=now)
    alerts.raise_alert(tx, "email_complained", subject=("user", mail.user_id), now=now, message=mail.kind)
