"""`/login`: the way in, by a link from the bot or from a mail; `/logout`; `/me/visits`: where one is signed in."""

import secrets

from aiohttp import web

from services import logins, visits
from services.errors import DomainError, InvalidEmail, LoginOver, NotFound
from services.mails import addresses
from services.translator import Translator
from web import devices, guards, limits
from web.keys import SITE, VISITOR
from web.rendering import render, say, translator
from web.site import Site

NONCE = "asked"
"""A cookie of the browser that asked for a mail."""
NONCE_BYTES = 16
TRIES_AN_HOUR = 30


def routes() -> list[web.RouteDef]:
    return [
        web.get("/login", show_login, name="login"),
        web.post("/login", enter),
        web.post("/login/mail", ask_for_mail),
        web.post("/logout", leave),
        web.get("/me/visits", list_visits, name="visits"),
        web.post("/me/visits/end-all", end_all),
        web.post("/me/visits/{id:[0-9]{1,15}}/end", end),
    ]


async def show_login(request: web.Request) -> web.Response:
    """With a link's token whom it signs in; without one how to get in. Looking uses nothing up."""
    site, token = request.app[SITE], request.query.get("token", "")
    if not token:
        if request.get(VISITOR):
            raise web.HTTPSeeOther("/me")
        return await _ways_in(request, site)
    try:
        found = await site.db.read(logins.look, token=token, nonce=_nonce(request), now=site.clock())
    except LoginOver as over:
        return _over(request, over)
    t = Translator(found.language)
    context = {"t": t, "name": found.name, "token": token}
    return render(request, "signing/confirm.html", context)


async def _ways_in(request: web.Request, site: Site, *, said: str = "", status: int = 200) -> web.Response:
    context = {
        "link": await site.deep_link("login"),
        "sends_mail": site.sends_mail,
        "said": said,
    }
    return render(request, "signing/login.html", context, status=status)


async def enter(request: web.Request) -> web.Response:
    """The button of a link's page, which leads to what one had asked for before."""
    site, form = request.app[SITE], await request.post()
    guards.require_own_origin(request)
    await limits.require(request, "logins", TRIES_AN_HOUR)
    device = request.headers.get("User-Agent", "")
    try:
        token = await site.db.write(
            logins.enter, token=str(form.get("token", "")), nonce=_nonce(request), device=device, now=site.clock()
        )
    except LoginOver as over:
        return _over(request, over)
    response = web.HTTPSeeOther(guards.wanted(request) or "/me")
    guards.remember(response, site, token)
    response.del_cookie(guards.WANTED, path="/login")
    response.del_cookie(NONCE, path="/login")
    raise response


async def ask_for_mail(request: web.Request) -> web.Response:
    """The same answer whether anybody has that address or not."""
    site, form, t = request.app[SITE], await request.post(), translator(request)
    guards.require_own_origin(request)
    await limits.require(request, "logins", TRIES_AN_HOUR)
    if not site.sends_mail:
        raise web.HTTPNotFound
    nonce = _nonce(request) or secrets.token_urlsafe(NONCE_BYTES)
    try:
        email = addresses.read(str(form.get("email", "")))
        await site.db.write(logins.mail, email=email, nonce=nonce, cipher=site.cipher, now=site.clock())
    except InvalidEmail as wrong:
        return await _ways_in(request, site, said=wrong.text(t), status=422)
    answer = say(
        request,
        t("Look into your mail"),
        t("If somebody here has this address, a link is on its way to it. Open it in this browser within ten minutes."),
    )
    answer.set_cookie(NONCE, nonce, path="/login", max_age=900, secure=site.is_safe, httponly=True, samesite="Lax")
    return answer


async def leave(request: web.Request) -> web.Response:
    site, visitor = request.app[SITE], request.get(VISITOR)
    if visitor:
        await site.db.write(visits.end, user_id=visitor.id, visit_id=visitor.visit_id, now=site.clock())
    response = web.HTTPSeeOther("/login")
    guards.forget(response, site)
    raise response


async def list_visits(request: web.Request) -> web.Response:
    site, visitor = request.app[SITE], guards.require_visitor(request)
    found = await site.db.read(visits.list_own, user_id=visitor.id, visit_id=visitor.visit_id, now=site.clock())
    t = translator(request)
    return render(request, "me/visits.html", {"visits": found, "device": lambda agent: devices.named(agent, t)})


async def end(request: web.Request) -> web.Response:
    site, visitor = request.app[SITE], guards.require_visitor(request)
    try:
        await site.db.write(visits.end, user_id=visitor.id, visit_id=int(request.match_info["id"]), now=site.clock())
    except NotFound:
        raise web.HTTPNotFound from None
    raise web.HTTPSeeOther("/me/visits")


async def end_all(request: web.Request) -> web.Response:
    site, visitor = request.app[SITE], guards.require_visitor(request)
    await site.db.write(visits.end_all, user_id=visitor.id, now=site.clock())
    response = web.HTTPSeeOther("/login")
    guards.forget(response, site)
    raise response


def _over(request: web.Request, refusal: DomainError) -> web.Response:
    t = translator(request)
    return say(request, t("Sign in"), refusal.text(t), t("Please ask for a new one."), status=410)


def _nonce(request: web.Request) -> str:
    return request.cookies.get(NONCE, "")[:64]
