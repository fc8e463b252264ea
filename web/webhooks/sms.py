"""`POST /sms/webhook`: receipts of SMS, which a job works on after; and what people answer, which holds at once."""

from collections.abc import Callable
from datetime import datetime
from xml.sax.saxutils import escape

import structlog
from aiohttp import web

from db import Database
from services.sms import events

log = structlog.get_logger(__name__)

PATH = "/sms/webhook"
SIGNATURE_HEADER = "X-Twilio-Signature"
FORM = "application/x-www-form-urlencoded"
NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
ANSWER = '<?xml version="1.0" encoding="UTF-8"?><Response><Message>{text}</Message></Response>'


def route(db: Database, clock: Callable[[], datetime], token: str, public_url: str) -> web.RouteDef:
    """Only what carries a good signature is kept, all else is answered 400. `public_url` is what Twilio was told, which
    is not what a proxy before us makes of it.
    """
    if not token:
        raise ValueError("a webhook without a secret is open to everybody")

    async def receive(request: web.Request) -> web.Response:
        fields = await _fields(request)
        address = (
            public_url + PATH + (f"?{request.rel_url.raw_query_string}" if request.rel_url.raw_query_string else "")
        )
        if not events.is_genuine(token, request.headers.get(SIGNATURE_HEADER, ""), address, fields):
            log.warning("sms.webhook_refused", remote=request.remote)
            return web.Response(status=400)
        told = events.read(dict(fields), request.query.get("notification", ""))
        if told is None:
            return web.Response(status=400)
        return await _kept(db, clock, *told)

    return web.post(PATH, receive)


async def _kept(db: Database, clock: Callable[[], datetime], name: str, payload: dict[str, object]) -> web.Response:
    """A STOP holds at once; a receipt has time."""
    number = await db.write(events.keep, event_id=name, payload=payload, now=clock())
    log.info("sms.event", what=name.rpartition(":")[2], is_new=number is not None)
    if "word" not in payload:
        return web.Response(status=204)
    reply = ""
    if number is not None:
        try:
            reply = await db.write(events.handle, number, now=clock())
        except Exception:
            log.exception("sms.answer_not_handled", event_id=number)  # it is kept: a job tries again
    body = ANSWER.format(text=escape(reply)) if reply else NOTHING
    return web.Response(text=body, content_type="text/xml")


async def _fields(request: web.Request) -> list[tuple[str, str]]:
    """Those of a form, in the order they came; none where it is no form."""
    if request.content_type != FORM:
        return []
    return [(name, value) for name, value in (await request.post()).items() if isinstance(value, str)]
