"""`/admin/refunds/<id>/...`: a refund that failed is asked for once more, or noted as paid back in another way."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from services.errors import DomainError
from services.refunds import by_hand, failing
from web import guards
from web.admin.asking import ID, refusals
from web.keys import SITE
from web.rendering import say, translator

REFUND = f"/admin/refunds/{{id:{ID}}}"


def routes() -> list[web.RouteDef]:
    return [
        web.post(f"{REFUND}/again", try_again),
        web.get(f"{REFUND}/paid", ask_paid),
        web.post(f"{REFUND}/paid", mark_paid),
    ]


async def try_again(request: web.Request) -> web.Response:
    guards.require_visitor(request)
    return await _mended(request, by_hand.try_again, "again")


async def ask_paid(request: web.Request) -> web.Response:
    """What it means, before it is noted."""
    visitor, t = guards.require_visitor(request), translator(request)
    refund_id = int(request.match_info["id"])
    async with refusals():
        refund = await request.app[SITE].db.read(by_hand.refund_to_work_on, refund_id, visitor.id)
    title = t("Was {amount} paid back in another way?", amount=t.money(refund.amount, refund.currency))
    means = t("They are told so, and nothing more is sent. This cannot be undone.")
    return say(request, title, failing.in_words(refund.failure, t), means, button=t("Yes, it is paid back"))


async def mark_paid(request: web.Request) -> web.Response:
    guards.require_visitor(request)
    return await _mended(request, by_hand.mark_paid, "paid")


async def _mended(request: web.Request, act: Callable[..., Any], done: str) -> web.Response:
    """To the payment, where it is seen; what was mended meanwhile, in the chat or by this very form, is said."""
    site, visitor, refund_id = request.app[SITE], guards.require_visitor(request), int(request.match_info["id"])
    try:
        async with refusals():
            refund = await site.db.write(act, user_id=visitor.id, refund_id=refund_id, now=site.clock())
    except DomainError as refusal:
        t = translator(request)
        return say(request, t("Refund"), refusal.text(t), status=409)
    raise web.HTTPSeeOther(f"/admin/payments/{refund.payment_id}?done={done}")
