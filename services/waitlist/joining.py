"""Standing in line."""

from collections.abc import Sequence
from datetime import datetime

from db.engine import Facts, Tx
from db.models import Registration
from db.models.registrations import Status
from db.queries import packages as package_queries
from services import access, cutoffs, eligibility, quotas
from services.access import Right
from services.errors import PlaceIsFree
from services.packages import crediting
from services.registrations import parties
from services.registrations.booking import added, must_pay_by_credit, new


def join(
    tx: Tx,
    *,
    user_id: int,
    quota_id: int,
    places: int = 1,
    takes_fewer: bool = False,
    guests: Sequence[str] = (),
    request: str = "",
    added_by_id: int | None = None,
    now: datetime,
) -> Registration:
    """Stand in line for a full quota. A party is served as a whole, or takes what there is.
    `added_by_id` is the organizer who enters somebody by hand. Who has credits enough now pays with them when their
    turn comes, and is not asked for money.

    Raises what `registrations.book` raises, but for SessionFull; PlaceIsFree where there is nothing to wait for.
    """
    quota = access.quota_to_book(tx, quota_id)
    by_hand = added_by_id is not None
    if added_by_id is not None:
        access.require_session_right(tx, Right.MANAGE_PEOPLE, quota.id, added_by_id)
    eligibility.require(tx, user_id, quota, let_in=by_hand, now=now)
    parties.require_allowed(quota, places)
    if not quotas.queue(tx, quota_id, places, first_tap=cutoffs.is_past(quota, now)):
        quota = access.quota_to_book(tx, quota_id)
        eligibility.require(tx, user_id, quota, let_in=by_hand, now=now)  # it may have been cancelled a moment ago
        raise PlaceIsFree(quota.id)
    registration = new(quota, user_id=user_id, places=places, status=Status.WAITLISTED, now=now)
    registration.waitlisted_at, registration.added_by_id = now, added_by_id
    registration.takes_fewer = takes_fewer
    registration.pays_by_credit = must_pay_by_credit(quota) or _has_credits(tx, user_id, quota, places, now=now)
    registration.guests, registration.request = parties.guests(guests, places), parties.request(request)
    return added(tx, registration, quota.host_id, now=now, notice="registration_waitlisted")


def _has_credits(tx: Tx, user_id: int, quota: Facts, places: int, *, now: datetime) -> bool:
    if not crediting.is_taken(quota):
        return False
    return package_queries.count_left(tx, user_id, quota.host_id, now) >= int(quota.credits) * places
