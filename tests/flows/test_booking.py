"""Stories of getting a place: register, find it full, wait, cancel, and see the next person get it."""

import asyncio
from datetime import timedelta

from tests.flows.conftest import ON_BOTH_DATABASES
from tests.flows.steps import all_told, cancel, live_registrations, received, register, wait_in_line


async def test_a_person_registers_with_three_taps(app, sandbox, make):
    session = make.session(title="Monday Jam", capacity=2)
    ana = sandbox.person("Ana Ruiz")
    await ana.open(f"s_{session.code}")
    assert "2 of 2 left" in ana.screen

    await ana.tap("Register")
    assert "Register for Monday Jam?" in ana.screen
    assert "Cancel free of charge until" in ana.screen

    await ana.tap("Confirm")
    await ana.wait_for("You are in: Monday Jam")
    assert ["Cancel registration"] in ana.messages[1].buttons
    assert "✅ You are in ·" in ana.messages[1]


async def test_the_last_place_goes_on_to_whoever_waits_first(app, sandbox, make, crew):
    session = make.session(title="Handstands", capacity=1, starts_in=timedelta(days=2))
    ana, bo, chloe = crew
    for person in crew:
        await person.open(f"s_{session.code}")
    await ana.tap("Register")
    await ana.tap("Confirm")
    for person in (bo, chloe):
        await person.tap("Register")
        await person.tap("Join waitlist")
    await chloe.wait_for("You are 2nd in line: Handstands")

    await ana.tap("Cancel registration")
    await ana.tap("Yes, cancel")

    await bo.wait_for("A place came free and it is yours: Handstands")
    await ana.wait_for("You cancelled: Handstands")
    await chloe.tap("Details")
    assert "You are 1st in line" in chloe.screen


async def test_ten_confirm_the_last_place_at_once_and_one_has_it(app, sandbox, make, engine):
    session = make.session(title="Monday Jam", capacity=1)
    people = [sandbox.person(f"Person {number}") for number in range(10)]
    for person in people:
        await person.open(f"s_{session.code}")
        await person.tap("Register")

    await asyncio.gather(*(person.tap("Confirm") for person in people))

    assert live_registrations(engine, session) == ["confirmed"]
    await all_told(engine)
    assert sum(received(person, "✅ You are in: Monday Jam") for person in people) == 1
    assert sum(received(person, "The last place went a moment ago.") for person in people) == 9
    assert sum("Join waitlist" in str(person.screen.buttons) for person in people) == 9


@ON_BOTH_DATABASES
async def test_a_role_is_booked_by_its_name(app, make, engine, crew):
    session = make.session(title="Monday Jam", roles={"base": 2, "flyer": 1})
    ana, bo, _ = crew
    card = await ana.open(f"s_{session.code}")
    assert "🟢 Base: 2 of 2 left" in card
    assert "🟢 Flyer: 1 of 1 left" in card
    assert card.buttons[:2] == [["Register as base"], ["Register as flyer"]]

    await ana.tap("Register as flyer")
    assert "Register as flyer for Monday Jam?" in ana.screen
    await ana.tap("Confirm")

    await ana.wait_for("✅ You are in: Monday Jam as flyer")
    card = await bo.open(f"s_{session.code}")
    assert "🔴 Flyer: full" in card
    assert card.buttons[:2] == [["Register as base"], ["Join waitlist as flyer"]]


@ON_BOTH_DATABASES
async def test_a_freed_place_stays_in_its_role(app, sandbox, make, engine, crew):
    session = make.session(title="Monday Jam", roles={"base": 1, "flyer": 1})
    base, flyer, waiting_flyer = crew
    waiting_base = sandbox.person("Dana Meyer")
    await register(base, session, "base")
    await register(flyer, session, "flyer")
    await wait_in_line(waiting_flyer, session, "flyer")
    await wait_in_line(waiting_base, session, "base")

    await cancel(base)

    await waiting_base.wait_for("A place came free and it is yours: Monday Jam as base")
    await all_told(engine)
    assert received(waiting_flyer, "A place came free") == 0
    assert live_registrations(engine, session) == ["confirmed", "waitlisted", "confirmed"]


@ON_BOTH_DATABASES
async def test_who_has_a_place_at_the_same_time_is_told_which(app, make, engine, crew):
    ana = crew[0]
    jam, pilates = make.session(title="Monday Jam"), make.session(title="Reformer Pilates")
    await register(ana, jam)
    await all_told(engine)

    card = await ana.open(f"s_{pilates.code}")

    assert card.text.startswith("✖️")
    assert "Monday Jam at the same time" in card
    assert card.key("Register") is None
    assert live_registrations(engine, pilates) == []
