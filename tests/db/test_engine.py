"""`Database.write`: an act is one transaction, run again when it lost a race, and has one effect for an update."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from db import Busy, Database, Repeated
from db.engine import ATTEMPTS, Tx
from db.models import HandledUpdate, User
from services import outbox, registrations
from services.errors import AlreadyRegistered
from tests.factories import NOW, Factory


class FakeStore:
    """A store whose first writes fail as told; operational errors are lost races, integrity errors if so told."""

    def __init__(self, failures: Sequence[Exception], *, unique: bool = True) -> None:
        self.failures = list(failures)
        self.unique = unique
        self.writes = 0

    async def write(self, work: Callable[[Tx], Any]) -> Any:
        self.writes += 1
        if self.failures:
            raise self.failures.pop(0)
        return work(Tx())

    async def read(self, work: Callable[[Tx], Any]) -> Any:
        return work(Tx())

    glance = read

    def lost_race(self, error: DBAPIError) -> bool:
        return isinstance(error, OperationalError) or (self.unique and isinstance(error, IntegrityError))

    def is_away(self, error: BaseException) -> bool:
        return False

    def pools(self) -> dict[str, tuple[int, int]]:
        return {}

    async def close(self) -> None:
        self.writes = -1


LOCKED = OperationalError("UPDATE", {}, Exception("database is locked"))
UNIQUE = IntegrityError("INSERT", {}, Exception("unique"))


def add_user(tx: Tx, *, name: str = "Ana") -> str:
    Factory(tx).user(name, telegram_id=None)
    return name


def names(tx: Tx) -> list[str]:
    return [user.name for user in tx.query(User).order_by(User.id)]


def updates(tx: Tx) -> list[int]:
    return [update.id for update in tx.query(HandledUpdate).order_by(HandledUpdate.id)]


@pytest.mark.parametrize("lost", [LOCKED, UNIQUE])
async def test_write_runs_the_act_again_after_a_lost_race(lost):
    store = FakeStore([lost] * 2)

    assert await Database(store).write(lambda tx: "done") == "done"
    assert store.writes == 3


async def test_write_gives_up_as_busy_after_the_last_attempt():
    store = FakeStore([LOCKED] * (ATTEMPTS + 1))

    with pytest.raises(Busy):
        await Database(store).write(lambda tx: "done")

    assert store.writes == ATTEMPTS


async def test_write_is_busy_when_its_patience_is_over():
    with pytest.raises(Busy):
        await Database(FakeStore([TimeoutError()])).write(lambda tx: "done")


async def test_write_raises_a_broken_rule_that_stays_broken():
    store = FakeStore([UNIQUE] * (ATTEMPTS + 1))

    with pytest.raises(IntegrityError):
        await Database(store).write(lambda tx: "done")

    assert store.writes == ATTEMPTS


@pytest.mark.parametrize("error", [UNIQUE, DBAPIError("SELECT", {}, Exception("no such table"))])
async def test_write_does_not_repeat_what_is_no_lost_race(error):
    store = FakeStore([error], unique=False)

    with pytest.raises(DBAPIError):
        await Database(store).write(lambda tx: "done")

    assert store.writes == 1


async def test_close_closes_the_store():
    store = FakeStore([])

    await Database(store).close()

    assert store.writes == -1


async def test_write_keeps_what_an_act_did_and_returns_its_answer(db):
    assert await db.write(add_user, name="Ida") == "Ida"
    assert await db.read(names) == ["Ida"]


async def test_write_keeps_nothing_of_an_act_that_raises(db):
    def act(tx: Tx) -> None:
        add_user(tx)
        raise LookupError("enough")

    with pytest.raises(LookupError, match="enough"):
        await db.for_update(7).write(act)

    assert (await db.read(names), await db.read(updates)) == ([], [])


async def test_write_flushes_before_it_says_done(db):
    def act(tx: Tx) -> None:
        tx.add(User(telegram_id=1, name="x" * 100, language="en", time_zone="UTC", created_at=NOW))

    with pytest.raises(IntegrityError):
        await db.write(act)


async def test_read_keeps_nothing(db):
    with suppress(DBAPIError):
        await db.read(add_user)

    assert await db.read(names) == []


async def test_a_look_cannot_write(db):
    with pytest.raises(DBAPIError):
        await db.read(add_user)


async def test_an_update_has_its_effect_once(db):
    await db.for_update(7).write(add_user, name="Ida")

    with pytest.raises(Repeated):
        await db.for_update(7).write(add_user, name="Ola")

    assert (await db.read(names), await db.read(updates)) == (["Ida"], [7])


async def test_an_update_that_comes_five_times_at_once_has_one_effect(db):
    outcomes = await asyncio.gather(*(db.for_update(7).write(add_user) for _ in range(5)), return_exceptions=True)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Repeated"] * 4 + ["str"]
    assert (await db.read(names), await db.read(updates)) == (["Ana"], [7])


async def test_an_update_has_one_act(db):
    of_update = db.for_update(7)
    await of_update.write(add_user)

    with pytest.raises(RuntimeError, match="one update, one act"):
        await of_update.write(add_user)

    assert await db.read(names) == ["Ana"]


async def test_an_act_that_was_refused_may_be_followed_by_another(db, make):
    booked = make.booked(make.quota())
    of_update = db.for_update(7)

    with pytest.raises(AlreadyRegistered):
        await of_update.write(registrations.book, user_id=booked.user_id, quota_id=booked.quota_id, now=NOW)
    await of_update.write(add_user, name="Ida")

    assert await db.read(updates) == [7]


async def test_an_update_is_the_cause_of_what_its_act_does(db):
    def cause(tx: Tx) -> object:
        return tx.info.get("cause")

    assert await db.for_update(7).write(cause) == "update:7"
    assert await db.write(cause) is None
    assert await db.write(cause) is None


async def test_without_an_update_any_number_of_acts_may_follow(db):
    for name in ("Ana", "Ida"):
        await db.write(add_user, name=name)

    assert (await db.read(names), await db.read(updates)) == (["Ana", "Ida"], [])


class Nudges:
    """Counts nudges, and what each of them could see committed."""

    def __init__(self, engine: Any) -> None:
        self.engine = engine
        self.seen: list[int] = []

    def __call__(self) -> None:
        with self.engine.connect() as connection:
            count = connection.execute(text("SELECT count(*) FROM notifications")).scalar_one()
        self.seen.append(count)


@pytest.fixture
def nudges(db, engine) -> Nudges:
    nudges = db.on_owed = Nudges(engine)
    return nudges


async def test_whoever_delivers_is_nudged_after_the_commit_that_owes_something(db, make, nudges):
    quota, person = make.quota(), make.user()

    await db.for_update(7).write(registrations.book, user_id=person.id, quota_id=quota.id, now=NOW)

    assert nudges.seen == [1]


async def test_nobody_is_nudged_where_nothing_is_owed(db, nudges):
    await db.write(add_user)

    assert nudges.seen == []


async def test_nobody_is_nudged_for_what_was_undone(db, make, nudges):
    booked = make.booked(make.quota())

    def act(tx: Tx) -> None:
        outbox.put(tx, "reminder", user_id=booked.user_id, registration_id=booked.id, due_at=NOW)
        raise LookupError

    with pytest.raises(LookupError):
        await db.write(act)
    await db.write(add_user, name="Ida")

    assert nudges.seen == []


async def test_nobody_needs_to_be_nudged(db, make):
    quota, person = make.quota(), make.user()

    await db.write(registrations.book, user_id=person.id, quota_id=quota.id, now=NOW)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_an_act_that_nobody_waits_for_any_more_is_undone(db):
    started, released = threading.Event(), threading.Event()

    def act(tx: Tx) -> None:
        add_user(tx)
        started.set()
        released.wait(10)

    writing = asyncio.create_task(db.write(act))
    await asyncio.to_thread(started.wait, 10)
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    released.set()

    assert await db.write(names) == []
