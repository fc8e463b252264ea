"""`/me`: what somebody booked."""

from dataclasses import dataclass

from aiohttp import web

from services import registrations
from services.registrations import Mine
from services.translator import Translator
from web import guards
from web.keys import SITE
from web.rendering import render, translator


@dataclass(frozen=True, slots=True)
class Line:
    """A registration as the page tells it."""

    title: str
    code: str
    when: str
    place: str
    state: str
    link: str
    cancel: str
    """Where it is given back; empty where they wait, or a place is held for them."""


def routes() -> list[web.RouteDef]:
    return [web.get("/me", show_mine, name="mine")]


async def show_mine(request: web.Request) -> web.Response:
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    now = site.clock()
    found = await site.db.read(registrations.list_mine, user_id=visitor.id, now=now)
    lines = [
        Line(
            title=one.title,
            code=one.session_code,
            when=t.when(one.starts_at, one.ends_at, one.time_zone),
            place=one.place,
            state=state(one, t),
            link=await site.deep_link(f"s_{one.session_code}"),
            cancel="" if one.waits or one.is_offered else f"/me/registrations/{one.id}/cancel",
        )
        for one in found
    ]
    said = t("✖️ Your place is given back.") if request.query.get("done") == "cancelled" else ""
    context = {"said": said, "lines": lines, "browse": await site.deep_link("sessions"), "moment": t.moment(now)}
    return render(request, "me/home.html", context)


def state(one: Mine, t: Translator) -> str:
    """What is true for the person, in one line."""
    if one.waits:
        return t("⏳ {position} in line", position=t.ordinal(one.position))
    if one.is_offered:
        return t("⏳ A place is held for you")
    if one.is_to_pay:
        return t("⏳ It has to be paid.")
    if one.is_asked_for:
        return t("⏳ An organizer has yet to say yes.")
    places = t.plural("{count} place", "{count} places", one.places)
    return f"✅ {places} · {one.reference}"
