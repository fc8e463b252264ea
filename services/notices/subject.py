"""What a notice about a registration can tell."""

from dataclasses import dataclass
from datetime import datetime


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
    now: datetime
