"""The Bot API's door: who calls, which method, with what; then the answer or the refusal, as Telegram words them."""

import asyncio
import hmac
import inspect
from dataclasses import dataclass
from typing import Any

from aiohttp import BasicAuth, web

from sandbox import requests
from sandbox.errors import ApiError, not_found, unauthorized
from sandbox.faults import Fault, Faults, cut
from sandbox.kinds import Files, Json
from sandbox.methods import TABLE
from sandbox.world import World


@dataclass(frozen=True)
class Call:
    """One call of the bot, as the journal keeps it."""

    method: str
    params: Json
    ok: bool
    at: float
    result: Any = None
    error: str = ""
    caller: str = ""
    """Which of several processes it was, where its base address names it: http://worker-1@127.0.0.1:8081"""


class BotApi:
    def __init__(self, world: World) -> None:
        self.world = world
        self.faults = Faults()
        self.journal: list[Call] = []
        self.closing = asyncio.Event()
        world.courier.carry_out = self.carry_out

    def routes(self) -> list[web.RouteDef]:
        path = "/bot{token:[^/]+}/{method}"
        return [
            web.get(path, self.handle, allow_head=False),
            web.post(path, self.handle),
            web.get("/file/bot{token:[^/]+}/files/{id}/{name}", self.download),
        ]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        try:
            self._check_token(request)
            given, files = await requests.params(request)
        except ApiError as refusal:
            return _response(refusal.code, refusal.body())
        fault = self.faults.take(name, given)
        status, body = await self.call(name, given, files, fault, caller=_caller(request))
        if fault and fault.hang:
            await self._hold(fault.hang)
        if fault and fault.cut:
            return await cut(request, body, middle=fault.cut == "middle")
        return _response(status, body)

    async def call(
        self, name: str, given: Json, files: Files, fault: Fault | None = None, *, caller: str = ""
    ) -> tuple[int, Json]:
        """Carry out one method; status and body of the answer. Every call is in the journal."""
        at = self.world.clock()
        try:
            if fault and (refusal := fault.refusal()):
                raise refusal
            result = await self._run(name, given, files)
        except ApiError as refusal:
            self.journal.append(Call(name, given, ok=False, at=at, error=refusal.description, caller=caller))
            return refusal.code, refusal.body()
        self.journal.append(Call(name, given, ok=True, at=at, result=result, caller=caller))
        return 200, {"ok": True, "result": result}

    async def carry_out(self, name: str, given: Json, files: Files) -> None:
        """A method from the body of a webhook's answer."""
        await self.call(name, given, files, self.faults.take(name, given))

    async def download(self, request: web.Request) -> web.Response:
        try:
            self._check_token(request)
            file = self.world.files.get(request.match_info["id"])
        except ApiError as refusal:
            return _response(refusal.code, refusal.body())
        return web.Response(body=file.content, content_type="application/octet-stream")

    async def _run(self, name: str, given: Json, files: Files) -> Any:
        kind, act = TABLE.get(name.lower(), (None, None))
        if kind is None or act is None:
            raise not_found()
        result = act(self.world, requests.method(kind, given, files), files)
        return await result if inspect.isawaitable(result) else result

    def _check_token(self, request: web.Request) -> None:
        if not hmac.compare_digest(request.match_info["token"].encode(), self.world.token.encode()):
            raise unauthorized()

    async def _hold(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self.closing.wait(), seconds)
        except TimeoutError:
            return


def _caller(request: web.Request) -> str:
    given = request.headers.get("Authorization")
    return BasicAuth.decode(given).login if given else ""


def _response(status: int, body: Json) -> web.Response:
    return web.json_response(body, status=status)
