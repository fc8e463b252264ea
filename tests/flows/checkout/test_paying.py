"""Paying on the card provider's page: from the chat and without one, and whatever becomes of the news of it."""

import re
from datetime import timedelta

import aiohttp
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session as Tx

from db.models import Alert, Host, Payment, ProviderEvent, Refund, Registration, Series
from services import holds
from services.registrations import by_link
from tests.factories import NOW
from tests.flows.checkout.pages import SECRETS, done, held, page_of, refund_due, rows, to_stripe, worked_off
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, cancel, received, until
from tests.mailserver import Server, listening


@ON_BOTH_DATABASES
async def test_a_place_is_paid_on_a_page_and_the_chat_knows_at_once(app, crew, jam, engine, local, visit):
    ana = crew[0]
    reference = await held(ana, jam)
    page = await page_of(visit, reference)
    assert await page_of(visit, reference) == page, "one page for one payment"
    session = local.get(page)
    assert (session["amount_total"], session["currency"]) == (1250, "eur")
    booked, client = rows(engine, Registration.reference, Registration.user_id)[0]
    named = {"payment": reference, "kind": "place", "client": str(client), "registration": booked}
    assert session["metadata"] == named

    local.pay(page)
    await ana.wait_for("✅ You are in: Reformer")
    assert rows(engine, Registration.status) == [("confirmed",)]
    charge = local.all("charge")[0]["id"]
    assert rows(engine, Payment.status, Payment.provider, Payment.provider_charge_id, Payment.receipt_number) == [
        ("succeeded", "stripe", charge, 1)
    ]
    status, headers, text = await visit(f"/paid/{reference}")
    assert (status, "Refresh" in headers) == (200, False)
    assert "✅ Paid" in text
    assert "€12.50" in text


@SIMPLEST
async def test_coming_back_proves_nothing_and_asks_the_provider(app, crew, jam, engine, local, visit, clock):
    """The news never comes: the page that one comes back to finds it out."""
    local.hold_events()
    reference = await held(crew[0], jam)
    page = await page_of(visit, reference)
    _, headers, text = await visit(f"/paid/{reference}")
    assert headers["Refresh"] == "2"
    assert "Processing payment…" in text
    assert rows(engine, Registration.status) == [("pending_payment",)]

    local.pay(page)
    for _ in range(3):
        _, headers, _ = await visit(f"/paid/{reference}")
        assert headers["Refresh"] == "2", "the provider was asked a moment ago"
    assert [one.name for one in local.requests].count("GET /v1/checkout/sessions/{id}") == 1
    clock.now += timedelta(seconds=10)
    _, headers, text = await visit(f"/paid/{reference}")
    assert "Refresh" not in headers
    assert "✅ Paid" in text
    await crew[0].wait_for("✅ You are in: Reformer")
    local.release()
    await worked_off(local)
    assert rows(engine, Payment.status) == [("succeeded",)]


@ON_BOTH_DATABASES
@pytest.mark.parametrize("news", ["doubled", "under two ids", "reordered", "never"])
async def test_however_the_news_comes_a_place_is_paid_once(app, crew, jam, engine, local, visit, news):
    local.hold_events()
    reference = await held(crew[0], jam)
    page = await page_of(visit, reference)
    local.decline(page)
    local.pay(page)
    if news == "reordered":
        local.reverse()
    elif news == "never":
        local.drop()
    else:
        local.double(new_ids=news == "under two ids")
    local.release()
    await worked_off(local)
    if news == "never":
        assert rows(engine, Registration.status) == [("pending_payment",)]
        await done("payments.reconcile")
    await crew[0].wait_for("✅ You are in: Reformer")
    await all_told(engine)
    assert rows(engine, Payment.status) == [("succeeded",)]
    assert rows(engine, func.count(Refund.id)) == [(0,)]
    assert rows(engine, func.count(ProviderEvent.id).filter(ProviderEvent.handled_at.is_(None))) == [(0,)]


@ON_BOTH_DATABASES
async def test_the_page_ends_with_the_hold(app, crew, jam, engine, local, visit, clock):
    ana, bo = crew[:2]
    reference = await held(ana, jam)
    page = await page_of(visit, reference)
    clock.now += holds.HOLD
    await done("payments.expire_holds")
    await ana.wait_for("✖️ The time to pay ran out: Reformer")
    assert local.get(page)["status"] == "expired"
    assert rows(engine, Registration.status) == [("expired",)]
    status, _, text = await visit(f"/pay/{reference}")
    assert status == 409
    assert "The time to pay ran out" in text
    assert await held(bo, jam)


@ON_BOTH_DATABASES
async def test_who_pays_in_the_last_moment_has_the_place(app, crew, jam, engine, local, visit, clock):
    """The sweep finds the page paid when it wants to end it, and no event has come."""
    local.hold_events()
    page = await page_of(visit, await held(crew[0], jam))
    clock.now += holds.HOLD
    local.pay(page)
    await done("payments.expire_holds")
    await crew[0].wait_for("✅ You are in: Reformer")
    assert rows(engine, Payment.status) == [("succeeded",)]


@ON_BOTH_DATABASES
async def test_paid_when_the_place_is_gone_goes_back_at_stripe(app, crew, jam, engine, local, visit, clock):
    """Somebody else has it when the news comes; the sweep has not heard of it either."""
    ana, bo = crew[:2]
    local.hold_events()
    local.pay(await page_of(visit, await held(ana, jam)))
    local.fail("GET /v1/checkout/sessions/{id}", status=500, times=None)
    await ana.open(f"s_{jam.code}")
    await cancel(ana)
    await page_of(visit, await held(bo, jam))
    local.heal()
    local.release()
    await worked_off(local)
    await done("refunds.send_due")
    await ana.wait_for("It came when the place was gone already.")
    assert rows(engine, Refund.status, Refund.cause, Refund.amount) == [("succeeded", "late", 1250)]
    assert [one["amount"] for one in local.all("refund")] == [1250]


@SIMPLEST
async def test_by_bank_the_place_is_kept_until_the_bank_has_spoken(app, crew, jam, engine, local, visit, clock):
    page = await page_of(visit, await held(crew[0], jam))
    local.pay_later(page)
    await worked_off(local)
    clock.now += holds.HOLD - timedelta(minutes=1)
    await done("payments.expire_holds")
    assert rows(engine, Registration.status) == [("pending_payment",)]
    local.arrive(page, paid=False)
    await worked_off(local)
    await crew[0].wait_for("✖️ Your payment did not go through: Reformer")
    assert rows(engine, Payment.status) == [("failed",)]
    await crew[0].tap("Pay")
    await until(lambda: received(crew[0], "It costs €12.50") == 2, "asked once more")
    again = [one for one in crew[0].messages if "It costs €12.50" in one][-1]
    local.pay(await page_of(visit, again.key("Pay €12.50")["url"].rpartition("/")[2]))
    await crew[0].wait_for("✅ You are in: Reformer")


@SIMPLEST
async def test_stripe_that_is_away_is_said_and_the_place_stays(app, crew, jam, engine, local, visit):
    reference = await held(crew[0], jam)
    local.fail("POST /v1/checkout/sessions", cut=True)
    status, _, text = await visit(f"/pay/{reference}")
    assert status == 503
    assert "The card service does not answer at the moment." in text
    local.heal()
    page = await page_of(visit, reference)
    assert len(local.all("checkout.session")) == 1, "the same key, one page"
    local.pay(page)
    await crew[0].wait_for("✅ You are in: Reformer")


@SIMPLEST
async def test_a_price_that_changed_is_asked_anew(app, crew, jam, make, local, visit):
    ana = crew[0]
    reference = await held(ana, jam)
    series = make.tx.get_one(Series, jam.series_id)
    series.price = 2000
    make.kept(series)
    status, _, text = await visit(f"/pay/{reference}")
    assert status == 409
    assert "The price has changed to €20.00" in text
    message = await ana.wait_for("It costs €20.00")
    page = await page_of(visit, message.key("Pay €20.00")["url"].rpartition("/")[2])
    assert local.get(page)["amount_total"] == 2000


@SIMPLEST
async def test_the_daily_look_finds_what_only_one_side_has(app, crew, jam, engine, local, visit, clock):
    local.hold_events()
    local.charge_card(700, "EUR", "from elsewhere")
    local.pay(await page_of(visit, await held(crew[0], jam)))
    clock.now += timedelta(hours=1)
    await done("payments.reconcile")
    with Tx(engine) as tx:
        unknown = tx.scalars(select(Alert).where(Alert.kind == "charges_unknown")).one()
        assert (unknown.data["count"], unknown.data["amounts"]) == (1, "700 EUR")
        assert tx.scalar(select(Payment.status)) == "succeeded"
        tx.scalars(select(Payment)).one().provider_charge_id = "ch_gone"
        tx.commit()
    clock.now += timedelta(hours=1)
    await done("payments.reconcile")
    assert {("charge_missing",), ("charges_unknown",)} <= set(rows(engine, Alert.kind))


@SIMPLEST
async def test_without_telegram_one_registers_on_a_page_and_pays_by_the_mails_link(start, make, jam, engine, local):
    owner_id, ways = make.tx.get_one(Host, jam.host_id).owner_id, by_link.Ways(takes_cards=True)
    token = by_link.open_link(make.tx, user_id=owner_id, session_id=jam.id, ways=ways, now=NOW)
    make.commit()
    form, server = {"name": "Grandma Ruiz", "email": "grandma@example.org"}, Server()
    async with (
        listening(server) as mail,
        start(**to_stripe(local), smtp_url=f"smtp://{mail}", mail_from="Jam <jam@example.org>") as app,
        aiohttp.ClientSession(f"http://127.0.0.1:{app.settings.web_port}") as browser,
    ):
        local.webhook(f"http://127.0.0.1:{app.settings.web_port}/stripe/webhook", *SECRETS)
        async with browser.post(f"/register/{token}", data=form) as answer:
            text = await answer.text()
            assert (answer.status, "I wrote to you at grandma@example.org" in text, "/pay/" in text) == (
                200,
                True,
                False,
            )
        await until(lambda: bool(server.mails), "the mail")
        letter = server.mails[0][1].get_body(("plain",)).get_content()
        assert re.search(r"It costs €12.50. Please pay by Mon 23 Nov, \d\d:\d\d", letter)
        [to_cancel] = re.findall(r"/cancel/[\w-]{22}", letter)

        async def ask(method, path, **form):
            async with browser.request(method, path, data=form or None, allow_redirects=False) as answer:
                return answer.headers.get("Location", ""), await answer.text()

        async def page_of_guest(text):
            """Where the page to pay on is, by the button of one's own."""
            reference = text.split('href="/pay/')[1][:8]
            leads_to, _ = await ask("GET", f"/pay/{reference}")
            return leads_to.rpartition("/")[2]

        by_bank = await page_of_guest((await ask("GET", to_cancel))[1])
        local.pay_later(by_bank)
        await worked_off(local)
        local.arrive(by_bank, paid=False)
        await worked_off(local)
        assert "Your payment did not go through." in (await ask("GET", to_cancel))[1]
        local.pay(await page_of_guest((await ask("POST", to_cancel, what="pay"))[1]))
        await worked_off(local)
        assert rows(engine, Registration.status) == [("confirmed",)]

        assert "↩️ €12.50 comes back." in (await ask("GET", to_cancel))[1]
        assert "You have no place here any more." in (await ask("POST", to_cancel))[1]
        await refund_due(engine)
        about_money = "€12.50 is on its way back to you."
        await until(lambda: about_money in [mail["Subject"] for _, mail in server.mails], "the mail about the refund")


@SIMPLEST
async def test_only_what_stripe_signed_is_taken(app, local, engine):
    url = f"http://127.0.0.1:{app.settings.web_port}/stripe/webhook"
    async with aiohttp.ClientSession() as session:
        for body, headers in (
            (b"{}", {}),
            (b"{}", {"Stripe-Signature": "t=1,v1=00"}),
            (b"[]", {"Stripe-Signature": local.hooks.signature(b"[]")}),
            (b'{"id": "evt_1"}', {"Stripe-Signature": local.hooks.signature(b'{"id":"evt_1"}')}),
        ):
            async with session.post(url, data=body, headers=headers) as answer:
                assert answer.status == 400
        async with session.get(url) as answer:
            assert answer.status == 405
    assert rows(engine, func.count(ProviderEvent.id)) == [(0,)]
