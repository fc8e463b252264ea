"""`/booking`: what became of a booking, for whoever types its reference."""

from aiohttp import web

from services.files.exporting import STATUSES
from services.registrations import lookups
from web import limits
from web.keys import SITE
from web.rendering import render, translator

LONGEST = 40
AN_HOUR = 20
"""References are not secret enough to be tried out."""


def routes() -> list[web.RouteDef]:
    return [web.get("/booking", look_up)]


async def look_up(request: web.Request) -> web.Response:
    typed = request.query.get("reference", "").strip()[:LONGEST]
    if not typed:
        return render(request, "public/booking.html", {"typed": "", "found": None, "when": "", "state": ""})
    await limits.require(request, "lookups", AN_HOUR)
    found = await request.app[SITE].db.read(lookups.by_reference, typed=typed)
    t = translator(request, found.time_zone if found else "UTC")
    context = {
        "t": t,
        "typed": typed,
        "found": found,
        "when": t.when(found.starts_at, found.ends_at, found.time_zone) if found else "",
        "state": t(STATUSES[found.status]) if found else "",
    }
    return render(request, "public/booking.html", context, status=200 if found else 404)
