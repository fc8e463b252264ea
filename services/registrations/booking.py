"""Booking: places are taken, or the reason is given why there are none to have."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from db.engine import Facts, Tx
from db.models import Registration
from db.models.registrations import Status
from db.queries import registrations as queries
from services import (
    access,
    agreements,
    audit,
    clients,
    codes,
    cutoffs,
    eligibility,
    holds,
    outbox,
    payments,
    promos,
    quotas,
    staleness,
)
from services.access import Right
from services.errors import SessionFull, TooFewPlaces
from services.errors.paying import CreditsNotTaken
from services.packages import crediting
from services.registrations import deciders, owners, parties, statuses


def book(
    tx: Tx,
    *,
    user_id: int,
    quota_id: int,
    places: int = 1,
    guests: Sequence[str] = (),
    request: str = "",
    added_by_id: int | None = None,
    past_line: bool = False,
    by_credit: bool = False,
    promo: str = "",
    hold: timedelta = holds.HOLD,
    now: datetime,
) -> Registration:
    """Take places in a quota. `guests` are the names of those who come along, as far as they are known.

    Where a place costs something it is only kept for as long as `hold`, and the money asked for; with `by_credit` it is
    paid by a package of theirs at once, and a `promo` code takes something off. Where an organizer has to say yes, that
    is only asked for. `added_by_id` is the organizer who enters somebody by hand: that is their yes, and with
    `past_line` their word that others wait on.

    Raises NotFound, SessionCancelled, BookingClosed, PersonBlocked, AlreadyRegistered, AlreadyWaiting,
    OverlappingRegistration, PartyTooLarge, SessionFull, TooFewPlaces, NoCredit, CreditsExpired, CreditsNotTaken,
    CodeUnknown, CodeOver, CodeUsed.
    """
    quota = access.quota_to_book(tx, quota_id)
    if by_credit and not crediting.is_taken(quota):
        raise CreditsNotTaken(quota.id)
    by_hand = added_by_id is not None
    if added_by_id is not None:
        access.require_session_right(tx, Right.MANAGE_PEOPLE, quota.id, added_by_id)
    person = eligibility.require(tx, user_id, quota, let_in=by_hand, now=now)
    parties.require_allowed(quota, places)
    first_tap = past_line or cutoffs.is_past(quota, now)
    if not quotas.take(tx, quota_id, places, first_tap=first_tap):  # refuses too while somebody waits in a line
        quota = access.quota_to_book(tx, quota_id)
        eligibility.require(tx, user_id, quota, let_in=by_hand, now=now)  # it may have been cancelled a moment ago
        raise full(quota, places, first_tap=first_tap)
    is_decided = by_hand or Right.MANAGE_PEOPLE in person.rights
    off = promos.discount(tx, quota, user_id=user_id, places=places, code=promo, now=now)
    is_paid = by_credit or off.taken_off >= quota.price * places
    status = Status.CONFIRMED if is_decided else statuses.with_place(quota, is_paid=is_paid)
    registration = new(quota, user_id=user_id, places=places, status=status, now=now)
    registration.price -= off.taken_off
    registration.added_by_id = added_by_id
    registration.guests, registration.request = parties.guests(guests, places), parties.request(request)
    if status == Status.PENDING_APPROVAL:
        return added(tx, registration, quota.host_id, now=now, notice="registration_pending")
    if status == Status.PENDING_PAYMENT:
        registration.hold_expires_at = holds.until(now, hold)
        added(tx, registration, quota.host_id, now=now, notice=None)
        promos.use(tx, registration, off, now=now)
        payments.ask(tx, registration, now=now)
        return registration
    if by_credit or must_pay_by_credit(quota, is_decided=is_decided):
        registration.pays_by_credit, registration.price = True, 0
    added(
        tx, registration, quota.host_id, now=now, notice="registration_added" if by_hand else "registration_confirmed"
    )
    if registration.pays_by_credit:
        crediting.take(tx, registration, quota, now=now)
    promos.use(tx, registration, off, now=now)
    if quota.owner_to_tell != added_by_id:
        owners.tell_owner(tx, quota.owner_to_tell, registration, "owner_booked", now=now)
    return registration


def _require_free(tx: Tx, registration: Registration) -> None:
    """Raises OverlappingRegistration: at the new time they may be busy."""
    session = access.quota_to_book(tx, registration.quota_id)
    elsewhere = eligibility.overlap(session, eligibility.standing(tx, registration.user_id, session))
    if elsewhere:
        raise elsewhere


def full(quota: Facts, places: int, *, first_tap: bool) -> SessionFull:
    """Why a quota has not so many places to give."""
    free = 0 if quota.waiting and not first_tap else quota.capacity - quota.taken
    facts = (quota.id, quota.quota_id, quota.quota_name, quota.waiting, places)
    return TooFewPlaces(*facts, free=free) if free else SessionFull(*facts)


def new(quota: Facts, *, user_id: int, places: int, status: Status, now: datetime) -> Registration:
    """A registration with what was agreed: the session's times and price as they are now."""
    return Registration(
        reference=codes.new(),
        session_id=quota.id,
        quota_id=quota.quota_id,
        user_id=user_id,
        places=places,
        status=status,
        starts_at=quota.starts_at,
        ends_at=quota.ends_at,
        free_until=agreements.until(quota),
        refund_tiers=quota.refund_tiers,
        late_fee=quota.late_fee,
        price=quota.price * places,
        currency=quota.currency,
        booked_at=now,
        confirmed_at=now if status == Status.CONFIRMED else None,
        hold_expires_at=statuses.undecided_until(quota, now) if status == Status.PENDING_APPROVAL else None,
    )


def must_pay_by_credit(quota: Facts, *, is_decided: bool = False) -> bool:
    """Whether a place can be had for credits only: they are asked for, and money is not."""
    return crediting.is_taken(quota) and not quota.price and not is_decided


def added(tx: Tx, registration: Registration, host_id: int, *, now: datetime, notice: str | None) -> Registration:
    """Keep a new registration, tell the person, and write it down; from now on the host knows them.
    Without a `notice` whoever calls tells them.

    Raises OverlappingRegistration, where the session was moved in the very moment.
    """
    agreed = registration.starts_at
    # Read by the very INSERT: while this act waited for the quota, an organizer may have moved the session.
    registration.starts_at, registration.ends_at = queries.times_of(registration.session_id)
    tx.add(registration)
    tx.flush()
    if registration.starts_at != agreed:
        if registration.free_until is not None:
            registration.free_until += registration.starts_at - agreed
        _require_free(tx, registration)
    clients.know(tx, host_id, registration.user_id, now)
    if notice:
        outbox.put(
            tx,
            notice,
            user_id=registration.user_id,
            registration_id=registration.id,
            due_at=now,
            useful_until=registration.ends_at,
        )
    audit.record(
        tx,
        f"registration.{registration.status}",
        actor_id=registration.added_by_id or registration.user_id,
        subject=("registration", registration.id),
        at=now,
    )
    staleness.mark(tx, registration.session_id, now=now)
    if registration.status == Status.PENDING_APPROVAL:
        deciders.ask(tx, registration, now=now)
    return registration
