"""The real program against the sandbox, over real HTTP: what a person taps is what the test taps."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from socket import socket

import pytest

from bot.app import App
from bot.middlewares.throttle import Throttle
from bot.settings import Settings
from sandbox import Sandbox
from tests.factories import NOW

Start = Callable[..., AbstractAsyncContextManager[App]]
UNHURRIED = 0.0
"""Seconds of silence between two messages that tests, which type fast, are asked for."""


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Clock:
    """Stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    sandbox = Sandbox()
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
def start(sandbox: Sandbox, database_url: str, clock: Clock) -> Start:
    """Starts the program as an operator would, by polling or by webhook; it may be started again."""

    @asynccontextmanager
    async def started(*, webhook: bool = False, quiet: float = UNHURRIED, **given: object) -> AsyncIterator[App]:
        port = free_port()
        settings = Settings.load(
            env_file=None,
            bot_token="42:TEST",
            telegram_api_url=sandbox.url,
            database_url=database_url,
            web_port=port,
            secret_key="0123456789abcdefghijklmnopqrstuvwxyz",
            webhook_url=f"http://127.0.0.1:{port}/telegram/webhook" if webhook else None,
            **given,
        )
        app = App(settings, clock=clock, throttle=Throttle(quiet=quiet, burst=1000))
        async with app.running():
            yield app

    return started


@pytest.fixture(params=["polling", "webhook"])
async def app(request: pytest.FixtureRequest, start: Start) -> AsyncIterator[App]:
    """The running program, once by polling and once by webhook."""
    async with start(webhook=request.param == "webhook") as app:
        yield app
