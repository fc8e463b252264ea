"""Suspensions: where a host wants it, who did not come so often in a month books nothing there for some days.

To cancel late counts as much as not to come: `db/queries/suspensions.py` has the one list of what counts.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from db.engine import Tx
from db.models import Client, Host, Registration, Session
from db.models.notifications import NotificationStatus
from db.queries import audit as audit_queries
from db.queries import clients as client_queries
from db.queries import notifications as notification_queries
from db.queries import suspensions as queries
from services import access, alerts, audit, clients, outbox
from services.access import Right

WITHIN = timedelta(days=30)
AFTERWARDS = timedelta(seconds=1)
"""First they hear what they missed, then what follows from it."""
SUSPENDED, LIFTED = "client.suspended", "client.suspension_lifted"


@dataclass(frozen=True, slots=True)
class Standing:
    """How often somebody did not come in the last 30 days, and what the host does about it; `after` 0 is nothing."""

    missed: int
    after: int
    days: int


def judge(tx: Tx, registration: Registration, *, actor_id: int | None, tell_at: datetime, now: datetime) -> Standing:
    """Somebody did not come, or cancelled late: suspend them where that is one time too many.

    They are told at `tell_at`, if it still stands then; so is the owner, and the admins at once. Whoever is suspended
    already stays so until the same day.
    """
    host = tx.get_one(Host, tx.get_one(Session, registration.session_id).host_id)
    client = _locked(tx, host.id, registration.user_id, now=now)
    missed = queries.count(tx, host.id, registration.user_id, now - WITHIN)
    standing = Standing(missed, host.suspends_after or 0, host.suspension_days)
    if not standing.after or missed < standing.after or (client.suspended_until and client.suspended_until > now):
        return standing
    client.suspended_until = now + timedelta(days=host.suspension_days)
    about = {"until": client.suspended_until.isoformat(), "times": standing.after, "registration_id": registration.id}
    audit.record(tx, SUSPENDED, actor_id=actor_id, subject=("client", client.id), at=now, missed=missed, **about)
    _tell(tx, host, client, registration, missed, tell_at + AFTERWARDS)
    person = {"user_id": client.user_id, "host_id": host.id, "until": about["until"], "missed": missed}
    alerts.raise_alert(tx, "suspension", subject=("client", client.id), now=now, **person)
    return standing


def reconsider(tx: Tx, registration: Registration, *, actor_id: int | None, now: datetime) -> bool:
    """They came after all, or the cancellation was taken back: lift a suspension that would not be without."""
    host_id = tx.get_one(Session, registration.session_id).host_id
    client = client_queries.lock(tx, host_id, registration.user_id)
    if client is None or client.suspended_until is None or client.suspended_until <= now:
        return False
    tx.flush()
    event = audit_queries.find_latest(tx, "client", client.id, SUSPENDED)
    if event is None or event.data["until"] != client.suspended_until.isoformat():
        return False  # it is of another making
    if queries.count(tx, host_id, registration.user_id, event.at - WITHIN) >= event.data["times"]:
        return False
    lift(tx, client, actor_id=actor_id, now=now)
    return True


def lift_by_hand(tx: Tx, *, user_id: int, registration_id: int, now: datetime) -> None:
    """An organizer lets somebody book here again. Raises NotFound."""
    registration = access.registration_to(tx, Right.MANAGE_PEOPLE, registration_id, user_id)
    client = client_queries.lock(tx, access.series_of(tx, registration).host_id, registration.user_id)
    if client and client.suspended_until:
        lift(tx, client, actor_id=user_id, now=now)


def lift(tx: Tx, client: Client, *, actor_id: int | None, now: datetime) -> None:
    """They may book again; they are told so if they had been told that they may not. The client is locked."""
    number = audit_queries.count(tx, "client", client.id, SUSPENDED)
    client.suspended_until = None
    audit.record(tx, LIFTED, actor_id=actor_id, subject=("client", client.id), at=now)
    told = notification_queries.find(tx, f"{client.user_id}:suspended:client-{client.id}:{number}")
    if told and told.status == NotificationStatus.SENT:
        subject = ("client", client.id)
        outbox.put_matter(
            tx,
            "suspension_over",
            user_id=client.user_id,
            subject=subject,
            due_at=now,
            version=number,
            client_id=client.id,
        )


def _tell(tx: Tx, host: Host, client: Client, registration: Registration, missed: int, tell_at: datetime) -> None:
    number = audit_queries.count(tx, "client", client.id, SUSPENDED)
    until = client.suspended_until
    assert until
    outbox.put_matter(
        tx,
        "suspended",
        user_id=client.user_id,
        subject=("client", client.id),
        due_at=tell_at,
        useful_until=until,
        version=number,
        client_id=client.id,
        until=until.isoformat(),
        missed=missed,
        host_code=host.code,
    )
    if host.owner_id != client.user_id:
        outbox.put(
            tx,
            "owner_suspended",
            user_id=host.owner_id,
            registration_id=registration.id,
            due_at=tell_at,
            useful_until=until,
            version=number,
            until=until.isoformat(),
            missed=missed,
        )


def _locked(tx: Tx, host_id: int, user_id: int, *, now: datetime) -> Client:
    """Locked before it is counted: of two at once the later one sees both."""
    clients.know(tx, host_id, user_id, now)
    client = client_queries.lock(tx, host_id, user_id)
    assert client
    return client
