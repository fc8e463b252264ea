"""`/admin/series/new`: a new series of a host with its first session, on one form."""

import hmac
import re
import secrets
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from services import amounts, codes, hosts, series, writing
from services.errors import DomainError, NotAllowed, NotFound
from services.errors.organizing import HourSkipped, MomentPast, MomentTaken
from services.series import USUAL_MINUTES, Plan, labels
from services.translator import Translator
from web import guards
from web.admin.asking import number, refusals
from web.admin.fields import LONGEST_TITLE, LONGEST_TYPED, moment
from web.admin.repeats import Shown
from web.admin.table import asked
from web.keys import SITE
from web.rendering import render, translator

NEW = "/admin/series/new"
NUMBER = re.compile(r"[0-9a-f]{32}")
"""Of a form: sent twice, it founds one series."""
USUAL = {
    "title": "",
    "place": "",
    "quotas": "",
    "starts": "",
    "duration": str(USUAL_MINUTES),
    "price": "0",
    "rhythm": "weekly",
}
COLUMNS = {"starts": "starts_at", "duration": "duration_minutes", "rhythm": "weekly"}


def routes() -> list[web.RouteDef]:
    return [web.get(NEW, show_form), web.post(NEW, found)]


async def show_form(request: web.Request) -> web.Response:
    return await _form(request, await opened(request, number(request, "host", most=10**15)), Shown(USUAL))


async def opened(request: web.Request, host_id: int) -> tuple[hosts.Desk, tuple[hosts.Line, ...]]:
    """The host that it is for, and all that it could be for; the first of them where none is named."""
    site, visitor = request.app[SITE], guards.require_visitor(request)
    own = tuple(one for one in await site.db.read(hosts.list_own, user_id=visitor.id) if one.is_active)
    if not own:
        raise web.HTTPNotFound
    async with refusals():
        desk = await site.db.read(hosts.desk, user_id=visitor.id, host_id=host_id or own[0].id, now=site.clock())
    if not desk.is_active:
        raise web.HTTPNotFound
    return desk, own


async def _form(
    request: web.Request,
    there: tuple[hosts.Desk, tuple[hosts.Line, ...]],
    shown: Shown,
    *,
    form_number: str = "",
    status: int = 200,
) -> web.Response:
    (host, own), t, places = there, translator(request), labels.QUESTIONS["quotas"]
    context = {
        "host": host,
        "own": own if len(own) > 1 else (),
        "shown": shown,
        "number": form_number or secrets.token_hex(16),
        "zone": t.zone(host.time_zone),
        "question": t(places),
        "longest": LONGEST_TITLE,
    }
    return render(request, "admin/series_new.html", context, status=status)


async def found(request: web.Request) -> web.Response:
    guards.require_visitor(request)
    given, t = await request.post(), translator(request)
    host_id, form_number = str(given.get("host", "")), str(given.get("number", ""))
    if not re.fullmatch("[1-9][0-9]{0,14}", host_id) or not NUMBER.fullmatch(form_number):
        raise web.HTTPBadRequest
    there = await opened(request, int(host_id))
    typed = {name: str(given.get(name, usual))[:LONGEST_TYPED] for name, usual in USUAL.items()}
    values, wrong = read(typed, there[0], t, request)
    if wrong:
        shown = Shown(typed, wrong, t("Nothing was created yet."))
        return await _form(request, there, shown, form_number=form_number, status=422)
    plan = Plan(host_id=there[0].id, code=_code(request, form_number), **values)
    return await _found(request, there, plan, typed, form_number)


def read(
    typed: Mapping[str, str], host: hosts.Desk, t: Translator, request: web.Request
) -> tuple[dict[str, Any], dict[str, str]]:
    """What a plan of it says, and what is wrong, by field."""
    values, wrong, now = dict[str, Any](), dict[str, str](), request.app[SITE].clock()
    readers: dict[str, Callable[[str], Any]] = {
        "title": lambda text: writing.title(text, LONGEST_TITLE),
        "place": lambda text: writing.line(text, 200) if text.strip() else "",
        "quotas": amounts.read_quotas,
        "starts": lambda text: moment(text, host.time_zone, t, now),
        "duration": amounts.read_minutes,
        "price": lambda text: amounts.read_money(text, currency=host.currency, language=t.language),
        "rhythm": lambda text: text == "weekly",
    }
    for name, reader in readers.items():
        try:
            values[COLUMNS.get(name, name)] = reader(typed[name])
        except DomainError as refused:
            wrong[name] = refused.text(t)
    return values, wrong


def _code(request: web.Request, form_number: str) -> str:
    """Of the series that this form of this person founds: theirs alone, and the same whenever it is sent."""
    visitor = guards.require_visitor(request)
    digest = hmac.digest(request.app[SITE].key, f"found {visitor.id} {form_number}".encode(), "sha256")
    return codes.of(digest)


async def _found(
    request: web.Request,
    there: tuple[hosts.Desk, tuple[hosts.Line, ...]],
    plan: Plan,
    typed: Mapping[str, str],
    form_number: str,
) -> web.Response:
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    try:
        begun = await site.db.write(series.found, user_id=visitor.id, plan=plan, now=site.clock())
    except (NotFound, NotAllowed):
        raise web.HTTPNotFound from None
    except (MomentPast, MomentTaken, HourSkipped) as refused:
        shown = Shown(typed, {"starts": refused.text(t)}, t("Nothing was created yet."))
        return await _form(request, there, shown, form_number=form_number, status=422)
    except DomainError as refused:
        shown = Shown(typed, refused=refused.text(t))
        return await _form(request, there, shown, form_number=form_number, status=409)
    raise web.HTTPSeeOther(f"/admin/series/{begun.series_id}/edit{asked(done='founded', planned=begun.sessions)}")
