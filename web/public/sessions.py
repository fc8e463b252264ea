"""`/s/<code>`: one session, as everybody may see it."""

from decimal import Decimal
from typing import Any

import orjson
from aiohttp import web

from services import sessions
from services.money import digits
from services.sessions import Card, terms
from web.keys import SITE
from web.public.sharing import CODE, NOBODY, role, shared
from web.rendering import render, translator


def routes() -> list[web.RouteDef]:
    return [web.get(f"/s/{CODE}", show_session, name="session")]


async def show_session(request: web.Request) -> web.Response:
    site = request.app[SITE]
    now = site.clock()
    session_id = await site.db.read(sessions.find_id, typed=request.match_info["code"], viewer_id=NOBODY)
    if session_id is None:
        raise web.HTTPNotFound
    card = await site.db.read(sessions.card, session_id=session_id, viewer_id=None, now=now)
    t = translator(request, card.time_zone)
    when = t.when(card.starts_at, card.ends_at, card.time_zone)
    context = {
        **await shared(request, f"s_{card.code}", card.title, f"{when} · {card.place}. {card.description}"),
        "t": t,
        "card": card,
        "when": when,
        "people": [name for name in (card.instructor_name, card.host_name) if name],
        "roles": [role(one, t) for one in card.places],
        "price": terms.price(card, t),
        "policy": terms.policy(card, t),
        "structured": structured(card, site.address(f"/s/{card.code}")),
    }
    return render(request, "public/session.html", context)


def structured(card: Card, address: str) -> str:
    """The session for search engines (https://schema.org/Event)."""
    status = "EventCancelled" if card.is_cancelled else "EventScheduled"
    has_place = any(one.free > 0 for one in card.places)
    event: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": card.title,
        "description": card.description,
        "startDate": card.starts_at.isoformat(),
        "endDate": card.ends_at.isoformat(),
        "eventStatus": f"https://schema.org/{status}",
        "url": address,
        "location": {"@type": "Place", "name": card.place or card.host_name, "address": card.place},
        "organizer": {"@type": "Organization", "name": card.host_name},
        "offers": {
            "@type": "Offer",
            "url": address,
            "price": str(Decimal(card.price).scaleb(-digits(card.currency))),
            "priceCurrency": card.currency,
            "availability": f"https://schema.org/{'InStock' if has_place else 'SoldOut'}",
        },
    }
    return orjson.dumps(event).decode().replace("<", "\\u003c")
