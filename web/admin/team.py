"""`/admin/hosts/<id>/team`, `/admin/series/<id>/team`: who helps where; invites out of it, and taking a role away."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any, NoReturn

from aiohttp import web

from services import team
from services.errors import DomainError, NotFound
from services.notices.team import role_name
from services.team import Helper, Invite, Invited, OpenInvite, Team
from services.translator import Translator
from web import guards
from web.admin.asking import ID, number, refusals
from web.keys import SITE
from web.rendering import render, translator

OF_HOST, OF_SERIES = f"/admin/hosts/{{host:{ID}}}/team", f"/admin/series/{{series:{ID}}}/team"


def routes() -> list[web.RouteDef]:
    return [method(path, does) for path in (OF_HOST, OF_SERIES) for method, does in ((web.get, show), (web.post, act))]


async def show(
    request: web.Request,
    *,
    made: Invite | None = None,
    typed: Mapping[str, str] = MappingProxyType({}),
    said: str = "",
    refused: str = "",
    status: int = 200,
) -> web.Response:
    """`made` is an invite whose link is shown this once; what was `typed` in vain stands there still."""
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    async with refusals():
        look, where = _place(request)
        page = number(request, "page")
        shown = await site.db.read(look, viewer_id=visitor.id, page=page, now=site.clock(), **where)
    context = {
        "team": shown,
        "name": shown.where.title or shown.where.host_name,
        "people": [(one, helper(one, t), _kind(one)) for one in shown.people],
        "invites": [(one, invite(one, t)) for one in shown.invites],
        "roles": [(role.value, role_name(role, t)) for role in shown.may_invite],
        "made": made and role_name(made.role, t),
        "link": made and await site.deep_link(f"i_{made.token}"),
        "until": made and t.moment(made.until),
        "typed": {"role": typed.get("role", ""), "email": typed.get("email", "")},
        "sends_mail": site.sends_mail,
        "said": said or happened(request.query.get("done", ""), t),
        "refused": refused,
    }
    return render(request, "admin/team.html", context, status=status)


def _place(request: web.Request) -> tuple[Callable[..., Team], dict[str, Any]]:
    """The look for the team that the address names, and what it is told."""
    at = request.match_info
    if "host" in at:
        return team.look, {"host_id": int(at["host"]), "series_id": None}
    return team.look_at_series, {"series_id": int(at["series"])}


def helper(one: Helper, t: Translator) -> str:
    """What somebody is, and where or how much."""
    to_come = t.plural("{count} session to come", "{count} sessions to come", one.to_come) if one.to_come else ""
    return " · ".join(part for part in (role_name(one.role, t), one.title, to_come) if part)


def invite(one: OpenInvite, t: Translator) -> str:
    return " · ".join(part for part in (role_name(one.role, t), one.title) if part)


def _kind(one: Helper) -> str:
    return "member" if one.role == Invited.MEMBER else "helper"


def happened(what: str, t: Translator) -> str:
    words = {
        "removed": t("They are not in the team any more, and are told."),
        "withdrawn": t("The invite is withdrawn; its link does nothing any more."),
    }
    return words.get(what, "")


async def act(request: web.Request) -> web.Response:
    guards.require_visitor(request)
    form, t = {name: str(value) for name, value in (await request.post()).items()}, translator(request)
    if form.get("what") not in ACTS:
        raise web.HTTPBadRequest
    try:
        return await ACTS[form["what"]](request, form, t)
    except NotFound:
        raise web.HTTPNotFound from None
    except DomainError as refusal:
        return await show(request, typed=form, refused=refusal.text(t), status=409)


async def _invite(request: web.Request, form: dict[str, str], t: Translator) -> web.Response:
    """By a link that is shown once, or to an address. A doubled request makes a second link, which hurts nobody."""
    site, visitor = request.app[SITE], guards.require_visitor(request)
    scope_id, now = int(next(iter(request.match_info.values()))), site.clock()
    if not form.get("role"):
        return await show(request, typed=form, refused=t("Choose a role first."), status=422)
    if form["role"] not in set(Invited):
        raise web.HTTPBadRequest
    asked: dict[str, Any] = {"user_id": visitor.id, "role": Invited(form["role"]), "scope_id": scope_id}
    if typed := form.get("email", "").strip():
        if not site.sends_mail:
            raise web.HTTPBadRequest
        encrypt = site.cipher.encrypt
        address = await site.db.write(team.invite_by_mail, typed=typed, encrypt=encrypt, now=now, **asked)
        return await show(request, said=t("The invite is on its way to {address}.", address=address))
    return await show(request, made=await site.db.write(team.invite, now=now, **asked))


async def _withdraw(request: web.Request, form: dict[str, str], _: Translator) -> NoReturn:
    site, visitor = request.app[SITE], guards.require_visitor(request)
    await site.db.write(team.revoke, user_id=visitor.id, invite_id=_id(form), now=site.clock())
    raise web.HTTPSeeOther(f"{request.path}?done=withdrawn")


async def _remove(request: web.Request, form: dict[str, str], _: Translator) -> NoReturn:
    """Who gives up a role of their own may not see the team any more."""
    site, visitor = request.app[SITE], guards.require_visitor(request)
    who: dict[str, Any] = {"user_id": visitor.id, "now": site.clock()}
    if form.get("kind") == "member":
        gone = await site.db.write(team.remove_member, member_id=_id(form), **who)
    else:
        gone = await site.db.write(team.remove, helper_id=_id(form), **who)
    raise web.HTTPSeeOther("/admin" if gone.by_themselves else f"{request.path}?done=removed")


def _id(form: dict[str, str]) -> int:
    typed = form.get("id", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 16):
        raise web.HTTPBadRequest
    return int(typed)


ACTS: dict[str, Callable[[web.Request, dict[str, str], Translator], Awaitable[web.Response]]] = {
    "invite": _invite,
    "withdraw": _withdraw,
    "remove": _remove,
}
