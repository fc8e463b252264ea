"""`/pay/<reference>` leads to the card provider's page, and `/paid/<reference>` is where one comes back to.

Coming back proves nothing: the page waits until our own row says so, and asks the provider meanwhile.
"""

from contextlib import suppress
from datetime import timedelta

import structlog
from aiohttp import web

from services.errors import DomainError
from services.errors.paying import PaymentUnknown, PriceChanged
from services.payments import checkouts, standing
from services.payments.standing import State
from services.ports import CheckoutGateway, ProviderAway, ProviderRefuses
from services.translator import mark
from web import limits
from web.keys import SITE
from web.limits import HOUR, address, key
from web.rendering import render, translator
from web.site import Site

REFERENCE = "{reference:[0-9A-Za-z]{8}}"
TRIES_AN_HOUR = 60
AGAIN_SECONDS = 2
ASKED_EVERY = timedelta(seconds=10)
"""So often the provider is asked about one payment, however many pages wait for it."""
QUESTIONS_AN_HOUR = 240

TITLES = {
    State.WAITS: mark("Not paid yet"),
    State.PAID: mark("✅ Paid"),
    State.RETURNED: mark("↩️ The money goes back to you"),
    State.FAILED: mark("✖️ The payment failed"),
    State.OVER: mark("✖️ The time to pay ran out"),
}

log = structlog.get_logger(__name__)


def routes() -> list[web.RouteDef]:
    return [
        web.get(f"/pay/{REFERENCE}", pay, name="pay"),
        web.get(f"/paid/{REFERENCE}", show_paid, name="paid"),
    ]


async def pay(request: web.Request) -> web.Response:
    """To the page; or a sentence that says why there is nothing to pay."""
    site, t, reference = request.app[SITE], translator(request), request.match_info["reference"]
    checkout = await _checkout(request, site)
    try:
        leads_to = await checkouts.address(site.db, checkout, reference=reference, now=site.clock())
    except PaymentUnknown:
        raise web.HTTPNotFound from None
    except DomainError as refused:
        return await _standing(request, site, said=refused.text(t), status=409)
    except (ProviderAway, ProviderRefuses) as away:
        log.warning("checkout.not_opened", reason=str(away))
        later = t("The card service does not answer at the moment. Your place is kept: please try again in a minute.")
        return await _standing(request, site, said=later, status=503)
    if isinstance(leads_to, PriceChanged):
        return await _standing(request, site, said=leads_to.text(t), status=409)
    raise web.HTTPSeeOther(leads_to)


async def _checkout(request: web.Request, site: Site) -> CheckoutGateway:
    if site.checkout is None:
        raise web.HTTPNotFound
    await limits.require(request, "paying", TRIES_AN_HOUR)
    return site.checkout


async def show_paid(request: web.Request) -> web.Response:
    """Asks for itself again until it is known."""
    site, reference = request.app[SITE], request.match_info["reference"]
    if site.checkout is None:
        raise web.HTTPNotFound
    try:
        if await _may_ask(request, site):
            with suppress(ProviderAway, ProviderRefuses):
                await checkouts.refresh(site.db, site.checkout, reference=reference, now=site.clock())
        return await _standing(request, site)
    except PaymentUnknown:
        raise web.HTTPNotFound from None


async def _may_ask(request: web.Request, site: Site) -> bool:
    """Our own row can be read at any time; where the provider is not asked now, its news comes by itself."""
    payment, where, now = key(request.match_info["reference"]), key(address(request, site.hops)), site.clock()
    if await site.counts.wait("paid", payment, most=1, span=ASKED_EVERY, now=now):
        return False
    return not await site.counts.wait("asking", where, most=QUESTIONS_AN_HOUR, span=HOUR, now=now)


async def _standing(request: web.Request, site: Site, *, said: str = "", status: int = 200) -> web.Response:
    found = await site.db.read(standing.look, reference=request.match_info["reference"])
    t = translator(request, found.time_zone)
    waits = found.state == State.WAITS and "back" not in request.query and not said
    context = {
        "t": t,
        "title": t("Processing payment…") if waits else t(TITLES[found.state]),
        "said": said,
        "about": found.title,
        "when": t.when(found.starts_at, found.ends_at, found.time_zone) if found.starts_at else "",
        "amount": t.money(found.amount, found.currency),
        "reference": found.place,
        "waits": waits,
        "kept_until": t.moment(found.kept_until) if found.kept_until and found.state == State.WAITS else "",
        "pay": request.path.replace("/paid/", "/pay/") if found.state == State.WAITS and not waits else "",
        "into_chat": await site.deep_link(found.opens) if found.opens else "",
    }
    answer = render(request, "public/paid.html", context, status=status)
    if waits:
        answer.headers["Refresh"] = str(AGAIN_SECONDS)
    return answer
