"""The page in a real browser, with a real bot behind it."""

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession
from playwright.async_api import Page, async_playwright, expect

from sandbox import Sandbox
from tests.sandbox.conftest import Rig

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture
def chromium() -> str:
    if not CHROMIUM.exists() and os.environ.get("CI") != "true":
        pytest.skip("needs Chromium at /usr/bin/chromium (Debian: apt-get install chromium)")
    return str(CHROMIUM)


@pytest.fixture
async def page(hooked: Rig, chromium: str) -> AsyncIterator[Page]:
    for name in ("Ana Ruiz", "Bo Klein"):
        hooked.sandbox.person(name)
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=chromium, args=FLAGS)
        page = await browser.new_page(viewport={"width": 1280, "height": 800})
        trouble: list[str] = []
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on(
            "request", lambda call: trouble.append(call.url) if not call.url.startswith(hooked.sandbox.url) else None
        )
        await page.goto(hooked.sandbox.url)
        yield page
        await browser.close()
    assert trouble == []


async def test_two_people_chat_with_the_bot_side_by_side(page: Page, hooked: Rig) -> None:
    await expect(page).to_have_title("Turnout sandbox")
    ana, bo = page.get_by_role("region", name="Ana Ruiz"), page.get_by_role("region", name="Bo Klein")

    await ana.get_by_role("button", name="Start", exact=True).click()
    await expect(ana.get_by_test_id("message").last).to_contain_text("Count: 0")
    await ana.get_by_role("button", name="Add one").click()
    await expect(ana.get_by_test_id("message").last).to_contain_text("Count: 1")
    await ana.get_by_role("button", name="Toast").click()
    await expect(ana.get_by_test_id("toast")).to_have_text("A toast")
    await ana.get_by_role("button", name="Alert").click()
    await expect(ana.get_by_role("alertdialog")).to_contain_text("An alert")
    await page.keyboard.press("Enter")
    await expect(ana.get_by_role("alertdialog")).to_have_count(0)

    await bo.get_by_role("button", name="Start", exact=True).click()
    await bo.get_by_role("textbox", name="Message").fill("<img src=x onerror=alert(1)> hello")
    await page.keyboard.press("Enter")
    await expect(bo.get_by_test_id("message").last).to_contain_text("You said <img src=x onerror=alert(1)> hello")
    await bo.get_by_role("textbox", name="Message").fill("/pay")
    await page.keyboard.press("Enter")
    await bo.get_by_role("button", name="Pay €12.00").click()
    await bo.get_by_role("dialog", name="Checkout").get_by_role("button", name="Pay €12.00").click()
    await expect(bo.get_by_test_id("message").last).to_contain_text("Paid 1200")


async def test_an_invoice_is_declined_forwarded_and_closed(page: Page, hooked: Rig) -> None:
    bo = page.get_by_role("region", name="Bo Klein")
    await bo.get_by_role("button", name="Start", exact=True).click()
    await bo.get_by_role("textbox", name="Message").fill("/pay")
    await page.keyboard.press("Enter")
    await bo.get_by_role("button", name="Pay €12.00").click()
    await bo.get_by_role("button", name="Card is declined").click()
    await expect(bo.get_by_role("alertdialog", name="Payment failed")).to_contain_text("Your card was declined.")
    await page.keyboard.press("Enter")
    await bo.get_by_role("button", name="Pay €12.00").click()
    await bo.get_by_role("button", name="Close").click()
    await bo.get_by_test_id("message").last.hover()
    await bo.get_by_role("button", name="Forward").click()
    await bo.get_by_role("button", name="Ana Ruiz").click()

    ana = page.get_by_role("region", name="Ana Ruiz")
    await ana.get_by_role("tab", name="Bo and Ana").click()
    await ana.get_by_role("button", name="Pay €12.00").click()
    await expect(ana).to_contain_text("You came by p_7")
    assert hooked.sandbox.world.payments == {}


async def test_links_unread_counts_new_people_and_blocking(page: Page, hooked: Rig) -> None:
    await page.get_by_role("region", name="Bo Klein").get_by_role("button", name="Start", exact=True).click()
    await page.get_by_role("button", name="One chat").click()
    await page.get_by_role("button", name=re.compile("^Ana Ruiz")).click()
    ana = page.get_by_role("region", name="Ana Ruiz")
    await page.get_by_label("Open a link").fill("https://t.me/turnout_bot?start=s_ABC")
    await page.keyboard.press("Enter")
    await expect(ana).to_contain_text("You came by s_ABC")

    bo = hooked.sandbox.person("Bo Klein")
    await hooked.bot.send_message(bo.id, "A place is free for you")
    await page.get_by_role("button", name="Bo Klein, 1 unread").click()
    await expect(page.get_by_role("region", name="Bo Klein")).to_contain_text("A place is free for you")

    await page.get_by_role("button", name="Menu of Bo Klein").click()
    await page.get_by_role("menuitem", name="Block the bot").click()
    await expect(page.get_by_role("button", name="Unblock")).to_be_visible()
    assert hooked.sandbox.world.chats[bo.id].blocked

    await page.get_by_role("button", name="New person").click()
    await page.get_by_label("Name").fill("Chloé Martin")
    await page.get_by_label("Language of their Telegram").select_option("fr")
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_role("region", name="Chloé Martin")).to_be_visible()
    assert hooked.sandbox.person("Chloé Martin").user["language_code"] == "fr"


async def test_inline_results_are_offered_while_one_types(page: Page, hooked: Rig) -> None:
    ana = page.get_by_role("region", name="Ana Ruiz")
    await ana.get_by_role("button", name="Start", exact=True).click()

    await ana.get_by_role("textbox", name="Message").fill("@turnout_bot Jam")
    await ana.get_by_role("option", name="Share Jam").click()

    await expect(ana.get_by_test_id("message").last).to_contain_text("via @turnout_bot")
    await ana.get_by_test_id("message").last.get_by_role("button", name="Add one").click()
    await expect(ana.get_by_test_id("message").last).to_contain_text("Count: 1")


async def test_no_other_site_may_act_through_the_page(sandbox: Sandbox) -> None:
    sandbox.person("Ana Ruiz", id=101)
    async with ClientSession() as client:
        facts = {"person": 101, "text": "/start"}
        address = f"{sandbox.url}/sandbox/send"
        async with client.post(address, json=facts, headers={"Origin": "https://elsewhere.example"}) as answer:
            assert answer.status == 403
        async with client.post(address, json={"person": 7, "text": "/start"}) as answer:
            assert (answer.status, await answer.json()) == (400, {"error": "there is no such person"})
    assert sandbox.updates == []
