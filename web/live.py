"""`GET /live?s=<code>`, `?link=<token>`: tells an open page at once that a session has changed, by server-sent events.

An event names what changed and nothing of it: the page asks for itself again, by its own right to see it.
"""

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress

from aiohttp import web

from services import sessions
from services.errors import LinkOver
from services.registrations import by_link
from web.keys import SITE, VISITOR
from web.limits import address
from web.public.sharing import NOBODY

MOST_SESSIONS = 60
MOST_OPEN = 30
"""Pages of one address that are told at the same time."""
HEARTBEAT = 20.0
"""Seconds; proxies end a connection on which nothing comes for long."""
LONGEST = 900.0
"""After which the browser asks anew, and is judged anew."""
TOGETHER = 0.1
"""What comes so close together is one event."""
AGAIN = b"retry: 2000\n\n"


class Hub:
    """Who waits for news of which session, in this process. An empty id means: look at everything again."""

    def __init__(self) -> None:
        self._waiting: dict[int, set[asyncio.Event]] = defaultdict(set)
        self.open: dict[str, int] = defaultdict(int)
        self.is_closing = False

    @contextmanager
    def listen(self, session_ids: Collection[int]) -> Iterator[asyncio.Event]:
        bell = asyncio.Event()
        for session_id in session_ids:
            self._waiting[session_id].add(bell)
        try:
            yield bell
        finally:
            for session_id in session_ids:
                self._waiting[session_id].discard(bell)
                if not self._waiting[session_id]:
                    del self._waiting[session_id]

    def tell(self, session_ids: Collection[int]) -> None:
        for session_id in session_ids:
            for bell in self._waiting.get(session_id, ()):
                bell.set()

    def tell_all(self) -> None:
        """Something may have been missed."""
        self.tell(list(self._waiting))

    async def close(self, _app: web.Application) -> None:
        """The server ends: no page keeps it waiting."""
        self.is_closing = True
        self.tell_all()

    @contextmanager
    def counted(self, where: str) -> Iterator[bool]:
        """Whether one more page of an address may listen."""
        self.open[where] += 1
        try:
            yield self.open[where] <= MOST_OPEN
        finally:
            self.open[where] -= 1
            if not self.open[where]:
                del self.open[where]


def routes(hub: Hub) -> list[web.RouteDef]:
    async def listen(request: web.Request) -> web.StreamResponse:
        ids = await _seen(request)
        if not ids:
            raise web.HTTPNotFound
        with hub.counted(address(request, request.app[SITE].hops)) as may_listen:
            if not may_listen:
                raise web.HTTPTooManyRequests(headers={"Retry-After": "60"})
            with hub.listen(ids) as bell:
                return await _tell(request, bell, hub)

    return [web.get("/live", listen, name="live")]


async def _seen(request: web.Request) -> list[int]:
    """The sessions that were asked for, and that this viewer may see; or the one that a link lets in to."""
    site, visitor = request.app[SITE], request.get(VISITOR)
    if token := request.query.get("link"):
        try:
            return [await site.db.read(by_link.session_of, token=token)]
        except LinkOver:
            return []
    viewer_id, typed = visitor.id if visitor else NOBODY, request.query.getall("s", [])[:MOST_SESSIONS]
    return await site.db.read(sessions.find_ids, typed=typed, viewer_id=viewer_id)


async def _tell(request: web.Request, bell: asyncio.Event, hub: Hub) -> web.StreamResponse:
    response = web.StreamResponse(
        headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )
    with suppress(ConnectionError):  # the page was closed meanwhile
        await response.prepare(request)
        await _follow(response, bell, hub)
    return response


async def _follow(response: web.StreamResponse, bell: asyncio.Event, hub: Hub) -> None:
    await response.write(AGAIN)
    loop = asyncio.get_running_loop()
    ends = loop.time() + LONGEST
    while loop.time() < ends and not hub.is_closing:
        try:
            await asyncio.wait_for(bell.wait(), HEARTBEAT)
        except TimeoutError:
            await response.write(b": still here\n\n")
            continue
        await asyncio.sleep(TOGETHER)
        bell.clear()
        await response.write(b"event: changed\ndata:\n\n")
