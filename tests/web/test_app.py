"""The server begins on a port, ends after what is in flight, and says whether it is alive and ready."""

import asyncio

import aiohttp
import pytest
from aiohttp import web

from web import health
from web.app import make_app, serving


async def fine() -> None:
    return None


async def broken() -> None:
    raise ConnectionError("redis://:hunter2@localhost refused")


async def stuck() -> None:
    await asyncio.sleep(60)


@pytest.fixture
async def client():
    async with aiohttp.ClientSession() as session:
        yield session


async def test_alive_whatever_the_checks_say(client):
    async with (
        serving(make_app(checks={"redis": broken}), "127.0.0.1", 0) as port,
        client.get(f"http://127.0.0.1:{port}/healthz") as response,
    ):
        assert (response.status, await response.json()) == (200, {"status": "ok"})
        assert response.headers["Cache-Control"] == "no-store"


async def test_ready_when_all_checks_pass(client):
    async with (
        serving(make_app(checks={"database": fine, "redis": fine}), "127.0.0.1", 0) as port,
        client.get(f"http://127.0.0.1:{port}/readyz") as response,
    ):
        assert (response.status, await response.json()) == (200, {"status": "ok"})


async def test_not_ready_names_what_fails_and_nothing_more(client):
    async with (
        serving(make_app(checks={"database": fine, "redis": broken}), "127.0.0.1", 0) as port,
        client.get(f"http://127.0.0.1:{port}/readyz") as response,
    ):
        assert (response.status, await response.json()) == (503, {"status": "failing", "failing": ["redis"]})


async def test_a_check_that_hangs_is_a_check_that_fails(client):
    app = web.Application()
    app.add_routes(health.routes({"database": stuck}, slowest=0.05))
    async with serving(app, "127.0.0.1", 0) as port, client.get(f"http://127.0.0.1:{port}/readyz") as response:
        assert (response.status, (await response.json())["failing"]) == (503, ["database"])


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_health_is_only_read(client, method):
    async with (
        serving(make_app(), "127.0.0.1", 0) as port,
        client.request(method, f"http://127.0.0.1:{port}/healthz") as response,
    ):
        assert response.status == 405


async def test_leaving_lets_requests_in_flight_end(client):
    arrived, release = asyncio.Event(), asyncio.Event()

    async def slow(_request: web.Request) -> web.Response:
        arrived.set()
        await release.wait()
        return web.Response(text="done")

    async with serving(make_app([web.get("/slow", slow)]), "127.0.0.1", 0) as port:
        answer = asyncio.create_task(client.get(f"http://127.0.0.1:{port}/slow"))
        await arrived.wait()
        asyncio.get_running_loop().call_later(0.1, release.set)

    async with await answer as response:
        assert await response.text() == "done"
    with pytest.raises(aiohttp.ClientConnectionError):
        await client.get(f"http://127.0.0.1:{port}/slow")


async def test_leaving_waits_no_longer_than_told(client):
    arrived = asyncio.Event()

    async def endless(_request: web.Request) -> web.Response:
        arrived.set()
        await asyncio.sleep(60)
        return web.Response()

    async with asyncio.timeout(5):
        async with serving(make_app([web.get("/slow", endless)]), "127.0.0.1", 0, draining=0.1) as port:
            answer = asyncio.create_task(client.get(f"http://127.0.0.1:{port}/slow"))
            await arrived.wait()
        with pytest.raises(aiohttp.ClientConnectionError):
            await answer
