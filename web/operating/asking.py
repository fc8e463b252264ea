"""What all pages of admins have: who may be here, what was typed, and what was just done."""

from aiohttp import web

from services.translator import Translator
from services.visits import Visitor
from web import guards
from web.admin.asking import number
from web.keys import SITE
from web.rendering import translator
from web.site import Site

SITE_PATH = "/admin/site"
LONGEST_WORDS = 64


def begin(request: web.Request) -> tuple[Site, Visitor, Translator]:
    return request.app[SITE], guards.require_admin(request), translator(request)


def words(request: web.Request) -> str:
    return request.query.get("words", "")[:LONGEST_WORDS]


def done(path: str, what: str, count: int = 0) -> web.HTTPSeeOther:
    """Back to a page, which says what became of the act."""
    return web.HTTPSeeOther(f"{SITE_PATH}{path}?done={what}&count={count}")


def said(request: web.Request, t: Translator) -> str:
    """What was done a moment ago, by the address that `done` led to."""
    count = number(request, "count")
    told = {
        "blocked": t.plural(
            "✅ Blocked; {count} registration ended.", "✅ Blocked; {count} registrations ended.", count
        ),
        "unblocked": t("✅ Let in again."),
        "retried": t.plural(
            "✅ {count} message is on its way again.", "✅ {count} messages are on their way again.", count
        ),
        "dropped": t.plural("✅ {count} message is given up.", "✅ {count} messages are given up.", count),
        "kept": t("✅ That is kept."),
        "reset": t("✅ The usual words are back."),
        "changed": t("✅ Done."),
    }
    return told.get(request.query.get("done", ""), "")
