"""Stories of giving one's place to somebody by a link."""

import re
from datetime import timedelta

import pytest

from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, cancel, live_registrations, received, register, wait_in_line

LINK = re.compile(r"start=(g_[A-Za-z0-9_-]{22})")


async def make_link(giver) -> str:
    """The payload of a link to the newest place of somebody."""
    await giver.tap("Give my place")
    await giver.wait_for("Give your place in")
    await giver.tap("Make a link")
    screen = await giver.wait_for("Here is the link to your place")
    found = LINK.search(screen.text)
    assert found
    return found[1]


@ON_BOTH_DATABASES
async def test_a_place_goes_from_hand_to_hand(app, sandbox, make, crew, engine):
    ana, bo, _ = crew
    olga = sandbox.person("Olga Owner")
    owner = make.user("Olga", telegram_id=olga.id)
    await olga.send("/start")
    session = make.session(series=make.series(title="Monday Jam", capacity=1, owner=owner))
    await register(ana, session)
    payload = await make_link(ana)
    assert ["Send it to somebody"] in (await ana.wait_for("Here is the link")).buttons

    screen = await bo.open(payload)
    assert "Ana Ruiz gives you a place" in screen
    assert "Monday Jam" in screen
    assert live_registrations(engine, session) == ["confirmed"]
    await bo.tap("Take it")

    await bo.wait_for("✅ The place is yours now: Monday Jam")
    await ana.wait_for("✅ Bo Kimura took your place: Monday Jam")
    await olga.wait_for("👤 Ana Ruiz gave their place to Bo Kimura: Monday Jam")
    assert live_registrations(engine, session) == ["confirmed"]
    assert "✅ You are in ·" in await bo.open(f"s_{session.code}")
    assert "🔴 Full" in await ana.open(f"s_{session.code}")


@SIMPLEST
async def test_a_link_taken_back_is_over(app, make, crew, engine):
    ana, bo, _ = crew
    session = make.session()
    await register(ana, session)
    payload = await make_link(ana)
    await bo.open(payload)
    await ana.tap("Withdraw")
    await ana.wait_for("The link is withdrawn.")

    await bo.tap("Take it")

    assert bo.alert
    assert "That link is over" in bo.alert
    assert "That link is over" in await bo.open(payload)


@SIMPLEST
async def test_a_new_link_ends_the_one_before(app, make, crew):
    ana, bo, _ = crew
    await register(ana, make.session())
    older = await make_link(ana)
    await ana.tap("Back")
    await ana.tap("Give my place")
    await ana.wait_for("A link is out already.")
    await ana.tap("Make a new link")
    await ana.wait_for("Here is the link")

    assert "That link is over" in await bo.open(older)


@SIMPLEST
async def test_a_link_dies_with_the_place(app, make, crew, engine):
    ana, bo, _ = crew
    session = make.session()
    await register(ana, session)
    payload = await make_link(ana)
    await ana.tap("Back")
    await cancel(ana)

    assert "That link is over" in await bo.open(payload)
    assert live_registrations(engine, session) == []


@SIMPLEST
async def test_a_link_ends_at_the_cutoff(app, make, crew, clock):
    ana, bo, _ = crew
    session = make.session(promotion_cutoff_minutes=60)
    await register(ana, session)
    payload = await make_link(ana)
    clock.now = session.starts_at - timedelta(minutes=60)

    assert "That link is over" in await bo.open(payload)
    assert (await ana.open(f"s_{session.code}")).key("Give my place") is None


@SIMPLEST
async def test_nobody_is_passed_in_the_line(app, make, crew, engine):
    ana, bo, chloe = crew
    session = make.session(capacity=1)
    await register(ana, session)
    payload = await make_link(ana)
    await wait_in_line(bo, session)

    screen = await chloe.open(payload)
    assert "People wait in line" in screen
    assert screen.key("Take it") is None
    await ana.tap("Back")
    await ana.tap("Give my place")
    assert "People wait in line" in (ana.alert or "")
    assert live_registrations(engine, session) == ["confirmed", "waitlisted"]


@SIMPLEST
async def test_the_giver_cannot_take_their_own_place(app, make, crew, engine):
    ana, session = crew[0], make.session()
    await register(ana, session)

    screen = await ana.open(await make_link(ana))

    assert "You are in already." in screen
    assert screen.key("Take it") is None


@SIMPLEST
@pytest.mark.parametrize("payload", ["g_", "g_" + "A" * 22, "g_../../etc", "g_" + "A" * 21 + "=", "g_1"])
async def test_a_link_that_nobody_made_is_over(app, crew, payload):
    assert "That link is over" in await crew[0].send(f"/start {payload}")


@SIMPLEST
async def test_the_giver_is_told_once(app, make, crew, engine):
    ana, bo, _ = crew
    await register(ana, make.session())
    await bo.open(await make_link(ana))
    taken = bo.screen
    data = taken.data("Take it")
    await bo.tap_data(taken, data)
    await bo.tap_data(taken, data)

    await all_told(engine)
    assert received(ana, "took your place") == 1
    assert received(bo, "The place is yours now") == 1
