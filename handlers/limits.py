"""How often a person may try things."""

from collections import deque
from datetime import datetime, timedelta

from services.errors import TooManyAttempts

BOOKINGS, MINUTE = 5, timedelta(minutes=1)


class Limits:
    """Counts attempts of this process. People who did nothing for a minute are forgotten."""

    def __init__(self) -> None:
        self._bookings: dict[int, deque[datetime]] = {}

    def count_booking(self, user_id: int, now: datetime) -> None:
        """At most 5 attempts to book or wait in a minute. Raises TooManyAttempts."""
        if user_id not in self._bookings:
            self._forget_idle(now)
        attempts = self._bookings.setdefault(user_id, deque(maxlen=BOOKINGS))
        if len(attempts) == BOOKINGS and now - attempts[0] < MINUTE:
            raise TooManyAttempts
        attempts.append(now)

    def _forget_idle(self, now: datetime) -> None:
        self._bookings = {user: tries for user, tries in self._bookings.items() if now - tries[-1] < MINUTE}
