"""What makes the pages an app of its own on a phone: the manifest, and the worker that helps without a connection."""

from pathlib import Path

import orjson
from aiohttp import web

from web.keys import SITE
from web.rendering import HERE, render

SHELL = ("turnout.css", "turnout.js", "icon.svg")
ICONS = ((192, "any"), (512, "any"), (512, "maskable"))
WORKER = Path(HERE, "static", "worker.js").read_text(encoding="utf-8")


def routes() -> list[web.RouteDef]:
    return [
        web.get("/manifest.webmanifest", show_manifest, name="manifest"),
        web.get("/worker.js", show_worker, name="worker"),
        web.get("/offline", show_offline, name="offline"),
    ]


async def show_manifest(request: web.Request) -> web.Response:
    manifest = {
        "id": "/me",
        "name": "Turnout",
        "short_name": "Turnout",
        "lang": request.app[SITE].language,
        "start_url": "/me",
        "scope": "/",
        "display": "standalone",
        "background_color": "#f3f5f8",
        "theme_color": "#1f6feb",
        "icons": [_icon(request, size, purpose) for size, purpose in ICONS],
    }
    headers = {"Cache-Control": "public, max-age=3600"}
    return web.Response(body=orjson.dumps(manifest), content_type="application/manifest+json", headers=headers)


def _icon(request: web.Request, size: int, purpose: str) -> dict[str, str]:
    name = f"icon-{size}.png" if purpose == "any" else f"icon-{purpose}-{size}.png"
    return {"src": static(request, name), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


async def show_worker(request: web.Request) -> web.Response:
    """The worker knows by their versions which files make up the looks; with new ones it is a new worker."""
    shell = orjson.dumps([static(request, name) for name in SHELL]).decode()
    headers = {"Cache-Control": "no-cache"}
    return web.Response(text=f"const SHELL = {shell};\n{WORKER}", content_type="text/javascript", headers=headers)


async def show_offline(request: web.Request) -> web.Response:
    return render(request, "offline.html")


def static(request: web.Request, name: str) -> str:
    return str(request.app.router["static"].url_for(filename=name))
