"""How often a person may try things."""

from collections import deque
from datetime import datetime, timedelta

from services.errors import TooManyAttempts

BOOKINGS, MINUTE = 5, timedelta(minutes=1)


class Limits:
    """Counts attempts of this process. People who did nothing for a minute are forgotten."""

    def __init__(self) -> None:
        self._bookings: dict[int, deque[datetime]] = {}  # whose last attempt is longest ago comes first

    def count_booking(self, user_id: int, now: datetime) -> None:
        """At most 5 attempts to book or wait in a minute. Raises TooManyAttempts."""
        attempts = self._bookings.get(user_id) or deque(maxlen=BOOKINGS)
        if len(attempts) == BOOKINGS and now - attempts[0] < MINUTE:
            raise TooManyAttempts
        attempts.append(now)
        self._bookings.pop(user_id, None)
        self._bookings[user_id] = attempts
        self._forget_idle(now)

    def _forget_idle(self, now: datetime) -> None:
        while now - self._bookings[oldest := next(iter(self._bookings))][-1] >= MINUTE:
            del self._bookings[oldest]
