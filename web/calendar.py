"""`GET /calendar/<token>.ics`: a person's feed. `GET /s/<code>.ics`: one session, for whoever has its code."""

import hashlib
import math
from collections.abc import Callable
from datetime import datetime

from aiohttp import ETag, web

from db import Database
from services import calendars
from services.errors import NotFound
from services.limits import Counts, CountsHere
from services.translator import Translator
from web.limits import HOUR

READS_AN_HOUR = 60
FOR_ONE = "private, no-cache"
"""The reader alone may keep it, and asks each time whether it is still true; no cache in between keeps it at all."""
FOR_ALL = "public, max-age=300"

Clock = Callable[[], datetime]


def routes(db: Database, clock: Clock, language: str, counts: Counts | None = None) -> list[web.RouteDef]:
    """`language` is for those whose own is not known."""
    kept = CountsHere() if counts is None else counts

    async def feed(request: web.Request) -> web.Response:
        now = clock()
        try:
            user_id = await db.read(calendars.subscriber, token=request.match_info["token"], now=now)
        except NotFound:
            return _refused(web.HTTPNotFound.status_code)
        if wait := await kept.wait("feeds", user_id, most=READS_AN_HOUR, span=HOUR, now=now):
            return _refused(web.HTTPTooManyRequests.status_code, {"Retry-After": str(math.ceil(wait.total_seconds()))})
        found = await db.read(calendars.feed, user_id=user_id, now=now)
        return _answer(request, found.content, FOR_ONE, found.changed_at)

    async def session(request: web.Request) -> web.Response:
        try:
            found = await db.read(calendars.of_session, typed=request.match_info["code"], t=Translator(language))
        except NotFound:
            return _refused(web.HTTPNotFound.status_code)
        return _answer(request, found.content, FOR_ALL)

    return [web.get("/calendar/{token}.ics", feed), web.get("/s/{code}.ics", session)]


def _answer(request: web.Request, content: bytes, caching: str, changed_at: datetime | None = None) -> web.Response:
    """The calendar, or 304 where the reader has the very same."""
    etag = hashlib.sha256(content).hexdigest()[:32]
    is_known = any(known.value in {etag, "*"} for known in request.if_none_match or ())
    response = web.Response(status=304) if is_known else web.Response(body=content, content_type="text/calendar")
    if not is_known:
        response.charset = "utf-8"
    response.etag = ETag(etag)
    response.last_modified = changed_at
    response.headers.update(_headers(caching))
    return response


def _refused(status: int, headers: dict[str, str] | None = None) -> web.Response:
    """No word about why: a token that ended looks like one that never was."""
    return web.Response(status=status, headers=_headers("no-store") | (headers or {}))


def _headers(caching: str) -> dict[str, str]:
    return {
        "Cache-Control": caching,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
        "X-Robots-Tag": "noindex",
    }
