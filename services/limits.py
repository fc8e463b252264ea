"""How often somebody may try something: counted in memory, or by the rim where all processes see it."""

from collections import deque
from datetime import datetime, timedelta
from typing import Protocol


class Counts(Protocol):
    """Attempts by who makes them, in a window that slides."""

    async def wait(self, name: str, key: int, *, most: int, span: timedelta, now: datetime) -> timedelta | None:
        """Count an attempt; where it would be one too many in the span, it is not counted: how long to wait instead."""
        ...


class CountsHere:
    """Those of this process. Whoever did nothing for a whole span is forgotten."""

    def __init__(self) -> None:
        self._attempts: dict[str, dict[int, deque[datetime]]] = {}

    def __len__(self) -> int:
        """How many are remembered."""
        return sum(map(len, self._attempts.values()))

    async def wait(self, name: str, key: int, *, most: int, span: timedelta, now: datetime) -> timedelta | None:
        known = self._attempts.setdefault(name, {})  # whose last attempt is longest ago comes first
        attempts = known.get(key) or deque(maxlen=most)
        if len(attempts) == most and now - attempts[0] < span:
            return attempts[0] + span - now
        attempts.append(now)
        known.pop(key, None)
        known[key] = attempts
        while now - known[oldest := next(iter(known))][-1] >= span:
            del known[oldest]
        return None
