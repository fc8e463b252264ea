"""Telegram refuses, is slow, or breaks off: every message owed arrives, and nobody else waits for it."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import Engine, select

from db.models import Notification
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, live_registrations, received, register, until

NOTICE = "✅ You are in: Monday Jam"


@pytest.fixture
async def asked(app, make, crew):
    """Ana and Bo are asked to confirm; the session they are asked about."""
    session = make.session(title="Monday Jam")
    for person in crew[:2]:
        await person.open(f"s_{session.code}")
        await person.tap("Register")
    return session


def put_off(engine: Engine, reason: str = "") -> bool:
    """Whether a notice waits for another attempt, for this reason."""
    with engine.connect() as connection:
        rows = connection.execute(select(Notification.status, Notification.reason))
        return any(row.status == "queued" and row.reason and reason in row.reason for row in rows)


def tried(engine: Engine, attempts: int) -> bool:
    """Whether a notice was tried in vain so often, and waits for the next time."""
    with engine.connect() as connection:
        return (attempts, "queued") in connection.execute(select(Notification.attempts, Notification.status)).all()


@ON_BOTH_DATABASES
async def test_a_notice_that_is_too_much_now_comes_when_telegram_allows(app, sandbox, crew, asked, clock, engine):
    ana, bo, _ = crew
    sandbox.fail("sendMessage", retry_after=30, chat_id=ana.id)

    await ana.tap("Confirm")
    await until(lambda: put_off(engine, "too many requests"), "the notice is put off")
    await bo.tap("Confirm")
    await bo.wait_for(NOTICE)
    clock.now += timedelta(seconds=29)
    app.jobs.nudge()
    assert received(ana, NOTICE) == 0

    clock.now += timedelta(seconds=1)
    app.jobs.nudge()

    await ana.wait_for(NOTICE)
    await all_told(engine)
    assert received(ana, NOTICE) == 1


@SIMPLEST
@pytest.mark.parametrize("status", [500, 502])
async def test_a_notice_that_failed_comes_later_once(app, sandbox, crew, asked, clock, engine, status):
    ana = crew[0]
    sandbox.fail("sendMessage", status=status, chat_id=ana.id, times=3)

    await ana.tap("Confirm")
    for attempts in (1, 2, 3):
        await until(partial(tried, engine, attempts), "the notice is put off again")
        clock.now += timedelta(minutes=1)
        app.jobs.nudge()

    await ana.wait_for(NOTICE)
    await all_told(engine)
    assert received(ana, NOTICE) == 1


@SIMPLEST
async def test_a_slow_notice_keeps_nobody_else_waiting(app, sandbox, crew, asked, engine):
    ana, bo, _ = crew
    sandbox.fail("sendMessage", hang=1, chat_id=ana.id)

    await ana.tap("Confirm")
    await ana.wait_for(NOTICE)
    await bo.tap("Confirm")
    await bo.wait_for(NOTICE)

    await all_told(engine)
    assert [received(person, NOTICE) for person in (ana, bo)] == [1, 1]


@SIMPLEST
@pytest.mark.parametrize("where", [True, "middle"])
async def test_a_notice_of_which_nobody_knows_whether_it_came_is_sent_again(
    app, sandbox, crew, asked, clock, engine, where
):
    ana = crew[0]
    sandbox.fail("sendMessage", cut=where, chat_id=ana.id)

    await ana.tap("Confirm")
    await until(lambda: put_off(engine), "the notice is put off")
    clock.now += timedelta(minutes=1)
    app.jobs.nudge()

    await all_told(engine)
    assert received(ana, NOTICE) == 2, "once too often is better than never, and twice is all"


@SIMPLEST
@pytest.mark.parametrize(
    "fault", [{"status": 500}, {"retry_after": 3}, {"cut": True}, {"cut": "middle"}, {"status": 403}], ids=str
)
async def test_a_screen_that_was_not_shown_has_booked_all_the_same(app, sandbox, crew, asked, engine, fault):
    ana = crew[0]
    sandbox.fail("editMessageText", **fault)

    await ana.tap("Confirm")

    await ana.wait_for(NOTICE)
    assert live_registrations(engine, asked) == ["confirmed"]
    await ana.send("/my")
    assert "Monday Jam" in ana.screen


@SIMPLEST
async def test_a_tap_whose_answer_is_refused_is_done(app, sandbox, crew, asked, engine):
    ana = crew[0]
    sandbox.fail("answerCallbackQuery", status=500)

    await ana.tap("Confirm")

    await ana.wait_for(NOTICE)
    assert live_registrations(engine, asked) == ["confirmed"]


@SIMPLEST
async def test_polling_goes_on_after_telegram_was_away(app, sandbox, make, crew):
    ana = crew[0]
    await ana.send("/start")
    sandbox.fail("getUpdates", status=502, times=2)

    await asyncio.gather(*(person.send("/help") for person in crew))

    assert all("How it works" in person.screen for person in crew)


@ON_BOTH_DATABASES
async def test_a_program_that_was_away_catches_up(start, sandbox, make, crew, engine):
    session = make.session(title="Monday Jam")
    ana, bo, _ = crew
    async with start():
        await register(ana, session)
        await bo.open(f"s_{session.code}")
        question = await bo.tap("Register")

    waiting = asyncio.create_task(bo.tap_data(question, question.data("Confirm")))
    cancelling = asyncio.create_task(ana.send("/my"))
    async with start():
        await waiting
        await cancelling

        assert "Monday Jam" in ana.screen
        await bo.wait_for(NOTICE)
    assert live_registrations(engine, session) == ["confirmed", "confirmed"]


async def test_an_answer_to_somebody_who_has_gone_is_not_tried_for_ever(app, sandbox, crew):
    ana, bo, _ = crew
    sandbox.fail("sendMessage", status=403, chat_id=ana.id, times=None)

    await ana.send("/start")
    await bo.send("/start")

    assert [update.handed_out for update in ana.updates] <= [2], "once more if it was slow, and not for ever"
    assert "Hello Bo" in bo.screen
