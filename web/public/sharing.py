"""What all public pages have: the way into the chat, and what a shared link shows of them."""

from dataclasses import dataclass
from typing import Any

import segno
from aiohttp import web

from services.sessions import Places
from services.translator import Translator
from services.wording import places_left
from web.keys import SITE
from web.rendering import translator

NOBODY = 0
"""Whoever reads a page without being known: what is private is not there for them."""
CODE = "{code:[0-9A-Za-z]{8}}"
DESCRIPTION_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Role:
    """What is left of one role, in words."""

    words: str
    has_place: bool


def role(one: Places, t: Translator) -> Role:
    left = places_left(one.free, one.capacity, one.waiting, t)
    return Role(f"{one.name}: {left}" if one.name else left, one.free > 0)


async def shared(request: web.Request, payload: str, title: str, description: str) -> dict[str, Any]:
    """For the template: where the button leads, the same as a picture to scan, and the words of a preview."""
    site = request.app[SITE]
    link = await site.deep_link(payload)
    t = translator(request)
    about = " ".join(description.split())
    return {
        "title": title,
        "about": f"{about[: DESCRIPTION_LENGTH - 1]}…" if len(about) > DESCRIPTION_LENGTH else about,
        "link": link,
        "qr": segno.make(link, micro=False).svg_inline(svgclass="qr", lineclass=None, omitsize=True, border=2),
        "address": site.address(request.path),
        "picture": site.address(f"{request.path}.png?lang={t.language}"),
    }
