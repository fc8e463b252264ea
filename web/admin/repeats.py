"""`/admin/series/<id>/times`: what repeats in a series, one more, a change with what becomes of planned sessions read
before, and one less.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from services import templates
from services.errors import DomainError, NotAllowed, NotFound
from services.errors.organizing import SeriesOutdated
from services.notices.templates import problem
from services.templates import Effect, Repeat, pages, wording
from services.templates.days import WEEKDAYS
from services.templates.pages import Form
from services.templates.places import MOST_WEEKS
from services.templates.told import Told
from services.translator import Translator
from web import guards
from web.admin import repeat_fields as fields
from web.admin.asking import ID, number, refusals
from web.admin.table import asked
from web.keys import SITE
from web.rendering import render, translator

LIST = f"/admin/series/{{id:{ID}}}/times"
NEW = f"/admin/series/{{id:{ID}}}/times/new"
EDIT = f"/admin/times/{{id:{ID}}}"
DELETE = f"/admin/times/{{id:{ID}}}/delete"


@dataclass(frozen=True, slots=True)
class Shown:
    typed: Mapping[str, str]
    wrong: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""


def routes() -> list[web.RouteDef]:
    return [
        web.get(LIST, show_list),
        web.get(NEW, show_form),
        web.post(NEW, add),
        web.get(EDIT, show_form),
        web.post(EDIT, change),
        web.get(DELETE, show_ending),
        web.post(DELETE, take_away),
    ]


async def show_list(request: web.Request) -> web.Response:
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    series_id = int(request.match_info["id"])
    async with refusals():
        shown = await site.db.read(templates.list_of_series, user_id=visitor.id, series_id=series_id, now=site.clock())
    context = {"shown": shown, "said": happened(request), "rows": [row(one, t) for one in shown.repeats]}
    return render(request, "admin/repeats.html", context)


def row(shown: Repeat, t: Translator) -> dict[str, Any]:
    """A weekly time as it is told: in words, what wants attention, which days could not be made."""
    first, *more = wording.summary(shown, t)
    following = t("Next time: {day}", day=t.calendar_day(shown.next_day)) if shown.next_day else ""
    days = [
        t("{when}: {problem}", when=t.calendar_day(one.day), problem=problem(one.reason, one.name, t))
        for one in shown.conflicts
    ]
    lines = [*more, *wording.about(shown, t), following]
    return {"id": shown.id, "title": first, "lines": [line for line in lines if line], "conflicts": days}


def happened(request: web.Request) -> list[str]:
    """What was done, as the chat says it."""
    t, done = translator(request), request.query.get("done", "")
    moved, cancelled, made, told = (number(request, name) for name in ("moved", "cancelled", "made", "told"))
    match done:
        case "added":
            return [t("✅ From now on it repeats by itself.")]
        case "changed":
            seen = Effect(moved=moved, cancelled=cancelled, made=made, told=Told(told))
            return [t("✅ Changed."), *wording.effect(seen, t)[0]]
        case "deleted":
            return wording.deleted(cancelled, told, t)
        case _:
            return []


async def opened(request: web.Request) -> Form:
    """The form of one that is there, or of a new one of a series, as the address says."""
    site, visitor, which = request.app[SITE], guards.require_visitor(request), int(request.match_info["id"])
    about = {"series_id": which} if request.path.endswith("/new") else {"template_id": which}
    async with refusals():
        return await site.db.read(pages.open_form, user_id=visitor.id, **about, now=site.clock())


async def show_form(request: web.Request) -> web.Response:
    form = await opened(request)
    return _form(request, form, Shown(fields.as_it_is(form)))


def _form(request: web.Request, form: Form, shown: Shown, *, status: int = 200) -> web.Response:
    t, repeat = translator(request), form.repeat
    context = {
        "repeat": repeat,
        "version": form.version,
        "shown": shown,
        "zone": t.zone(repeat.time_zone),
        "days": [(f"day{day}", wording.weekday(day, t)) for day in WEEKDAYS],
        "turns": fields.turns(form),
        "people": [("0", t("Nobody named")), *((str(one.id), one.name) for one in form.choices.team)],
        "rooms": [("0", t("No room")), *((str(one.id), one.name) for one in form.choices.rooms)],
        "weeks": [(str(one), t.number(one)) for one in range(1, MOST_WEEKS + 1)],
        "back": f"/admin/series/{repeat.series_id}/times",
    }
    return render(request, "admin/repeat.html", context, status=status)


async def add(request: web.Request) -> web.Response:
    form, given, t = await opened(request), await request.post(), translator(request)
    site, visitor = request.app[SITE], guards.require_visitor(request)
    typed = fields.typed_into(form, given)
    read = fields.read(form, typed, t, now=site.clock())
    if read.wrong:
        return _form(request, form, Shown(typed, read.wrong, t("Nothing was changed yet.")), status=422)
    about: dict[str, Any] = {"user_id": visitor.id, "series_id": form.repeat.series_id, "now": site.clock()}
    try:
        await site.db.write(pages.add, values=read.values, version=str(given.get("version", "")), **about)
    except (NotFound, NotAllowed):
        raise web.HTTPNotFound from None
    except SeriesOutdated as outdated:
        return await _outdated(request, typed, outdated)
    except DomainError as refused:
        return _refused(request, form, typed, refused)
    raise web.HTTPSeeOther(f"/admin/series/{form.repeat.series_id}/times{asked(done='added')}")


async def _outdated(request: web.Request, typed: Mapping[str, str], outdated: SeriesOutdated) -> web.Response:
    """Something else came first, maybe this very form: the list shows what is there, the form holds what was typed."""
    form, t = await opened(request), translator(request)
    return _form(request, form, Shown(typed, refused=outdated.text(t)), status=409)


def _refused(request: web.Request, form: Form, typed: Mapping[str, str], refused: DomainError) -> web.Response:
    """Beside its field where it is about one."""
    t = translator(request)
    wrong = fields.beside(refused, t)
    shown = Shown(typed, wrong, t("Nothing was changed yet.") if wrong else refused.text(t))
    return _form(request, form, shown, status=422)


async def change(request: web.Request) -> web.Response:
    """What becomes of planned sessions is shown, and done when it is confirmed."""
    form, given, t = await opened(request), await request.post(), translator(request)
    typed = fields.typed_into(form, given)
    read = fields.read(form, typed, t, now=request.app[SITE].clock())
    if given.get("again"):
        return _form(request, form, Shown(typed))
    is_new = bool(read.values or read.wrong)
    if given.get("version") != form.version:
        if given.get("confirmed") and not is_new:  # sent twice: the first did it
            raise web.HTTPSeeOther(f"/admin/series/{form.repeat.series_id}/times")
        return await _outdated(request, typed, SeriesOutdated())
    if read.wrong:
        return _form(request, form, Shown(typed, read.wrong, t("Nothing was changed yet.")), status=422)
    if not is_new:
        return _form(request, form, Shown(typed, refused=t("Nothing is different from what is there.")))
    return await (_keep if given.get("confirmed") else _look)(request, form, typed, read.values)


async def _look(request: web.Request, form: Form, typed: Mapping[str, str], values: dict[str, Any]) -> web.Response:
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    about: dict[str, Any] = {"user_id": visitor.id, "template_id": form.repeat.id, "changes": values}
    try:
        seen = await site.db.read(templates.effect, **about, now=site.clock())
        would_be = await site.db.read(templates.shape, series_id=form.repeat.series_id, **about, now=site.clock())
    except (NotFound, NotAllowed):
        raise web.HTTPNotFound from None
    except DomainError as refused:
        return _refused(request, form, typed, refused)
    context = {
        "repeat": form.repeat,
        "version": form.version,
        "typed": typed,
        "lines": [wording.in_words(would_be, t), *wording.about(would_be, t)[:2]],
        "paragraphs": wording.effect(seen, t),
    }
    return render(request, "admin/repeat_look.html", context)


async def _keep(request: web.Request, form: Form, typed: Mapping[str, str], values: dict[str, Any]) -> web.Response:
    site, visitor = request.app[SITE], guards.require_visitor(request)
    about: dict[str, Any] = {"user_id": visitor.id, "template_id": form.repeat.id, "now": site.clock()}
    try:
        done = await site.db.write(pages.edit, changes=values, version=form.version, **about)
    except (NotFound, NotAllowed):
        raise web.HTTPNotFound from None
    except SeriesOutdated as outdated:
        return await _outdated(request, typed, outdated)
    except DomainError as refused:
        return _refused(request, form, typed, refused)
    counts = {"moved": done.moved, "cancelled": done.cancelled, "made": done.made, "told": done.told.people}
    raise web.HTTPSeeOther(f"/admin/series/{form.repeat.series_id}/times{asked(done='changed', **counts)}")


async def show_ending(request: web.Request) -> web.Response:
    return await _ending(request)


async def _ending(request: web.Request, *, refused: str = "", status: int = 200) -> web.Response:
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    about: dict[str, Any] = {"user_id": visitor.id, "template_id": int(request.match_info["id"]), "now": site.clock()}
    async with refusals():
        found = await site.db.read(pages.look_at_ending, **about)
    both = t.plural("Delete, cancel {count} session", "Delete, cancel {count} sessions", found.sessions)
    context = {
        "repeat": found.repeat,
        "version": found.version,
        "words": wording.in_words(found.repeat, t),
        "lines": wording.ending(found.sessions, found.told, t),
        "both": both if found.sessions else "",
        "refused": refused,
    }
    return render(request, "admin/repeat_delete.html", context, status=status)


async def take_away(request: web.Request) -> web.Response:
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    given, template_id = await request.post(), int(request.match_info["id"])
    version, both = str(given.get("version", "")), given.get("sessions") == "cancel"
    about: dict[str, Any] = {"user_id": visitor.id, "template_id": template_id, "now": site.clock()}
    async with refusals():
        shown = await site.db.read(templates.find, **about)
    try:
        cancelled, told = await site.db.write(pages.take_away, with_sessions=both, version=version, **about)
    except (NotFound, NotAllowed):
        raise web.HTTPNotFound from None
    except SeriesOutdated as outdated:
        return await _ending(request, refused=outdated.text(t), status=409)
    to = asked(done="deleted", cancelled=cancelled, told=told)
    raise web.HTTPSeeOther(f"/admin/series/{shown.series_id}/times{to}")
