"""`/admin/site/hosts`: all of them with what there is of each; verified, put away, brought back."""

from aiohttp import web

from services.admin import hosts, wording
from web.admin.asking import ID, number, refusals
from web.operating.asking import SITE_PATH, begin, done, said
from web.rendering import render

HOST = f"{SITE_PATH}/hosts/{{id:{ID}}}"
VERIFYING = {"verify": True, "unverify": False}
KEEPING = {"activate": True, "deactivate": False}


def routes() -> list[web.RouteDef]:
    return [web.get(f"{SITE_PATH}/hosts", list_hosts), web.get(HOST, show_host), web.post(HOST, change)]


async def list_hosts(request: web.Request) -> web.Response:
    site, visitor, t = begin(request)
    page = await site.db.read(hosts.list_all, user_id=visitor.id, page=number(request, "page"), now=site.clock())
    context = {"page": page, "rows": [(one, wording.statistics(one, t)) for one in page.hosts]}
    return render(request, "operating/hosts.html", context)


async def show_host(request: web.Request) -> web.Response:
    site, visitor, t = begin(request)
    host_id = int(request.match_info["id"])
    async with refusals():
        one = await site.db.read(hosts.show, user_id=visitor.id, host_id=host_id, now=site.clock())
    context = {
        "one": one,
        "statistics": wording.statistics(one, t),
        "ends": [*wording.deactivating(one, t), t("It can be taken back at any time.")],
        "said": said(request, t),
    }
    return render(request, "operating/host.html", context)


async def change(request: web.Request) -> web.Response:
    site, visitor, _ = begin(request)
    what, host_id = str((await request.post()).get("what", "")), int(request.match_info["id"])
    now = site.clock()
    async with refusals():
        if what in VERIFYING:
            is_verified = VERIFYING[what]
            await site.db.write(hosts.verify, user_id=visitor.id, host_id=host_id, is_verified=is_verified, now=now)
        elif what in KEEPING:
            is_active = KEEPING[what]
            await site.db.write(hosts.set_active, user_id=visitor.id, host_id=host_id, is_active=is_active, now=now)
        else:
            raise web.HTTPBadRequest
    raise done(f"/hosts/{host_id}", "changed")
