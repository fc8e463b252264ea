"""How often an address may be read, and from where a request comes."""

import hashlib
from datetime import datetime, timedelta

from aiohttp import web

from services.limits import Counts

HOUR = timedelta(hours=1)


class Hourly:
    """At most so many requests an hour for each key."""

    def __init__(self, name: str, most: int, counts: Counts) -> None:
        self._name = name
        self._most = most
        self._counts = counts

    async def wait(self, key: int, now: datetime) -> timedelta | None:
        """Count a request; where it is one too many, how long to wait instead."""
        return await self._counts.wait(self._name, key, most=self._most, span=HOUR, now=now)


def address(request: web.Request, hops: int) -> str:
    """Where a request comes from: with so many proxies of ours before us, what the first of them saw.

    What stands further left in X-Forwarded-For anybody can write there.
    """
    forwarded = request.headers.get("X-Forwarded-For", "").split(",")
    if hops and len(forwarded) >= hops and (seen := forwarded[-hops].strip()):
        return seen[:64]
    return request.remote or ""


def key(text: str) -> int:
    """What somebody without a number is counted by."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:7])
