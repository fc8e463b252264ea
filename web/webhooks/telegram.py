"""`POST /telegram/webhook`: 200 only after an update was handled, so that Telegram sends again what failed."""

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from typing import Any

import orjson
import structlog
from aiohttp import web

log = structlog.get_logger(__name__)

PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
LONGEST_BODY = 1 << 20
SLOWEST_BODY = 15.0
HIGHEST_ID = 2**63

Handle = Callable[[dict[str, Any]], Awaitable[dict[str, Any] | None]]
"""Takes an update as Telegram sent it, gives the method to answer with; raises Malformed."""


class Malformed(Exception):
    """What came is no update; says why without quoting it. It would be no better the next time."""


def route(handle: Handle, secret: str, *, slowest: float = SLOWEST_BODY) -> web.RouteDef:
    """The route for updates that carry `secret`; everyone else is refused before the body is read."""
    if not secret:
        raise ValueError("a webhook without a secret is open to everybody")
    expected = secret.encode()

    async def receive(request: web.Request) -> web.Response:
        if not _is_genuine(request, expected):
            log.warning("telegram.webhook_refused", remote=request.remote)
            return web.Response(status=401)
        try:
            return await _respond(handle, _parsed(await _body(request, slowest)))
        except Malformed as error:
            log.warning("telegram.webhook_malformed", reason=str(error))
            return web.Response(status=400)

    return web.post(PATH, receive)


async def _respond(handle: Handle, update: dict[str, Any]) -> web.Response:
    try:
        answer = await handle(update)
    except Malformed:
        raise
    except Exception:
        log.exception("telegram.webhook_failed", update_id=update["update_id"])
        return web.Response(status=500)
    return web.Response(body=orjson.dumps(answer or {}), content_type="application/json")


def _is_genuine(request: web.Request, expected: bytes) -> bool:
    """Compared as bytes: text outside ASCII cannot be compared in constant time, and a sender may well send it."""
    given = request.headers.getall(SECRET_HEADER, [])
    return len(given) == 1 and hmac.compare_digest(given[0].encode("utf-8", "surrogateescape"), expected)


async def _body(request: web.Request, slowest: float) -> bytes:
    """The whole body; 413 if it is too long, also once unpacked, 408 if it does not come to an end."""
    try:
        async with asyncio.timeout(slowest):
            return await request.read()
    except TimeoutError:
        raise web.HTTPRequestTimeout from None
    except web.RequestPayloadError:
        raise Malformed("not packed as its header says") from None


def _parsed(body: bytes) -> dict[str, Any]:
    try:
        update = orjson.loads(body)
    except orjson.JSONDecodeError:
        raise Malformed("not JSON") from None
    if not isinstance(update, dict):
        raise Malformed("not an object")
    update_id = update.get("update_id")
    if type(update_id) is not int or not 0 <= update_id < HIGHEST_ID:  # a bool is an int as well
        raise Malformed("no usable update_id")
    return update
