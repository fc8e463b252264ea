"""`/admin/hosts/<id>/numbers`, `/admin/series/<id>/numbers`: how full, who came, who is new; week by week.

The same as a large picture, and as files to keep: `numbers.png`, `.svg`, `.csv`, `.xlsx`.
"""

import asyncio
from collections.abc import Callable
from typing import Any

from aiohttp import web

from services import charts, numbers
from services.files.sheets import Sheet, write
from services.numbers import Numbers, Week
from services.translator import Translator
from web import guards, limits
from web.admin import exporting
from web.admin.asking import ID, number, refusals
from web.keys import SITE
from web.rendering import render, translator

SPANS = (4, 12, 26, 52)
PICTURES = {"png": "image/png", "svg": "image/svg+xml"}
FORMS = {**PICTURES, **exporting.FORMS}
AN_HOUR = 60
MARKS = 4
"""Dates below the bars."""
LOOKS: dict[str, tuple[str, Callable[..., Numbers]]] = {
    "hosts": ("host_id", numbers.of_host),
    "series": ("series_id", numbers.of_series),
}


def routes() -> list[web.RouteDef]:
    pages = [web.get(f"/admin/{kind}/{{id:{ID}}}/numbers", show_numbers) for kind in LOOKS]
    forms = "|".join(FORMS)
    return pages + [web.get(f"/admin/{kind}/{{id:{ID}}}/numbers.{{form:{forms}}}", save_numbers) for kind in LOOKS]


async def show_numbers(request: web.Request) -> web.Response:
    t, found = translator(request), await _numbers(request)
    context = {
        "found": found,
        "weeks": len(found.weeks),
        "spans": SPANS,
        "most": t.number(_most(found.weeks)),
        "marks": marks(found.weeks, t),
        "tiles": tiles(found, t),
        "bars": bars(found.weeks, t),
    }
    return render(request, "admin/numbers.html", context)


async def _numbers(request: web.Request) -> Numbers:
    site, visitor = request.app[SITE], guards.require_visitor(request)
    weeks = number(request, "weeks")
    weeks = weeks if weeks in SPANS else numbers.WEEKS
    name, look = LOOKS[request.path.split("/")[2]]
    which: dict[str, Any] = {name: int(request.match_info["id"])}
    async with refusals():
        return await site.db.read(look, user_id=visitor.id, weeks=weeks, now=site.clock(), **which)


async def save_numbers(request: web.Request) -> web.Response:
    """Made in a thread: others are served meanwhile. A PNG is shown, or with `save` kept as the others are."""
    visitor, t = guards.require_visitor(request), translator(request)
    form = request.match_info["form"]
    await limits.require(request, "charts", AN_HOUR, who=visitor.id)
    found = await _numbers(request)
    if form in PICTURES:
        content = await asyncio.to_thread(charts.draw, found, t, form)
    else:
        content = await asyncio.to_thread(write, sheet(found, t), form)
    is_shown = form == "png" and "save" not in request.query
    name = f"numbers-{found.weeks[0].begins_on}-{len(found.weeks)}.{form}"
    headers = {"Content-Disposition": f'{"inline" if is_shown else "attachment"}; filename="{name}"'}
    return web.Response(body=content, content_type=FORMS[form], headers=headers)


def sheet(found: Numbers, t: Translator) -> Sheet:
    """A line a week, the oldest first, in the order of the page's table."""
    columns = (
        t("Week from"),
        t("Sessions"),
        t("Places"),
        t("Booked"),
        t("Came"),
        t("No-shows"),
        t("Late cancellations"),
    )
    rows = [
        (week.begins_on.isoformat(), week.sessions, week.places, week.booked, week.attended, week.no_shows,
         week.late_cancels)
        for week in found.weeks
    ]  # fmt: skip
    return Sheet(t("Numbers"), columns, rows)


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
    most = _most(weeks)
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


def _most(weeks: tuple[Week, ...]) -> int:
    """What the height of the picture stands for."""
    return max((max(week.places, week.booked) for week in weeks), default=0) or 1


def marks(weeks: tuple[Week, ...], t: Translator) -> list[str]:
    """The dates of some of the bars, each as far from the next."""
    step = -(-len(weeks) // MARKS)
    return [t.calendar_day(week.begins_on) for week in weeks[::step]]
