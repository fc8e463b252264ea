"""Delivery: at least once, not again once confirmed, in order per person, and nothing stands in the others' way."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta

import pytest

from db.engine import Tx
from db.models import Notification, Registration, User
from db.models.notifications import NotificationStatus
from services import delivery, outbox, registrations
from services.delivery import ATTEMPTS, BATCH, LEASE, Claim
from services.notices import Obsolete
from services.ports import Delivered, Later, Refused, Unknown
from tests.factories import NOW
from tests.fakes import FakeSender

LATER = NOW + LEASE


def notifications(tx: Tx) -> list[Notification]:
    return tx.query(Notification).order_by(Notification.id).populate_existing().all()


def claim_one(tx, *, now=NOW) -> Claim:
    [claim] = delivery.claim_due(tx, now=now)
    return claim


def settle(tx: Tx, claim, outcome, *, jitter=0.5, now=NOW) -> Notification:
    delivery.settle(tx, claim=claim, outcome=outcome, jitter=jitter, now=now)
    tx.flush()
    return tx.get_one(Notification, claim.id)


def deliver(db, sender, *, now=NOW) -> Coroutine[None, None, int]:
    return delivery.deliver_due(db, {"telegram": sender}, now=now)


@pytest.fixture
def owed(tx, make):
    """One notification that is due."""
    make.booked(make.quota())
    return notifications(tx)[0]


def test_claim_leases_what_is_due(tx, owed):
    assert delivery.claim_due(tx, now=NOW) == [Claim(owed.id, "telegram", 1, NOW + LEASE)]
    assert (owed.status, owed.claims, owed.leased_until) == (NotificationStatus.SENDING, 1, NOW + LEASE)
    assert owed.attempts == 0


def test_claim_leaves_what_is_not_due_yet(tx, owed):
    owed.due_at = NOW + timedelta(seconds=1)
    tx.flush()

    assert delivery.claim_due(tx, now=NOW) == []
    assert len(delivery.claim_due(tx, now=NOW + timedelta(seconds=1))) == 1


def test_claim_takes_nothing_that_is_leased_until_the_lease_ran_out(tx, owed):
    claim_one(tx)

    assert delivery.claim_due(tx, now=LATER - timedelta(seconds=1)) == []
    assert delivery.claim_due(tx, now=LATER) == [Claim(owed.id, "telegram", 2, LATER + LEASE)]


def test_claim_takes_one_a_person_and_a_batch_at_most(tx, make):
    quota = make.quota(capacity=100)
    for person in make.users(BATCH):
        make.booked(quota, person)
    twice = make.booked(make.quota(starts_in=timedelta(days=9)), tx.query(User).filter_by(name="Person 0").one())

    claims = delivery.claim_due(tx, now=NOW)

    assert len(claims) == BATCH
    last = tx.query(Notification).filter_by(registration_id=twice.id).one()
    assert last.id not in {claim.id for claim in claims}
    assert delivery.claim_due(tx, now=NOW) == []


def test_settle_keeps_what_the_provider_calls_it(tx, owed):
    sent = settle(tx, claim_one(tx), Delivered("77"))

    assert (sent.status, sent.provider_id, sent.sent_at) == (NotificationStatus.SENT, "77", NOW)
    assert (sent.attempts, sent.leased_until, sent.reason) == (1, None, None)
    assert delivery.claim_due(tx, now=LATER) == []


@pytest.mark.parametrize(
    ("is_late", "status"), [(True, NotificationStatus.EXPIRED), (False, NotificationStatus.SKIPPED)]
)
def test_settle_ends_what_is_obsolete_without_an_attempt(tx, owed, is_late, status):
    ended = settle(tx, claim_one(tx), Obsolete("no longer true", is_late))

    assert (ended.status, ended.reason, ended.attempts) == (status, "no longer true", 0)


@pytest.mark.parametrize("unreachable", [True, False])
def test_settle_ends_what_is_refused_and_marks_whoever_cannot_be_reached(tx, owed, unreachable):
    ended = settle(tx, claim_one(tx), Refused("blocked the bot", unreachable))

    assert (ended.status, ended.reason, ended.attempts) == (NotificationStatus.FAILED, "blocked the bot", 1)
    assert tx.get(User, owed.user_id).unreachable_at == (NOW if unreachable else None)


@pytest.mark.parametrize(("asked", "waits"), [(30, 30), (0, 1)])
def test_settle_waits_as_long_as_the_provider_asks_and_counts_no_attempt(tx, owed, asked, waits):
    postponed = settle(tx, claim_one(tx), Later("429", asked))

    assert (postponed.status, postponed.reason) == (NotificationStatus.QUEUED, "429")
    assert (postponed.attempts, postponed.leased_until) == (0, None)
    assert postponed.due_at == NOW + timedelta(seconds=waits)


@pytest.mark.parametrize("outcome", [Later("connect refused"), Unknown("timeout")])
def test_settle_backs_off_twice_as_long_each_time_and_gives_up_after_eight_attempts(tx, owed, outcome):
    now, waits = NOW, []
    for _ in range(ATTEMPTS - 1):
        postponed = settle(tx, claim_one(tx, now=now), outcome, now=now)
        assert (postponed.status, postponed.reason) == (NotificationStatus.QUEUED, outcome.reason)
        waits.append((postponed.due_at - now).total_seconds())
        now = postponed.due_at
    dead = settle(tx, claim_one(tx, now=now), outcome, now=now)

    assert waits == [5, 10, 20, 40, 80, 160, 320]
    assert (dead.status, dead.attempts, dead.reason) == (NotificationStatus.FAILED, ATTEMPTS, outcome.reason)
    assert delivery.claim_due(tx, now=now + timedelta(days=1)) == []


@pytest.mark.parametrize(("jitter", "seconds"), [(0.0, 2.5), (1.0, 7.5)])
def test_settle_spreads_the_backoff(tx, owed, jitter, seconds):
    postponed = settle(tx, claim_one(tx), Unknown("timeout"), jitter=jitter)

    assert postponed.due_at == NOW + timedelta(seconds=seconds)


def test_a_settlement_that_comes_after_its_lease_was_taken_over_changes_nothing(tx, owed):
    late, current = claim_one(tx), claim_one(tx, now=LATER)

    unchanged = settle(tx, late, Refused("blocked the bot", unreachable=True), now=LATER)
    assert (unchanged.status, unchanged.attempts) == (NotificationStatus.SENDING, 0)
    assert (unchanged.leased_until, tx.get(User, owed.user_id).unreachable_at) == (LATER + LEASE, None)

    assert settle(tx, current, Delivered("1"), now=LATER).status == NotificationStatus.SENT


def test_a_settlement_that_comes_twice_changes_nothing(tx, owed):
    claim = claim_one(tx)
    settle(tx, claim, Delivered("1"))

    again = settle(tx, claim, Later("timeout"), now=LATER)

    assert (again.status, again.provider_id, again.attempts) == (NotificationStatus.SENT, "1", 1)


def cancelled_after_booking(tx, make) -> list[Notification]:
    """One person is owed a confirmation, then the word that it is cancelled."""
    booked = make.booked(make.quota())
    registrations.cancel(tx, user_id=booked.user_id, registration_id=booked.id, now=NOW)
    return notifications(tx)


def test_nothing_overtakes_what_the_same_person_is_owed_before(tx, make):
    first, later = cancelled_after_booking(tx, make)

    claim = claim_one(tx)
    assert claim.id == first.id
    assert delivery.claim_due(tx, now=NOW) == []
    settle(tx, claim, Delivered("1"))

    assert claim_one(tx).id == later.id


@pytest.mark.parametrize("outcome", [Later("429", 30), Unknown("timeout")])
def test_nothing_overtakes_what_was_put_off(tx, make, outcome):
    first, _ = cancelled_after_booking(tx, make)

    postponed = settle(tx, claim_one(tx), outcome)

    assert delivery.claim_due(tx, now=NOW) == []
    assert claim_one(tx, now=postponed.due_at).id == first.id


def test_what_is_planned_for_later_holds_nothing_up(tx, make):
    booked = make.booked(make.quota())
    first = notifications(tx)[0]
    first.due_at = NOW + timedelta(days=1)
    outbox.put(tx, "session_cancelled", user_id=booked.user_id, registration_id=booked.id, due_at=NOW)

    assert claim_one(tx).id == notifications(tx)[1].id


async def test_deliver_due_hands_everything_over_once(db, make, engine):
    quota = make.quota(capacity=3)
    for person in make.users(3):
        make.booked(quota, person)
    sender = FakeSender()

    assert await deliver(db, sender) == 3
    assert await deliver(db, sender) == 0

    assert len(sender.sent) == 3
    rows = await db.read(notifications)
    assert {(row.status, row.attempts) for row in rows} == {(NotificationStatus.SENT, 1)}
    assert all(row.sent_at and NOW <= row.sent_at < LATER for row in rows)


async def test_deliver_due_goes_on_to_what_the_same_person_is_owed_next(db, make):
    quota = make.quota(capacity=1)
    booked, waits = make.booked(quota), make.waiting(quota)
    await db.write(registrations.cancel, user_id=booked.user_id, registration_id=booked.id, now=NOW)
    sender = FakeSender()

    assert await deliver(db, sender) == 2  # what both were told first is no longer true

    assert [row.status for row in await db.read(notifications)] == [
        NotificationStatus.SKIPPED,
        NotificationStatus.SKIPPED,
        NotificationStatus.SENT,
        NotificationStatus.SENT,
    ]
    chats = {booked.user_id: "You cancelled", waits.user_id: "A place came free"}
    for user_id, words in chats.items():
        telegram_id = await db.read(lambda tx, user_id=user_id: tx.get(User, user_id).telegram_id)
        [text] = [notice.text for notice in sender.sent if notice.telegram_id == telegram_id]
        assert words in text


async def test_one_that_is_refused_does_not_hold_up_the_others(db, make):
    quota = make.quota(capacity=3)
    for person in make.users(3):
        make.booked(quota, person)

    assert await deliver(db, FakeSender([Refused("blocked the bot", unreachable=True)])) == 2

    statuses = [row.status for row in await db.read(notifications)]
    assert sorted(statuses) == [NotificationStatus.FAILED, NotificationStatus.SENT, NotificationStatus.SENT]


@pytest.mark.parametrize("poison", ["kind", "channel", "sender"])
async def test_a_poisoned_row_uses_up_its_attempts_and_does_not_hold_up_the_others(db, make, poison):
    quota = make.quota(capacity=2)
    bad = make.booked(quota)
    row = make.tx.query(Notification).one()
    if poison != "sender":
        setattr(row, poison, "unheard_of")
    make.tx.commit()
    sender = FakeSender([ConnectionResetError("no outcome")] * ATTEMPTS if poison == "sender" else [])
    now = NOW
    for attempt in range(ATTEMPTS):
        assert await deliver(db, sender, now=now) == 0
        row = (await db.read(notifications))[0]
        assert row.attempts == attempt + 1
        now = row.due_at
    assert (row.status, row.registration_id) == (NotificationStatus.FAILED, bad.id)
    assert row.reason == {"sender": "ConnectionResetError"}.get(poison, "KeyError")

    make.booked(quota)
    assert await deliver(db, sender, now=now) == 1


async def test_a_provider_that_asks_for_no_patience_is_not_asked_again_at_once(db, make):
    make.booked(make.quota())
    sender = FakeSender([Later("429", 0)])

    assert await deliver(db, sender) == 0
    assert len(sender.sent) == 1


async def test_two_deliverers_at_once_hand_over_once(db, make):
    quota = make.quota(capacity=30)
    for person in make.users(30):
        make.booked(quota, person)
    sender = FakeSender()

    sent = await asyncio.gather(*(deliver(db, sender) for _ in range(4)))

    assert (sum(sent), len(sender.sent)) == (30, 30)
    assert len({notice.telegram_id for notice in sender.sent}) == 30


async def test_what_a_deliverer_left_behind_is_handed_over_when_its_lease_ran_out(db, make):
    make.booked(make.quota())
    await db.write(delivery.claim_due, now=NOW)
    sender = FakeSender()

    assert await deliver(db, sender, now=LATER - timedelta(seconds=1)) == 0
    assert await deliver(db, sender, now=LATER) == 1
    assert await db.read(lambda tx: tx.query(Registration).count()) == 1


class SlowSender(FakeSender):
    """A channel that takes its time, by the clock of the loop it is given."""

    async def send(self, notice):
        await asyncio.sleep(1.1)
        return await super().send(notice)


async def test_leases_go_on_with_the_time_that_a_crowd_takes(db, make):
    quota = make.quota(capacity=1)
    booked, _ = make.booked(quota), make.waiting(quota)
    make.booked(make.quota(starts_in=timedelta(days=9)), make.tx.get(User, booked.user_id))

    assert await deliver(db, SlowSender()) == 3

    rows = await db.read(notifications)
    assert [row.sent_at - NOW for row in rows] == [timedelta(seconds=1), timedelta(seconds=1), timedelta(seconds=2)]
