"""`/admin/site/people`: found, shown with their roles and bookings, blocked and let in again."""

from aiohttp import web

from services.admin import people, wording
from services.admin.people import Booking
from services.errors.organizing import StaysAdmin
from services.files.exporting import STATUSES
from services.translator import LANGUAGES, Translator
from web.admin.asking import ID, number, refusals
from web.operating.asking import SITE_PATH, begin, done, said, words
from web.rendering import render

PERSON = f"{SITE_PATH}/people/{{id:{ID}}}"


def routes() -> list[web.RouteDef]:
    return [
        web.get(f"{SITE_PATH}/people", list_people),
        web.get(PERSON, show_person),
        web.post(f"{PERSON}/block", block),
        web.post(f"{PERSON}/unblock", unblock),
    ]


async def list_people(request: web.Request) -> web.Response:
    site, visitor, _ = begin(request)
    page = await site.db.read(people.find, user_id=visitor.id, words=words(request), page=number(request, "page"))
    return render(request, "operating/people.html", {"page": page})


async def show_person(request: web.Request) -> web.Response:
    return await _show(request)


async def _show(request: web.Request, *, refused: str = "", status: int = 200) -> web.Response:
    site, visitor, t = begin(request)
    subject_id = int(request.match_info["id"])
    async with refusals():
        one = await site.db.read(people.show, user_id=visitor.id, subject_id=subject_id, now=site.clock())
    context = {
        "one": one,
        "language": LANGUAGES.get(one.language, one.language),
        "roles": wording.roles(one, t),
        "ahead": wording.ahead(one, t),
        "bookings": [(booking(row, t), row.is_over) for row in one.bookings],
        "ends": [*wording.blocking(one, t), wording.after_blocking(t)],
        "said": said(request, t),
        "refused": refused,
    }
    return render(request, "operating/person.html", context, status=status)


def booking(row: Booking, t: Translator) -> str:
    return f"{t.moment(row.starts_at, row.time_zone)} · {row.title} · {t(STATUSES[row.status])} · {row.reference}"


async def block(request: web.Request) -> web.Response:
    site, visitor, t = begin(request)
    subject_id = int(request.match_info["id"])
    try:
        async with refusals():
            ended = await site.db.write(people.block, user_id=visitor.id, subject_id=subject_id, now=site.clock())
    except StaysAdmin as refusal:
        return await _show(request, refused=refusal.text(t), status=409)
    raise done(f"/people/{subject_id}", "blocked", ended)


async def unblock(request: web.Request) -> web.Response:
    site, visitor, _ = begin(request)
    subject_id = int(request.match_info["id"])
    async with refusals():
        await site.db.write(people.unblock, user_id=visitor.id, subject_id=subject_id, now=site.clock())
    raise done(f"/people/{subject_id}", "unblocked")
