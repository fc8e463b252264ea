"""Stories of getting a place: register, find it full, wait, cancel, and see the next person get it."""

from datetime import timedelta

import pytest


@pytest.fixture
def crew(sandbox):
    """Three people who come to jams."""
    return [sandbox.person(name) for name in ("Ana Ruiz", "Bo Kimura", "Chloé Martin")]


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
    assert [row for row in ana.messages[1].buttons] == [["Cancel registration"], ["Back", "Home"]]
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
