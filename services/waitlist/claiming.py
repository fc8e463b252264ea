"""Claim and Pass: somebody answers an offer, or is the first to tap after the cutoff."""

from datetime import datetime, timedelta

from db.engine import Facts, Tx
from db.models import Registration
from db.models.registrations import Status
from db.queries import quotas as quota_queries
from db.queries import registrations as queries
from db.queries import users as user_queries
from services import access, agreements, cutoffs, eligibility, holds, outbox, payments, quotas
from services.errors import (
    AlreadyAsked,
    AlreadyRegistered,
    BookingClosed,
    OfferOver,
    PartyDoesNotFit,
    PersonBlocked,
    PlaceGone,
)
from services.errors.paying import AlreadyToPay
from services.packages import crediting
from services.registrations import statuses
from services.waitlist import filling, offering, settling

HOW = {Status.CONFIRMED: "claimed", Status.PENDING_PAYMENT: "to_pay"}
"""How an offer ends with a place, beside a request."""


def claim(
    tx: Tx,
    *,
    user_id: int,
    registration_id: int,
    tapped: int = 0,
    hold: timedelta = holds.HOLD,
    now: datetime,
) -> Registration:
    """Take the place that is offered, or the free one after the cutoff; where it is paid it is kept for `hold` at
    least. `tapped` is the message with the button.

    The registration that comes back is confirmed, or waits for an organizer's yes or for its money; or it is expired,
    where the time had run out: then the next one is served.
    Raises NotFound, BookingClosed, PersonBlocked, AlreadyRegistered, AlreadyAsked, OverlappingRegistration,
    PlaceGone, PartyDoesNotFit, OfferOver.
    """
    registration, session = _locked(tx, user_id, registration_id, now=now)
    _choose_how_to_pay(tx, registration, session, now=now)
    to, until = statuses.with_place(session, is_paid=registration.pays_by_credit), registration.hold_expires_at
    if registration.status == Status.OFFERED:
        if offering.is_over(registration, now):
            return _too_late(tx, registration, tapped=tapped, now=now)
        agreements.agree_price(registration, session)
        offering.end(tx, registration, to, HOW.get(to, "requested"), actor_id=user_id, tapped=tapped, now=now)
    elif registration.status == Status.WAITLISTED and cutoffs.is_past(session, now):
        _take_first(tx, registration, session, to, now=now)
    elif registration.status == Status.PENDING_APPROVAL:
        raise AlreadyAsked(registration.session_id)
    elif registration.status == Status.CONFIRMED:
        raise AlreadyRegistered(registration.session_id, registration.reference)
    elif registration.status == Status.PENDING_PAYMENT:
        raise AlreadyToPay(registration.session_id, registration.hold_expires_at)
    else:
        raise OfferOver(registration.session_id)
    if registration.pays_by_credit and to == Status.CONFIRMED:
        crediting.take(tx, registration, session, now=now)
    if to == Status.PENDING_PAYMENT:
        registration.hold_expires_at = max(until or now, holds.until(now, hold))
        payments.ask(tx, registration, now=now)
        return registration
    outbox.put(
        tx,
        "registration_confirmed" if to == Status.CONFIRMED else "registration_pending",
        user_id=user_id,
        registration_id=registration_id,
        due_at=now,
        useful_until=registration.ends_at,
    )
    return registration


def _choose_how_to_pay(tx: Tx, registration: Registration, session: Facts, *, now: datetime) -> None:
    """With credits, as they meant to; where those went elsewhere, the price that the offer names is asked for."""
    crediting.reconsider(registration, session)
    if registration.pays_by_credit and session.price and not crediting.has_enough(tx, registration, session, now=now):
        registration.pays_by_credit = False


def pass_on(tx: Tx, *, user_id: int, registration_id: int, tapped: int = 0, now: datetime) -> Registration:
    """Say no to an offer; the next in line is served. Raises NotFound, OfferOver."""
    registration = access.own_registration(tx, registration_id, user_id)
    quota_queries.lock(tx, registration.quota_id)
    queries.lock(tx, registration_id)
    if registration.status != Status.OFFERED:
        raise OfferOver(registration.session_id)
    if offering.is_over(registration, now):
        return _too_late(tx, registration, tapped=tapped, now=now)
    offering.end(tx, registration, Status.CANCELLED, "passed", actor_id=user_id, tapped=tapped, now=now)
    settling.settle(tx, registration.quota_id, now=now)
    return registration


def _locked(tx: Tx, user_id: int, registration_id: int, *, now: datetime) -> tuple[Registration, Facts]:
    """The person's own registration and its session, with the person, the quota and the registration locked."""
    registration = access.own_registration(tx, registration_id, user_id)
    person = user_queries.lock(tx, user_id)
    quota_queries.lock(tx, registration.quota_id)
    queries.lock(tx, registration_id)
    session = access.quota_to_book(tx, registration.quota_id)
    if registration.status.is_live and session.ends_at <= now:
        raise BookingClosed(session.id, session.title)
    if person is None or person.blocked_at is not None:
        raise PersonBlocked
    return registration, session


def _too_late(tx: Tx, registration: Registration, *, tapped: int, now: datetime) -> Registration:
    offering.lapse(tx, registration, tapped=tapped, now=now)
    settling.settle(tx, registration.quota_id, now=now)
    return registration


def _take_first(tx: Tx, registration: Registration, session: Facts, to: Status, *, now: datetime) -> None:
    """Seat one who waits in a locked quota past the cutoff, whoever stood before them."""
    elsewhere = eligibility.overlap(session, eligibility.standing(tx, registration.user_id, session))
    if elsewhere:
        raise elsewhere
    free = session.capacity - session.taken
    if free <= 0:
        raise PlaceGone(session.id)
    if registration.places > free and not registration.takes_fewer:
        raise PartyDoesNotFit(session.id, places=registration.places, free=free)
    filling.take_fewer(tx, registration, free, now=now)
    if not quotas.seat(tx, registration.quota_id, registration.places):
        raise PlaceGone(session.id)
    user_id = registration.user_id
    agreements.agree(registration, session)
    statuses.move(tx, registration, to, actor_id=user_id, at=now, reason="first tap")
