"""`/admin/hosts/<id>/logo`: the picture above a host's mails, shown, replaced and taken off."""

import asyncio

from aiohttp import web

from services import hosts, logos
from services.errors import DomainError
from services.errors.organizing import NotAPicture, PictureTooLarge
from web import guards
from web.admin.asking import ID, refusals
from web.keys import SITE
from web.rendering import render, translator

MOST_MEGABYTES = 1
"""Of a form, as the server takes it."""
LOGO = f"/admin/hosts/{{id:{ID}}}/logo"


def routes() -> list[web.RouteDef]:
    return [web.get(LOGO, show_logo), web.post(LOGO, change_logo)]


async def show_logo(request: web.Request, refused: DomainError | None = None) -> web.Response:
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    async with refusals():
        shown = await site.db.read(hosts.brand, user_id=visitor.id, host_id=int(request.match_info["id"]))
    refused = refused or (PictureTooLarge(MOST_MEGABYTES) if request.query.get("refused") == "large" else None)
    context = {"shown": shown, "refused": refused.text(t) if refused else ""}
    return render(request, "admin/logo.html", context, status=422 if refused else 200)


async def change_logo(request: web.Request) -> web.Response:
    """A file makes it the logo; without one the button that takes it off was meant."""
    site, visitor = request.app[SITE], guards.require_visitor(request)
    host_id, form = int(request.match_info["id"]), await request.post()
    async with refusals():
        await site.db.read(hosts.brand, user_id=visitor.id, host_id=host_id)  # nobody else's file is even looked at
        picture = None
        if form.get("what") != "remove":
            file = form.get("logo")
            content = file.file.read() if isinstance(file, web.FileField) else b""
            try:
                picture = await asyncio.to_thread(logos.read, content)
            except NotAPicture as refused:
                return await show_logo(request, refused)
        await site.db.write(hosts.set_logo, user_id=visitor.id, host_id=host_id, logo=picture, now=site.clock())
    raise web.HTTPSeeOther(request.path)
