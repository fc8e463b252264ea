"""The real program against the sandbox, over real HTTP: what a person taps is what the test taps."""

import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime
from socket import socket
from typing import Any

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session as Tx
from structlog.testing import capture_logs

from bot.app import App
from bot.middlewares.throttle import HabitsHere, Throttle
from bot.settings import Settings
from db.models import Notification, Registration
from db.models.notifications import NotificationStatus
from sandbox import Sandbox
from sandbox.people import Person
from services.pacing import NoLimit
from tests.factories import NOW, Factory

Start = Callable[..., AbstractAsyncContextManager[App]]
UNHURRIED = 0.0
"""Seconds of silence between two messages that tests, which type fast, are asked for."""
SIMPLEST = pytest.mark.parametrize(("backend", "way"), [("sqlite", "polling")], indirect=True)
"""For stories that neither the database nor the way of updates could change: one run instead of four."""
ON_BOTH_DATABASES = pytest.mark.parametrize("way", ["polling"], indirect=True)


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
def crew(sandbox: Sandbox) -> list[Person]:
    """Three people who come to jams."""
    return [sandbox.person(name) for name in ("Ana Ruiz", "Bo Kimura", "Chloé Martin")]


@pytest.fixture(autouse=True)
def logged(caplog: pytest.LogCaptureFixture) -> Iterator[list[Any]]:
    """What the program logs. An error or a traceback in it fails the test; one that expects some clears the list."""
    with capture_logs() as lines:
        yield lines
    assert [line for line in lines if line["log_level"] in {"error", "critical"} or line.get("exc_info")] == []
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    assert [one.getMessage() for one in records if one.levelno >= logging.ERROR] == []


@pytest.fixture(params=["polling", "webhook"])
def way(request: pytest.FixtureRequest) -> str:
    """How updates come."""
    name: str = request.param
    return name


@pytest.fixture
def start(sandbox: Sandbox, database_url: str, engine: Engine, clock: Clock, way: str) -> Start:
    """Starts the program as an operator would; it may be started again. `engine` empties the tables after its end."""

    @asynccontextmanager
    async def started(*, quiet: float = UNHURRIED, **given: object) -> AsyncIterator[App]:
        port = free_port()
        settings = Settings.load(
            env_file=None,
            bot_token="42:TEST",
            telegram_api_url=sandbox.url,
            database_url=database_url,
            web_port=port,
            secret_key="0123456789abcdefghijklmnopqrstuvwxyz",
            webhook_url=f"http://127.0.0.1:{port}/telegram/webhook" if way == "webhook" else None,
            **given,
        )
        app = App(settings, clock=clock, throttle=Throttle(HabitsHere(quiet=quiet, burst=1000)), pace=NoLimit())
        async with app.running():
            yield app

    return started


class Told(Factory):
    """What a story finds when it begins was told long ago: no message about it comes between its screens."""

    def booked(self, *args: Any, **given: Any) -> Registration:
        return self._told(super().booked(*args, **given))

    def waiting(self, *args: Any, **given: Any) -> Registration:
        return self._told(super().waiting(*args, **given))

    def _told(self, registration: Registration) -> Registration:
        about = Notification.registration_id == registration.id
        said = {"status": NotificationStatus.SKIPPED, "reason": "told long ago"}
        self.tx.execute(update(Notification).where(about).values(said))
        self.commit()
        return registration


@pytest.fixture
def make(engine: Engine) -> Iterator[Factory]:
    with Tx(engine, expire_on_commit=False) as tx:
        yield Told(tx, commit=True)


@pytest.fixture
async def app(start: Start) -> AsyncIterator[App]:
    """The running program, once by polling and once by webhook."""
    async with start() as app:
        yield app
