"""How often an address may be read."""

from collections import deque
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)


class Hourly:
    """At most so many requests an hour for each key, counted in this process."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._seen: dict[int, deque[datetime]] = {}

    def wait(self, key: int, now: datetime) -> timedelta | None:
        """Count a request; where it is one too many, how long to wait instead."""
        if key not in self._seen:
            self._forget_idle(now)
        seen = self._seen.setdefault(key, deque(maxlen=self._most))
        if len(seen) == self._most and now - seen[0] < HOUR:
            return seen[0] + HOUR - now
        seen.append(now)
        return None

    def _forget_idle(self, now: datetime) -> None:
        self._seen = {key: seen for key, seen in self._seen.items() if now - seen[-1] < HOUR}
