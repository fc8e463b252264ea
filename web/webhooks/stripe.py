"""`POST /stripe/webhook`: what the card provider tells, kept before it is answered; a job works on it after."""

from collections.abc import Callable
from datetime import datetime

import structlog
from aiohttp import web

from db import Database
from services.payments import events
from services.payments.events import Told

log = structlog.get_logger(__name__)

PATH = "/stripe/webhook"
SIGNATURE_HEADER = "Stripe-Signature"

Reader = Callable[[bytes, str], tuple[str, Told] | None]


def route(db: Database, clock: Callable[[], datetime], read: Reader, on_told: Callable[[], None]) -> web.RouteDef:
    """Only what carries a good signature is kept; all else is answered 400. `on_told` is called after."""

    async def receive(request: web.Request) -> web.Response:
        told = read(await request.read(), request.headers.get(SIGNATURE_HEADER, ""))
        if told is None:
            log.warning("stripe.webhook_refused", remote=request.remote)
            return web.Response(status=400)
        event_id, what = told
        is_new = await db.write(events.keep, event_id=event_id, told=what, now=clock())
        log.info("stripe.event", what=what.kind[:50], is_new=is_new)
        on_told()
        return web.Response()

    return web.post(PATH, receive)
