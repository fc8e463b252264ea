"""kill -9 at any moment: what somebody was told is there, nothing is there twice, and every message owed arrives."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Protocol

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session as Tx

from db.models import AuditEvent, Notification, Registration, Series, Session, User
from sandbox import Sandbox
from sandbox.api import Call
from services import checks
from tests.flows.conftest import free_port
from tests.flows.program import Program
from tests.flows.steps import all_told
from tests.flows.traffic import Walker, told

MOMENTS = ("any", "editMessageText", "sendMessage", "start") * 3
"""Any moment while people act, between a call's effect and its answer, and while the program starts."""
HELD_SECONDS = 5.0
LONGEST_WAIT_FOR_CALL = 2.0
CALLS_BETWEEN_KILLS = (5, 60)
PEOPLE = 10
SESSIONS = 4

POSTGRES = pytest.param("postgres", "webhook", marks=pytest.mark.needs("postgresql"))
pytestmark = pytest.mark.parametrize(("backend", "way"), [("sqlite", "polling"), POSTGRES], indirect=["backend"])


@pytest.fixture
async def sandbox():
    sandbox = Sandbox(patience=60)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
def program(sandbox, database_url, tmp_path, way):
    port = free_port()
    settings = {
        "BOT_TOKEN": "42:TEST",
        "TELEGRAM_API_URL": sandbox.url,
        "DATABASE_URL": database_url,
        "WEB_PORT": str(port),
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
        "WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram/webhook" if way == "webhook" else "",
    }
    return Program(settings, tmp_path)


@pytest.fixture
def walkers(sandbox, make):
    """Ten people, and four sessions with two places each, in times to come by the real clock."""
    series = [make.series(title=f"Jam {number}", capacity=2) for number in range(SESSIONS)]
    sessions = [make.session(series=one, starts_in=timedelta(days=900 + day)) for day, one in enumerate(series)]
    dice = Random(7)
    people = [sandbox.person(f"Person {number}") for number in range(PEOPLE)]
    walkers = [Walker(person, [session.id for session in sessions], dice) for person in people]
    return walkers, sessions[0].code


class Killed(Protocol):
    """One process or many: when whoever made a call was killed, and what they said."""

    def kills_of(self, caller: str) -> list[float]: ...

    def log(self) -> str: ...


async def heard(sandbox: Sandbox, condition: Callable[[], bool]) -> None:
    """Until the program has called as it should; it may have nothing to say for a while."""
    ends = time.monotonic() + LONGEST_WAIT_FOR_CALL
    while not condition() and time.monotonic() < ends:
        await sandbox.world.events.bell.wait(0.05)


async def kill_at(moment: str, program: Program, sandbox: Sandbox, dice: Random) -> None:
    """Start the program, and kill it at a moment of this kind."""
    program.start()
    if moment == "start":
        await asyncio.sleep(dice.uniform(0.1, 0.8))
    else:
        await program.ready()
        calls = len(sandbox.journal) + dice.randint(*CALLS_BETWEEN_KILLS)
        await heard(sandbox, lambda: len(sandbox.journal) >= calls)
    if moment not in {"any", "start"}:
        fault = sandbox.fail(moment, hang=HELD_SECONDS)
        await heard(sandbox, lambda: fault.hits > 0)
    program.kill()
    sandbox.heal()


def let_leases_end(engine: Engine) -> None:
    """What two minutes would do: the leases of the killed process end."""
    past = datetime.now(UTC) - timedelta(minutes=3)
    with engine.begin() as connection:
        owed = Notification.status.in_(["queued", "sending"])
        connection.execute(update(Notification).where(owed).values(leased_until=None, due_at=past))


async def act_until(walker: Walker, stopped: asyncio.Event, pause: float = 0.3) -> None:
    while not stopped.is_set():
        await walker.act()
        with suppress(TimeoutError):
            await asyncio.wait_for(stopped.wait(), pause)


async def test_nothing_told_is_lost_and_nothing_is_doubled(program, sandbox, walkers, engine, way):
    people, code = walkers
    dice, stopped = Random(11), asyncio.Event()
    program.start()
    await asyncio.gather(*(walker.arrive(code) for walker in people))
    program.kill()
    acting = [asyncio.create_task(act_until(walker, stopped)) for walker in people]

    for moment in MOMENTS:
        let_leases_end(engine)
        await kill_at(moment, program, sandbox, dice)
    let_leases_end(engine)
    program.start()
    await program.ready()
    stopped.set()
    await asyncio.gather(*acting)
    await all_told(engine)
    assert await program.stop() == 0

    judge(program, sandbox, engine, way)


def unexcused(calls: Sequence[Call], program: Killed, held: float = 0.0) -> list[Call]:
    """Those after which whoever made them was not killed before it could write down that it had."""
    window = held + LONGEST_WAIT_FOR_CALL
    return [call for call in calls if not any(0 <= kill - call.at < window for kill in program.kills_of(call.caller))]


def judge(
    program: Killed, sandbox: Sandbox, engine: Engine, way: str, *, is_quiet: bool = True, held: float = HELD_SECONDS
) -> None:
    """`is_quiet`: nothing happened that a program may complain of at length. Calls are held for `held` seconds."""
    seen = told(sandbox)
    with Tx(engine) as tx:
        booked = tx.execute(
            select(User.telegram_id, Series.title, Registration)
            .join(User, User.id == Registration.user_id)
            .join(Session, Session.id == Registration.session_id)
            .join(Series, Series.id == Session.series_id)
        ).all()
        assert seen.references <= {(who, one.reference) for who, _, one in booked}
        assert seen.waiting <= {(who, title) for who, title, one in booked if one.waitlisted_at}
        for (who, title), times in seen.given_back.items():
            assert times <= sum((who, title) == (a, b) and one.cancelled_at is not None for a, b, one in booked)

        causes = tx.execute(
            select(AuditEvent.cause, func.count())
            .where(AuditEvent.action.startswith("registration."), AuditEvent.actor_id.is_not(None))
            .group_by(AuditEvent.cause)
        ).all()
        assert all(cause and times == 1 for cause, times in causes), "one update, one act"
        assert checks.findings(tx, now=datetime.now(UTC)) == []

        notices = tx.scalars(select(Notification)).all()
        assert {notice.status for notice in notices} <= {"sent", "skipped"}
        sent = {notice.provider_id for notice in notices if notice.status == "sent"}
    assert sandbox.world.updates.pending == []
    assert sent <= {str(call.result["message_id"]) for call in seen.notices}
    unmarked = [call for call in seen.notices if str(call.result["message_id"]) not in sent]
    assert unexcused(unmarked, program, held) == [], "only a kill of its process doubles a notice"
    assert not is_quiet or "Traceback" not in program.log()
    given_back = sum(seen.given_back.values())
    print(  # noqa: T201 - the figures, for whoever runs this with -s
        f"\n{engine.dialect.name} by {way}: {len(causes)} acts, "
        f"{len(booked)} registrations, {len(seen.references)} places told, {given_back} given back, "
        f"{len(notices)} notices owed, {len(sent)} sent, {len(unmarked)} also in the window before a kill, 0 lost"
    )
