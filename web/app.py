"""The web server: puts its routes together, starts it, and ends it after the requests in flight."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager

from aiohttp import web

from web import (
    admin,
    cancelling,
    guards,
    health,
    inside,
    installing,
    live,
    mine,
    operating,
    paying,
    payments,
    public,
    registering,
    rendering,
    signing,
)
from web.health import Check, Scrape
from web.keys import PICTURES, SITE
from web.live import Hub
from web.public.previews import Pictures
from web.site import Site
from web.webhooks.telegram import LONGEST_BODY

DRAINING = 20.0
LINGERING = 1.0
"""Seconds for which the rest of a refused body is still read, so that its sender gets to see the refusal."""


def make_app(
    routes: Iterable[web.AbstractRouteDef] = (),
    checks: Mapping[str, Check] | None = None,
    metrics: Scrape | None = None,
    site: Site | None = None,
    hub: Hub | None = None,
) -> web.Application:
    """An application with `routes` and health; `checks` by name say whether it is ready. With a site it has pages."""
    app = web.Application(client_max_size=LONGEST_BODY, middlewares=guards.MIDDLEWARES if site else ())
    if site:
        hub = hub or Hub()
        app[SITE] = site
        app[PICTURES] = Pictures()
        app.on_shutdown.append(hub.close)
        rendering.set_up(app)
        app.add_routes(
            [
                *signing.routes(),
                *inside.routes(),
                *mine.routes(),
                *cancelling.routes(),
                *payments.routes(),
                *installing.routes(),
                *public.routes(),
                *registering.routes(),
                *paying.routes(),
                *admin.routes(),
                *operating.routes(),
                *live.routes(hub),
            ]
        )
    app.add_routes([*health.routes(checks or {}), *routes])
    if metrics:
        app.add_routes([health.metrics_route(metrics)])
    return app


@asynccontextmanager
async def serving(app: web.Application, host: str, port: int, *, draining: float = DRAINING) -> AsyncIterator[int]:
    """Serve while inside and give the port; leaving takes no new requests and lets those in flight end."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=draining, lingering_time=LINGERING)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
