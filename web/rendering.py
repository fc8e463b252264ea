"""Pages from templates: escaped by themselves, in the reader's language, with what every page shows."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp_jinja2
import jinja2
from aiohttp import web

from services.translator import LANGUAGES, Translator
from web import languages
from web.keys import CSRF, SITE, VISITOR

HERE = Path(__file__).parent
THEMES = ("light", "dark")


def set_up(app: web.Application) -> None:
    aiohttp_jinja2.setup(
        app,
        loader=jinja2.FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    app.router.add_static("/static", HERE / "static", name="static", append_version=True)


def translator(request: web.Request, there: str = "UTC") -> Translator:
    """In the language and by the clock of who is signed in; else as the browser asks, by the clock of the place."""
    visitor = request.get(VISITOR)
    return Translator(visitor.language, visitor.time_zone) if visitor else translator_for_all(request, there)


def translator_for_all(request: web.Request, there: str = "UTC") -> Translator:
    """As the browser asks, never as somebody chose who is signed in: for what is kept for several readers."""
    chosen = request.query.get("lang", "")
    accepted = request.headers.get("Accept-Language", "")
    return Translator(chosen if chosen in LANGUAGES else languages.best(accepted, request.app[SITE].language), there)


def render(
    request: web.Request, template: str, context: Mapping[str, Any] | None = None, *, status: int = 200
) -> web.Response:
    """A page; `context` may hold a `t` of its own."""
    t = translator(request)
    theme = request.cookies.get("theme", "")
    shared: dict[str, Any] = {
        "t": t,
        "plural": t.plural,
        "visitor": request.get(VISITOR),
        "csrf": request.get(CSRF, ""),
        "theme": theme if theme in THEMES else "",
        "path": request.path,
    }
    if context and "t" in context:
        shared["plural"] = context["t"].plural
    return aiohttp_jinja2.render_template(template, request, {**shared, **(context or {})}, status=status)


def say(
    request: web.Request, title: str, *lines: str, t: Translator | None = None, button: str = "", status: int = 200
) -> web.Response:
    """A small page: some sentences, and a button that posts to the page's own address."""
    context: dict[str, Any] = {"title": title, "lines": [line for line in lines if line], "button": button}
    return render(request, "notice.html", context | ({"t": t} if t else {}), status=status)
