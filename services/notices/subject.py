"""What a notice about a registration can tell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Subject:
    """A registration and its session, as things are when the notice is sent."""

    title: str
    place: str
    quota_name: str
    reference: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    position: int
    """In the queue: 1 is next; 0 where they do not wait."""
    is_late_cancellation: bool
    person: str
    """Whose registration it is."""
    other: str
    """The other person that a notice is about, where there is one."""
    places: int
    price: int
    """For all places together, in minor units of the currency."""
    currency: str
    request: str
    reason: str
    """What an organizer told with their decision."""
    host_name: str
    data: dict[str, Any]
    """What the notice was given when it was owed."""
    now: datetime
    map_url: str = ""
    free_until: datetime | None = None
    refund_tiers: Sequence[Mapping[str, Any]] | None = None
    """What comes back of a place that is paid; None is all until `free_until`."""
    """Until when cancelling costs nothing."""
    is_paid: bool = False
    """Whether a place is paid before it is theirs."""
    by_credit: bool = False
    """Whether a place is paid with credits of theirs, which are enough."""
    instructor: str = ""
    """Who gives the session; "" where nobody is named."""
