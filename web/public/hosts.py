"""`/h/<code>`: a host with its series."""

from aiohttp import web

from services import logos, series
from web.guards import FOR_GOOD
from web.keys import SITE
from web.public.sharing import CODE, NOBODY, shared
from web.rendering import render

LONGEST_PAGE = 1000


def routes() -> list[web.RouteDef]:
    return [web.get(f"/h/{CODE}", show_host, name="host"), web.get(f"/h/{CODE}/logo.png", show_logo)]


async def show_logo(request: web.Request) -> web.Response:
    """For mails, which ask from anywhere. Its address changes with it, so it is kept for good."""
    content = await request.app[SITE].db.read(logos.find, typed=request.match_info["code"])
    if content is None:
        raise web.HTTPNotFound
    headers = {"Cache-Control": FOR_GOOD, "Cross-Origin-Resource-Policy": "cross-origin"}
    return web.Response(body=content, content_type="image/png", headers=headers)


async def show_host(request: web.Request) -> web.Response:
    site, typed = request.app[SITE], request.query.get("page", "")
    page = min(int(typed), LONGEST_PAGE) if typed.isascii() and typed.isdigit() and len(typed) <= 6 else 0
    host = await site.db.read(series.find_host, typed=request.match_info["code"], viewer_id=NOBODY, page=page)
    if host is None:
        raise web.HTTPNotFound
    context = {**await shared(request, f"h_{host.code}", host.name, host.description or host.name), "host": host}
    return render(request, "public/host.html", context)
