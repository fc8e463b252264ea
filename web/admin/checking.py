"""`/admin/sessions/<id>/door`: checking people in on a tablet, by a tap on a name or by their tickets' code."""

import re
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from services import attendance, rosters, sessions, tickets
from services.access import Right
from services.errors import DomainError, NotFound
from services.errors.organizing import CheckInNotOpen, CheckInOver
from services.rosters import Attendee, Head, Roster
from services.tickets import Scan
from services.translator import Translator
from web import guards
from web.admin.asking import ID, number, refusals
from web.admin.sessions import ATTENDANCE, state
from web.admin.table import LONGEST_WORDS
from web.keys import SITE
from web.rendering import render, translator

PAGE = 120
TICKET = re.compile(r"(?:^|[?&]start=)t_([A-Za-z0-9_-]{22})(?:&|$)")
"""A ticket's link, or what it hands to the bot."""
CAMERA = "camera=(self), microphone=(), geolocation=()"


@dataclass(frozen=True, slots=True)
class Said:
    """What came of the last act, and how it looks: as good, warm or a problem."""

    words: str = ""
    tone: str = "good"


def routes() -> list[web.RouteDef]:
    door = f"/admin/sessions/{{id:{ID}}}/door"
    return [
        web.get(door, show_door),
        web.post(f"{door}/people/{{person:{ID}}}", mark),
        web.post(f"{door}/scan", scan),
    ]


async def show_door(request: web.Request) -> web.Response:
    return await _door(request, request.query.get("q", ""))


async def _door(request: web.Request, typed: str, said: Said | None = None, *, status: int = 200) -> web.Response:
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    session_id, words = int(request.match_info["id"]), typed[:LONGEST_WORDS].strip()
    who: dict[str, Any] = {"session_id": session_id, "viewer_id": visitor.id, "now": site.clock()}
    who["statuses"] = rosters.CONFIRMED
    async with refusals():
        if words:
            roster = await site.db.read(rosters.find, typed=words, **who)
        else:
            roster = await site.db.read(rosters.open_page, page=number(request, "page"), size=PAGE, **who)
        if Right.CHECK_IN not in roster.head.rights:
            raise web.HTTPNotFound
        card = await site.db.read(sessions.card, session_id=session_id, viewer_id=visitor.id, now=site.clock())
    response = render(request, "admin/door.html", _context(roster, card.code, words, said or Said(), t), status=status)
    response.headers["Permissions-Policy"] = CAMERA
    return response


def _context(roster: Roster, code: str, words: str, said: Said, t: Translator) -> dict[str, Any]:
    head = roster.head
    return {
        "roster": roster,
        "head": head,
        "code": code,
        "words": words,
        "said": said,
        "when": t.when(head.starts_at, head.ends_at, head.time_zone),
        "closed": closed(head, t),
        "people": [(one, one.attendance in attendance.HERE, about(one, head, t)) for one in roster.people],
    }


def closed(head: Head, t: Translator) -> str:
    """Why nobody can be checked in now; empty where they can."""
    if head.is_cancelled:
        return t("It was cancelled.")
    if attendance.is_early(head.starts_at, now=head.seen_at):
        return CheckInNotOpen(head.session_id, attendance.opens_at(head.starts_at)).text(t)
    if not attendance.is_open(head.starts_at, head.ends_at, now=head.seen_at):
        return CheckInOver(head.session_id, head.ends_at + attendance.CLOSES_AFTER).text(t)
    return ""


def about(one: Attendee, head: Head, t: Translator) -> list[str]:
    """What stands below a name: how they came and when, their role, who is with them."""
    return [
        part
        for part in (
            state(one, t) if one.attendance else "",
            t.clock(one.attendance_at, head.time_zone) if one.attendance_at else "",
            one.role if head.has_roles else "",
            t("with {names}", names=", ".join(one.guests)) if one.guests else "",
        )
        if part
    ]


async def mark(request: web.Request) -> web.Response:
    """A tap on a name, or on Undo; then the page as it is, with the same people."""
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    form = await request.post()
    words, act = str(form.get("q", "")), ATTENDANCE.get(str(form.get("what", "")))
    if act is None:
        raise web.HTTPBadRequest
    registration_id = int(request.match_info["person"])
    try:
        await site.db.write(act, registration_id=registration_id, actor_id=visitor.id, now=site.clock())
    except NotFound:
        raise web.HTTPNotFound from None
    except DomainError as refused:
        return await _door(request, words, Said(refused.text(t), "problem"), status=409)
    door = request.rel_url.with_path(f"/admin/sessions/{request.match_info['id']}/door")
    raise web.HTTPSeeOther(door.with_query({"q": words} if words else {}))


async def scan(request: web.Request) -> web.Response:
    """What a code that was held before the camera says: they are here now, were already, or why not."""
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    form = await request.post()
    words, code = str(form.get("q", "")), TICKET.search(str(form.get("code", ""))[:300])
    unknown = Said(t("✖️ This is no ticket of this session."), "problem")
    if code is None:
        return await _door(request, words, unknown, status=409)
    session_id = int(request.match_info["id"])
    try:
        found = await site.db.write(
            tickets.scan_at, token=code[1], session_id=session_id, viewer_id=visitor.id, now=site.clock()
        )
    except DomainError:  # whoever may not be at this door is shown nothing of it below
        return await _door(request, words, unknown, status=409)
    return await _door(request, words, told(found, t), status=409 if found.refusal else 200)


def told(found: Scan, t: Translator) -> Said:
    if found.refusal:
        return Said(f"✖️ {found.refusal.text(t)}", "problem")
    assert found.marked
    marked = found.marked
    if not marked.is_news:
        assert marked.at
        since = t.moment(marked.at, marked.time_zone)
        return Said(f"ℹ️ {t('{name} is here already, since {moment}.', name=marked.name, moment=since)}", "warm")
    name = f"{marked.name} +{marked.places - 1}" if marked.places > 1 else marked.name
    return Said(t("✅ {name} is here, late.", name=name) if marked.is_late else t("✅ {name} is here.", name=name))
