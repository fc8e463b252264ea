"""A stand-in for Telegram on the loopback: keeps updates until they are confirmed, remembers calls, fails when told."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiohttp import web

from web.app import serving

TOKEN = "42:TEST"
MOST_AT_ONCE = 100


@dataclass
class StandIn:
    """What Telegram would hold for one bot."""

    pending: list[dict[str, Any]] = field(default_factory=list)
    calls: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    faults: deque[tuple[int, dict[str, Any]]] = field(default_factory=deque)
    failing: set[str] = field(default_factory=set)

    @property
    def waiting_ids(self) -> list[int]:
        """The updates that nobody confirmed."""
        return [update["update_id"] for update in self.pending]

    def called(self, method: str) -> list[dict[str, str]]:
        return [parameters for name, parameters in self.calls if name == method]

    def fail(self, status: int, description: str = "no", **parameters: object) -> None:
        """Answer the next getUpdates with an error."""
        self.faults.append((status, {"ok": False, "description": description, "parameters": parameters}))

    async def receive(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        given = {name: str(value) for name, value in (await request.post()).items()}
        self.calls.append((method, given))
        if method == "getUpdates":
            return await self._get_updates(given)
        if method in self.failing:
            return web.json_response({"ok": False, "description": "Bad Request: query is too old"}, status=400)
        return web.json_response({"ok": True, "result": True})

    async def _get_updates(self, given: dict[str, str]) -> web.Response:
        if self.faults:
            status, body = self.faults.popleft()
            return web.json_response(body, status=status)
        offset = int(given.get("offset", 0))
        self.pending = [update for update in self.pending if update["update_id"] >= offset]
        patience = float(given.get("timeout", 0)) / 0.005
        while not self.pending and patience > 0:
            await asyncio.sleep(0.005)
            patience -= 1
        limit = int(given.get("limit", MOST_AT_ONCE))
        return web.Response(
            body=orjson.dumps({"ok": True, "result": self.pending[:limit]}), content_type="application/json"
        )


class QuickSession(AiohttpSession):
    """aiogram waits a quarter of a second at each close for TLS to say goodbye; the loopback has none."""

    async def close(self) -> None:
        if self._session:
            await self._session.close()


@asynccontextmanager
async def stand_in() -> AsyncIterator[tuple[StandIn, Bot]]:
    """A stand-in that listens, and a bot that speaks to it."""
    telegram = StandIn()
    app = web.Application()
    app.add_routes([web.post(f"/bot{TOKEN}/{{method}}", telegram.receive)])
    async with serving(app, "127.0.0.1", 0, draining=0.01) as port:
        session = QuickSession(api=TelegramAPIServer.from_base(f"http://127.0.0.1:{port}"))
        yield telegram, Bot(TOKEN, session=session)
        await session.close()


def message(update_id: int, text: str = "hello", person: int = 1, **fields: Any) -> dict[str, Any]:
    """An update as Telegram sends it: a person writes to the bot in their private chat."""
    return {
        "update_id": update_id,
        "message": {
            "message_id": update_id,
            "date": 1_800_000_000,
            "chat": {"id": person, "type": "private"},
            "from": {"id": person, "is_bot": False, "first_name": "Ann"},
            "text": text,
            **fields,
        },
    }


def tap(update_id: int, person: int = 1) -> dict[str, Any]:
    """A person taps a button."""
    sender = {"id": person, "is_bot": False, "first_name": "Ann"}
    return {
        "update_id": update_id,
        "callback_query": {"id": f"q{update_id}", "from": sender, "chat_instance": "1", "data": "x"},
    }
