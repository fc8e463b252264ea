"""`/admin/site/messages`, `/admin/site/alerts`: what did not arrive, and what an admin has to look at."""

from aiohttp import web

from services import alerts
from services.admin import messages
from services.notices.alerts import in_words, spelled
from web.admin.asking import ID, number, refusals
from web.operating.asking import SITE_PATH, begin, done, said
from web.rendering import render

LARGEST = 2**63 - 1
ACTS = {"retry": (messages.retry, "retried"), "drop": (messages.drop, "dropped")}


def routes() -> list[web.RouteDef]:
    return [
        web.get(f"{SITE_PATH}/messages", list_failed),
        web.post(f"{SITE_PATH}/messages", settle),
        web.get(f"{SITE_PATH}/alerts", list_alerts),
        web.post(f"{SITE_PATH}/alerts/{{id:{ID}}}", acknowledge),
    ]


async def list_failed(request: web.Request) -> web.Response:
    site, visitor, t = begin(request)
    page = await site.db.read(messages.list_failed, user_id=visitor.id, page=number(request, "page"))
    rows = [(one, spelled(one.kind), t.moment(one.created_at)) for one in page.failures]
    return render(request, "operating/messages.html", {"page": page, "rows": rows, "said": said(request, t)})


async def settle(request: web.Request) -> web.Response:
    """One message by its number, or all up to the newest that the page showed."""
    site, visitor, _ = begin(request)
    form = await request.post()
    act, told = ACTS.get(str(form.get("what", "")), (None, ""))
    one, newest = (_number(str(form.get(name, ""))) for name in ("id", "up_to"))
    if act is None or not (one or newest):
        raise web.HTTPBadRequest
    which = {"notification_id": one} if one else {"up_to": newest}
    count = await site.db.write(act, user_id=visitor.id, now=site.clock(), **which)
    raise done("/messages", told, count)


def _number(typed: str) -> int:
    return min(int(typed), LARGEST) if typed.isascii() and typed.isdigit() and len(typed) < 20 else 0


async def list_alerts(request: web.Request) -> web.Response:
    site, visitor, t = begin(request)
    page = await site.db.read(alerts.list_open, user_id=visitor.id, page=number(request, "page"))
    rows = [
        (
            one.id,
            in_words(one, t),
            t.plural(
                "{count} time, last {moment}", "{count} times, last {moment}", one.count, moment=t.moment(one.last_at)
            ),
        )
        for one in page.alerts
    ]
    return render(request, "operating/alerts.html", {"page": page, "rows": rows, "said": said(request, t)})


async def acknowledge(request: web.Request) -> web.Response:
    site, visitor, _ = begin(request)
    async with refusals():
        await site.db.write(
            alerts.acknowledge, user_id=visitor.id, alert_id=int(request.match_info["id"]), now=site.clock()
        )
    raise done("/alerts", "changed")
