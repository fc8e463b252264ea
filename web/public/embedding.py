"""`/embed/j/<code>`, `/embed/h/<code>`: a list of dates or series that any page may hold in a frame.

It knows nobody: no cookie is read or set, nothing can be done there. Its links open our own pages beside it.
"""

from typing import Any

from aiohttp import web

from services import series
from services.boards import board
from services.translator import Translator
from web import guards
from web.keys import SITE
from web.public.series import left
from web.public.sharing import CODE, NOBODY
from web.rendering import THEMES, render, translator_for_all

POLICY = guards.POLICY.replace("frame-ancestors 'none'", "frame-ancestors *").replace(
    "form-action 'self'", "form-action 'none'"
)


def routes() -> list[web.RouteDef]:
    return [web.get(f"/embed/j/{CODE}", embed_series), web.get(f"/embed/h/{CODE}", embed_host)]


async def embed_series(request: web.Request) -> web.Response:
    site, t = request.app[SITE], translator_for_all(request)
    series_id = await site.db.read(series.find_id, typed=request.match_info["code"], viewer_id=NOBODY)
    if series_id is None:
        raise web.HTTPNotFound
    shown = await site.db.read(board, series_id=series_id, now=site.clock())
    lines = [(line, t.moment(line.starts_at, line.time_zone), left(line, t)) for line in shown.lines]
    return _answer(request, "public/embed_series.html", t, {"board": shown, "lines": lines, "title": shown.title})


async def embed_host(request: web.Request) -> web.Response:
    site = request.app[SITE]
    host = await site.db.read(series.find_host, typed=request.match_info["code"], viewer_id=NOBODY)
    if host is None:
        raise web.HTTPNotFound
    return _answer(request, "public/embed_host.html", translator_for_all(request), {"host": host, "title": host.name})


def _answer(request: web.Request, template: str, t: Translator, context: dict[str, Any]) -> web.Response:
    theme = request.query.get("theme", "")
    known = {"t": t, "visitor": None, "csrf": "", "theme": theme if theme in THEMES else ""}
    page = render(request, template, {**context, **known})
    page.headers["Content-Security-Policy"] = POLICY
    return page
