"""`/admin/hosts/<id>/numbers`, `/admin/series/<id>/numbers`: how full, who came, who is new; week by week."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from services import numbers
from services.numbers import Numbers, Week
from services.translator import Translator
from web import guards
from web.admin.asking import ID, number, refusals
from web.keys import SITE
from web.rendering import render, translator

SPANS = (4, 12, 26, 52)
LOOKS: dict[str, tuple[str, Callable[..., Numbers]]] = {
    "hosts": ("host_id", numbers.of_host),
    "series": ("series_id", numbers.of_series),
}


def routes() -> list[web.RouteDef]:
    return [web.get(f"/admin/{kind}/{{id:{ID}}}/numbers", show_numbers) for kind in LOOKS]


async def show_numbers(request: web.Request) -> web.Response:
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    weeks = number(request, "weeks")
    weeks = weeks if weeks in SPANS else numbers.WEEKS
    name, look = LOOKS[request.path.split("/")[2]]
    which: dict[str, Any] = {name: int(request.match_info["id"])}
    async with refusals():
        found = await site.db.read(look, user_id=visitor.id, weeks=weeks, now=site.clock(), **which)
    context = {
        "found": found,
        "weeks": weeks,
        "spans": SPANS,
        "tiles": tiles(found, t),
        "bars": bars(found.weeks, t),
    }
    return render(request, "admin/numbers.html", context)


def tiles(found: Numbers, t: Translator) -> list[tuple[str, str]]:
    def share(percent: int | None) -> str:
        return t("No data") if percent is None else t("{percent} %", percent=percent)

    return [
        (t("Sessions"), t.number(found.sessions)),
        (t("Places booked"), t.number(found.booked)),
        (t("How full"), share(found.fill_percent)),
        (t("Who came"), share(found.attendance_percent)),
        (t("People"), t.number(found.people)),
        (t("New people"), t.number(found.new)),
    ]


def bars(weeks: tuple[Week, ...], t: Translator) -> list[dict[str, Any]]:
    """A bar a week for a picture of 100 units' height, and the same in words for its table."""
    most = max((max(week.places, week.booked) for week in weeks), default=0) or 1
    return [
        {
            "week": week,
            "name": t.calendar_day(week.begins_on),
            "x": number * 100 / len(weeks),
            "width": 100 / len(weeks) * 0.7,
            "places": 100 * week.places / most,
            "booked": 100 * week.booked / most,
        }
        for number, week in enumerate(weeks)
    ]
