"""Checkout sessions from opening to the end, as the library reads them."""

import copy
import time

import pytest
import stripe

from sandbox.stripe.errors import Refusal
from tests.sandbox.stripe.conftest import ORDER


async def opened(client, **changes):
    return await client.v1.checkout.sessions.create_async(copy.deepcopy(ORDER) | changes)


async def test_a_session_opens_unpaid_and_is_paid_by_card(local, client, webhook):
    session = await opened(client)
    assert (session.status, session.payment_status, session.amount_total) == ("open", "unpaid", 1200)
    assert (session.currency, session.livemode, session.payment_intent) == ("eur", False, None)
    assert session.url == f"{local.url}/c/pay/{session.id}"

    local.pay(session.id)
    await local.delivered()

    found = await client.v1.checkout.sessions.retrieve_async(session.id, {"expand": ["payment_intent"]})
    intent = found.payment_intent
    assert (found.status, found.payment_status, found.url) == ("complete", "paid", None)
    assert (found.client_reference_id, found.metadata["order"]) == ("order-7", "7")
    assert (intent.status, intent.amount_received, intent.metadata["order"]) == ("succeeded", 1200, "7")
    charge = await client.v1.charges.retrieve_async(intent.latest_charge, {"expand": ["balance_transaction"]})
    assert (charge.status, charge.amount, charge.balance_transaction.net) == ("succeeded", 1200, 1182)
    assert webhook.types == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "checkout.session.completed",
    ]
    assert webhook.events[-1].data.object.id == session.id
    items = await client.v1.checkout.sessions.line_items.list_async(session.id)
    assert [(item.description, item.quantity, item.amount_total) for item in items.data] == [("Monday Jam", 2, 1200)]


async def test_a_declined_card_leaves_the_session_open(local, client, webhook):
    session = await opened(client)

    local.decline(session.id)
    local.three_d_secure(session.id, approve=False)
    await local.delivered()

    found = await client.v1.checkout.sessions.retrieve_async(session.id, {"expand": ["payment_intent"]})
    assert (found.status, found.payment_status, found.payment_intent.status) == (
        "open",
        "unpaid",
        "requires_payment_method",
    )
    assert found.payment_intent.last_payment_error.code == "payment_intent_authentication_failure"
    assert webhook.types.count("payment_intent.payment_failed") == 2
    local.three_d_secure(session.id, approve=True)
    assert local.get(session.id)["payment_status"] == "paid"
    charges = await client.v1.charges.list_async({"payment_intent": found.payment_intent.id})
    assert [charge.status for charge in charges.data] == ["succeeded", "failed", "failed"]


@pytest.mark.parametrize(
    ("paid", "status", "event"),
    [
        (True, "paid", "checkout.session.async_payment_succeeded"),
        (False, "unpaid", "checkout.session.async_payment_failed"),
    ],
)
async def test_a_bank_pays_later_or_never(local, client, webhook, paid, status, event):
    session = await opened(client)

    local.pay_later(session.id)
    await local.delivered()
    found = await client.v1.checkout.sessions.retrieve_async(session.id)
    assert (found.status, found.payment_status) == ("complete", "unpaid")
    assert webhook.types[-1] == "checkout.session.completed"

    local.arrive(session.id, paid=paid)
    await local.delivered()
    found = await client.v1.checkout.sessions.retrieve_async(session.id)
    assert (found.payment_status, webhook.types[-1]) == (status, event)


async def test_only_an_open_session_expires(local, client, webhook):
    session, paid = await opened(client), await opened(client)
    local.pay(paid.id)

    expired = await client.v1.checkout.sessions.expire_async(session.id)

    assert (expired.status, expired.url) == ("expired", None)
    await local.delivered()
    assert webhook.types[-1] == "checkout.session.expired"
    for other, status in ((session, "expired"), (paid, "complete")):
        with pytest.raises(stripe.InvalidRequestError, match=f"status of `{status}`") as refusal:
            await client.v1.checkout.sessions.expire_async(other.id)
        assert refusal.value.http_status == 400
    with pytest.raises(Refusal, match="is expired"):
        local.pay(session.id)


async def test_an_expired_session_takes_its_intent_with_it(local, client):
    session = await opened(client)
    local.decline(session.id)

    expired = await client.v1.checkout.sessions.expire_async(session.id, {"expand": ["payment_intent"]})

    assert expired.payment_intent.status == "canceled"
    assert local.events()[-1]["type"] == "payment_intent.canceled"


async def test_a_session_expires_by_itself(local, client):
    now = [time.time()]
    local.account.clock = lambda: now[0]
    session = await opened(client, expires_at=int(now[0]) + 1800)

    now[0] += 1799
    assert (await client.v1.checkout.sessions.retrieve_async(session.id)).status == "open"
    now[0] += 1
    assert (await client.v1.checkout.sessions.retrieve_async(session.id)).status == "expired"
    assert [event["type"] for event in local.events()] == ["checkout.session.expired"]


async def test_a_card_is_kept_for_later(local, client, webhook):
    customer = await client.v1.customers.create_async({"email": "ana@example.com", "metadata": {"user": "1"}})
    given = {"mode": "setup", "currency": "eur", "customer": customer.id, "success_url": ORDER["success_url"]}
    session = await client.v1.checkout.sessions.create_async(given)

    local.pay(session.id)
    await local.delivered()

    found = await client.v1.checkout.sessions.retrieve_async(session.id, {"expand": ["setup_intent.payment_method"]})
    assert (found.payment_status, found.setup_intent.status) == ("no_payment_required", "succeeded")
    assert found.setup_intent.payment_method.customer == customer.id
    assert webhook.types[-1] == "checkout.session.completed"
    assert (await client.v1.customers.retrieve_async(customer.id)).metadata["user"] == "1"


def item(**price):
    return [{"quantity": 1, "price_data": {"currency": "eur", "product_data": {"name": "Jam"}, **price}}]


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"line_items": []}, "line_items"),
        ({"line_items": item()}, "line_items[0][price_data][unit_amount]"),
        ({"line_items": item(unit_amount=12.5)}, "line_items[0][price_data][unit_amount]"),
        ({"line_items": item(unit_amount=-5)}, "line_items[0][price_data][unit_amount]"),
        ({"line_items": item(unit_amount=1234, currency="kwd")}, "line_items[0][price_data][unit_amount]"),
        ({"line_items": item(unit_amount=150, currency="isk")}, "line_items[0][price_data][unit_amount]"),
        ({"line_items": item(unit_amount=49)}, "line_items"),
        ({"expires_at": int(time.time()) + 600}, "expires_at"),
        ({"expires_at": int(time.time()) + 90_000}, "expires_at"),
        ({"success_url": "paid.html"}, "success_url"),
        ({"metadata": {"order": "x" * 501}}, "metadata[order]"),
        ({"customer": "cus_none"}, "customer"),
        ({"succes_url": "http://127.0.0.1"}, "succes_url"),
    ],
)
async def test_what_is_wrong_is_named(client, changes, param):
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        await opened(client, **changes)
    assert refusal.value.param == param


async def test_currencies_without_and_with_three_digits(local, client):
    for currency, amount in (("jpy", 1500), ("kwd", 12_340)):
        session = await opened(client, line_items=item(unit_amount=amount, currency=currency))
        local.pay(session.id)
        assert local.all("charge")[-1]["amount"] == amount
