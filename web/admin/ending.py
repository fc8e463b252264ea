"""`/admin/sessions/<id>/cancel`: whom cancelling affects and what goes back, a reason, and then it is done."""

from typing import Any

from aiohttp import web

from services import editing, impacts, sessions
from services.editing import Ending
from services.errors import BookingClosed, DomainError, NotAllowed, NotFound, SessionCancelled
from services.errors.organizing import ChangeOutdated, TextTooLong
from services.sessions.running import LONGEST_REASON
from web import guards
from web.admin.asking import ID, refusals
from web.admin.editing import reaches
from web.admin.fields import REACHES
from web.admin.sessions import show_session
from web.admin.table import asked
from web.keys import SITE
from web.rendering import render, translator

CANCEL = f"/admin/sessions/{{id:{ID}}}/cancel"


def routes() -> list[web.RouteDef]:
    return [web.get(CANCEL, show_ending), web.post(CANCEL, call_off)]


async def show_ending(request: web.Request) -> web.StreamResponse:
    return await _ending(request, chosen(str(request.query.get("reach", ""))))


def chosen(typed: str) -> str:
    return typed if typed in REACHES else "one"


async def _ending(
    request: web.Request, reach: str, reason: str = "", *, refused: str = "", wrong: str = "", status: int = 200
) -> web.StreamResponse:
    """What cancelling means now, below what was refused; what is over has its own page alone."""
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    about: dict[str, Any] = {"user_id": visitor.id, "session_id": int(request.match_info["id"]), "now": site.clock()}
    async with refusals():
        try:
            found = await site.db.read(editing.look_at_ending, reach=REACHES[reach], **about)
        except (SessionCancelled, BookingClosed) as over:
            return await show_session(request, refused=over.text(t), status=409)
    context = _context(request, found, reach) | {"reason": reason, "refused": refused, "wrong": wrong}
    return render(request, "admin/cancel.html", context, status=status)


def _context(request: web.Request, found: Ending, reach: str) -> dict[str, Any]:
    t, seen = translator(request), found.impact
    when = f"🗓 {t.when(found.starts_at, found.ends_at, found.time_zone)}"
    if seen.sessions > 1:
        button = t.plural(
            "Cancel {count} session, tell everybody", "Cancel {count} sessions, tell everybody", seen.sessions
        )
    else:
        button = t("Cancel the session and tell everybody")
    return {
        "ending": found,
        "reach": reach,
        "reaches": reaches(found.later, found.edited, t),
        "paragraphs": impacts.cancelling(found.title, seen, "", when, t),
        "button": button,
        "longest": LONGEST_REASON,
    }


async def call_off(request: web.Request) -> web.StreamResponse:
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    form, session_id = await request.post(), int(request.match_info["id"])
    reach, typed = chosen(str(form.get("reach", ""))), str(form.get("reason", ""))
    about: dict[str, Any] = {"user_id": visitor.id, "session_id": session_id, "now": site.clock()}
    try:
        reason = sessions.read_reason(typed)
        done = await site.db.write(
            editing.call_off, version=str(form.get("version", "")), reason=reason, reach=REACHES[reach], **about
        )
    except (NotFound, NotAllowed):
        raise web.HTTPNotFound from None
    except TextTooLong as long:
        return await _ending(request, reach, typed, wrong=long.text(t), status=422)
    except ChangeOutdated as outdated:
        return await _ending(request, reach, typed, refused=outdated.text(t), status=409)
    except DomainError as over:  # cancelled already, by this very form or by somebody else; or it is over
        return await show_session(request, refused=over.text(t), status=409)
    told = {"told": done.told, "cut": len(done.cut_off)}
    raise web.HTTPSeeOther(f"/admin/sessions/{session_id}{asked(done='cancelled', **told)}")
