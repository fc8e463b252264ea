"""`/admin/series/<id>/archive`: what putting a series away means, or bringing it back, and then it is done."""

from typing import Any

from aiohttp import web

from services import series
from services.errors import NotAllowed, NotFound
from services.errors.organizing import PeopleAhead
from services.series import labels
from web import guards
from web.admin.asking import ID
from web.admin.series import opened
from web.admin.table import asked
from web.keys import SITE
from web.rendering import render, translator

ARCHIVE = f"/admin/series/{{id:{ID}}}/archive"


def routes() -> list[web.RouteDef]:
    return [web.get(ARCHIVE, show), web.post(ARCHIVE, act)]


async def show(request: web.Request, *, status: int = 200) -> web.Response:
    """Only why not, where people are booked in what is to come."""
    desk, t = await opened(request), translator(request)
    if desk.is_archived:
        paragraphs, what, button = labels.restoring(desk, t), "restore", t("Bring it back")
    elif desk.people_ahead:
        paragraphs, what, button = labels.in_the_way(desk, t), "", ""
    else:
        paragraphs, what, button = labels.archiving(desk, t), "archive", t("Yes, archive it")
    context = {"desk": desk, "head": paragraphs[0], "lines": paragraphs[1:], "what": what, "button": button}
    return render(request, "admin/series_archive.html", context, status=status)


async def act(request: web.Request) -> web.Response:
    """Sent twice, it is done once."""
    site, visitor = request.app[SITE], guards.require_visitor(request)
    what, series_id = str((await request.post()).get("what", "")), int(request.match_info["id"])
    about: dict[str, Any] = {"user_id": visitor.id, "series_id": series_id, "now": site.clock()}
    if what not in {"archive", "restore"}:
        raise web.HTTPBadRequest
    try:
        if what == "archive":
            await site.db.write(series.archive, **about)
        else:
            await site.db.write(series.restore, **about)
    except (NotFound, NotAllowed):
        raise web.HTTPNotFound from None
    except PeopleAhead:
        return await show(request, status=409)
    done = "archived" if what == "archive" else "restored"
    raise web.HTTPSeeOther(f"/admin/series/{series_id}/edit{asked(done=done)}")
