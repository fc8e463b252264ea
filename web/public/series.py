"""`/j/<code>`: a series with its next sessions."""

from aiohttp import web

from services import series
from services.boards import BoardLine, board
from services.translator import Translator
from services.wording import places_left
from web.keys import SITE
from web.public.sharing import CODE, NOBODY, shared
from web.rendering import render, translator


def routes() -> list[web.RouteDef]:
    return [web.get(f"/j/{CODE}", show_series, name="series")]


async def show_series(request: web.Request) -> web.Response:
    site, t = request.app[SITE], translator(request)
    series_id = await site.db.read(series.find_id, typed=request.match_info["code"], viewer_id=NOBODY)
    if series_id is None:
        raise web.HTTPNotFound
    about = await site.db.read(series.find, series_id=series_id, viewer_id=NOBODY)
    shown = await site.db.read(board, series_id=series_id, now=site.clock())
    context = {
        **await shared(request, f"j_{shown.code}", shown.title, about.description or shown.host_name),
        "board": shown,
        "description": about.description,
        "lines": [(line, t.moment(line.starts_at, line.time_zone), left(line, t)) for line in shown.lines],
    }
    return render(request, "public/series.html", context)


def left(line: BoardLine, t: Translator) -> str:
    return places_left(line.free, line.capacity, line.waiting, t)
