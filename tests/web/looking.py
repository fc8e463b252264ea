"""A page as a browser has it: what is wrong with it at each width, in light and dark."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, Response, async_playwright

from web.live import Hub

CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
WIDTHS = (390, 820, 1280)
SCHEMES = ("light", "dark")
MOST_BYTES = 150_000
"""Of a page with all that it needs, without pictures."""
MILLISECONDS = 15_000


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


async def sign_in(page: Page, base: str, token: str) -> None:
    await page.goto(f"{base}/login?token={token}")
    await page.get_by_role("button", name="Sign in").click()
    await page.wait_for_url(f"{base}/me")


async def faults(page: Page, address: str, *, foreign: str = "") -> list[str]:
    """What is wrong, in words: rules of accessibility, what sticks out, weight, hosts; `foreign` may be asked."""
    found: list[str] = []
    base, answers = "/".join(address.split("/")[:3]), list[Response]()
    page.on("response", lambda answer: answers.append(answer))
    page.on("request", lambda call: _note_foreign(found, call.url, base, foreign))
    page.on("pageerror", lambda error: found.append(f"script: {error}"))
    page.on("console", lambda said: found.append(f"said: {said.text}") if "Content Security" in said.text else None)
    for number, (width, scheme) in enumerate((width, scheme) for width in WIDTHS for scheme in SCHEMES):
        await page.set_viewport_size({"width": width, "height": 900})
        await page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        if not number:
            await page.goto(address)
            found += await _weight(answers)
        found += [f"{width} {scheme}: {one}" for one in await seen(page)]
    return found


def _note_foreign(found: list[str], url: str, base: str, foreign: str) -> None:
    if not url.startswith((base, "data:")) and url != foreign:
        found.append(f"asks {url}")


async def seen(page: Page) -> list[str]:
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    out = await page.evaluate(wide)
    result = await Axe().run(page)
    broken = [
        f"{one['id']} {one['nodes'][0]['html'][:120]} {one['nodes'][0].get('failureSummary', '')[:160]}"
        for one in result.response["violations"]
    ]
    return ([f"sticks out by {out}"] if out > 0 else []) + broken


async def _weight(answers: list[Response]) -> list[str]:
    weighed = [one for one in answers if one.request.resource_type in {"document", "stylesheet", "script", "font"}]
    total = sum([len(await one.body()) for one in weighed if one.status == 200])
    return [f"weighs {total}"] if total > MOST_BYTES else []


async def whole(page: Page, base: str, paths: list[str]) -> dict[str, list[str]]:
    """The pages with faults, and which."""
    found = {path: await faults(page, f"{base}{path}") for path in paths}
    return {path: wrong for path, wrong in found.items() if wrong}


async def listened(hub: Hub, windows: int) -> None:
    """Until so many windows wait for news."""
    ends = time.monotonic() + 10
    while sum(hub.open.values()) < windows:
        assert time.monotonic() < ends
        await asyncio.sleep(0.01)
