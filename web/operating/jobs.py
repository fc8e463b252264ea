"""`/admin/site/jobs`: how each job fared the last time, and who runs them."""

from aiohttp import web

from services import jobs
from services.jobs import Run
from services.translator import Translator
from web.operating.asking import SITE_PATH, begin
from web.rendering import render


def routes() -> list[web.RouteDef]:
    return [web.get(f"{SITE_PATH}/jobs", show)]


async def show(request: web.Request) -> web.Response:
    site, visitor, t = begin(request)
    shown = await site.db.read(jobs.show, user_id=visitor.id)
    context = {"jobs": shown, "rows": [row(one, t) for one in shown.runs]}
    return render(request, "operating/jobs.html", context)


def row(one: Run, t: Translator) -> tuple[str, str, str, str, str, bool]:
    """What, when last, how long it took, how much it found, what went wrong when; whether that was the last run."""
    failure = f"{t.moment(one.failed_at)} · {one.failure}" if one.failed_at else ""
    took = t("{count} ms", count=t.number(one.milliseconds))
    return one.name, t.moment(one.ended_at), took, t.number(one.found), failure, one.is_failing
