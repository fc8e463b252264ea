"""Refunds and disputes, with all that may become of them."""

import pytest
import stripe


async def test_a_charge_goes_back_in_parts(local, client, webhook, make_paid):
    charge = await make_paid()

    refund = await client.v1.refunds.create_async(
        {"charge": charge.id, "amount": 500, "reason": "requested_by_customer", "metadata": {"refund": "3"}}
    )
    assert (refund.status, refund.amount, refund.payment_intent) == ("succeeded", 500, charge.payment_intent)
    with pytest.raises(stripe.InvalidRequestError, match="greater than unrefunded amount"):
        await client.v1.refunds.create_async({"charge": charge.id, "amount": 701})
    rest = await client.v1.refunds.create_async({"payment_intent": charge.payment_intent})
    assert rest.amount == 700
    with pytest.raises(stripe.InvalidRequestError) as refusal:
        await client.v1.refunds.create_async({"charge": charge.id})
    assert refusal.value.code == "charge_already_refunded"

    whole = await client.v1.charges.retrieve_async(charge.id)
    assert (whole.amount_refunded, whole.refunded) == (1200, True)
    listed = await client.v1.refunds.list_async({"charge": charge.id})
    assert [(one.amount, one.metadata.to_dict()) for one in listed.data] == [(700, {}), (500, {"refund": "3"})]
    await local.delivered()
    assert webhook.types[-4:] == ["refund.created", "charge.refunded"] * 2


async def test_a_refund_is_pending_then_succeeds_then_fails(local, client, webhook, make_paid):
    charge = await make_paid()
    local.next_refund("pending")
    refund = await client.v1.refunds.create_async({"charge": charge.id})
    assert refund.status == "pending"

    local.finish_refund(refund.id)
    assert (await client.v1.refunds.retrieve_async(refund.id)).status == "succeeded"
    local.fail_refund(refund.id)

    failed = await client.v1.refunds.retrieve_async(refund.id)
    assert (failed.status, failed.failure_reason) == ("failed", "expired_or_canceled_card")
    assert (await client.v1.charges.retrieve_async(charge.id)).amount_refunded == 0
    await local.delivered()
    assert webhook.types[-5:] == [
        "refund.updated",
        "charge.refund.updated",
        "refund.updated",
        "charge.refund.updated",
        "refund.failed",
    ]
    local.next_refund("failed")
    assert (await client.v1.refunds.create_async({"charge": charge.id})).status == "failed"


async def test_a_disputed_charge_is_not_refunded(local, client, webhook, make_paid):
    charge = await make_paid()
    dispute = local.dispute(charge.id)

    with pytest.raises(stripe.InvalidRequestError) as refusal:
        await client.v1.refunds.create_async({"charge": charge.id})
    assert refusal.value.code == "charge_disputed"
    (listed,) = (await client.v1.disputes.list_async({"charge": charge.id})).data
    assert (listed.status, listed.amount, listed.evidence_details.has_evidence) == ("needs_response", 1200, False)

    local.close_dispute(dispute["id"], won=True)
    assert (await client.v1.refunds.create_async({"charge": charge.id})).status == "succeeded"
    await local.delivered()
    assert {"charge.dispute.created", "charge.dispute.closed"} <= set(webhook.types)


async def test_the_owner_refunds_at_the_dashboard(local, client, webhook, make_paid):
    charge = await make_paid()

    made = local.refund_at_dashboard(charge.id, 300)
    await local.delivered()

    refunded = next(event for event in webhook.events if event.type == "charge.refunded")
    assert (refunded.data.object.amount_refunded, refunded.request.id) == (300, None)
    assert (await client.v1.refunds.retrieve_async(made["id"])).amount == 300


async def test_a_charge_of_telegrams_is_a_charge_like_the_others(local, client, webhook):
    charge_id = local.charge_card(1500, "JPY", "Monday Jam")
    failed_id = local.charge_card(1500, "JPY", paid=False)

    charge = await client.v1.charges.retrieve_async(charge_id)
    assert (charge.amount, charge.currency, charge.paid) == (1500, "jpy", True)
    assert (await client.v1.charges.retrieve_async(failed_id)).status == "failed"
    assert (await client.v1.refunds.create_async({"charge": charge_id})).amount == 1500
    with pytest.raises(stripe.InvalidRequestError, match="did not succeed"):
        await client.v1.refunds.create_async({"charge": failed_id})
    await local.delivered()
    assert "charge.succeeded" in webhook.types


async def test_charges_are_listed_in_pages_and_by_time(local, client):
    made = [local.charge_card(100 + number, "eur") for number in range(25)]
    for charge_id in made[:5]:
        local.get(charge_id)["created"] -= 86_400
    day = local.get(made[-1])["created"] - 3600

    first = await client.v1.charges.list_async({"limit": 20, "created": {"gte": day}})
    assert ([one.id for one in first.data], first.has_more) == (made[:4:-1], False)
    page = await client.v1.charges.list_async({"limit": 10})
    assert ([one.id for one in page.data], page.has_more) == (made[:14:-1], True)
    assert [one.id async for one in page.auto_paging_iter()] == made[::-1]
    older = await client.v1.charges.list_async({"created": {"lt": day}})
    assert [one.id for one in older.data] == made[4::-1]
