"""The demo in a real browser, tapped by two people side by side, as somebody who tries it would."""

import asyncio
import re
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE

import pytest
from playwright.async_api import Locator, async_playwright, expect

from tests.flows.conftest import free_port

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
WITHIN = 60.0
"""Seconds for the demo to start on a busy machine."""
MILLISECONDS = 15_000

pytestmark = pytest.mark.needs("chromium")


@pytest.fixture
async def demo(tmp_path):
    """`turnout demo` with a folder of its own; its address."""
    port = free_port()
    command = [sys.executable, "-m", "bot", "demo", "--port", str(port), "--data", str(tmp_path)]
    process = await asyncio.create_subprocess_exec(*command, stdout=PIPE, stderr=DEVNULL)
    assert process.stdout
    async with asyncio.timeout(WITHIN):
        while f"http://127.0.0.1:{port}" not in (line := (await process.stdout.readline()).decode()):
            assert line, "the demo ended before it said where it is"
    yield f"http://127.0.0.1:{port}"
    process.send_signal(signal.SIGTERM)
    rest, _ = await process.communicate()
    assert (process.returncode, b"Traceback" in rest) == (0, False)


@pytest.fixture
async def page(demo):
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = await browser.new_page(viewport={"width": 1800, "height": 900})
        page.set_default_timeout(MILLISECONDS)
        trouble: list[str] = []
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("request", lambda call: None if call.url.startswith(demo) else trouble.append(call.url))
        await page.goto(demo)
        yield page
        await browser.close()
    assert trouble == []


async def tap(window: Locator, words: str) -> None:
    """The newest button with these words, after an emoji or alone."""
    await window.get_by_role("button", name=re.compile(rf"^(\W* )?{re.escape(words)}$")).last.click()


async def turn(window: Locator, words: str) -> None:
    """Tap, and wait until the screen shows something else."""
    button = window.page.get_by_role("button", name=words, exact=True)
    number = await window.get_by_test_id("message").filter(has=button).last.get_attribute("data-id")
    screen = window.locator(f'[data-id="{number}"]')
    before = (await screen.text_content()) or ""
    await screen.get_by_role("button", name=words, exact=True).click()
    await expect(screen).not_to_have_text(before)


async def open_card(window: Locator, title: str) -> None:
    """Browse the next days until a session of this name is found, and open it."""
    await turn(window, "Browse sessions")
    await turn(window, "Next 7 days")
    session = window.get_by_role("button", name=re.compile(title)).first
    while not await session.count():
        await turn(window, "Next")
    await session.click()
    await expect(window).to_contain_text("Three machines, one teacher")


async def test_two_people_share_one_place_side_by_side(page):
    expect.set_options(timeout=MILLISECONDS)
    ana, bo = page.get_by_role("region", name="Ana Ruiz"), page.get_by_role("region", name="Bo Kimura")

    await open_card(ana, "Reformer Pilates")
    await expect(ana).to_contain_text("1 of 3 left")
    await tap(ana, "Register")
    await tap(ana, "Confirm")
    await expect(ana).to_contain_text("✅ You are in: Reformer Pilates")

    await open_card(bo, "Reformer Pilates")
    await tap(bo, "Join waitlist")
    await expect(bo).to_contain_text("⏳ You are 1st in line: Reformer Pilates")

    await tap(ana, "Cancel registration")
    await tap(ana, "Yes, cancel")

    await expect(bo).to_contain_text("A place is free for you: Reformer Pilates")
    await expect(ana).to_contain_text("Your place is given back.")


async def test_the_pages_open_inside_telegram_with_who_opens_them(page):
    """What Telegram itself would bring is not there, and the page does without."""
    await page.context.route("https://telegram.org/**", lambda route: route.abort())
    ana = page.get_by_role("region", name="Ana Ruiz")
    await ana.get_by_placeholder("Message").fill("/start login")
    await ana.get_by_placeholder("Message").press("Enter")
    async with page.context.expect_page() as opened:
        await tap(ana, "Open here")
    inside = await opened.value
    await expect(inside.get_by_role("heading", name="Your registrations")).to_be_visible()
    assert "tgWebAppData" not in inside.url
    await ana.get_by_placeholder("Message").fill("/start")
    await ana.get_by_placeholder("Message").press("Enter")
    await expect(ana).to_contain_text("Browse sessions")
