"""A served site, a client that keeps its cookies as a browser does, and real browsers."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import aiohttp
import pytest
from sqlalchemy import event

from services import logins
from services.limits import CountsHere
from tests.factories import NOW
from tests.fakes import FakeCipher
from tests.web.looking import MILLISECONDS, chromium, sign_in
from web.app import make_app, serving
from web.live import Hub
from web.site import Site


class Clock:
    now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def asked(db):
    """What is asked of the database: each statement, and its values."""
    seen: list[tuple[str, Any]] = []

    def note(_connection, _cursor, statement, values, *_rest):
        if statement.lstrip().upper().startswith(("SELECT", "UPDATE", "INSERT", "DELETE", "WITH")):
            seen.append((statement, values))

    engines = [one for one in vars(db.store).values() if hasattr(one, "sync_engine") or hasattr(one, "dialect")]
    assert engines
    for one in engines:
        event.listen(getattr(one, "sync_engine", one), "before_cursor_execute", note)
    return seen


@pytest.fixture
def site(db, clock):
    async def bot_name() -> str:
        return "turnout_bot"

    return Site(
        db=db,
        clock=clock,
        language="en",
        public_url="http://127.0.0.1:8080",
        key=b"key of these tests",
        cipher=FakeCipher(),
        bot_name=bot_name,
        sends_mail=True,
        counts=CountsHere(),
    )


@dataclass
class Answer:
    status: int
    body: bytes
    headers: Any

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def csrf(self) -> str:
        return self.text.split('name="csrf" value="')[1].split('"')[0]


class Browser:
    """Follows nothing by itself; its cookies are sent whatever their flags, as a browser does over TLS."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self.session, self.base = session, base
        self.cookies: dict[str, str] = {}

    async def ask(self, method: str, path: str, **more: Any) -> Answer:
        headers = {"Accept": "text/html", **more.pop("headers", {})}
        if self.cookies:
            headers.setdefault("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        async with self.session.request(
            method, self.base + path, headers=headers, allow_redirects=False, **more
        ) as answer:
            for name, morsel in answer.cookies.items():
                if morsel.value and morsel["max-age"] != "0":
                    self.cookies[name] = morsel.value
                else:
                    self.cookies.pop(name, None)
            return Answer(answer.status, await answer.read(), answer.headers)

    async def get(self, path: str, **more: Any) -> Answer:
        return await self.ask("GET", path, **more)

    async def post(self, path: str, data: dict[str, str] | None = None, **more: Any) -> Answer:
        return await self.ask("POST", path, data=data or {}, **more)


@pytest.fixture
def served(site):
    """Serves a site with more routes; gives what makes browsers."""

    @asynccontextmanager
    async def serve(*routes: Any, **changed: Any) -> AsyncIterator[Any]:
        app = make_app(routes, site=replace(site, **changed))
        jar = aiohttp.DummyCookieJar
        async with serving(app, "127.0.0.1", 0) as port, aiohttp.ClientSession(cookie_jar=jar()) as session:
            yield lambda: Browser(session, f"http://127.0.0.1:{port}")

    return serve


@pytest.fixture
async def browser(served):
    async with served() as browsers:
        yield browsers()


@pytest.fixture
def hub(db):
    hub = Hub()
    db.on_changed = hub.tell
    return hub


@pytest.fixture
async def base(site, hub):
    async with serving(make_app(site=site, hub=hub), "127.0.0.1", 0, draining=1.0) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
async def context():
    async with chromium() as browser:
        context = await browser.new_context(locale="en-GB")
        context.set_default_timeout(MILLISECONDS)
        yield context
        await context.close()


@pytest.fixture
async def page(context):
    return await context.new_page()


@pytest.fixture
def enter(make, base):
    """Signs somebody in by a link of the bot, as they do."""

    async def enter(page, user):
        token = logins.issue(make.tx, user_id=user.id, now=NOW)
        make.commit()
        await sign_in(page, base, token)

    return enter
