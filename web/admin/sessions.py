"""`/admin/sessions/<id>`: a session's people as a table: found, checked in, taken out; it follows what happens."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from services import attendance, registrations, rosters, sessions
from services.access import Right
from services.errors import DomainError, NotFound
from services.rosters import Attendee, Head, Roster
from services.translator import Translator
from services.wording import places_left
from web import guards
from web.admin.asking import ID, number, refusals
from web.keys import SITE
from web.rendering import render, translator

PAGE = 50
LONGEST_WORDS = 64
ATTENDANCE: dict[str, Callable[..., Any]] = {
    "here": attendance.check_in,
    "no_show": attendance.mark_no_show,
    "clear": attendance.clear,
}
DECISIONS: dict[str, Callable[..., Any]] = {
    "approve": registrations.approve,
    "reject": registrations.reject,
    "take_out": registrations.take_out,
}


def routes() -> list[web.RouteDef]:
    return [
        web.get(f"/admin/sessions/{{id:{ID}}}", show_session, name="admin_session"),
        web.post(f"/admin/sessions/{{id:{ID}}}/people/{{person:{ID}}}", act),
    ]


async def show_session(request: web.Request, *, said: str = "", status: int = 200) -> web.Response:
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    session_id, words = int(request.match_info["id"]), request.query.get("q", "")[:LONGEST_WORDS].strip()
    who: dict[str, Any] = {"session_id": session_id, "viewer_id": visitor.id, "now": site.clock()}
    async with refusals():
        if words:
            roster = await site.db.read(rosters.find, typed=words, **who)
        else:
            roster = await site.db.read(rosters.open_page, page=number(request, "page"), size=PAGE, **who)
        card = await site.db.read(sessions.card, session_id=session_id, viewer_id=visitor.id, now=site.clock())
    return render(request, "admin/session.html", _context(roster, card.code, words, said, t), status=status)


def _context(roster: Roster, code: str, words: str, said: str, t: Translator) -> dict[str, Any]:
    head = roster.head
    return {
        "roster": roster,
        "head": head,
        "code": code,
        "words": words,
        "said": said,
        "when": t.when(head.starts_at, head.ends_at, head.time_zone),
        "roles": [
            f"{one.name}: {left}" if one.name else left
            for one in head.roles
            for left in [places_left(one.capacity - one.taken, one.capacity, one.waiting, t)]
        ],
        "people": [(one, state(one, t), buttons(one, head, t)) for one in roster.people],
        "may_check_in": Right.CHECK_IN in head.rights
        and not head.is_cancelled
        and attendance.is_open(head.starts_at, head.ends_at, now=head.seen_at),
        "may_export": Right.EXCHANGE in head.rights,
    }


def state(one: Attendee, t: Translator) -> str:
    """How somebody stands, in a word or two."""
    came = {
        "attended": t("✅ here"),
        "late": t("✅ here, late"),
        "no_show": t("✖️ did not come"),
    }
    if one.attendance:
        return came[one.attendance]
    if one.status == "waitlisted":
        return t("⏳ {position} in line", position=t.ordinal(one.position))
    words = {
        "confirmed": t("in"),
        "offered": t("⏳ was offered a place"),
        "pending_approval": t("⏳ asks for a place"),
        "pending_payment": t("⏳ has yet to pay"),
    }
    return words.get(one.status, "")


def buttons(one: Attendee, head: Head, t: Translator) -> list[tuple[str, str, str]]:
    """What can be done about somebody: the act, what its button says, and how it looks."""
    found: list[tuple[str, str, str]] = []
    is_open = attendance.is_open(head.starts_at, head.ends_at, now=head.seen_at)
    if Right.CHECK_IN in head.rights and one.status == "confirmed" and not head.is_cancelled and is_open:
        if one.attendance:
            words = t("Undo no-show") if one.attendance == "no_show" else t("Undo check-in")
            found.append(("clear", words, "quiet"))
        else:
            found += [("here", t("Check in"), ""), ("no_show", t("No-show"), "quiet")]
    if Right.MANAGE_PEOPLE in head.rights and head.is_on:
        if one.status == "pending_approval":
            found += [("approve", t("Accept"), ""), ("reject", t("Say no"), "quiet")]
        else:
            found.append(("take_out", t("Take out"), "danger"))
    return found


async def act(request: web.Request) -> web.Response:
    """A button of a line. What cannot be done is said above the table as it is now."""
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    what = str((await request.post()).get("what", ""))
    registration_id, session_id = int(request.match_info["person"]), int(request.match_info["id"])
    try:
        if what in ATTENDANCE:
            await site.db.write(
                ATTENDANCE[what], registration_id=registration_id, actor_id=visitor.id, now=site.clock()
            )
        elif what in DECISIONS:
            await site.db.write(DECISIONS[what], registration_id=registration_id, user_id=visitor.id, now=site.clock())
        else:
            raise web.HTTPBadRequest
    except NotFound:
        raise web.HTTPNotFound from None
    except DomainError as refused:
        return await show_session(request, said=refused.text(t), status=409)
    raise web.HTTPSeeOther(f"/admin/sessions/{session_id}")
