"""How often a person may try things."""

from datetime import datetime, timedelta

from services.errors import TooManyAttempts
from services.limits import Counts, CountsHere

BOOKINGS, MINUTE = 5, timedelta(minutes=1)


class Limits:
    def __init__(self, counts: Counts | None = None) -> None:
        self._counts = CountsHere() if counts is None else counts

    async def count_booking(self, user_id: int, now: datetime) -> None:
        """At most 5 attempts to book or wait in a minute. Raises TooManyAttempts."""
        if await self._counts.wait("bookings", user_id, most=BOOKINGS, span=MINUTE, now=now):
            raise TooManyAttempts
