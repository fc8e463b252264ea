"""`/admin/sessions/<id>/edit`: the fields of a session; what a change means for people is read before it is done."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from services import editing, impacts
from services.editing import Edits, Form, Made, Preview
from services.errors import BookingClosed, DomainError, NotAllowed, NotFound, SessionCancelled
from services.errors.organizing import ChangeOutdated, RoomGone, RoomTaken
from services.translator import Translator
from web import guards
from web.admin import fields
from web.admin.asking import ID, refusals
from web.admin.fields import Read
from web.admin.sessions import show_session
from web.admin.table import asked
from web.keys import SITE
from web.rendering import render, translator

EDIT = f"/admin/sessions/{{id:{ID}}}/edit"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a form shows beside what is there: what was typed, what is wrong with it, and what is wrong at all."""

    typed: Mapping[str, str]
    wrong: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""
    reach: str = "one"


def routes() -> list[web.RouteDef]:
    return [web.get(EDIT, show_form), web.post(EDIT, change)]


async def show_form(request: web.Request) -> web.StreamResponse:
    form = await opened(request)
    return form if isinstance(form, web.Response) else _form(request, form, Shown(fields.as_it_is(form)))


async def opened(request: web.Request) -> Form | web.Response:
    """What there is to change; the session's page with the reason where nothing can be any more."""
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    session_id = int(request.match_info["id"])
    async with refusals():
        try:
            return await site.db.read(editing.open_form, user_id=visitor.id, session_id=session_id, now=site.clock())
        except (SessionCancelled, BookingClosed) as over:
            return await show_session(request, refused=over.text(t), status=409)


def _form(request: web.Request, form: Form, shown: Shown, *, status: int = 200) -> web.Response:
    t, card = translator(request), form.card
    context = {
        "form": form,
        "card": card,
        "shown": shown,
        "zone": t.zone(card.time_zone),
        "when": t.when(card.starts_at, card.ends_at, card.time_zone),
        "roles": [(f"places-{one.quota_id}", one) for one in card.places],
        "reaches": reaches(form.later, form.edited, t),
        "longest": {"title": fields.LONGEST_TITLE, "description": fields.LONGEST_DESCRIPTION},
    }
    return render(request, "admin/edit.html", context, status=status)


def reaches(later: int, edited: int, t: Translator) -> list[tuple[str, str]]:
    """How far a change can go, where there is more than one session."""
    if not later:
        return []
    found = [("one", t("This session only"))]
    found.append(("future", t.plural("This and {count} more", "This and all {count} after it", later)))
    if edited:
        found.append(("all", t.plural("Also {count} changed by hand", "Also the {count} changed by hand", edited)))
    return found


async def change(request: web.Request) -> web.StreamResponse:
    """Fields that can be kept are shown with what they mean, or kept where nobody is affected or it was confirmed."""
    form, given, t = await opened(request), await request.post(), translator(request)
    if isinstance(form, web.Response):
        return form
    reach = str(given.get("reach", "one"))
    typed = fields.typed_into(form, given)
    read = fields.read(form, typed, reach, t, now=request.app[SITE].clock())
    if given.get("again"):
        return _form(request, form, Shown(typed, reach=reach))
    if given.get("version") != form.version:
        if given.get("confirmed") and read.edits.is_empty and not read.wrong:  # sent twice: the first did it
            raise web.HTTPSeeOther(f"/admin/sessions/{form.card.id}{asked(done='edited')}")
        return _outdated(request, form, Shown(typed, reach=reach))
    if read.wrong:
        return _form(request, form, Shown(typed, read.wrong, t("Nothing was changed yet."), reach), status=422)
    if read.edits.is_empty:
        return _form(request, form, Shown(typed, refused=t("Nothing is different from what is there.")))
    if given.get("confirmed") or not read.edits.affects_people:
        return await _keep(request, form, read, Shown(typed, reach=reach))
    return await _look(request, form, read, Shown(typed, reach=reach))


def _outdated(request: web.Request, form: Form, shown: Shown) -> web.Response:
    """Somebody else was faster: what was typed stays, and beside it stands what is true now."""
    t, known = translator(request), fields.as_it_is(form)
    now = {name: t("Now: {value}", value=known[name] or "–") for name in known if known[name] != shown.typed[name]}
    rooms = {"0": t("No room"), **{str(space_id): name for space_id, name in form.rooms}}
    if "room" in now:
        now["room"] = t("Now: {value}", value=rooms.get(known["room"], "–"))
    refused = ChangeOutdated(form.card.id).text(t)
    return _form(request, form, Shown(shown.typed, now, refused, shown.reach), status=409)


async def _look(request: web.Request, form: Form, read: Read, shown: Shown) -> web.StreamResponse:
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    about: dict[str, Any] = {"user_id": visitor.id, "session_id": form.card.id, "now": site.clock()}
    try:
        seen = await site.db.read(editing.preview, edits=read.edits, reach=read.reach, **about)
    except (NotFound, NotAllowed):
        raise web.HTTPNotFound from None
    except DomainError as refused:
        return _form(request, form, Shown(shown.typed, {}, refused.text(t), shown.reach), status=409)
    if seen.refused:
        wrong = {name: one.text(t) for name, one in seen.refused.items()}
        return _form(request, form, Shown(shown.typed, wrong, t("Nothing was changed yet."), shown.reach), status=422)
    context = {"form": form, "card": form.card, "shown": shown, "changes": told(form, read.edits, seen, t)}
    return render(request, "admin/edit_look.html", context)


def told(form: Form, edits: Edits, seen: Preview, t: Translator) -> list[tuple[list[list[str]], str]]:
    """What each change means, as the chat says it, and the link to a map that goes with it."""
    card = form.card
    when = t.when(card.starts_at, card.ends_at, card.time_zone)
    found: list[tuple[list[list[str]], str]] = []
    if seen.moving:
        found.append((impacts.moving(card, seen.moving, when, t), ""))
    when = f"🗓 {when}"
    if seen.placing and edits.venue:
        place, link = edits.venue
        found.append((impacts.placing(card, seen.placing, place, when, t), link))
    if seen.pricing and edits.price is not None:
        found.append((impacts.pricing(card, seen.pricing, edits.price, when, t), ""))
    for quota_id, one in seen.resizing.items():
        found.append((impacts.resizing(card, one, edits.places[quota_id], when, t), ""))
    if edits.space_id is not None:
        room = dict(form.rooms).get(edits.space_id) or t("No room")
        found.append(([[t("Room: {room}", room=room), t("Nobody is told; the card shows it.")]], ""))
    if edits.words:
        found.append(([[t("Title and description are those of the whole series: all its sessions show them.")]], ""))
    return found


async def _keep(request: web.Request, form: Form, read: Read, shown: Shown) -> web.StreamResponse:
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    about: dict[str, Any] = {"user_id": visitor.id, "session_id": form.card.id, "now": site.clock()}
    try:
        made = await site.db.write(
            editing.edit, edits=read.edits, version=form.version, language=t.language, reach=read.reach, **about
        )
    except (NotFound, NotAllowed):
        raise web.HTTPNotFound from None
    except (RoomGone, RoomTaken) as taken:
        wrong = {"room": taken.text(t)}
        return _form(request, form, Shown(shown.typed, wrong, t("Nothing was changed yet."), shown.reach), status=422)
    except DomainError as refused:  # it has changed since it was looked at
        return _form(request, form, Shown(shown.typed, {}, refused.text(t), shown.reach), status=409)
    raise web.HTTPSeeOther(f"/admin/sessions/{form.card.id}{asked(done='edited', **counts(made))}")


def counts(made: Made) -> dict[str, int]:
    """What is handed on to the page that says it."""
    found = {"told": made.told, "cut": made.cut_off, "let_in": made.let_in, "roomless": made.roomless}
    return {name: count for name, count in found.items() if count}
