"""Stories of being reminded."""

import asyncio
from datetime import timedelta

import pytest

from scheduler.broker import broker
from scheduler.tasks import reminders as tasks
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, live_registrations, received, register, wait_in_line

DAY, HOURS = timedelta(days=1), timedelta(hours=1)
GATHERED = 0.3
"""Seconds in which a delivery under way ends before the clock jumps: it goes on by the time at which it began."""


@pytest.fixture
def sweep(app, clock):
    """The sweep of the minute at some time before the start."""

    async def swept(session, before: timedelta) -> int:
        await asyncio.sleep(GATHERED)
        clock.now = session.starts_at - before
        owed = await tasks.owe_due.original_func(db=broker.state.db, now=clock.now)
        app.jobs.nudge()
        return owed

    return swept


@ON_BOTH_DATABASES
async def test_one_is_reminded_a_day_and_two_hours_before(make, crew, sweep, engine):
    ana, session = crew[0], make.session(title="Monday Jam", place="Studio 3")
    await register(ana, session)
    await sweep(session, DAY + HOURS)
    await sweep(session, DAY)

    day_before = await ana.wait_for("Monday Jam begins in 24 hours.")
    assert "📍 Studio 3" in day_before
    assert "Cancel free of charge until Wed 25 Nov, 01:00" in day_before
    assert day_before.buttons == [["Ticket", "Add to calendar"], ["Details", "I can't come"]]
    await sweep(session, 2 * HOURS)
    await ana.wait_for("Monday Jam begins in 2 hours.")
    assert [await sweep(session, before) for before in (DAY, 2 * HOURS, HOURS)] == [0, 0, 0]
    await all_told(engine)
    assert received(ana, "Monday Jam begins in") == 2


@ON_BOTH_DATABASES
async def test_who_cannot_come_gives_the_place_to_the_next(make, crew, sweep, engine):
    ana, bo, _ = crew
    session = make.session(title="Monday Jam", capacity=1)
    await register(ana, session)
    await wait_in_line(bo, session)
    await sweep(session, DAY)
    await ana.wait_for("Monday Jam begins in 24 hours.")

    await ana.tap("I can't come")
    await ana.wait_for("Cancel your place in Monday Jam?")
    await ana.tap("Yes, cancel")

    await bo.wait_for("A place came free and it is yours: Monday Jam")
    assert await sweep(session, 2 * HOURS) == 1, "Bo only"
    await bo.wait_for("Monday Jam begins in 2 hours.")
    assert live_registrations(engine, session) == ["confirmed"]
    assert received(ana, "begins in 2 hours") == 0


@SIMPLEST
async def test_who_wants_no_reminders_has_none(make, crew, sweep, engine):
    ana, session = crew[0], make.session(title="Monday Jam")
    await register(ana, session)
    await ana.send("/settings")
    await ana.tap("Messages")
    await ana.tap("✅ Reminders")
    await sweep(session, DAY)
    await all_told(engine)

    assert received(ana, "begins in") == 0
