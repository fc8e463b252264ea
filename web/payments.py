"""`/me/payments`: what somebody paid and what of it went back, with the receipt of each as a PDF."""

import asyncio
from dataclasses import dataclass

from aiohttp import web

from services import receipts
from services.payments import history
from services.payments.history import Entry
from services.translator import Translator
from services.wording import PAYMENTS
from web import guards
from web.admin.asking import ID, number, refusals
from web.keys import SITE
from web.refunds import Back, back
from web.rendering import render, translator


@dataclass(frozen=True, slots=True)
class Line:
    """A payment as the page tells it."""

    id: int
    what: str
    state: str
    about: str
    receipt_number: int | None
    refunds: tuple[Back, ...]


def routes() -> list[web.RouteDef]:
    return [
        web.get("/me/payments", list_payments),
        web.get(f"/me/payments/{{id:{ID}}}/receipt.pdf", send_receipt),
    ]


async def list_payments(request: web.Request) -> web.Response:
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    page = await site.db.read(history.mine, user_id=visitor.id, page=number(request, "page"))
    lines = [line(one, t) for one in page.entries]
    return render(request, "me/payments.html", {"page": page, "lines": lines})


async def send_receipt(request: web.Request) -> web.Response:
    """Drawn in a thread: others are served meanwhile."""
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    async with refusals():
        shown = await site.db.read(receipts.receipt, user_id=visitor.id, payment_id=int(request.match_info["id"]))
    content = await asyncio.to_thread(receipts.pdf, shown, t)
    headers = {"Content-Disposition": f'attachment; filename="{shown.file_name}"'}
    return web.Response(body=content, content_type="application/pdf", headers=headers)


def line(one: Entry, t: Translator) -> Line:
    about = [t("for a late cancellation")] if one.kind == "fee" else []
    return Line(
        id=one.id,
        what=one.what,
        state=t(PAYMENTS[one.status], amount=t.money(one.amount, one.currency)),
        about=" · ".join([*about, t.moment(one.at)]),
        receipt_number=one.receipt_number,
        refunds=tuple(back(refund, t) for refund in one.refunds),
    )
