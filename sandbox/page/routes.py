"""The page's own addresses: the page, its files, the stream of events, and a door for each act of a person."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from aiohttp import web

from sandbox import acts, checkout, forwarding, inline, inside
from sandbox.chats import Chat
from sandbox.errors import ApiError, bad_request
from sandbox.files import File
from sandbox.kinds import Json
from sandbox.methods.profile import commands_for
from sandbox.page import views
from sandbox.world import World

_STATIC = Path(__file__).parent.parent / "static"
_PICTURES = {"image/png", "image/jpeg", "image/gif", "image/webp"}
_POLICY = "default-src 'self'; img-src 'self' data: blob:; frame-ancestors 'none'"
_HEARTBEAT = 15.0
_INLINE_PATIENCE = 10.0
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
AddPerson = Callable[[str, str], int]


class Page:
    def __init__(self, world: World, add_person: AddPerson) -> None:
        self.world = world
        self._add_person = add_person

    def routes(self, home: str) -> list[web.AbstractRouteDef]:
        acts = {
            "people": self.add_person,
            "send": self.send,
            "upload": self.upload,
            "share": self.share,
            "tap": self.tap,
            "open": self.open,
            "inside": self.inside,
            "pay": self.pay,
            "decline": self.decline,
            "forward": self.forward,
            "inline": self.inline,
            "choose": self.choose,
            "block": self.block,
        }
        return [
            web.get(home, self.index),
            web.get("/sandbox/state", self.state),
            web.get("/sandbox/events", self.events),
            web.get("/sandbox/commands", self.commands),
            web.get("/sandbox/files/{id}", self.file),
            web.static("/sandbox/static", _STATIC),
            *(web.post(f"/sandbox/{name}", _guarded(act)) for name, act in acts.items()),
        ]

    # --- looking ---

    async def index(self, _: web.Request) -> web.StreamResponse:
        headers = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache"}
        return web.FileResponse(_STATIC / "index.html", headers=headers)

    async def state(self, _: web.Request) -> web.StreamResponse:
        return web.json_response(views.state(self.world))

    async def commands(self, request: web.Request) -> web.StreamResponse:
        person, chat = self._place({key: int(value) for key, value in request.query.items()})
        language = self.world.people[person].get("language_code", "")
        listed = commands_for(self.world, chat.id, private=chat.is_private, language=language)
        return web.json_response(listed)

    async def file(self, request: web.Request) -> web.StreamResponse:
        try:
            file = self.world.files.get(request.match_info["id"])
        except ApiError as refusal:
            raise web.HTTPNotFound from refusal
        shown = file.mime in _PICTURES and "download" not in request.query
        headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "max-age=86400, immutable"}
        if not shown:
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
        return web.Response(body=file.content, content_type=file.mime, headers=headers)

    async def events(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: everything that happens, as it happens."""
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await response.prepare(request)
        with suppress(ConnectionError):
            async for line in _lines(self.world.events.listen()):
                await response.write(line)
        return response

    # --- doing ---

    async def add_person(self, request: web.Request) -> Json:
        given = await request.json()
        name = str(given.get("name", "")).strip()
        if not 1 <= len(name) <= 64:
            raise bad_request("a name has 1 to 64 characters")
        return views.person(self.world, self._add_person(name, str(given.get("language", "en"))))

    async def send(self, request: web.Request) -> Json:
        given = await request.json()
        person, chat = self._place(given)
        acts.write(self.world, person, chat, str(given["text"]), reply_to=given.get("reply_to"))
        return {}

    async def upload(self, request: web.Request) -> Json:
        form = await request.post()
        person, chat = self._place({"person": int(str(form["person"])), "chat": int(str(form["chat"]))})
        file = _received(self.world, form["file"])
        draw = acts.picture if file.mime in _PICTURES else acts.paper
        acts.say(self.world, person, chat, draw(file, str(form.get("caption", ""))))
        return {}

    async def share(self, request: web.Request) -> Json:
        """The answer to a reply keyboard's request: a contact or a location."""
        given = await request.json()
        person, chat = self._place(given)
        if given.get("what") == "contact":
            content = acts.contact(self.world, person, f"+4930{person:07d}")
        else:
            content = {"location": {"latitude": 52.5076, "longitude": 13.3904}}
        acts.say(self.world, person, chat, content)
        return {}

    async def tap(self, request: web.Request) -> Json:
        given = await request.json()
        person, chat = self._place(given)
        query, _ = acts.tap(self.world, person, chat, int(given["message"]), str(given["data"]))
        return {"query": query.id}

    async def open(self, request: web.Request) -> Json:
        given = await request.json()
        person, _ = self._place(given)
        payload = acts.payload(self.world, str(given["link"]).strip())
        if payload is None:
            raise bad_request("this link does not lead to the bot")
        acts.start(self.world, person, payload)
        return {}

    async def inside(self, request: web.Request) -> Json:
        """A Mini App's address, with who opens it."""
        given = await request.json()
        person, _ = self._place(given)
        return {"url": inside.address(self.world, person, str(given["url"]))}

    async def pay(self, request: web.Request) -> Json:
        """Ends when the bot has agreed or refused; `error` is what the person reads."""
        given = await request.json()
        person, chat = self._place(given)
        query, _ = checkout.ask(self.world, person, chat, int(given["message"]))
        refusal = checkout.refusal(await query.wait(checkout.ANSWER_WITHIN))
        if not refusal:
            checkout.settle(self.world, query)
        return {"error": refusal}

    async def decline(self, request: web.Request) -> Json:
        """A card that is refused: the bot hears nothing of it."""
        given = await request.json()
        _, chat = self._place(given)
        return {"error": checkout.decline(self.world, chat, int(given["message"]))}

    async def forward(self, request: web.Request) -> Json:
        """Send a message on, into a chat or to another person."""
        given = await request.json()
        person, chat = self._place(given)
        to = int(given["to"])
        is_other = to in self.world.people and to != person
        place = forwarding.between(self.world, person, to) if is_other else self._place({**given, "chat": to})[1]
        forwarding.forward(self.world, person, chat, int(given["message"]), place)
        return {"chat": place.id}

    async def inline(self, request: web.Request) -> Json:
        given = await request.json()
        person, chat = self._place(given)
        query, _ = inline.ask(self.world, person, chat, str(given["text"]))
        answer = await query.wait(_INLINE_PATIENCE) or {"results": [], "button": None}
        return {"query": query.id, **answer}

    async def choose(self, request: web.Request) -> Json:
        given = await request.json()
        person, chat = self._place(given)
        inline.choose(self.world, person, chat, str(given["query"]), str(given["result"]))
        return {}

    async def block(self, request: web.Request) -> Json:
        given = await request.json()
        person, _ = self._place(given)
        acts.block(self.world, person, blocked=bool(given["blocked"]))
        return {}

    def _place(self, given: Json) -> tuple[int, Chat]:
        """Who acts, and in which chat (their own with the bot where none is named)."""
        person = int(given.get("person", 0))
        if person not in self.world.people:
            raise bad_request("there is no such person")
        chat = self.world.chat(int(given.get("chat") or person))
        if person not in chat.members:
            raise bad_request("this person is not in the chat")
        return person, chat


def _guarded(act: Callable[[web.Request], Awaitable[Json]]) -> Handler:
    """Only this page may act, no other site that the browser has open; a refusal is told in words."""

    async def handle(request: web.Request) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        if origin and origin.partition("://")[2] != request.host:
            return web.json_response({"error": "another site may not act here"}, status=403)
        try:
            return web.json_response(await act(request))
        except ApiError as refusal:
            return web.json_response({"error": refusal.description.partition(": ")[2]}, status=400)
        except (KeyError, TypeError, ValueError):
            return web.json_response({"error": "this request was not understood"}, status=400)

    return handle


def _received(world: World, given: object) -> File:
    if not isinstance(given, web.FileField):
        raise bad_request("there is no file in the request")
    return world.files.add(given.filename, given.file.read())


async def _lines(events: AsyncIterator[Json]) -> AsyncIterator[bytes]:
    """Events as the browser reads them, with a beat in between that finds out who has gone."""
    yield b"retry: 500\n\n"
    coming = asyncio.ensure_future(anext(events, None))
    try:
        while True:
            done, _ = await asyncio.wait({coming}, timeout=_HEARTBEAT)
            if not done:
                yield b": beat\n\n"
                continue
            event = coming.result()
            if event is None:
                return
            yield b"data: " + json.dumps(event).encode() + b"\n\n"
            coming = asyncio.ensure_future(anext(events, None))
    finally:
        coming.cancel()
