"""From the chat into the browser: the bot's link signs in, once."""

from urllib.parse import parse_qs, urlsplit

import aiohttp
import pytest

from tests.flows.conftest import SIMPLEST
from tests.flows.steps import all_told, register


@pytest.fixture
async def browser():
    async with aiohttp.ClientSession(headers={"Accept": "text/html"}) as session:
        yield session


def local(app, link: str) -> str:
    """The page where the program of this test listens."""
    parts = urlsplit(link)
    return f"http://127.0.0.1:{app.settings.web_port}{parts.path}?{parts.query}"


@SIMPLEST
@pytest.mark.parametrize("way_in", ["button", "deep link"])
async def test_the_bots_link_opens_what_one_booked(app, crew, make, engine, browser, way_in):
    ana = crew[0]
    await register(ana, make.session(title="Monday <Jam>"))
    await all_told(engine)
    if way_in == "button":
        await ana.send("/settings")
        await ana.tap("Open pages")
    else:
        await ana.open("login")
    assert "do not forward it" in ana.screen
    await ana.tap("Open pages")
    assert ana.link.startswith(f"{app.settings.public_url}/login?token=")

    async with browser.get(local(app, ana.link)) as page:
        assert "Sign in as Ana Ruiz?" in await page.text()
    token = ana.link.partition("token=")[2]
    form = {"token": token, "next": ""}
    async with browser.post(local(app, ana.link), data=form, allow_redirects=False) as entered:
        cookie = entered.cookies["__Host-visit"].value

    async with browser.get(local(app, "/me"), headers={"Cookie": f"__Host-visit={cookie}"}) as mine:
        text = await mine.text()
    assert "Monday &lt;Jam&gt;" in text
    assert "Wed 25 Nov, 13:00" in text
    assert "✅ 1 place" in text


@SIMPLEST
async def test_a_newer_link_ends_the_older_one(app, crew, browser):
    ana = crew[0]
    await ana.open("login")
    await ana.tap("Open pages")
    older = ana.link
    await ana.open("login")

    async with browser.get(local(app, older)) as page:
        assert (page.status, "That link is over" in await page.text()) == (410, True)


@SIMPLEST
async def test_inside_telegram_one_is_in_at_once(app, sandbox, clock, crew, make, engine, browser):
    sandbox.world.clock = lambda: clock.now.timestamp()
    ana = crew[0]
    await register(ana, make.session(title="Monday Jam"))
    await all_told(engine)
    await ana.open("login")
    await ana.tap("Open here")
    page, _, signed = ana.link.partition("#")
    assert page == f"{app.settings.public_url}/app"
    data = parse_qs(signed)["tgWebAppData"][0]

    async with browser.post(local(app, page), data={"data": data}, allow_redirects=False) as entered:
        cookie = entered.cookies["__Host-inside"].value
    async with browser.get(local(app, "/me"), headers={"Cookie": f"__Host-inside={cookie}"}) as mine:
        assert "Monday Jam" in await mine.text()
