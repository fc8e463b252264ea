"""Twilio on the loopback: checks who asks and what for, keeps messages, fails when told, and signs what it tells."""

import asyncio
import base64
import hashlib
import hmac
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import aiohttp
from aiohttp import web

from web.app import serving

SID, TOKEN, NUMBER = f"AC{'0' * 31}1", "0123456789abcdef0123456789abcdef", "+15005550006"
KEYS = {"TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_FROM": NUMBER}
ASKED_WITH = f"Basic {base64.b64encode(f'{SID}:{TOKEN}'.encode()).decode()}"
NEEDED = {"To", "From", "Body"}


@dataclass
class Twilio:
    """What Twilio would hold for one account."""

    url: str = ""
    sent: list[dict[str, str]] = field(default_factory=list)
    faults: deque[tuple[int, dict[str, Any], dict[str, str]]] = field(default_factory=deque)
    asked: int = 0
    silent: bool = False
    """It takes messages, and nobody hears of that."""
    slow: float = 0
    """Seconds that an answer takes."""
    prices: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def texts(self) -> list[str]:
        return [one["Body"] for one in self.sent]

    def fail(self, status: int, code: int = 0, **headers: str) -> None:
        """Answer the next request with an error."""
        self.faults.append((status, {"code": code, "message": "no", "status": status}, headers))

    async def receive(self, request: web.Request) -> web.StreamResponse:
        self.asked += 1
        await asyncio.sleep(self.slow)
        if request.headers.get("Authorization") != ASKED_WITH:
            return web.json_response({"code": 20003, "message": "Authenticate", "status": 401}, status=401)
        if self.faults:
            status, body, headers = self.faults.popleft()
            return web.json_response(body, status=status, headers=headers)
        form = {name: str(value) for name, value in (await request.post()).items()}
        if not set(form) >= NEEDED or set(form) - NEEDED - {"StatusCallback"} or form["From"] != NUMBER:
            return web.json_response({"code": 21602, "message": f"bad form {sorted(form)}", "status": 400}, status=400)
        self.sent.append(form)
        if self.silent:
            assert request.transport
            request.transport.close()
        sid = self.sid_of(len(self.sent))
        return web.json_response({"sid": sid, "status": "queued", "price": None, "price_unit": "USD"}, status=201)

    @staticmethod
    def sid_of(number: int) -> str:
        return f"SM{number:032x}"

    async def tell(self, request: web.Request) -> web.Response:
        """What became of one, as it is asked for."""
        sid = request.match_info["sid"]
        return web.json_response({"sid": sid, "error_code": None} | self.prices.get(sid, {}))

    async def account(self, request: web.Request) -> web.Response:
        known = request.headers.get("Authorization") == ASKED_WITH
        return web.json_response({"sid": SID} if known else {"code": 20003}, status=200 if known else 401)

    async def receipt(self, number: int, status: str, **fields: str) -> aiohttp.ClientResponse:
        """Tell what became of the message with this number, where it said it wanted to know."""
        address = self.sent[number - 1]["StatusCallback"]
        told = {"MessageSid": self.sid_of(number), "MessageStatus": status, "AccountSid": SID, "To": "x"} | fields
        return await post(address, told)

    async def answer(self, address: str, phone: str, words: str, sid: str) -> str:
        """Somebody answers; what we have them told."""
        told = {"MessageSid": sid, "SmsStatus": "received", "From": phone, "To": NUMBER, "Body": words}
        response = await post(address, told)
        assert response.status == 200
        return await response.text()


async def post(
    address: str, fields: dict[str, str], *, mark: str | None = None, at: str | None = None
) -> aiohttp.ClientResponse:
    """Send fields to an address, signed for it; `at` is where a proxy takes them instead."""
    headers = {"X-Twilio-Signature": signed(address, fields) if mark is None else mark}
    async with (
        aiohttp.ClientSession() as session,
        session.post(at or address, data=fields, headers=headers) as response,
    ):
        await response.read()
        return response


def signed(address: str, fields: dict[str, str], token: str = TOKEN) -> str:
    """As Twilio's pages say: written apart from the program's own, which it judges."""
    said = address
    for name in sorted(fields):
        said += name + fields[name]
    return base64.b64encode(hmac.new(token.encode(), said.encode(), hashlib.sha1).digest()).decode()


def number_in(address: str) -> int:
    return int(dict(parse_qsl(urlsplit(address).query))["notification"])


@asynccontextmanager
async def twilio() -> AsyncIterator[Twilio]:
    """A Twilio that listens."""
    stand_in = Twilio()
    app = web.Application()
    base = f"/2010-04-01/Accounts/{SID}"
    app.add_routes(
        [
            web.post(f"{base}/Messages.json", stand_in.receive),
            web.get(f"{base}/Messages/{{sid}}.json", stand_in.tell),
            web.get(f"{base}.json", stand_in.account),
        ]
    )
    async with serving(app, "127.0.0.1", 0, draining=0.01) as port:
        stand_in.url = f"http://127.0.0.1:{port}"
        yield stand_in
