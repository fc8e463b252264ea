"""Who may ask, what is asked twice, and what goes wrong on demand."""

import asyncio

import pytest
import stripe

from tests.sandbox.stripe.conftest import ORDER


async def test_only_the_secret_key_opens_it(client, make_client, local):
    for key in ("sk_test_other", "sk_live_1"):
        with pytest.raises(stripe.AuthenticationError) as refusal:
            await make_client(key).v1.balance.retrieve_async()
        assert refusal.value.http_status == 401
    account = await client.v1.accounts.retrieve_current_async()
    balance = await client.v1.balance.retrieve_async()
    assert (account.settings.dashboard.display_name, account.charges_enabled) == ("Jam crew", True)
    assert (balance.livemode, balance.available[0].amount) == (False, 0)
    assert local.requests[-1].version == stripe.api_version


async def test_what_is_not_there_is_not_found(client):
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        await client.v1.charges.retrieve_async("ch_none")
    assert (refusal.value.http_status, refusal.value.code) == (404, "resource_missing")
    with pytest.raises(stripe.InvalidRequestError, match="Unrecognized request URL"):
        await client.v1.coupons.list_async()


async def test_a_key_gives_the_first_result_again(client, local):
    key = {"idempotency_key": "order-7"}
    first = await client.v1.checkout.sessions.create_async(ORDER, key)
    again = await client.v1.checkout.sessions.create_async(ORDER, key)

    assert again.id == first.id
    assert [request.is_replayed for request in local.requests] == [False, True]
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    assert len(local.all("checkout.session")) == 1
    with pytest.raises(stripe.IdempotencyError) as refusal:
        await client.v1.checkout.sessions.create_async(ORDER | {"client_reference_id": "order-8"}, key)
    assert refusal.value.http_status == 400
    local.forget_keys()
    assert (await client.v1.checkout.sessions.create_async(ORDER, key)).id != first.id


async def test_a_failure_of_the_server_is_kept_with_its_key(client, local):
    key = {"idempotency_key": "order-7"}
    local.fail("POST /v1/checkout/sessions", status=500)

    for _ in range(2):
        with pytest.raises(stripe.APIError) as refusal:
            await client.v1.checkout.sessions.create_async(ORDER, key)
        assert refusal.value.http_status == 500
    assert local.all("checkout.session") == []


async def test_a_wrong_request_leaves_its_key_free(client, local):
    key = {"idempotency_key": "order-7"}
    with pytest.raises(stripe.InvalidRequestError):
        await client.v1.checkout.sessions.create_async({"mode": "payment"}, key)

    assert (await client.v1.checkout.sessions.create_async(ORDER, key)).status == "open"


async def test_a_key_that_is_in_use_is_a_conflict(client, make_client, local):
    key = {"idempotency_key": "order-7"}
    local.fail("POST /v1/checkout/sessions", hang=30)
    first = asyncio.create_task(client.v1.checkout.sessions.create_async(ORDER, key))
    await local.asked("POST /v1/checkout/sessions")

    with pytest.raises(stripe.APIError) as refusal:
        await make_client().v1.checkout.sessions.create_async(ORDER, key)
    assert refusal.value.http_status == 409
    assert "idempotency_key_in_use" in str(refusal.value.http_body)
    local.heal()
    assert (await first).id == local.all("checkout.session")[0]["id"]


async def test_a_lost_answer_is_found_again_by_its_key(client, local, make_paid):
    charge = await make_paid()
    local.fail("POST /v1/refunds", cut=True)
    key = {"idempotency_key": "refund-3"}
    with pytest.raises(stripe.APIConnectionError):
        await client.v1.refunds.create_async({"charge": charge.id}, key)

    (made,) = local.all("refund")
    assert (await client.v1.refunds.create_async({"charge": charge.id}, key)).id == made["id"]
    assert len(local.all("refund")) == 1


async def test_a_lost_request_did_nothing_and_its_key_is_free(client, local, make_paid):
    charge = await make_paid()
    local.fail("POST /v1/refunds", lost=True)
    key = {"idempotency_key": "refund-3"}
    with pytest.raises(stripe.APIConnectionError):
        await client.v1.refunds.create_async({"charge": charge.id}, key)

    assert local.all("refund") == []
    assert (await client.v1.refunds.create_async({"charge": charge.id}, key)).status == "succeeded"


async def test_the_library_gets_over_a_lost_answer_by_itself(make_client, local, make_paid):
    charge = await make_paid()
    local.fail("POST /v1/refunds", cut=True)

    refund = await make_client(retries=2).v1.refunds.create_async({"charge": charge.id})

    assert [one["id"] for one in local.all("refund")] == [refund.id]


async def test_a_slow_answer_and_a_denied_effect(make_client, local, make_paid):
    charge = await make_paid()
    local.fail("POST /v1/refunds", hang=30)
    with pytest.raises(stripe.APIConnectionError):
        await make_client(timeout=0.2).v1.refunds.create_async({"charge": charge.id, "amount": 100})
    assert len(local.all("refund")) == 1
    local.fail("POST /v1/refunds", status=500, is_done=True)
    with pytest.raises(stripe.APIError):
        await make_client().v1.refunds.create_async({"charge": charge.id, "amount": 100})
    assert len(local.all("refund")) == 2
    local.fail("GET /v1/charges/{id}", status=429)
    with pytest.raises(stripe.RateLimitError):
        await make_client().v1.charges.retrieve_async(charge.id)
