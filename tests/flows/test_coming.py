"""Stories of being asked whether one still comes."""

from datetime import timedelta

import pytest

from scheduler.broker import broker
from scheduler.tasks import coming as tasks
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, live_registrations, received, register, wait_in_line

ASKS = {"still_coming_minutes": 120, "still_coming_releases": True}


@pytest.fixture
def sweep(app, clock):
    """The sweep of the minute at some time before the start."""

    async def swept(session, before: timedelta) -> None:
        clock.now = session.starts_at - before
        await tasks.advance(db=broker.state.db, now=clock.now)
        app.jobs.nudge()

    return swept


@ON_BOTH_DATABASES
async def test_a_tap_says_that_one_comes(make, crew, sweep, engine):
    ana, session = crew[0], make.session(title="Monday Jam", **ASKS)
    await register(ana, session)
    await sweep(session, timedelta(hours=2))

    asked = await ana.wait_for("Are you still coming? Monday Jam")
    assert "Please answer by" in asked
    assert asked.buttons[0] == ["I am coming"]
    await ana.tap("I am coming")
    await ana.wait_for("Good to know. See you there.")

    await sweep(session, timedelta(hours=1))
    await sweep(session, timedelta(minutes=20))
    await all_told(engine)
    assert received(ana, "I have no answer") == 0
    assert live_registrations(engine, session) == ["confirmed"]


@SIMPLEST
async def test_who_cannot_come_gives_the_place_to_the_next(make, crew, sweep):
    ana, bo, _ = crew
    session = make.session(title="Monday Jam", capacity=1, **ASKS)
    await register(ana, session)
    await wait_in_line(bo, session)
    await sweep(session, timedelta(hours=2))
    await ana.wait_for("Are you still coming?")

    await ana.tap("I can't come")
    await ana.wait_for("Cancel your place in Monday Jam?")
    await ana.tap("Yes, cancel")

    await bo.wait_for("A place came free and it is yours: Monday Jam")


@ON_BOTH_DATABASES
async def test_no_answer_is_one_reminder_and_then_no_place(make, crew, sweep, engine):
    ana, bo, _ = crew
    session = make.session(title="Monday Jam", capacity=1, **ASKS)
    await register(ana, session)
    await wait_in_line(bo, session)

    await sweep(session, timedelta(hours=2))
    await ana.wait_for("Are you still coming?")
    await sweep(session, timedelta(minutes=75))
    await ana.wait_for("I have no answer from you yet")
    assert live_registrations(engine, session) == ["confirmed", "waitlisted"]
    await sweep(session, timedelta(minutes=30))

    await ana.wait_for("✖️ Your place was given back: Monday Jam")
    await bo.wait_for("A place came free and it is yours: Monday Jam")
    await all_told(engine)
    assert received(ana, "I have no answer from you yet") == 1


@SIMPLEST
async def test_an_old_answer_brings_no_place_back(make, crew, sweep, engine):
    ana, session = crew[0], make.session(title="Monday Jam", **ASKS)
    await register(ana, session)
    await sweep(session, timedelta(hours=2))
    await ana.wait_for("Are you still coming?")
    await sweep(session, timedelta(minutes=75))
    await sweep(session, timedelta(minutes=30))
    await ana.wait_for("Your place was given back")

    await ana.tap("I am coming")

    assert ana.alert == "You have no place here any more."
    assert live_registrations(engine, session) == []
