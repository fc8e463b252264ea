"""`/admin`: what somebody runs, today and in the days ahead."""

from aiohttp import web

from services import organizing
from services.organizing import Line
from services.translator import Translator
from web import guards
from web.admin.asking import live, number, refusals
from web.keys import SITE
from web.rendering import render, translator


def routes() -> list[web.RouteDef]:
    return [web.get("/admin", show_home, name="admin")]


async def show_home(request: web.Request) -> web.Response:
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    asked = {"host_id": number(request, "host", most=10**15), "page": number(request, "page", most=1000)}
    async with refusals():
        found = await site.db.read(
            organizing.home, user_id=visitor.id, zone=visitor.time_zone, now=site.clock(), **asked
        )
    shown = found.overview
    context = {
        "shown": shown,
        "series": found.series,
        "archived": found.archived,
        "doors": found.doors,
        "live": live(shown.week),
        "today": [row(line, t) for line in shown.today],
        "later": [row(line, t) for line in shown.later],
        "tiles": tiles(shown.today, shown.week, t),
        "start": await site.deep_link("login"),
        "address": site.address,
        "bot": await site.deep_link("organize"),
    }
    return render(request, "admin/home.html", context)


def row(line: Line, t: Translator) -> dict[str, object]:
    """A session as its line in a table."""
    return {
        "line": line,
        "when": t.moment(line.starts_at, line.time_zone),
        "percent": min(100, round(100 * line.taken / line.capacity)) if line.capacity else 0,
    }


def tiles(today: tuple[Line, ...], week: tuple[Line, ...], t: Translator) -> list[tuple[str, str]]:
    """The numbers at a glance: what they are called, and how many."""
    return [
        (t("Places taken today"), t.number(sum(line.taken for line in today))),
        (t("Places taken in 7 days"), t.number(sum(line.taken for line in week))),
        (t("Waiting for your yes"), t.number(sum(line.pending for line in week))),
        (t("On waitlists"), t.number(sum(line.waiting for line in week))),
    ]
