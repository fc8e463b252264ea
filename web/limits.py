"""How often something may be asked for, and from where a request comes."""

import hashlib
import math
from datetime import timedelta

from aiohttp import web

from web.keys import SITE

HOUR = timedelta(hours=1)


async def require(request: web.Request, name: str, most: int, *, who: int | None = None) -> None:
    """Count a request of a person, or else of the address that it comes from; one too many in an hour is refused."""
    site = request.app[SITE]
    counted = key(address(request, site.hops)) if who is None else who
    if wait := await site.counts.wait(name, counted, most=most, span=HOUR, now=site.clock()):
        raise web.HTTPTooManyRequests(headers={"Retry-After": str(math.ceil(wait.total_seconds()))})


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
