"""The checkout page in a real browser."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Page, ViewportSize, async_playwright, expect

from tests.sandbox.stripe.conftest import ORDER

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE = ViewportSize(width=360, height=740)


@pytest.fixture
def chromium() -> str:
    if not CHROMIUM.exists() and os.environ.get("CI") != "true":
        pytest.skip("needs Chromium at /usr/bin/chromium (Debian: apt-get install chromium)")
    return str(CHROMIUM)


@pytest.fixture
async def page(chromium):
    async with async_playwright() as driver:
        browser = await driver.chromium.launch(executable_path=chromium, args=FLAGS)
        page = await browser.new_page(viewport=PHONE, color_scheme="dark")
        trouble: list[str] = []
        page.on("console", lambda line: trouble.append(line.text) if line.type == "error" else None)
        yield page
        await browser.close()
    assert trouble == []


@pytest.fixture
def open_checkout(local, client, page: Page):
    """Opens a checkout of this order in the browser; both ways out lead to the page of another one."""

    async def make(**changes):
        other = await client.v1.checkout.sessions.create_async(ORDER)
        out = {"success_url": f"{other.url}?paid={{CHECKOUT_SESSION_ID}}", "cancel_url": f"{other.url}?back"}
        session = await client.v1.checkout.sessions.create_async({**ORDER, **out, **changes})
        await page.goto(session.url)
        return session

    return make


async def test_a_card_is_declined_rejected_and_then_taken(local, page: Page, open_checkout):
    session = await open_checkout()
    await expect(page.get_by_text("Jam crew", exact=True)).to_be_visible()
    await expect(page.get_by_role("heading", name="Monday Jam")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]

    await page.get_by_role("button", name="Card is declined").click()
    await expect(page.get_by_role("alert")).to_have_text("Your card was declined.")
    await page.get_by_role("button", name="3-D Secure").click()
    await page.get_by_role("button", name="Reject").click()
    await expect(page.get_by_role("alert")).to_have_text("The payment was not confirmed by your bank.")
    await page.get_by_role("button", name="3-D Secure").click()
    await page.get_by_role("button", name="Approve").click()

    await page.wait_for_url(f"**?paid={session.id}")
    assert local.get(session.id)["payment_status"] == "paid"
    await page.goto(session.url)
    await expect(page.get_by_role("heading")).to_have_text("This checkout is done.")


async def test_amounts_are_written_as_their_currency_is(local, page: Page, open_checkout):
    for currency, amount, words in (("jpy", 1500, "¥1,500"), ("kwd", 12_340, "KWD 12.340"), ("isk", 1500, "ISK 15")):
        price = {"currency": currency, "unit_amount": amount, "product_data": {"name": "<b>Jam</b>"}}
        await open_checkout(line_items=[{"quantity": 1, "price_data": price}])
        await expect(page.get_by_role("button", name=f"Pay {words}")).to_be_visible()
        await expect(page.get_by_role("heading")).to_have_text("<b>Jam</b>")


async def test_money_by_bank_comes_later_and_back_leads_back(local, page: Page, open_checkout):
    await open_checkout()
    await page.get_by_role("link", name="Back to Jam crew").click()
    await page.wait_for_url("**?back")

    session = await open_checkout()
    await page.get_by_role("button", name="Pay by bank").click()
    await page.wait_for_url(f"**?paid={session.id}")
    await page.goto(session.url)
    await expect(page.get_by_role("heading")).to_have_text("The money is on its way.")


async def test_owner_and_banks_act_at_the_dashboard(local, page: Page, open_checkout):
    session = await open_checkout()
    local.pay_later(session.id)
    await page.goto(f"{local.url}/sandbox/stripe")
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]

    await page.get_by_role("button", name="The money arrives").click()
    await page.get_by_role("button", name="Refund").click()
    await expect(page.get_by_text("−€12.00")).to_be_visible()
    await page.get_by_role("button", name="It fails").click()
    await expect(page.get_by_text("Refund, failed")).to_be_visible()
    await page.get_by_role("button", name="Dispute").click()
    await page.get_by_role("button", name="Dispute is lost").click()

    await expect(page.get_by_text("Dispute, lost")).to_be_visible()
    assert [event["type"] for event in local.events() if event["type"].startswith(("checkout", "refund"))] == [
        "checkout.session.completed",
        "checkout.session.async_payment_succeeded",
        "refund.created",
        "refund.updated",
        "refund.failed",
    ]
    await page.get_by_role("button", name="Refund", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("has been charged back")


async def test_an_expired_checkout_takes_no_money(local, client, page: Page, open_checkout):
    session = await open_checkout()
    await client.v1.checkout.sessions.expire_async(session.id)

    await page.get_by_role("button", name="Pay €12.00").click()

    await expect(page.get_by_role("heading")).to_have_text("This Checkout Session is expired.")
    assert local.all("charge") == []
