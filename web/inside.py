"""`/app`: the pages inside Telegram, as its Mini App. Who opens them is known by what Telegram signed."""

from aiohttp import web

from services import logins
from services.errors import LoginOver
from web import guards, limits
from web.keys import SITE, VISITOR
from web.rendering import render, say, translator
from web.site import Opened

POLICY = guards.POLICY.replace("script-src 'self'", "script-src 'self' https://telegram.org")
TRIES_AN_HOUR = 120
PLACES = {"s": "session", "j": "series", "h": "host"}
"""What a link into the Mini App may lead to, by its first letter; the same as in the chat."""


def routes() -> list[web.RouteDef]:
    return [web.get("/app", show_door, name="app"), web.post("/app", enter)]


async def show_door(request: web.Request) -> web.Response:
    """Hands on what Telegram said when it opened the page; the only one that takes something from another host."""
    page = render(request, "signing/app.html", {"link": await request.app[SITE].deep_link("login")})
    page.headers["Content-Security-Policy"] = guards.framed_by_telegram(POLICY)
    return page


async def enter(request: web.Request) -> web.Response:
    site, form, t = request.app[SITE], await request.post(), translator(request)
    guards.require_own_origin(request)
    await limits.require(request, "inside", TRIES_AN_HOUR)
    now = site.clock()
    opened = site.read_opened(str(form.get("data", "")), now)
    if opened is None:
        again = t("Please close this window and open it again from the chat.")
        return say(
            request, t("Sign in"), t("Telegram's word of who you are is too old, or not whole."), again, status=403
        )
    visitor = request.get(VISITOR)
    try:
        token = await site.db.write(
            logins.enter_inside,
            telegram_id=opened.telegram_id,
            visit_id=visitor.visit_id if visitor else 0,
            device=request.headers.get("User-Agent", ""),
            now=now,
        )
    except LoginOver:
        return say(request, t("Sign in"), t("I do not know you yet. Please press Start in the chat first."), status=403)
    response = web.HTTPSeeOther(_wanted(request, opened))
    if token:
        guards.forget_link(response, site)  # a visit of before would go first, whoever it was of
        guards.remember_inside(response, token)
    raise response


def _wanted(request: web.Request, opened: Opened) -> str:
    kind, _, code = opened.start.partition("_")
    if kind in PLACES and len(code) == 8 and code.isascii() and code.isalnum():
        return str(request.app.router[PLACES[kind]].url_for(code=code))
    return "/me"
