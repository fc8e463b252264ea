"""`/s/<code>.png`, `/j/<code>.png`, `/h/<code>.png`: the picture that a chat shows of a shared link."""

import asyncio
import hashlib
from collections import OrderedDict

from aiohttp import web

from services import series, sessions
from services.boards import board
from web import limits
from web.keys import PICTURES, SITE
from web.public import pictures
from web.public.sharing import CODE, NOBODY
from web.rendering import translator_for_all

KEPT = 64
AN_HOUR = 240
"""So many new ones for one address; what was drawn lately costs nothing."""
Words = tuple[str, tuple[str, ...]]


class Pictures:
    """Those drawn lately, by their words; one is drawn at a time."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Words, bytes] = OrderedDict()
        self._turn = asyncio.Lock()

    def find(self, words: Words) -> bytes | None:
        if words in self._kept:
            self._kept.move_to_end(words)
        return self._kept.get(words)

    async def draw(self, words: Words) -> bytes:
        async with self._turn:
            if found := self.find(words):
                return found
            drawn = await asyncio.to_thread(pictures.draw, *words)
            self._kept[words] = drawn
            if len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return drawn


def routes() -> list[web.RouteDef]:
    looks = {"s": of_session, "j": of_series, "h": of_host}
    return [web.get(f"/{kind}/{CODE}.png", look) for kind, look in looks.items()]


async def of_session(request: web.Request) -> web.Response:
    site, typed = request.app[SITE], request.match_info["code"]
    session_id = await site.db.read(sessions.find_id, typed=typed, viewer_id=NOBODY)
    if session_id is None:
        raise web.HTTPNotFound
    card = await site.db.read(sessions.card, session_id=session_id, viewer_id=None, now=site.clock())
    when = translator_for_all(request, card.time_zone).when(card.starts_at, card.ends_at, card.time_zone)
    return await _answer(request, card.title, when, card.place, card.host_name)


async def of_series(request: web.Request) -> web.Response:
    site, typed = request.app[SITE], request.match_info["code"]
    series_id = await site.db.read(series.find_id, typed=typed, viewer_id=NOBODY)
    if series_id is None:
        raise web.HTTPNotFound
    shown = await site.db.read(board, series_id=series_id, now=site.clock())
    return await _answer(request, shown.title, shown.host_name)


async def of_host(request: web.Request) -> web.Response:
    host = await request.app[SITE].db.read(series.find_host, typed=request.match_info["code"], viewer_id=NOBODY)
    if host is None:
        raise web.HTTPNotFound
    return await _answer(request, host.name, host.description.partition("\n")[0])


async def _answer(request: web.Request, title: str, *lines: str) -> web.Response:
    words = (title, tuple(line for line in lines if line))
    headers = {
        "Cache-Control": "public, max-age=3600",
        "Vary": "Accept-Language",
        "ETag": f'"{hashlib.sha256(repr(words).encode()).hexdigest()[:20]}"',
    }
    if request.headers.get("If-None-Match") == headers["ETag"]:
        return web.Response(status=304, headers=headers)
    kept = request.app[PICTURES]
    found = kept.find(words)
    if found is None:
        await limits.require(request, "pictures", AN_HOUR)
        found = await kept.draw(words)
    return web.Response(body=found, content_type="image/png", headers=headers)
