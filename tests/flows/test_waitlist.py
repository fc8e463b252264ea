"""Stories of waiting: a full session offers its line, the line moves up, and whoever leaves it is out."""

from datetime import timedelta

from tests.flows.conftest import ON_BOTH_DATABASES
from tests.flows.steps import all_told, cancel, live_registrations, received, register, wait_in_line

pytestmark = ON_BOTH_DATABASES


async def test_a_full_session_offers_its_waitlist_and_no_place(app, make, crew):
    session = make.session(title="Handstands", capacity=1)
    ana, bo, _ = crew
    await register(ana, session)

    card = await bo.open(f"s_{session.code}")

    assert "🔴 Full" in card
    assert ["Join waitlist"] in card.buttons
    assert card.key("Register") is None
    card = await wait_in_line(bo, session)
    assert card.text.startswith("⏳ You are 1st in line\nHandstands")
    assert ["Leave waitlist"] in card.buttons
    assert card.key("Join waitlist") is None
    await bo.wait_for("⏳ You are 1st in line: Handstands")


async def test_the_line_moves_up_when_somebody_leaves_it(app, make, crew, engine):
    session = make.session(title="Handstands", capacity=1)
    make.booked(make.quotas(session)[0])
    for number, person in enumerate(crew, 1):
        card = await wait_in_line(person, session)
        assert f"🔴 Full, {number} waiting" in card
    ana, _, chloe = crew

    await ana.tap("Leave waitlist")

    left = await ana.wait_for("✖️ You left the waitlist.")
    assert ["Join waitlist"] in left.buttons
    assert left.key("Leave waitlist") is None
    await chloe.send("/my")
    assert "Handstands" in chloe.screen
    assert "2nd in line" in chloe.screen
    await all_told(engine)
    assert received(chloe, "A place came free") == 0


async def test_whoever_lost_the_race_can_wait_or_look_elsewhere(app, make, crew):
    session = make.session(title="Handstands", capacity=1)
    ana, bo, _ = crew
    for person in (ana, bo):
        await person.open(f"s_{session.code}")
        await person.tap("Register")
    await ana.tap("Confirm")

    await bo.tap("Confirm")

    assert bo.screen.text.startswith("🔴 The last place went a moment ago.\n\nHandstands")
    assert bo.screen.buttons[:2] == [["Join waitlist"], ["Other sessions this week"]]
    await bo.tap("Join waitlist")
    await bo.wait_for("⏳ You are 1st in line\n")


async def test_a_place_that_came_free_meanwhile_is_booked_and_not_waited_for(app, make, crew, engine):
    session = make.session(title="Handstands", capacity=1)
    ana, bo, _ = crew
    await register(ana, session)
    full = await bo.open(f"s_{session.code}")
    await cancel(ana)

    await bo.tap_data(full, full.data("Join waitlist"))

    assert bo.alert == "A place is free: you can register right away."
    assert "1 of 1 left" in bo.screen
    assert bo.screen.buttons[0] == ["Register"]
    assert live_registrations(engine, session) == []


async def test_a_place_given_back_by_two_goes_to_the_next_two(app, make, crew, sandbox, engine):
    session = make.session(title="Handstands", capacity=2, starts_in=timedelta(days=3))
    first, second, _ = crew
    for person in (first, second):
        await register(person, session)
    waiting = [sandbox.person(name) for name in ("Dana Meyer", "Emre Yıldız", "Fatou Diop")]
    for person in waiting:
        await wait_in_line(person, session)

    for person in (first, second):
        await cancel(person)

    for person in waiting[:2]:
        await person.wait_for("A place came free and it is yours: Handstands")
    await all_told(engine)
    assert received(waiting[2], "A place came free") == 0
    await waiting[2].send("/my")
    assert "1st in line" in waiting[2].screen
    assert live_registrations(engine, session) == ["confirmed", "confirmed", "waitlisted"]
