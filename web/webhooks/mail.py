"""`POST /mail/webhook`: what the mail provider tells, kept before it is answered; a job works on it after."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import orjson
import structlog
from aiohttp import web

from db import Database
from services.mails import events

log = structlog.get_logger(__name__)

PATH = "/mail/webhook"
LONGEST_ID = 200


def route(db: Database, clock: Callable[[], datetime], secret: str) -> web.RouteDef:
    """Only what carries a good signature is kept; all else is answered 400."""
    if not secret:
        raise ValueError("a webhook without a secret is open to everybody")

    async def receive(request: web.Request) -> web.Response:
        body, now = await request.read(), clock()
        if not events.is_genuine(secret, request.headers, body, now=now):
            log.warning("mail.webhook_refused", remote=request.remote)
            return web.Response(status=400)
        payload = _parsed(body)
        event_id = request.headers["svix-id"]
        if payload is None or len(event_id) > LONGEST_ID:
            return web.Response(status=400)
        is_new = await db.write(events.keep, event_id=event_id, payload=payload, now=now)
        log.info("mail.event", what=str(payload.get("type", ""))[:50], is_new=is_new)
        return web.Response(status=204)

    return web.post(PATH, receive)


def _parsed(body: bytes) -> dict[str, Any] | None:
    try:
        payload = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return payload if isinstance(payload, dict) else None
