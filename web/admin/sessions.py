"""`/admin/sessions/<id>`: a session's people as a table: found, checked in, taken out; it follows what happens."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from services import attendance, impacts, people, registrations, rosters, sessions
from services.access import Right
from services.errors import DomainError, NotFound
from services.notices import announcements
from services.people.wording import decided
from services.rosters import Attendee, Head, Roster
from services.translator import Translator
from services.wording import places_left
from web import guards
from web.admin import table
from web.admin.asking import ID, number, refusals
from web.keys import SITE
from web.rendering import render, translator

ATTENDANCE: dict[str, Callable[..., Any]] = {
    "here": attendance.check_in,
    "no_show": attendance.mark_no_show,
    "clear": attendance.clear,
}
DECISIONS: dict[str, Callable[..., Any]] = {
    "approve": registrations.approve,
}
WITH_REASON: dict[str, Callable[..., Any]] = {
    "reject": registrations.reject,
    "take_out": registrations.take_out,
}
USUAL = {"reject": registrations.REJECTING, "take_out": registrations.TAKING_OUT}
DECIDED = set(DECISIONS) | set(WITH_REASON)
"""What is told to one person, who stands in the address."""
COUNTED = {"edited", "cancelled"}
"""What is told to people at once: how many they are stands in the address."""


def routes() -> list[web.RouteDef]:
    return [
        web.get(f"/admin/sessions/{{id:{ID}}}", show_session, name="admin_session"),
        web.post(f"/admin/sessions/{{id:{ID}}}/people/{{person:{ID}}}", act),
    ]


async def show_session(request: web.Request, *, refused: str = "", status: int = 200) -> web.Response:
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    session_id, at = int(request.match_info["id"]), table.chosen(request)
    who: dict[str, Any] = {"session_id": session_id, "viewer_id": visitor.id, "now": site.clock(), **table.which(at)}
    async with refusals():
        if "q" in at:
            roster = await site.db.read(rosters.find, typed=str(at["q"]), **who)
        else:
            roster = await site.db.read(rosters.open_page, **who)
        card = await site.db.read(sessions.card, session_id=session_id, viewer_id=visitor.id, now=site.clock())
        said = "" if refused else await happened(request)
    context = _context(roster, card.code, t) | table.ways(at, roster.head, t) | _reasons(t)
    context |= {"refused": refused, "said": said}
    return render(request, "admin/session.html", context, status=status)


async def happened(request: web.Request) -> str:
    """What was done last, and who does not know; empty for what cannot be done here."""
    t, what = translator(request), request.query.get("done", "")
    words = {
        "here": t("Somebody was checked in."),
        "no_show": t("Somebody was marked as a no-show."),
        "clear": t("The mark was taken back."),
        "edited": t("✅ Changed."),
        "cancelled": t("It was cancelled."),
    }
    if what in DECIDED:
        return await _decided(request, what, t)
    return " ".join([words.get(what, ""), *(await _counted(request, t) if what in COUNTED else ())]).strip()


async def _decided(request: web.Request, what: str, t: Translator) -> str:
    visitor, registration_id = guards.require_visitor(request), number(request, "of", most=10**15)
    try:
        is_told = await request.app[SITE].db.read(people.is_told, user_id=visitor.id, registration_id=registration_id)
    except NotFound:
        return ""
    return decided(what, t, is_told=is_told)


async def _counted(request: web.Request, t: Translator) -> list[str]:
    told, cut, let_in, roomless = (number(request, name) for name in ("told", "cut", "let_in", "roomless"))
    found = [
        t.plural("{count} person is being told.", "{count} people are being told.", told) if told else "",
        t.plural("{count} from the waitlist got a turn.", "{count} from the waitlist got a turn.", let_in)
        if let_in
        else "",
        t.plural(
            "⚠️ {count} session has no room now, for it was taken. Choose one under Room.",
            "⚠️ {count} sessions have no room now, for it was taken. Choose one under Room.",
            roomless,
        )
        if roomless
        else "",
    ]
    if cut:
        visitor, session_id = guards.require_visitor(request), int(request.match_info["id"])
        names = await request.app[SITE].db.read(rosters.list_cut_off, session_id=session_id, viewer_id=visitor.id)
        elsewhere = announcements.out_of_reach(max(cut - len(names), 0), t)  # of later sessions, which have lists too
        found += [impacts.cut_off(names, t), elsewhere]
    return [one for one in found if one]


def _reasons(t: Translator) -> dict[str, Any]:
    usual = {what: [(key, t(one)) for key, one in usual.items()] for what, usual in USUAL.items()}
    return {"usual": usual, "longest": registrations.LONGEST_REASON}


def _context(roster: Roster, code: str, t: Translator) -> dict[str, Any]:
    head = roster.head
    return {
        "roster": roster,
        "head": head,
        "code": code,
        "when": t.when(head.starts_at, head.ends_at, head.time_zone),
        "roles": []
        if head.is_cancelled
        else [
            f"{one.name}: {left}" if one.name else left
            for one in head.roles
            for left in [places_left(one.capacity - one.taken, one.capacity, one.waiting, t)]
        ],
        "people": [(one, state(one, t), buttons(one, head, t)) for one in roster.people],
        "may_check_in": Right.CHECK_IN in head.rights
        and not head.is_cancelled
        and attendance.is_open(head.starts_at, head.ends_at, now=head.seen_at),
        "may_plan": Right.PLAN in head.rights and head.is_on,
        "may_export": Right.EXCHANGE in head.rights,
        "may_announce": Right.ANNOUNCE in head.rights and not head.is_cancelled,
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
        "cancelled": t("✖️ cancelled with the session"),
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
    session_id, form = int(request.match_info["id"]), await request.post()
    what = str(form.get("what", ""))
    try:
        await _do(request, what, _reason(what, str(form.get("usual", "")), str(form.get("reason", ""))))
    except NotFound:
        raise web.HTTPNotFound from None
    except DomainError as refusal:
        return await show_session(request, refused=refusal.text(translator(request)), status=409)
    done: table.At = {"done": what}
    if what in DECIDED:
        done["of"] = int(request.match_info["person"])
    raise web.HTTPSeeOther(f"/admin/sessions/{session_id}{table.asked(**table.chosen(request) | done)}")


def _reason(what: str, usual: str, typed: str) -> str:
    """What the person is told: own words before one of the usual reasons."""
    return typed.strip() or USUAL.get(what, {}).get(usual, "")


async def _do(request: web.Request, what: str, reason: str) -> None:
    site, visitor = request.app[SITE], guards.require_visitor(request)
    given: dict[str, Any] = {"registration_id": int(request.match_info["person"]), "now": site.clock()}
    if what in ATTENDANCE:
        await site.db.write(ATTENDANCE[what], actor_id=visitor.id, **given)
    elif what in DECISIONS:
        await site.db.write(DECISIONS[what], user_id=visitor.id, **given)
    elif what in WITH_REASON:
        await site.db.write(WITH_REASON[what], user_id=visitor.id, reason=reason, **given)
    else:
        raise web.HTTPBadRequest
