"""`/me/registrations/<id>/cancel`: what giving back one's own place means, and then it is done; `/me/past`."""

from aiohttp import web

from services import registrations
from services.errors import DomainError, NotFound
from services.registrations import leaving, telling
from web import guards
from web.admin.asking import ID, number
from web.keys import SITE
from web.rendering import render, translator

CANCEL = f"/me/registrations/{{id:{ID}}}/cancel"


def routes() -> list[web.RouteDef]:
    return [web.get(CANCEL, show), web.post(CANCEL, cancel), web.get("/me/past", show_past)]


async def show(request: web.Request) -> web.Response:
    """What it means now; where there is nothing to give back, only that."""
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    registration_id = int(request.match_info["id"])
    try:
        found = await site.db.read(leaving.look, user_id=visitor.id, registration_id=registration_id, now=site.clock())
    except NotFound:
        raise web.HTTPNotFound from None
    except DomainError as over:
        return _over(request, over)
    card = found.card
    when = f"🗓 {t.when(card.starts_at, card.ends_at, card.time_zone)}"
    paragraphs = [*telling.cancelling(card, when, t), telling.money_back(found.verdict, t)]
    return render(request, "me/cancel.html", {"refused": "", "paragraphs": paragraphs})


def _over(request: web.Request, over: DomainError) -> web.Response:
    context = {"refused": over.text(translator(request)), "paragraphs": []}
    return render(request, "me/cancel.html", context, status=409)


async def cancel(request: web.Request) -> web.Response:
    """The same act as in the chat. Sent twice, it is done once."""
    site, visitor = request.app[SITE], guards.require_visitor(request)
    registration_id = int(request.match_info["id"])
    try:
        await site.db.read(leaving.look, user_id=visitor.id, registration_id=registration_id, now=site.clock())
        await site.db.write(registrations.cancel, user_id=visitor.id, registration_id=registration_id, now=site.clock())
    except NotFound:
        raise web.HTTPNotFound from None
    except DomainError as over:
        return _over(request, over)
    raise web.HTTPSeeOther("/me?done=cancelled")


async def show_past(request: web.Request) -> web.Response:
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    page = number(request, "page")
    found = await site.db.read(registrations.list_past, user_id=visitor.id, page=page, now=site.clock())
    context = {"page": found, "lines": [telling.over(one, t) for one in found.registrations]}
    return render(request, "me/past.html", context)
