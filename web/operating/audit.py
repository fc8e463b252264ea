"""`/admin/site/audit`: what happened, newest first; by a name, an id, a reference, a code or an action."""

from aiohttp import web

from services.admin import events, wording
from services.admin.events import Event
from services.notices.alerts import spelled
from services.translator import Translator
from web.admin.asking import number
from web.operating.asking import SITE_PATH, begin, words
from web.rendering import render


def routes() -> list[web.RouteDef]:
    return [web.get(f"{SITE_PATH}/audit", search)]


async def search(request: web.Request) -> web.Response:
    """With `person` what somebody did and what happened to them, without it what fits the words."""
    site, visitor, t = begin(request)
    shown, subject_id = number(request, "page"), number(request, "person", most=2**49)
    if subject_id:
        page = await site.db.read(events.of_person, user_id=visitor.id, subject_id=subject_id, page=shown)
    else:
        page = await site.db.read(events.search, user_id=visitor.id, words=words(request), page=shown)
    return render(request, "operating/audit.html", {"page": page, "rows": [row(one, t) for one in page.events]})


def row(one: Event, t: Translator) -> tuple[str, ...]:
    """When, who, what, with what, and more of it."""
    who = one.actor_name or t("the program")
    return t.moment(one.at), who, spelled(one.action), wording.subject(one, t), wording.data(one)
