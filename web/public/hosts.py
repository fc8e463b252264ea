"""`/h/<code>`: a host with its series."""

from aiohttp import web

from services import series
from web.keys import SITE
from web.public.sharing import CODE, NOBODY, shared
from web.rendering import render

LONGEST_PAGE = 1000


def routes() -> list[web.RouteDef]:
    return [web.get(f"/h/{CODE}", show_host, name="host")]


async def show_host(request: web.Request) -> web.Response:
    site, typed = request.app[SITE], request.query.get("page", "")
    page = min(int(typed), LONGEST_PAGE) if typed.isascii() and typed.isdigit() and len(typed) <= 6 else 0
    host = await site.db.read(series.find_host, typed=request.match_info["code"], viewer_id=NOBODY, page=page)
    if host is None:
        raise web.HTTPNotFound
    context = {**await shared(request, f"h_{host.code}", host.name, host.description or host.name), "host": host}
    return render(request, "public/host.html", context)
