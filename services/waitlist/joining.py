"""Standing in line."""

from collections.abc import Sequence
from datetime import datetime

from db.engine import Tx
from db.models import Registration
from db.models.registrations import Status
from services import access, cutoffs, eligibility, quotas
from services.errors import PlaceIsFree
from services.registrations import parties
from services.registrations.booking import added, new


def join(
    tx: Tx,
    *,
    user_id: int,
    quota_id: int,
    places: int = 1,
    takes_fewer: bool = False,
    guests: Sequence[str] = (),
    request: str = "",
    now: datetime,
) -> Registration:
    """Stand in line for a full quota. A party is served as a whole, or takes what there is.

    Raises what `registrations.book` raises, but for SessionFull; PlaceIsFree where there is nothing to wait for.
    """
    quota = access.quota_to_book(tx, quota_id)
    eligibility.require(tx, user_id, quota, now=now)
    parties.require_allowed(quota, places)
    if not quotas.queue(tx, quota_id, places, first_tap=cutoffs.is_past(quota, now)):
        quota = access.quota_to_book(tx, quota_id)
        eligibility.require(tx, user_id, quota, now=now)  # it may have been cancelled a moment ago
        raise PlaceIsFree(quota.id)
    registration = new(quota, user_id=user_id, places=places, status=Status.WAITLISTED, now=now)
    registration.waitlisted_at = now
    registration.takes_fewer = takes_fewer
    registration.guests, registration.request = parties.guests(guests, places), parties.request(request)
    return added(tx, registration, now=now, notice="registration_waitlisted")
