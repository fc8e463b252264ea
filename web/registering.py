"""`/register/<token>` and `/cancel/<token>`: for people without Telegram, by the links that they were given."""

from collections.abc import Callable
from typing import Any

from aiohttp import web

from services.errors import DomainError, InvalidEmail, LinkOver, MailUnavailable, NameMissing, PaidInChat
from services.mails import addresses
from services.registrations import LONGEST_REQUEST, by_link, read_names, telling
from services.registrations.by_link import Applicant, Invitation, Managed, Ways
from services.sessions import Card, terms
from services.translator import Translator
from services.wording import places_left
from web import limits
from web.keys import SITE
from web.public.sharing import role
from web.rendering import render, say, translator
from web.site import Site

LINK = "{token:[A-Za-z0-9_-]{22}}"
TRIES_AN_HOUR = 20
ACTS: dict[str, Callable[..., object]] = {"come": by_link.come_by_link, "pay": by_link.pay_by_link}
MOST_PLACES = 20


def routes() -> list[web.RouteDef]:
    return [
        web.get(f"/register/{LINK}", show_form, name="register"),
        web.post(f"/register/{LINK}", register),
        web.get(f"/cancel/{LINK}", show_registration, name="cancel"),
        web.post(f"/cancel/{LINK}", act),
    ]


async def show_form(request: web.Request) -> web.Response:
    site, t = request.app[SITE], translator(request)
    try:
        return await _form(request, await _invitation(request, site), {})
    except LinkOver as over:
        return say(request, t("Register"), over.text(t), status=410)


async def _invitation(request: web.Request, site: Site) -> Invitation:
    return await site.db.read(by_link.look, token=request.match_info["token"], ways=_ways(site), now=site.clock())


def _ways(site: Site) -> Ways:
    return Ways(sends_mail=site.sends_mail, takes_cards=site.checkout is not None)


async def _form(
    request: web.Request,
    found: Invitation,
    typed: dict[str, str],
    *,
    said: str = "",
    field: str = "",
    status: int = 200,
) -> web.Response:
    """The form; or where there is nothing to have, why, and what else there is."""
    site, card = request.app[SITE], found.card
    t = translator(request, card.time_zone)
    closed = found.refusal.text(t) if found.refusal else t("It is full.") if card.is_full else ""
    context: dict[str, Any] = {
        "t": t,
        "token": request.match_info["token"],
        "card": card,
        "when": t.when(card.starts_at, card.ends_at, card.time_zone),
        "has_begun": card.is_on and card.starts_at <= card.seen_at,
        "price": terms.price(card, t),
        "policy": terms.policy(card, t),
        "roles": [(one.quota_id, role(one, t)) for one in card.places],
        "most": min(card.places_limit, MOST_PLACES),
        "longest": LONGEST_REQUEST,
        "typed": {"name": "", "email": "", "guests": "", "request": "", "quota": "", "places": "1", **typed},
        "said": said,
        "field": field,
        "link": await site.deep_link(f"s_{card.code}"),
        "closed": closed,
        "refusal": found.refusal,
        "in_chat": isinstance(found.refusal, PaidInChat | MailUnavailable),
        "are_public": found.are_public,
        "dates": [
            (one, t.moment(one.starts_at, one.time_zone), places_left(one.free, one.capacity, one.waiting, t))
            for one in found.elsewhere
            if one.free or found.refusal
        ],
    }
    return render(request, "public/register.html", context, status=status)


async def register(request: web.Request) -> web.Response:
    """The form: what is wrong with it is said beside what was typed, and nothing of that is lost. What is said of the
    rest is the same whoever's address it is: how they stand goes to that address alone.
    """
    site, t = request.app[SITE], translator(request)
    await limits.require(request, "registering", TRIES_AN_HOUR)
    form = {name: str(value)[:2000] for name, value in (await request.post()).items()}
    try:
        found = await _invitation(request, site)
    except LinkOver as over:
        return say(request, t("Register"), over.text(t), status=410)
    card = found.card
    t = translator(request, card.time_zone)
    try:
        await site.db.write(
            by_link.register,
            token=request.match_info["token"],
            quota_id=_quota(card, form),
            applicant=_applicant(form, t),
            cipher=site.cipher,
            ways=_ways(site),
            now=site.clock(),
        )
    except NameMissing as missing:
        return await _form(request, found, form, said=missing.text(t), field="name", status=422)
    except InvalidEmail as wrong:
        return await _form(request, found, form, said=wrong.text(t), field="email", status=422)
    except DomainError as refused:
        found = await _invitation(request, site)
        return await _form(request, found, form, said=refused.text(t), status=409)
    title = t("📬 I wrote to you at {address}", address=addresses.read(form["email"]))
    told = t("The mail says how you stand, and has a link to see or cancel your registration.")
    if card.is_paid:
        told = t(
            "A place is yours once it is paid: the mail has the link to pay by, and until when it is kept for you."
        )
    lines = [card.title, t.when(card.starts_at, card.ends_at, card.time_zone), told]
    return say(request, title, *lines, t("Nothing there within a few minutes? Look among your spam."), t=t)


def _quota(card: Card, form: dict[str, str]) -> int:
    known = (one.quota_id for one in card.places if str(one.quota_id) == form.get("quota"))
    return next(known, card.places[0].quota_id)


def _applicant(form: dict[str, str], t: Translator) -> Applicant:
    return Applicant(
        name=form.get("name", ""),
        email=form.get("email", ""),
        language=t.language,
        places=_places(form.get("places", "")),
        guests=read_names(form.get("guests", "")),
        request=form.get("request", ""),
    )


def _places(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= 2 else 1


async def show_registration(request: web.Request) -> web.Response:
    """What the mail's link manages. Looking changes nothing."""
    site, t = request.app[SITE], translator(request)
    try:
        found = await site.db.read(by_link.manage, token=request.match_info["token"], now=site.clock())
    except LinkOver as over:
        return say(request, t("Your registration"), over.text(t), status=410)
    return _registration(request, found)


def _registration(request: web.Request, found: Managed, *, said: str = "", status: int = 200) -> web.Response:
    t = Translator(found.language, found.card.time_zone)
    when = t.when(found.card.starts_at, found.card.ends_at, found.card.time_zone)
    context = {
        "t": t,
        "found": found,
        "when": when,
        "effect": effect(found, when, t),
        "said": said,
    }
    return render(request, "public/cancel.html", context, status=status)


def effect(found: Managed, when: str, t: Translator) -> list[str]:
    """What cancelling now would mean, as the chat says it."""
    if found.verdict is None:
        return []
    means = [line for lines in telling.cancelling(found.card, when, t)[1:] for line in lines]
    return [*means, *telling.money_back(found.verdict, t)]


async def act(request: web.Request) -> web.Response:
    """Give the place back; or say that it is still wanted, or pay for it after all."""
    site, t, token = request.app[SITE], translator(request), request.match_info["token"]
    await limits.require(request, "registering", TRIES_AN_HOUR)
    does = ACTS.get(str((await request.post()).get("what", "")), by_link.cancel_by_link)
    said, status = "", 200
    try:
        await site.db.write(does, token=token, now=site.clock())
    except LinkOver as over:
        return say(request, t("Your registration"), over.text(t), status=410)
    except DomainError as refused:
        said, status = refused.text(t), 409
    found = await site.db.read(by_link.manage, token=token, now=site.clock())
    return _registration(request, found, said=said, status=status)
