"""`/admin/sessions/<id>/announce`, `/admin/series/<id>/announce`: a message to all who are in or wait, a look at it
first, and what became of it.
"""

from typing import Any

from aiohttp import web

from services import announcements
from services.announcements import Preview, Target
from services.errors import DomainError, NotAllowed, NotFound
from services.errors.organizing import AnnouncementEmpty, AnnouncementTooLong, NobodyToTell
from services.notices import announcements as words
from services.translator import Translator
from web import guards
from web.admin.asking import ID, refusals
from web.keys import SITE
from web.rendering import render, translator

OF_SESSION, OF_SERIES = f"/admin/sessions/{{session:{ID}}}/announce", f"/admin/series/{{series:{ID}}}/announce"
RESULT = f"/admin/announcements/{{id:{ID}}}"
AUDIENCES = ("confirmed", "waiting", "both")
SOON_SECONDS = 2
"""Until the page of a message that is on its way looks again."""


def routes() -> list[web.RouteDef]:
    pages = [
        method(path, does) for path in (OF_SESSION, OF_SERIES) for method, does in ((web.get, ask), (web.post, act))
    ]
    return [*pages, web.get(RESULT, show_result)]


async def ask(
    request: web.Request,
    *,
    text: str = "",
    audience: str = "",
    is_read: bool = False,
    refused: str = "",
    status: int = 200,
) -> web.Response:
    """The form; with a text that `is_read`, how people get it, and the button that sends it."""
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    target, now = _target(request), site.clock()
    async with refusals():
        shown = await site.db.read(announcements.preview, target=target, text=text, user_id=visitor.id, now=now)
    choices = _choices(shown, t)
    if is_read and audience not in dict(choices):
        is_read, refused, status = False, NobodyToTell().text(t), 409
    chosen = audience if audience in dict(choices) else next(iter(dict(choices)), "")
    context = {
        "about": shown.message,
        "back": _back(target),
        "when": _when(shown, t),
        "choices": choices,
        "chosen": chosen,
        "text": text,
        "reach": shown.reach.get(chosen) if is_read else None,
        "out_of_reach": words.out_of_reach(shown.reach[chosen].unreachable, t) if chosen else "",
        "longest": announcements.LONGEST,
        "earlier": shown.earlier,
        "refused": refused,
    }
    return render(request, "admin/announce.html", context, status=status)


def _target(request: web.Request) -> Target:
    at = request.match_info
    return Target(session_id=int(at["session"])) if "session" in at else Target(series_id=int(at["series"]))


def _back(target: Target) -> str:
    return f"/admin/sessions/{target.session_id}" if target.session_id else "/admin"


def _choices(shown: Preview, t: Translator) -> list[tuple[str, str]]:
    """Those who are in, those who wait, or both; nobody is no choice."""
    names = {"confirmed": t("Confirmed"), "waiting": t("Waiting or asking"), "both": t("Both")}
    some = [one for one in AUDIENCES if shown.reach[one].told]
    if len(some) < len(AUDIENCES):
        some = [one for one in some if one != "both"]
    return [(one, f"{names[one]} ({t.number(shown.reach[one].told)})") for one in some]


def _when(shown: Preview, t: Translator) -> str:
    about = shown.message
    return t.when(about.starts_at, about.ends_at, about.time_zone) if about.starts_at else t("all sessions to come")


async def act(request: web.Request) -> web.Response:
    """A look at it, or Send: what is sent is what was looked at, so whatever was changed since is looked at again. The
    same text to the same people is sent once, however often the button was tapped.
    """
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    form = {name: str(value) for name, value in (await request.post()).items()}
    audience, typed = form.get("audience", ""), form.get("text", "")
    if audience not in AUDIENCES or form.get("what") not in {"read", "send"}:
        raise web.HTTPBadRequest
    try:
        text = announcements.read(typed)
        is_changed = [typed, audience] != [form.get("read"), form.get("read_by")]
        if form["what"] == "read" or is_changed:
            return await ask(request, text=text, audience=audience, is_read=True)
        asked: dict[str, Any] = {"target": _target(request), "audience": audience, "text": text, "user_id": visitor.id}
        sent = await site.db.write(announcements.send, now=site.clock(), **asked)
    except (NotFound, NotAllowed):
        raise web.HTTPNotFound from None
    except DomainError as refusal:
        status = 422 if isinstance(refusal, AnnouncementEmpty | AnnouncementTooLong) else 409
        return await ask(request, text=typed, audience=audience, refused=refusal.text(t), status=status)
    raise web.HTTPSeeOther(f"/admin/announcements/{sent}")


async def show_result(request: web.Request) -> web.Response:
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    async with refusals():
        asked = {"announcement_id": int(request.match_info["id"]), "user_id": visitor.id}
        shown = await site.db.read(announcements.result, **asked)
    target = shown.target
    context = {
        "about": shown.message,
        "back": _back(target),
        "progress": words.progress(shown.sent, shown.queued, shown.people, t),
        "missed": words.missed(shown.missed, t),
        "again": SOON_SECONDS if shown.queued else 0,
    }
    return render(request, "admin/announced.html", context)
