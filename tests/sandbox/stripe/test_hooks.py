"""Events on their way: signed, tried again, late, twice, in another order, never."""

import json

from tests.sandbox.stripe.conftest import ORDER, SECRETS


async def test_events_are_signed_with_every_secret(local, webhook):
    for secret in SECRETS:
        webhook.secret = secret
        local.charge_card(1200, "eur")
        await local.delivered()
        assert webhook.types[-1] == "payment_intent.succeeded"

    webhook.secret = "whsec_unknown"
    local.hooks.secrets = SECRETS
    before = len(webhook.events)
    local.hooks.tries = 2
    local.charge_card(1200, "eur")
    await local.delivered()
    assert len(webhook.events) == before
    assert local.sent[-1].statuses == [400, 400]


async def test_an_event_that_was_refused_comes_again(local, webhook):
    webhook.refusals = 2

    local.charge_card(1200, "eur")
    await local.delivered()

    assert sorted(webhook.types) == ["charge.succeeded", "payment_intent.created", "payment_intent.succeeded"]
    assert webhook.types[0] == "payment_intent.succeeded"
    assert [one.statuses for one in local.sent] == [[500, 200], [500, 200], [200]]


async def test_what_was_given_up_comes_when_the_program_is_there_again(local, webhook):
    local.hooks.tries, webhook.refusals = 1, 3
    local.charge_card(1200, "eur")
    await local.delivered()
    assert webhook.events == []

    local.send_given_up()
    await local.delivered()
    assert webhook.types == ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]


async def test_held_events_are_released_in_any_order(local, webhook):
    local.hold_events()
    local.charge_card(1200, "eur")
    await local.delivered()
    assert webhook.events == []

    local.reverse()
    local.release()
    await local.delivered()
    assert webhook.types == ["payment_intent.succeeded", "charge.succeeded", "payment_intent.created"]


async def test_an_event_comes_twice_with_one_id_or_with_two(local, webhook):
    local.double()
    local.charge_card(1200, "eur")
    await local.delivered()
    assert [event.id for event in webhook.events[::2]] == [event.id for event in webhook.events[1::2]]
    local.release()
    webhook.events.clear()

    local.hold_events()
    local.charge_card(1200, "eur")
    local.double(new_ids=True)
    local.release()
    await local.delivered()
    assert webhook.types[::2] == webhook.types[1::2]
    assert len({event.id for event in webhook.events}) == 6


async def test_a_dropped_event_never_comes_unless_by_hand(local, webhook, client):
    local.hold_events()
    local.charge_card(1200, "eur")
    local.drop("charge.succeeded")
    local.release()
    await local.delivered()
    assert webhook.types == ["payment_intent.created", "payment_intent.succeeded"]

    (dropped,) = (await client.v1.events.list_async({"type": "charge.succeeded"})).data
    local.send_again(dropped.id)
    await local.delivered()
    assert webhook.types[-1] == "charge.succeeded"


async def test_an_event_shows_its_object_as_it_was_then(local, webhook, client):
    session = await client.v1.checkout.sessions.create_async(ORDER, {"idempotency_key": "k"})
    local.hold_events()
    await client.v1.checkout.sessions.expire_async(session.id, {}, {"idempotency_key": "end-7"})
    local.get(session.id)["metadata"]["order"] = "8"
    local.release()
    await local.delivered()

    (event,) = webhook.events
    told = json.loads(webhook.raw[0])
    assert told["data"]["object"]["metadata"] == {"order": "7"}
    assert (event.request.idempotency_key, event.livemode, event.api_version) == ("end-7", False, client_version())


def client_version():
    import stripe

    return stripe.api_version
