"""Stories of a line that is fair: the first tap after the cutoff, parties, how one wants a place, why, and undo."""

from datetime import timedelta

import pytest

from tests.flows.conftest import ON_BOTH_DATABASES
from tests.flows.steps import all_told, cancel, live_registrations, received, register, wait_in_line

pytestmark = ON_BOTH_DATABASES
ON_SQLITE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
FIRST_TAP = "🟢 A place is free, the first tap wins: Handstands"


async def test_after_the_cutoff_the_first_tap_wins(app, make, crew, clock, engine):
    session = make.session(title="Handstands", capacity=1, starts_in=timedelta(hours=3))
    ana, bo, chloe = crew
    await register(ana, session)
    for person in (bo, chloe):
        await wait_in_line(person, session)
    clock.now += timedelta(hours=2, minutes=50)

    await cancel(ana)

    for person in (bo, chloe):
        told = await person.wait_for(FIRST_TAP)
        assert told.buttons == [["Claim"], ["Details"]]
    assert live_registrations(engine, session) == ["waitlisted", "waitlisted"]
    await chloe.tap("Claim")
    await chloe.wait_for("✅ Claimed. The place is yours.")
    await bo.tap("Claim")
    assert bo.alert == "Somebody was faster, the free place is taken. You hear from me when another one comes free."
    await all_told(engine)
    assert live_registrations(engine, session) == ["waitlisted", "confirmed"]


@ON_SQLITE
async def test_after_the_cutoff_a_newcomer_may_be_faster(app, make, crew, clock, engine):
    session = make.session(title="Handstands", capacity=1, starts_in=timedelta(hours=3))
    ana, bo, chloe = crew
    await register(ana, session)
    await wait_in_line(bo, session)
    clock.now += timedelta(hours=2, minutes=50)
    await cancel(ana)
    await bo.wait_for(FIRST_TAP)

    await bo.open(f"s_{session.code}")
    assert bo.screen.text.startswith("🟢 A place is free, the first tap wins\nHandstands")
    assert ["Claim"] in bo.screen.buttons
    await register(chloe, session)

    await bo.tap("Claim")
    assert bo.alert.startswith("Somebody was faster")
    assert live_registrations(engine, session) == ["waitlisted", "confirmed"]


async def test_a_party_that_was_passed_three_times_can_read_why_and_is_next(app, make, crew, sandbox, engine):
    session = make.session(title="Handstands", capacity=5, places_limit=2)
    quota = make.quotas(session)[0]
    holders = [sandbox.person(f"Holder {number}") for number in range(5)]
    await crew[0].send("/start")
    for person in holders:
        await register(person, session)
    ana = crew[0]
    user = make.tx.query(make.user().__class__).filter_by(telegram_id=ana.id).one()
    make.waiting(quota, user, places=2)
    for number in range(4):
        make.waiting(quota, make.user(f"Single {number}"))

    for person in holders[:4]:
        await cancel(person)
    await ana.open(f"s_{session.code}")
    await ana.tap("Why?")

    why = ana.screen
    assert why.text.startswith("Why you wait for Handstands\n\nYou are first in the line.\n\n")
    assert [line.partition(": ")[2] for line in why.text.split("\n\n")[2].split("\n")] == [
        "You joined the line.",
        *(
            f"A place came free, too few for all of you. It went to the next in line: {number} of at most 3 times."
            for number in (1, 2, 3)
        ),
        "Free places are kept for you now, until there are enough for all of you.",
    ]
    assert why.buttons == [["Back", "Home"]]
    await cancel(holders[4])
    await ana.wait_for("✅ A place came free and it is yours: Handstands")
    await all_told(engine)
    assert live_registrations(engine, session).count("waitlisted") == 1


@ON_SQLITE
async def test_one_chooses_to_be_asked(app, make, crew, engine):
    session = make.session(title="Handstands", capacity=1, starts_in=timedelta(hours=20))
    ana, bo, _ = crew
    await register(ana, session)
    await wait_in_line(bo, session)

    await bo.tap("Book me automatically")
    screen = await bo.wait_for("How do you want to get a place in Handstands?\n\nA free place is yours at once")
    assert screen.buttons == [
        ["✅ Always book me"],
        ["Until 24 hours before"],
        ["Until 3 hours before"],
        ["Always ask me"],
        ["Back", "Home"],
    ]
    await bo.tap("Until 24 hours before")
    screen = await bo.wait_for("Until 24 hours before the start a free place is yours at once. After that I ask.")
    assert ["✅ Until 24 hours before"] in screen.buttons
    await bo.tap("Back")
    await bo.wait_for("⏳ You are 1st in line\nHandstands")

    await cancel(ana)
    await bo.wait_for("⏳ A place is free for you: Handstands")
    assert live_registrations(engine, session) == ["offered"]


async def test_undo_takes_the_same_place_back(app, make, crew, clock, engine):
    session = make.session(title="Handstands", capacity=1)
    ana = crew[0]
    before = await register(ana, session)
    reference = before.text.split("· ")[1].split("\n")[0]
    card = await cancel(ana)
    assert "Undo works for 30 seconds, while nobody else has it." in card
    assert card.buttons[0] == ["Undo"]
    clock.now += timedelta(seconds=30)

    await ana.tap("Undo")

    card = await ana.wait_for("✅ Undone. The place is yours as before.")
    assert f"✅ You are in · {reference}" in card
    await ana.wait_for("✅ You took your place back. You are in: Handstands")
    await all_told(engine)
    assert live_registrations(engine, session) == ["confirmed"]


@ON_SQLITE
async def test_undo_ends_with_its_time_and_with_the_place(app, make, crew, clock, engine):
    session = make.session(title="Handstands", capacity=1)
    ana, bo, chloe = crew
    await register(ana, session)
    await cancel(ana)
    clock.now += timedelta(seconds=31)
    await ana.tap("Undo")
    assert ana.alert.startswith("It is too late to take that back")

    await register(bo, session)
    await wait_in_line(chloe, session)
    card = await cancel(bo)
    assert "Undo" not in card.text + str(card.buttons)
    await chloe.wait_for("A place came free and it is yours")
    assert received(ana, "took your place back") == 0
