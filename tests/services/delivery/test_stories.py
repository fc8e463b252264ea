"""Whole crowds in virtual time: nothing lost, nothing twice, the urgent first, and Telegram never asked too much."""

import asyncio
from collections import Counter

import pytest
from sqlalchemy import insert

from bot.channels.pace import MemoryPace
from db import Database
from db.engine import Tx
from db.models import Notification, User
from db.models.notifications import NotificationStatus
from services import delivery, outbox
from services.notices import Mail, Notice
from services.ports import Delivered, Outcome, Refused
from tests.factories import NOW, Factory
from tests.virtual import StrictTelegram, as_time, play

FIRST = 5000
"""The Telegram id of the first of a crowd."""


class Crowd:
    """Many people who are owed something about one registration: as many rows as wanted, without as many bookings."""

    def __init__(self, make: Factory, size: int) -> None:
        self.registration = make.booked(make.quota())
        fields = {"name": "One", "language": "en", "time_zone": "UTC", "created_at": NOW}
        people = [fields | {"telegram_id": FIRST + number} for number in range(size)]
        self.ids = list(make.tx.scalars(insert(User).returning(User.id), people))
        make.tx.query(Notification).delete()
        make.commit()

    def owe(self, tx: Tx, kind: str, *, version: int = 0, people: int | None = None) -> None:
        about = {"kind": kind, "registration_id": self.registration.id, "channel": "telegram", "data": {"text": "Hi"}}
        when = {"due_at": NOW, "created_at": NOW, "status": NotificationStatus.QUEUED, "attempts": 0, "claims": 0}
        rows = [
            about | when | {"user_id": one, "dedupe_key": outbox.key(kind, one, self.registration.id, version)}
            for one in self.ids[:people]
        ]
        tx.execute(insert(Notification), rows)


def statuses(tx: Tx) -> Counter[NotificationStatus]:
    return Counter(row.status for row in tx.query(Notification))


async def run_each_minute(db: Database, senders, pace, minutes: int) -> None:
    """The timetable."""
    clock = as_time(NOW)
    for _ in range(minutes):
        begin = asyncio.get_running_loop().time()
        await delivery.deliver_due(db, senders, pace=pace, now=clock())
        await asyncio.sleep(max(0, 60 - (asyncio.get_running_loop().time() - begin)))


def test_a_crowd_leaves_as_fast_as_telegram_takes_it_and_is_never_refused(make, database_url):
    crowd = Crowd(make, 600)
    crowd.owe(make.tx, "organizer_message")
    make.commit()
    telegram = StrictTelegram()

    async def story(db):
        sent = await delivery.deliver_due(db, {"telegram": telegram}, pace=MemoryPace(), now=NOW)
        return sent, asyncio.get_running_loop().time()

    sent, seconds = play(database_url, story)

    assert (sent, telegram.refused) == (600, 0)
    assert 20 <= seconds <= 21.5
    assert len({notice.telegram_id for _, notice in telegram.sent}) == 600


class BlockedBySome(StrictTelegram):
    async def send(self, notice: Notice) -> Outcome:
        if notice.telegram_id < FIRST + 5:
            return Refused("Forbidden: bot was blocked by the user", unreachable=True)
        return await super().send(notice)


class Letters:
    def __init__(self) -> None:
        self.sent: list[Mail] = []

    async def send(self, mail: Mail) -> Outcome:
        self.sent.append(mail)
        return Delivered(f"mail-{len(self.sent)}", content={"subject": mail.subject})


def test_a_thousand_reminders_each_once_through_a_storm_of_429_with_fallback_and_in_order(make, database_url):
    crowd = Crowd(make, 1000)
    for version in range(2):  # the first hundred are owed a second one, which may not overtake the first
        crowd.owe(make.tx, "organizer_message", version=version, people=None if version == 0 else 100)
    for user in make.tx.query(User).filter(User.telegram_id < FIRST + 3, User.telegram_id >= FIRST):
        user.email = f"p{user.id}@example.org"
    make.commit()
    telegram, letters = BlockedBySome(closed=(10, 40)), Letters()

    async def story(db):
        await run_each_minute(db, {"telegram": telegram, "email": letters}, MemoryPace(), 4)
        return await db.read(lambda tx: [(row.user_id, row.id) for row in tx.query(Notification)])

    owed = play(database_url, story)

    arrived = Counter(notice.telegram_id for _, notice in telegram.sent)
    assert set(arrived.values()) == {1, 2}
    assert (len(arrived), sum(arrived.values())) == (995, 995 + 95)
    assert 3 <= telegram.refused <= 20  # then everything waited
    assert not [at for at, _ in telegram.sent if 11 < at < 40]
    assert len(letters.sent) == 6  # both of three people
    assert {mail.address for mail in letters.sent} == {f"p{user_id}@example.org" for user_id in crowd.ids[:3]}
    assert len(owed) == 1100 + 6
    make.tx.expire_all()
    failed = make.tx.query(Notification).filter_by(status=NotificationStatus.FAILED, channel="telegram")
    assert {row.user_id for row in failed} <= set(crowd.ids[:5])
    for user_id in crowd.ids[5:100]:
        first, second = make.tx.query(Notification).filter_by(user_id=user_id).order_by(Notification.id)
        assert int(first.provider_id) < int(second.provider_id)


def test_a_crowd_of_ten_thousand_never_delays_money_by_more_than_a_second(make, database_url):
    crowd = Crowd(make, 10_000)
    crowd.owe(make.tx, "organizer_message")
    make.tx.query(Notification).update({"priority": 8})
    make.commit()
    telegram, delays = StrictTelegram(), []

    async def story(db):
        pace, clock = MemoryPace(), as_time(NOW)
        streaming = asyncio.create_task(delivery.deliver_due(db, {"telegram": telegram}, pace=pace, now=NOW))
        for user_id in crowd.ids[-8:]:  # they are owed what the crowd is, too
            await asyncio.sleep(1.37)
            before = len(telegram.sent)
            owed_at = asyncio.get_running_loop().time()
            await db.write(
                outbox.put,
                "organizer_message",
                user_id=user_id,
                registration_id=crowd.registration.id,
                due_at=clock(),
                version=7,
                text="Money",
            )
            await db.write(raise_priority, user_id=user_id)
            while not [one for _, one in telegram.sent[before:] if "Money" in one.text]:
                await asyncio.sleep(0.01)
                if asyncio.get_running_loop().time() - owed_at > 5:
                    break
            delays.append(asyncio.get_running_loop().time() - owed_at)
        streaming.cancel()
        await asyncio.gather(streaming, return_exceptions=True)

    play(database_url, story)

    assert len(delays) == 8
    assert max(delays) <= 1
    assert telegram.refused == 0


def raise_priority(tx: Tx, *, user_id: int) -> None:
    tx.query(Notification).filter_by(user_id=user_id).filter(Notification.dedupe_key.like("%:7")).update(
        {"priority": 1}
    )


@pytest.mark.parametrize("processes", [4])
def test_several_processes_at_once_hand_over_each_once_at_one_pace(make, database_url, processes):
    crowd = Crowd(make, 300)
    crowd.owe(make.tx, "organizer_message")
    make.commit()
    telegram, pace = StrictTelegram(), MemoryPace()

    async def story(db):
        others = [Database(db.store) for _ in range(processes)]
        return await asyncio.gather(
            *(delivery.deliver_due(one, {"telegram": telegram}, pace=pace, now=NOW) for one in others)
        )

    sent = play(database_url, story)

    assert (sum(sent), len(telegram.sent), telegram.refused) == (300, 300, 0)
    assert len({notice.telegram_id for _, notice in telegram.sent}) == 300
