"""The API's door: who asks, for what, with which key; then the answer, or the fault that was wanted."""

import asyncio
import hmac
from dataclasses import dataclass

from aiohttp import web

from sandbox.bell import Bell
from sandbox.faults import Fault, Faults, cut
from sandbox.kinds import Json
from sandbox.stripe import forms
from sandbox.stripe.account import Account, asked_by
from sandbox.stripe.endpoints import ENDPOINTS
from sandbox.stripe.errors import Refusal, no_such_address, on_demand, unauthorized
from sandbox.stripe.keys import Keys


@dataclass(eq=False)
class StripeFault(Fault):
    """`method` is "POST /v1/refunds". With `is_done` the effect happens although the status denies it; what is `lost`
    never came: no effect, and no answer.
    """

    is_done: bool = False
    lost: bool = False


@dataclass(eq=False)
class Request:
    """One request, as the journal keeps it."""

    name: str  # "POST /v1/refunds", with {id} for an id
    object_id: str
    params: Json
    key: str | None
    version: str
    id: str
    status: int = 0  # 0 while it is on its way
    body: Json | None = None
    is_replayed: bool = False
    has_acted: bool = False  # the effect is there; the answer may still be held, or lost


class Api:
    def __init__(self, account: Account, secret_key: str) -> None:
        self.account = account
        self.secret_key = secret_key
        self.faults = Faults()
        self.keys = Keys()
        self.journal: list[Request] = []
        self.bell = Bell()  # rings when a request has done what it does
        self._let_go = asyncio.Event()

    def routes(self) -> list[web.RouteDef]:
        known = [web.route(method, path, self.handle) for method, path in map(str.split, ENDPOINTS)]
        return [*known, web.route("*", "/v1/{rest:.*}", self.refuse)]

    def let_go(self) -> None:
        """Send every answer that is held."""
        self._let_go.set()
        self._let_go = asyncio.Event()

    async def refuse(self, request: web.Request) -> web.StreamResponse:
        refusal = no_such_address(request.method, request.path)
        return web.json_response(refusal.body(), status=refusal.status)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        asked = await self._read(request)
        self.account.address = str(request.url.origin())
        try:
            self._authorize(request)
            fault = await self._answer(asked)
        except Refusal as refusal:
            asked.status, asked.body, fault = refusal.status, refusal.body(), None
        headers = {"Request-Id": asked.id, "Stripe-Version": asked.version}
        headers |= {"Idempotency-Key": asked.key} if asked.key else {}
        headers |= {"Idempotent-Replayed": "true"} if asked.is_replayed else {}
        if fault and (fault.cut or asked.status == 0):
            return await cut(request, asked.body or {}, middle=fault.cut == "middle")
        return web.json_response(asked.body, status=asked.status, headers=headers)

    async def _read(self, request: web.Request) -> Request:
        resource = request.match_info.route.resource
        assert resource
        pairs = request.query.items() if request.method == "GET" else (await request.post()).items()
        asked = Request(
            f"{request.method} {resource.canonical}",
            request.match_info.get("id", ""),
            forms.decode((name, value) for name, value in pairs if isinstance(value, str)),
            request.headers.get("Idempotency-Key") if request.method == "POST" else None,
            request.headers.get("Stripe-Version", ""),
            self.account.new_id("request"),
        )
        self.journal.append(asked)
        return asked

    def _authorize(self, request: web.Request) -> None:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        if scheme != "Bearer" or not hmac.compare_digest(key.encode(), self.secret_key.encode()):
            raise unauthorized(key)

    async def _answer(self, asked: Request) -> Fault | None:
        """Put the answer into the request, none into a lost one; the fault that it met, which has been waited for."""
        if asked.key is None:
            return await self._carry_out(asked)
        kept = self.keys.begin(asked.key, {"name": asked.name, "id": asked.object_id, **asked.params})
        if kept:
            asked.status, asked.body = kept
            asked.is_replayed = True
            return None
        try:
            fault = await self._carry_out(asked)
        except Refusal as refusal:
            if refusal.is_kept:
                self.keys.keep(asked.key, (refusal.status, refusal.body()))
            else:
                self.keys.forget(asked.key)
            raise
        if asked.status:
            self.keys.keep(asked.key, (asked.status, asked.body or {}))
        else:
            self.keys.forget(asked.key)
        return fault

    async def _carry_out(self, asked: Request) -> Fault | None:
        fault = self.faults.take(asked.name, asked.params)
        if isinstance(fault, StripeFault) and fault.lost:
            return fault
        refusal = on_demand(fault.status, fault.description) if fault and fault.status is not None else None
        if refusal and not (isinstance(fault, StripeFault) and fault.is_done):
            raise refusal
        body = self._run(asked)
        asked.has_acted = True
        self.bell.ring()
        if refusal:
            raise refusal
        if fault and fault.hang:
            await self._hold(fault.hang)
        asked.status, asked.body = 200, body
        return fault

    def _run(self, asked: Request) -> Json:
        token = asked_by.set({"id": asked.id, "idempotency_key": asked.key})
        try:
            return ENDPOINTS[asked.name].run(self.account, asked.params, asked.object_id)
        finally:
            asked_by.reset(token)

    async def _hold(self, seconds: float) -> None:
        try:
            await asyncio.wait_for(self._let_go.wait(), seconds)
        except TimeoutError:
            return
