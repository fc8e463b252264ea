"""`/admin/.../export`: the people of a session, a series or a host as CSV or XLSX."""

import asyncio
from collections.abc import Callable, Sequence

from aiohttp import web

from services import files
from services.files import Line, Scope
from web import guards, limits
from web.admin.asking import ID, refusals
from web.keys import SITE
from web.rendering import translator

FORMS = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
AN_HOUR = 30
SCOPES: dict[str, Callable[[int], Scope]] = {
    "sessions": lambda one: Scope(session_id=one),
    "series": lambda one: Scope(series_id=one),
    "hosts": lambda one: Scope(host_id=one),
}


def routes() -> list[web.RouteDef]:
    return [web.get(f"/admin/{kind}/{{id:{ID}}}/export.{{form:csv|xlsx}}", export) for kind in SCOPES]


async def export(request: web.Request) -> web.Response:
    """Read in pieces and built in a thread: others are served meanwhile. That somebody took it is written down."""
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    now = site.clock()
    await limits.require(request, "exports", AN_HOUR, who=visitor.id)
    form, one = request.match_info["form"], int(request.match_info["id"])
    scope = SCOPES[request.path.split("/")[2]](one)
    async with refusals():
        head = await site.db.write(files.begin, scope=scope, form=form, user_id=visitor.id, now=now)
        rows: list[Line] = []
        while page := await _page(request, scope, visitor.id, rows):
            rows += page
    name, content = await asyncio.to_thread(files.build, head, rows, form, t)
    return web.Response(
        body=content,
        content_type=FORMS[form],
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


async def _page(request: web.Request, scope: Scope, user_id: int, rows: Sequence[Line]) -> Sequence[Line]:
    site = request.app[SITE]
    after = rows[-1].id if rows else 0
    return await site.db.read(files.page, scope=scope, user_id=user_id, after=after, now=site.clock())
