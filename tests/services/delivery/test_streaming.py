"""Delivery while the database comes and goes: what left is written down before it could leave once more."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from db.engine import Busy, Database, Store
from db.models import Notification
from db.models.notifications import NotificationStatus
from services import delivery
from services.delivery.streaming import MARGIN, NO_LEAVE, Stream
from services.notices import Notice
from services.pacing import NoLimit
from services.ports import Delivered
from tests.factories import NOW
from tests.fakes import FailingOnce, FakeSender

SETTLING = (delivery.settle_all, delivery.settle)


class FailingWhile(Database):
    """A database that does none of some acts while it is away."""

    def __init__(self, store: Store, is_away: Callable[[], bool], *acts: Callable[..., Any]) -> None:
        super().__init__(store)
        self._is_away, self._acts = is_away, acts
        self.refused = 0

    async def write(self, act: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        if act in self._acts and self._is_away():
            self.refused += 1
            raise Busy
        return await super().write(act, *args, **kwargs)


class WaitingSender(FakeSender):
    """A channel whose messages arrive when it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.may_arrive = asyncio.Event()
        self.cut: list[Notice] = []

    async def send(self, notice):
        self.sent.append(notice)
        try:
            await self.may_arrive.wait()
        except asyncio.CancelledError:
            self.cut.append(notice)
            raise
        return Delivered(str(len(self.sent)))


async def until(is_so: Callable[[], Any]) -> None:
    async with asyncio.timeout(30):
        while not is_so():  # noqa: ASYNC110 - what it waits for knows of no event
            await asyncio.sleep(0.01)


def statuses(tx) -> list[NotificationStatus]:
    return [row.status for row in tx.query(Notification).order_by(Notification.id).populate_existing()]


@pytest.fixture
def booked(make):
    quota = make.quota(capacity=3)
    for person in make.users(3):
        make.booked(quota, person)


async def test_a_claim_that_fails_breaks_off_nothing_on_its_way(db, booked):
    sender = WaitingSender()
    away = FailingWhile(db.store, lambda: len(sender.sent) == 3, delivery.claim_due)

    run = asyncio.create_task(delivery.deliver_due(away, {"telegram": sender}, now=NOW))
    await until(lambda: away.refused)
    sender.may_arrive.set()
    with pytest.raises(Busy):
        await run

    assert await db.read(statuses) == [NotificationStatus.SENT] * 3
    assert await delivery.deliver_due(db, {"telegram": sender}, now=NOW + delivery.LEASE) == 0
    assert len(sender.sent) == 3


async def test_what_cannot_be_written_down_at_once_is_tried_again_and_leaves_no_second_time(db, booked):
    sender = FakeSender()

    assert await delivery.deliver_due(FailingOnce(db.store, *SETTLING), {"telegram": sender}, now=NOW) == 3

    assert await db.read(statuses) == [NotificationStatus.SENT] * 3
    assert len(sender.sent) == 3


async def test_what_cannot_be_written_down_while_it_is_ours_leaves_again(db, booked):
    """The lease ends, by the clock, once all have left, and the database is back only when they have left again."""
    sender = FakeSender()
    away = FailingWhile(db.store, lambda: len(sender.sent) == 3, *SETTLING)

    def clock() -> datetime:
        return NOW + delivery.LEASE * (len(sender.sent) >= 3)

    assert await Stream(away, "telegram", {"telegram": sender}, NoLimit(), clock).run() == 3

    assert await db.read(statuses) == [NotificationStatus.SENT] * 3
    assert len(sender.sent) == 6


async def test_a_send_that_would_outlast_its_lease_is_given_up_and_counts_as_unknown(db, booked):
    """The clock leaps when the first has left, so that the other two have hardly any time."""
    sender = WaitingSender()
    leap = delivery.LEASE - MARGIN - timedelta(seconds=0.05)
    stream = Stream(db, "telegram", {"telegram": sender}, NoLimit(), lambda: NOW + leap * bool(sender.sent))

    run = asyncio.create_task(stream.run())
    await until(lambda: len(sender.cut) == 2)
    sender.may_arrive.set()

    assert await run == 1
    assert await db.read(ended) == [(NotificationStatus.QUEUED, "TimeoutError", 1)] * 2


async def test_what_is_no_longer_ours_does_not_leave_and_is_no_failure(db, booked):
    """The same, and no time at all."""
    sender = WaitingSender()
    sender.may_arrive.set()
    stream = Stream(db, "telegram", {"telegram": sender}, NoLimit(), lambda: NOW + delivery.LEASE * bool(sender.sent))

    with capture_logs() as said:
        assert await stream.run() == 1

    assert len(sender.sent) == 1
    assert await db.read(ended) == [(NotificationStatus.QUEUED, NO_LEAVE.reason, 0)] * 2
    assert [line for line in said if line["log_level"] == "error"] == []


def ended(tx) -> list[tuple[NotificationStatus, str | None, int]]:
    rows = tx.query(Notification).order_by(Notification.id).populate_existing()
    return [(row.status, row.reason, row.attempts) for row in rows if row.reason]


async def test_one_channel_that_fails_ends_no_other(db, make):
    """Mail cannot be claimed; the message in Telegram is written down all the same."""
    make.booked(make.quota())
    sender = WaitingSender()
    asked = []

    class NoMail(Database):
        async def write(self, act, /, *args, **kwargs):
            if kwargs.get("channel") == "email":
                asked.append(act)
                raise Busy
            return await super().write(act, *args, **kwargs)

    run = asyncio.create_task(
        delivery.deliver_due(NoMail(db.store), {"email": FakeSender(), "telegram": sender}, now=NOW)
    )
    await until(lambda: asked and sender.sent)
    assert not run.done()
    sender.may_arrive.set()
    with pytest.raises(Busy):
        await run

    assert await db.read(statuses) == [NotificationStatus.SENT]
