"""The story of who does not come: marked, told, suspended, put right."""

import asyncio
from contextlib import suppress
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Registration
from keyboards.callbacks.organizing import SetAttendance
from scheduler.broker import broker
from scheduler.tasks import attendance as tasks
from tests.flows.conftest import ON_BOTH_DATABASES
from tests.flows.steps import register
from tests.flows.test_reminders import GATHERED
from tests.flows.test_roster import open_roster, roster_of

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def owner(sandbox):
    return sandbox.person("Olga Owner")


@pytest.fixture
def series(make, owner):
    """Three no-shows within 30 days suspend for 14 days."""
    series = make.series(title="Monday Jam", owner=make.user("Olga Owner", telegram_id=owner.id))
    host = make.tx.get_one(type(make.host()), series.host_id)
    host.suspends_after, host.suspension_days = 3, 14
    make.kept(host)
    return series


async def sweep(app, clock, at):
    clock.now = at
    marked = await tasks.mark_no_shows.original_func(db=broker.state.db, now=at)
    app.jobs.nudge()
    return marked


async def hears(app, person, words):
    """What a person is told. A delivery that began before the clock jumped may have to be called once more."""
    for _ in range(20):
        app.jobs.nudge()
        with suppress(AssertionError):
            return await person.wait_for(words, timeout=0.5)
    return await person.wait_for(words)


@ON_BOTH_DATABASES
async def test_three_no_shows_suspend_and_one_put_right_lets_book_again(app, make, crew, owner, series, clock, engine):
    ana, bo, _ = crew
    sessions = [make.session(series=series, starts_in=day * DAY) for day in (2, 4, 6, 9)]
    for number, session in enumerate(sessions[:3], start=1):
        clock.now = session.starts_at - DAY
        await register(ana, session)
        await register(bo, session)
        clock.now = session.starts_at - MINUTE
        await open_roster(owner, session)
        await owner.tap("Check in")
        await owner.tap("Ana Ruiz")
        assert await sweep(app, clock, session.starts_at + 5 * MINUTE) == 0, "Bo is still expected"
        assert await sweep(app, clock, session.starts_at + 15 * MINUTE) == 1
        await asyncio.sleep(GATHERED)
        clock.now = session.ends_at + MINUTE
        app.jobs.nudge()
        missed = await hears(app, bo, "That is 1 session" if number == 1 else f"Those are {number} sessions")
        assert "We missed you: Monday Jam" in missed

    told = await hears(app, bo, "You book nothing at Tanzfabrik until")
    assert "You missed 3 sessions within 30 days" in told
    await hears(app, owner, "👤 Bo Kimura books nothing at Tanzfabrik until")
    card = await bo.open(f"s_{sessions[3].code}")
    assert "until Sun 13 Dec, 12:15" in card
    assert not any("Register" in row for row in card.buttons)

    await open_roster(owner, sessions[2])
    with engine.connect() as connection:
        mark = select(Registration.id).where(Registration.attendance == "no_show").order_by(Registration.id.desc())
        last = connection.scalars(mark).first()
    await owner.tap_data(roster_of(owner), SetAttendance(registration_id=last, what="clear", back="list").pack())

    await hears(app, bo, "✅ You can book at Tanzfabrik again.")
    await register(bo, sessions[3])
