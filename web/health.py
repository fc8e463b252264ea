"""`GET /healthz`: the process answers. `GET /readyz`: what it needs answers too. `GET /metrics`: for Prometheus."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping

import structlog
from aiohttp import web

log = structlog.get_logger(__name__)

SLOWEST_CHECK = 5.0

Check = Callable[[], Awaitable[object]]
"""Returns if all is well, raises if not."""
Scrape = Callable[[], Awaitable[bytes]]

FORWARDED = ("Forwarded", "X-Forwarded-For")
METRICS = "text/plain; version=0.0.4; charset=utf-8"


def routes(checks: Mapping[str, Check], *, slowest: float = SLOWEST_CHECK) -> list[web.RouteDef]:
    async def alive(_request: web.Request) -> web.Response:
        return _answer({"status": "ok"})

    async def ready(_request: web.Request) -> web.Response:
        well = await asyncio.gather(*(_is_well(name, check, slowest) for name, check in checks.items()))
        failing = [name for name, is_well in zip(checks, well, strict=True) if not is_well]
        if failing:
            return _answer({"status": "failing", "failing": failing}, status=503)
        return _answer({"status": "ok"})

    return [web.get("/healthz", alive), web.get("/readyz", ready)]


def metrics_route(scrape: Scrape) -> web.RouteDef:
    """For whoever reaches this address itself: what comes through a proxy comes from outside, and is not answered."""

    async def metrics(request: web.Request) -> web.Response:
        if any(header in request.headers for header in FORWARDED):
            raise web.HTTPNotFound
        return web.Response(body=await scrape(), headers={"Content-Type": METRICS, "Cache-Control": "no-store"})

    return web.get("/metrics", metrics)


async def _is_well(name: str, check: Check, slowest: float) -> bool:
    try:
        async with asyncio.timeout(slowest):
            await check()
    except Exception as error:  # noqa: BLE001 - whatever is wrong, the answer is "not ready"
        log.warning("readiness.failing", check=name, reason=f"{type(error).__name__}: {error}")
        return False
    return True


def _answer(content: dict[str, object], status: int = 200) -> web.Response:
    return web.json_response(content, status=status, headers={"Cache-Control": "no-store"})
