"""What a card provider tells of by its webhook: kept first, worked on after, once.

An event only says of what there is news: that is fetched, and what we do follows from how it is now. So it does not
matter in which order events come, how often, or how late.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from db.engine import Database, Tx
from db.models import ProviderEvent
from db.models.payments import PaymentStatus
from db.queries import mails as queries
from db.queries import payments as payment_queries
from services import alerts, audit
from services.payments import checkouts, disputes
from services.ports import (
    CheckoutGateway,
    DisputeThere,
    PageNow,
    ProviderAway,
    ProviderForbids,
    ProviderRefuses,
    RefundThere,
)
from services.refunds import there

PROVIDER = "stripe"
AT_ONCE = 500
PATIENCE = timedelta(hours=1)
"""News may be faster than our own commit; after so long it is about nothing of ours. What could not be asked about for
so long is for the admins.
"""
MOST_AWAY = 3
"""So many questions without an answer, and the others wait for the next time."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Told:
    """An event, as far as it is kept: what happened to which object."""

    kind: str
    object_id: str
    reference: str = ""
    """The payment that the object names."""
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Declined:
    """A card was refused on a page; another one may be tried there."""

    reference: str
    failure: str


Facts = PageNow | Sequence[RefundThere] | DisputeThere | Declined | None
"""How what an event is about is now; None where it is about nothing that we look at."""


def keep(tx: Tx, *, event_id: str, told: Told, now: datetime) -> bool:
    """Keep what was told; False where it is known already. Nothing of a person is kept."""
    payload = {"type": told.kind, "object": told.object_id, "payment": told.reference, "failure": told.failure[:200]}
    return queries.add_event(tx, PROVIDER, event_id, payload, now)


async def work_off(db: Database, gateway: CheckoutGateway, *, now: datetime) -> int:
    """Work on what is open, oldest first; returns how many are done. One that fails holds up no other."""
    done = away = 0
    for event_id in await db.read(list_open):
        try:
            facts = await _fetch(gateway, await db.read(find, event_id))
            done += await db.write(apply, event_id, facts=facts, now=now)
        except ProviderAway as error:
            log.warning("stripe.away", reason=str(error), event_id=event_id)
            away += 1
            if away == MOST_AWAY:
                break
        except ProviderForbids as error:
            log.warning("stripe.forbids", reason=str(error), event_id=event_id)
        except Exception:
            log.exception("stripe.event_not_handled", event_id=event_id)
    if await db.read(list_stuck, now=now):
        await db.write(tell_stuck, now=now)
    return done


def list_stuck(tx: Tx, *, now: datetime) -> list[int]:
    """A look: what is open for so long that nothing but a person helps."""
    return queries.list_open_events(tx, AT_ONCE, PROVIDER, before=now - PATIENCE)


def tell_stuck(tx: Tx, *, now: datetime) -> None:
    if stuck := list_stuck(tx, now=now):
        first = find(tx, stuck[0])
        about = {"count": len(stuck), "event": first.kind, "object": first.object_id}
        alerts.raise_alert(tx, "events_stuck", subject=(PROVIDER, 0), now=now, **about)


def list_open(tx: Tx) -> list[int]:
    """A look."""
    return queries.list_open_events(tx, AT_ONCE, PROVIDER)


def find(tx: Tx, event_id: int) -> Told:
    """A look."""
    payload = tx.get_one(ProviderEvent, event_id).payload
    return Told(payload["type"], payload["object"], payload["payment"], payload["failure"])


async def _fetch(gateway: CheckoutGateway, told: Told) -> Facts:
    try:
        match told.kind.split("."):
            case ["checkout", "session", *_]:
                return await gateway.look(told.object_id)
            case ["charge", "refunded"]:
                return await gateway.find_refunds(told.object_id)
            case ["refund", _] | ["charge", "refund", _]:
                return [await gateway.find_refund(told.object_id)]
            case ["charge", "dispute", *_]:
                return await gateway.find_dispute(told.object_id)
            case ["payment_intent", "payment_failed"]:
                return Declined(told.reference, told.failure)
            case _:
                return None
    except ProviderForbids:
        raise
    except ProviderRefuses as refusal:  # of another account, or not there any more
        log.warning("stripe.object_unknown", object_id=told.object_id, reason=str(refusal))
        return None


def apply(tx: Tx, event_id: int, *, facts: Facts, now: datetime) -> bool:
    """Do what follows. False where somebody else has, or what it is about is not known yet."""
    event = queries.lock_event(tx, event_id)
    if event is None or event.handled_at:
        return False
    is_known = _act(tx, facts, now=now)
    if not is_known and now - event.received_at < PATIENCE:
        return False
    event.handled_at = now
    return True


def _act(tx: Tx, facts: Facts, *, now: datetime) -> bool:
    match facts:
        case None:
            return True
        case PageNow():
            return checkouts.settle(tx, page=facts, now=now)
        case DisputeThere():
            return disputes.note(tx, facts, now=now)
        case Declined():
            return _note_declined(tx, facts, now=now)
        case _:
            known = [there.note(tx, refund, now=now) for refund in facts]
            return all(known)


def _note_declined(tx: Tx, declined: Declined, *, now: datetime) -> bool:
    """The page says it to whoever pays; what the bank said is kept for whoever is asked about it."""
    payment = payment_queries.find_by_reference(tx, declined.reference)
    if payment is None:
        return not declined.reference
    payment = payment_queries.lock(tx, payment.id)
    if payment.status == PaymentStatus.PENDING:
        payment.failure = declined.failure
    audit.record(
        tx, "payment.declined", actor_id=None, subject=("payment", payment.id), at=now, reason=declined.failure
    )
    return True
