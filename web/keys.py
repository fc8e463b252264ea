"""Where a request and the application keep what all pages need."""

from typing import TYPE_CHECKING

from aiohttp import web

from services.visits import Visitor
from web.site import Site

if TYPE_CHECKING:
    from web.public.previews import Pictures

SITE: web.AppKey[Site] = web.AppKey("site", Site)
PICTURES: web.AppKey["Pictures"] = web.AppKey("pictures")
VISITOR: web.RequestKey[Visitor] = web.RequestKey("visitor", Visitor)
CSRF: web.RequestKey[str] = web.RequestKey("csrf", str)
