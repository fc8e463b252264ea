"""Serving a line before its cutoff: in order, parties as a whole, whoever is passed over with a written reason."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from db.engine import Facts, Tx
from db.models import Registration, User
from db.models.registrations import Status
from db.queries import audit as audit_queries
from db.queries import registrations as queries
from db.queries import users as user_queries
from services import agreements, alerts, audit, eligibility, outbox, quotas
from services.errors import DomainError
from services.errors.paying import CreditsExpired, NoCredit
from services.kinds import terms
from services.packages import crediting
from services.reach import refuses_us
from services.registrations import statuses
from services.waitlist import offering, wishes

PASSES = 3
"""So often in a row a place goes past a party that it is too small for; then places are kept until it fits."""


def serve(tx: Tx, session: Facts, *, now: datetime) -> int:
    """Give the free places of a locked quota in order; returns how many registrations got one, or an offer."""
    free, served = session.capacity - session.taken, 0
    passed: list[Registration] = []
    for registration in queries.list_waiting(tx, session.quota_id):
        if free <= 0 or any(map(is_kept_for, passed)):
            break
        reason = obstacle(tx, registration, session) or silence(tx, registration)
        if reason:
            pass_over(tx, registration, reason, now=now)
        elif registration.places > free and not registration.takes_fewer:
            passed.append(registration)
        elif _given(tx, registration, session, free=free, now=now):
            free -= registration.places
            served += 1
            for party in passed:
                _go_past(tx, party, now=now)
    for party in filter(is_kept_for, passed):
        pass_over(tx, party, "kept", now=now)
    return served


def obstacle(tx: Tx, registration: Registration, session: Facts) -> str | None:
    """Why somebody who waits cannot have a place now, in one word; None where they can."""
    if registration.places > session.capacity and not registration.takes_fewer:
        return "too_large"
    person = eligibility.standing(tx, registration.user_id, session, find=user_queries.lock_at_once)
    if person.is_blocked:
        return "blocked"
    return "overlap" if eligibility.overlap(session, person) else None


def silence(tx: Tx, registration: Registration) -> str | None:
    """ "unreachable" for whom no message gets to any more: a place would be theirs, and they would not come."""
    person = tx.get_one(User, registration.user_id)
    return "unreachable" if refuses_us(person, terms("waitlist_offer")) else None


def is_kept_for(party: Registration) -> bool:
    """Whether places are kept for a party that does not fit yet: nobody behind it is served."""
    return party.passed_over >= PASSES


def take_fewer(tx: Tx, registration: Registration, free: int, *, now: datetime) -> None:
    """Make a party as small as what there is, where it is larger; the price and the named guests with it."""
    asked = registration.places
    if asked <= free:
        return
    registration.price = registration.price // asked * free
    registration.places, registration.guests = free, registration.guests[: free - 1]
    registration.sequence += 1
    subject = ("registration", registration.id)
    audit.record(tx, "waitlist.took_fewer", actor_id=None, subject=subject, at=now, asked=asked, places=free)


def pass_over(tx: Tx, registration: Registration, reason: str, *, now: datetime) -> bool:
    """Write down why, once for a reason: the sweep comes by each minute. Whether that is news."""
    subject = ("registration", registration.id)
    latest = audit_queries.find_latest(tx, *subject)
    is_news = latest is None or (latest.action, latest.data.get("reason")) != ("waitlist.passed_over", reason)
    if is_news:
        audit.record(tx, "waitlist.passed_over", actor_id=None, subject=subject, at=now, reason=reason)
    return is_news


def _go_past(tx: Tx, party: Registration, *, now: datetime) -> None:
    """A place went to somebody behind this party."""
    party.passed_over += 1
    audit.record(
        tx,
        "waitlist.passed_over",
        actor_id=None,
        subject=("registration", party.id),
        at=now,
        reason="party",
        times=party.passed_over,
    )


def _given(tx: Tx, registration: Registration, session: Facts, *, free: int, now: datetime) -> bool:
    """Confirm or ask one who waits, as a unit: whatever fails undoes it and leaves the place to the sweep."""
    try:
        with tx.begin_nested():
            take_fewer(tx, registration, free, now=now)
            if not quotas.seat(tx, registration.quota_id, registration.places):
                return False
            registration.passed_over = 0
            crediting.reconsider(registration, session)
            if wishes.is_asked(registration, session, now) or _has_to_pay(registration, session):
                offering.offer(tx, registration, session, now=now)
            else:
                _promote(tx, registration, session, now=now)
    except NoCredit:
        if pass_over(tx, registration, "credits", now=now):
            _tell(tx, registration, "waitlist_no_credit", now=now)
        return False
    except CreditsExpired:
        statuses.leave(tx, registration, Status.CANCELLED, actor_id=None, at=now, reason="package_over")
        _tell(tx, registration, "waitlist_package_over", now=now)
        return False
    except (DomainError, IntegrityError) as error:
        reason = type(error).__name__
        if pass_over(tx, registration, reason, now=now):
            subject = ("registration", registration.id)
            alerts.raise_alert(tx, "promotion_failed", subject=subject, now=now, reason=reason)
        return False
    return True


def _tell(tx: Tx, registration: Registration, kind: str, *, now: datetime) -> None:
    """Somebody whose turn it was hears why the place went on."""
    outbox.put(
        tx,
        kind,
        user_id=registration.user_id,
        registration_id=registration.id,
        due_at=now,
        useful_until=registration.starts_at,
        version=registration.sequence,
    )


def _has_to_pay(registration: Registration, session: Facts) -> bool:
    """Nobody is charged without a tap: who would have to pay is asked, whatever they chose."""
    return statuses.with_place(session, is_paid=registration.pays_by_credit) == Status.PENDING_PAYMENT


def _promote(tx: Tx, registration: Registration, session: Facts, *, now: datetime) -> None:
    to = statuses.with_place(session, is_paid=registration.pays_by_credit)
    agreements.agree(registration, session)
    statuses.move(tx, registration, to, actor_id=None, at=now, reason="promoted")
    if registration.pays_by_credit:
        crediting.take(tx, registration, session, now=now)
    outbox.put(
        tx,
        "registration_promoted" if to == Status.CONFIRMED else "promotion_pending",
        user_id=registration.user_id,
        registration_id=registration.id,
        due_at=now,
        useful_until=registration.ends_at,
    )
