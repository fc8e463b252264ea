"""Giving one's place to somebody by a link that works once. The place goes from hand to hand: it is never free between.

What that means for statuses and places is told in docs/decisions/0007-a-given-place-is-never-free.md.
"""

from dataclasses import dataclass
from datetime import datetime

from db.engine import Facts, Tx
from db.models import Quota, Registration, Token, User
from db.models.registrations import Status
from db.models.tokens import TokenPurpose
from db.queries import payments as payment_queries
from db.queries import quotas as quota_queries
from db.queries import registrations as queries
from db.queries import tokens as token_queries
from db.queries import users as user_queries
from services import access, audit, cutoffs, eligibility, outbox, tokens, waitlist
from services.errors import (
    AlreadyWaiting,
    DomainError,
    GiftOver,
    NotFound,
    NothingToGive,
    TooLateToGive,
    TransferPastWaitlist,
)
from services.packages import crediting
from services.registrations import owners, statuses
from services.registrations.booking import added, new


@dataclass(frozen=True, slots=True)
class Giving:
    """A place that its holder can give away."""

    registration_id: int
    session_id: int
    until: datetime
    """When the link ends."""
    has_link: bool
    """A link is out already; a new one ends it."""


@dataclass(frozen=True, slots=True)
class Gift:
    """A place as the link offers it."""

    session_id: int
    giver_name: str
    places: int
    price: int
    currency: str
    until: datetime
    obstacle: DomainError | None
    """Why the viewer cannot take it."""


def giving(tx: Tx, *, user_id: int, registration_id: int, now: datetime) -> Giving:
    """A look before a link is made. Raises NotFound, NothingToGive, TooLateToGive, TransferPastWaitlist."""
    registration = access.own_registration(tx, registration_id, user_id)
    quota = access.quota_to_book(tx, registration.quota_id)
    _require_givable(tx, registration, quota, now=now)
    link = token_queries.find_of_registration(tx, TokenPurpose.TRANSFER, registration_id, now)
    return Giving(registration.id, registration.session_id, cutoffs.cutoff_of(quota), has_link=link is not None)


def offer(tx: Tx, *, user_id: int, registration_id: int, now: datetime) -> str:
    """A new link's token; an earlier link of the same place ends. Raises what `giving` raises."""
    registration = access.own_registration(tx, registration_id, user_id)
    quota = access.quota_to_book(tx, registration.quota_id)
    queries.lock(tx, registration_id)
    _require_givable(tx, registration, quota, now=now)
    tokens.revoke(tx, user_id, TokenPurpose.TRANSFER, registration_id=registration_id, now=now)
    lasts = cutoffs.cutoff_of(quota) - now
    token = tokens.issue(tx, TokenPurpose.TRANSFER, user_id, lasts=lasts, registration_id=registration_id, now=now)
    audit.record(tx, "transfer.offered", actor_id=user_id, subject=("registration", registration_id), at=now)
    return token


def withdraw(tx: Tx, *, user_id: int, registration_id: int, now: datetime) -> Registration:
    """Take the link back; nothing happens where none is out. Raises NotFound."""
    registration = access.own_registration(tx, registration_id, user_id)
    if tokens.revoke(tx, user_id, TokenPurpose.TRANSFER, registration_id=registration_id, now=now):
        audit.record(tx, "transfer.withdrawn", actor_id=user_id, subject=("registration", registration_id), at=now)
    return registration


def find(tx: Tx, *, token: str, viewer_id: int, now: datetime) -> Gift:
    """A look at what a link offers; it stays good. Raises GiftOver."""
    registration = tx.get_one(Registration, _read(tx, token, now=now).registration_id)
    quota = access.quota_to_book(tx, registration.quota_id)
    _require_alive(registration, quota, now=now)
    giver = tx.get_one(User, registration.user_id)
    return Gift(
        session_id=registration.session_id,
        giver_name=giver.called or giver.name,
        places=registration.places,
        price=registration.price,
        currency=registration.currency,
        until=cutoffs.cutoff_of(quota),
        obstacle=_obstacle(tx, viewer_id, registration, quota, now=now),
    )


def take(tx: Tx, *, token: str, user_id: int, now: datetime) -> Registration:
    """Take the place that a link gives: of all who try at once, one has it.

    Raises GiftOver, TransferPastWaitlist, and what `registrations.book` raises but for full sessions.
    """
    found = _read(tx, token, now=now)
    given = tx.get_one(Registration, found.registration_id)
    quota = access.quota_to_book(tx, given.quota_id)
    passes = access.series_of(tx, given).transfer_passes_waitlist
    waits = _require_eligible(tx, user_id, quota, passes=passes, now=now)
    row = _lock_quotas(tx, given.quota_id, given.quota_id if waits is None else waits.quota_id)
    queries.lock(tx, given.id)
    _require_alive(given, quota, now=now)
    _require_nobody_passed(row, quota, passes=passes)
    _use_up(tx, token, now=now)
    if waits is not None:
        _leave_line(tx, waits.id, user_id, now=now)
    statuses.move(tx, given, Status.CANCELLED, actor_id=user_id, at=now, reason="given")
    taken = _seated(tx, given, quota, user_id, now=now)
    if waits is not None:
        waitlist.settle(tx, waits.quota_id, now=now)  # whoever stood behind may fit into what is free
    return taken


def _lock_quotas(tx: Tx, given_id: int, left_id: int) -> Quota:
    """Lock the quota of the place and that of the line its taker leaves, always in one order; returns the former."""
    locked = {quota_id: quota_queries.lock(tx, quota_id) for quota_id in sorted({given_id, left_id})}
    return locked[given_id]


def _leave_line(tx: Tx, registration_id: int, user_id: int, *, now: datetime) -> None:
    """They may have left it themselves before the locks were had."""
    waiting = queries.lock(tx, registration_id)
    if waiting is not None and waiting.status == Status.WAITLISTED:
        statuses.leave(tx, waiting, Status.CANCELLED, actor_id=user_id, at=now, reason="took a given place")


def _seated(tx: Tx, given: Registration, quota: Facts, user_id: int, *, now: datetime) -> Registration:
    """The taker's registration in the very places of the giver's, at the price that was agreed; all are told."""
    status = statuses.with_place(quota, is_paid=True)
    taken = new(quota, user_id=user_id, places=given.places, status=status, now=now)
    taken.price, taken.currency = given.price, given.currency
    taken.free_until, taken.refund_tiers = given.free_until or taken.free_until, given.refund_tiers
    taken.late_fee = given.late_fee
    notice = "transfer_taken" if status == Status.CONFIRMED else "registration_pending"
    added(tx, taken, quota.host_id, now=now, notice=notice)
    payment_queries.pass_on(tx, given.id, taken.id)
    crediting.pass_on(tx, given, taken, now=now)
    outbox.put(
        tx,
        "transfer_given",
        user_id=given.user_id,
        registration_id=given.id,
        due_at=now,
        version=given.sequence,
        other_id=user_id,
    )
    owners.tell(tx, taken, "owner_place_given", now=now, other_id=given.user_id)
    return taken


def _read(tx: Tx, token: str, *, now: datetime) -> Token:
    try:
        return tokens.read(tx, TokenPurpose.TRANSFER, token, now=now)
    except NotFound:
        raise GiftOver from None


def _use_up(tx: Tx, token: str, *, now: datetime) -> None:
    try:
        tokens.consume(tx, TokenPurpose.TRANSFER, token, now=now)
    except NotFound:
        raise GiftOver from None


def _require_givable(tx: Tx, registration: Registration, quota: Facts, *, now: datetime) -> None:
    if registration.status != Status.CONFIRMED or registration.attendance is not None:
        raise NothingToGive(registration.session_id)
    if cutoffs.is_past(quota, now):
        raise TooLateToGive(registration.session_id, cutoffs.cutoff_of(quota))
    passes = access.series_of(tx, registration).transfer_passes_waitlist
    _require_nobody_passed(quota, quota, passes=passes)


def _require_alive(given: Registration, quota: Facts, *, now: datetime) -> None:
    """The giver may have cancelled, or be here, and a session may have been moved since the link was made."""
    if given.status != Status.CONFIRMED or given.attendance is not None or cutoffs.is_past(quota, now):
        raise GiftOver


def _require_nobody_passed(row: Quota | Facts, quota: Facts, *, passes: bool) -> None:
    if row.waiting and not passes:
        raise TransferPastWaitlist(quota.id)


def _require_eligible(tx: Tx, user_id: int, quota: Facts, *, passes: bool, now: datetime) -> Facts | None:
    """Lock and check the taker as booking does; returns their turn in the line, where they may leave it."""
    person = eligibility.standing(tx, user_id, quota, find=user_queries.lock)
    reason = eligibility.refusal(quota, person, now=now)
    waits = passes and isinstance(reason, AlreadyWaiting)
    if waits:
        reason = eligibility.overlap(quota, person)
    if reason is not None:
        raise reason
    return person.own(quota.id) if waits else None


def _obstacle(tx: Tx, viewer_id: int, registration: Registration, quota: Facts, *, now: datetime) -> DomainError | None:
    """What `take` would refuse, without its locks."""
    passes = access.series_of(tx, registration).transfer_passes_waitlist
    person = eligibility.standing(tx, viewer_id, quota)
    reason = eligibility.refusal(quota, person, now=now)
    if passes and isinstance(reason, AlreadyWaiting):
        reason = eligibility.overlap(quota, person)
    if reason is None and quota.waiting and not passes:
        reason = TransferPastWaitlist(quota.id)
    return reason
