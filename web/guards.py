"""What stands before every page: who it is, whether a form is ours, what browsers may do, and what is said when
something breaks.
"""

import hmac
import secrets
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from urllib.parse import quote, unquote, urlsplit

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from db import Busy
from services import visits
from services.visits import LASTS
from web.keys import CSRF, SITE, VISITOR
from web.rendering import say, translator
from web.site import Site

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
FILES = "multipart/form-data"
FORMS = frozenset({"application/x-www-form-urlencoded", FILES})
UNREADABLE = (ValueError, LookupError, HttpProcessingError)
"""Not in the letters that it names, of no charset that there is, or broken off."""
WITH_FILE = "/logo"
"""How routes of forms that take a file end."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
WANTED = "wanted"
"""A cookie for the sign-in alone: the page that led there."""
LONGEST_WANTED, MINUTES_WANTED = 500, 15
YEAR = 31_536_000
FOR_GOOD = f"public, max-age={YEAR}, immutable"
INSIDE = "__Host-inside"
"""The cookie of who reads the pages inside Telegram."""
TELEGRAM = "https://web.telegram.org"
"""The only page that may hold ours in a frame, and only those of who came from there."""

log = structlog.get_logger(__name__)


def cookie_name(site: Site) -> str:
    """The prefix makes browsers refuse the cookie from anybody but this very host, over TLS."""
    return "__Host-visit" if site.is_safe else "visit"


def remember_inside(response: web.StreamResponse, token: str) -> None:
    """Sign in what runs inside Telegram. On its web page that is a frame, so no stricter cookie would come back; it is
    kept apart for each page around it, and http.cookies does not know that word yet.
    """
    flags = f"Max-Age={int(LASTS.total_seconds())}; Path=/; Secure; HttpOnly; SameSite=None; Partitioned"
    response.headers.add("Set-Cookie", f"{INSIDE}={token}; {flags}")


def remember(response: web.StreamResponse, site: Site, token: str) -> None:
    """Sign this browser in."""
    response.set_cookie(
        cookie_name(site),
        token,
        max_age=int(LASTS.total_seconds()),
        path="/",
        secure=site.is_safe,
        httponly=True,
        samesite="Lax",
    )


def forget_link(response: web.StreamResponse, site: Site) -> None:
    """Forget who signed in by a link."""
    response.del_cookie(cookie_name(site), path="/", secure=site.is_safe, httponly=True, samesite="Lax")


def forget(response: web.StreamResponse, site: Site) -> None:
    forget_link(response, site)
    gone = f"{INSIDE}=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=None; Partitioned"
    response.headers.add("Set-Cookie", gone)


def framed_by_telegram(policy: str) -> str:
    return policy.replace("frame-ancestors 'none'", f"frame-ancestors {TELEGRAM}")


@web.middleware
async def headers(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What browsers may do with an answer, where it does not say so itself."""
    try:
        response = await handler(request)
    except web.HTTPException as answer:
        _add(answer, request)
        raise
    if not response.prepared:
        _add(response, request)
    return response


def _add(response: web.StreamResponse, request: web.Request) -> None:
    site = request.app[SITE]
    if VISITOR in request and not request.cookies.get(cookie_name(site)):
        response.headers.setdefault("Content-Security-Policy", framed_by_telegram(POLICY))
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    is_good = response.status in {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}
    response.headers.setdefault("Cache-Control", FOR_GOOD if is_good and _is_versioned(request) else "no-store")
    if site.origin.startswith("https:"):
        response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")


def _is_versioned(request: web.Request) -> bool:
    """A file of ours by an address that changes with it; by the address of another version it may change too."""
    files = request.app.router["static"]
    name = request.match_info.get("filename", "") if request.match_info.route.resource is files else ""
    return bool(name) and request.rel_url == files.url_for(filename=name)


@web.middleware
async def errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """A sentence in the reader's language; of what broke only a number that the log knows too."""
    try:
        return await handler(request)
    except web.HTTPException as answer:
        if answer.status < HTTPStatus.BAD_REQUEST or not _wants_page(request):
            raise
        return _refused(request, answer)
    except Busy:
        t, again = translator(request), {"Retry-After": "2"}
        if not _wants_page(request):
            return web.json_response({"error": "busy"}, status=HTTPStatus.SERVICE_UNAVAILABLE, headers=again)
        words = t("A lot of people are booking right now. Nothing was changed; please try again.")
        page = say(request, t("One moment …"), words, status=HTTPStatus.SERVICE_UNAVAILABLE)
        page.headers.update(again)
        return page
    except Exception:
        incident = secrets.token_hex(4)
        log.exception("web.failed", incident=incident, route=_route(request))
        if not _wants_page(request):
            return web.json_response({"error": "internal", "incident": incident}, status=500)
        t = translator(request)
        told = t("Please tell the organizer this number if it happens again: {number}", number=incident)
        return say(request, t("Something went wrong here"), t("Nothing was lost."), told, status=500)


def _refused(request: web.Request, answer: web.HTTPException) -> web.Response:
    t = translator(request)
    words = {
        HTTPStatus.FORBIDDEN: t("This is not for you to see or do."),
        HTTPStatus.NOT_FOUND: t("This page is not there, or not any more."),
        HTTPStatus.METHOD_NOT_ALLOWED: t("This page is not there, or not any more."),
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE: t("That was too large."),
        HTTPStatus.TOO_MANY_REQUESTS: t("That was too often. Please try again in a while."),
    }
    usual = t("I could not understand what your browser sent. Nothing was changed.")
    page = say(request, words.get(HTTPStatus(answer.status), usual), status=answer.status)
    for name in ("Allow", "Retry-After"):
        if name in answer.headers:
            page.headers[name] = answer.headers[name]
    return page


def _wants_page(request: web.Request) -> bool:
    return "text/html" in request.headers.get("Accept", "")


def _route(request: web.Request) -> str:
    """The pattern of a path: the path itself may hold a token."""
    resource = request.match_info.route.resource
    return resource.canonical if resource else "?"


@web.middleware
async def forms(request: web.Request, handler: Handler) -> web.StreamResponse:
    """What is sent as a form can be read as one. The files that programs send are read by whom they are for, once."""
    if request.method in SAFE_METHODS or request.content_type not in FORMS:
        return await handler(request)
    is_read_there = request.content_type == FILES and not _wants_page(request)
    try:
        if is_read_there:
            return await handler(request)
        await request.post()
    except web.HTTPRequestEntityTooLarge:
        if is_read_there or not _route(request).endswith(WITH_FILE):
            raise
        raise web.HTTPSeeOther(f"{request.path}?refused=large") from None  # the form says it, to who may see it
    except UNREADABLE:
        raise web.HTTPBadRequest from None
    return await handler(request)


@web.middleware
async def visitors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Who is signed in, as the database has it now; and for the forms of their pages a token of this browser's own."""
    site = request.app[SITE]
    token = request.cookies.get(cookie_name(site), "") or request.cookies.get(INSIDE, "")
    if not 1 <= len(token) <= 64:
        return await handler(request)
    now = site.clock()
    visitor = await site.db.glance(visits.find, token=token, now=now)
    if visitor is None:
        return await handler(request)
    if visitor.is_stale:
        await site.db.write(visits.see, visit_id=visitor.visit_id, now=now)
    request[VISITOR] = visitor
    request[CSRF] = hmac.digest(site.key, f"csrf:{token}".encode(), "sha256").hex()
    if request.method not in SAFE_METHODS:
        await _require_own_form(request)
    return await handler(request)


async def _require_own_form(request: web.Request) -> None:
    """A signed-in browser's form comes from a page of ours, and carries what only such a page knows."""
    require_own_origin(request)
    given = request.headers.get("X-CSRF-Token", "")
    if not given and request.content_type in FORMS:
        given = str((await request.post()).get("csrf", ""))
    if not hmac.compare_digest(given.encode(), request[CSRF].encode()):
        raise web.HTTPForbidden


def require_own_origin(request: web.Request) -> None:
    """As browsers tell where a form comes from; what is no browser may leave it out."""
    ours = request.app[SITE].origin
    fetched_from = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin", ours)
    if origin == "null" and request.headers.get("Sec-Fetch-Site") == "same-origin":
        origin = ours  # pages that send no referrer send no origin either; the browser vouches for ours
    if fetched_from not in {"same-origin", "none"} or _host(origin) not in {_host(ours), request.host}:
        raise web.HTTPForbidden


def _host(origin: str) -> str:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return ""


def require_visitor(request: web.Request) -> visits.Visitor:
    """Who is signed in; everybody else is led to the sign-in, and by that to the page that they wanted."""
    visitor: visits.Visitor | None = request.get(VISITOR)
    if visitor is None:
        leads = web.HTTPSeeOther(str(request.app.router["login"].url_for()))
        if request.method in SAFE_METHODS and len(request.path_qs) <= LONGEST_WANTED:
            _keep_wanted(leads, quote(request.path_qs, safe=""), request.app[SITE])
        raise leads
    return visitor


def _keep_wanted(response: web.StreamResponse, path: str, site: Site) -> None:
    lasts = MINUTES_WANTED * 60
    response.set_cookie(WANTED, path, max_age=lasts, path="/login", secure=site.is_safe, httponly=True, samesite="Lax")


def wanted(request: web.Request) -> str:
    """The page of ours that somebody wanted before they signed in; "" where there is none."""
    path = unquote(request.cookies.get(WANTED, ""))
    is_path = path.startswith("/") and not path.startswith("//") and "\\" not in path and len(path) <= LONGEST_WANTED
    return path if is_path and path.isprintable() else ""


def require_admin(request: web.Request) -> visits.Visitor:
    visitor = require_visitor(request)
    if not visitor.is_admin:
        raise web.HTTPForbidden
    return visitor


MIDDLEWARES = (headers, errors, forms, visitors)
