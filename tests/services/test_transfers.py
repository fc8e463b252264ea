"""Giving a place away: one taker, the same places, the agreed price, and everybody's rights."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from db.models import AuditEvent, Quota, Registration, User
from db.models.registrations import Status
from services import checks, registrations, transfers
from services.errors import (
    GiftOver,
    NotFound,
    NothingToCancel,
    NothingToGive,
    OverlappingRegistration,
    PersonBlocked,
    TooLateToGive,
    TooLateToUndo,
    TransferPastWaitlist,
)
from tests.factories import NOW

LATER = NOW + timedelta(minutes=5)


def offer(tx, given, *, now=NOW):
    return transfers.offer(tx, user_id=given.user_id, registration_id=given.id, now=now)


def take(tx, token, taker, *, now=LATER):
    return transfers.take(tx, token=token, user_id=taker.id, now=now)


def test_take_moves_the_places_at_the_agreed_price(tx, make):
    quota = make.quota(capacity=3, price=1000)
    given, taker = make.booked(quota, places=3), make.user()
    token = offer(tx, given)

    taken = take(tx, token, taker)

    assert (taken.user_id, taken.places, taken.price, taken.status) == (taker.id, 3, 3000, Status.CONFIRMED)
    assert taken.reference != given.reference
    assert (given.status, given.is_late_cancellation, given.cancelled_at) == (Status.CANCELLED, False, LATER)
    tx.refresh(quota)
    assert (quota.taken, quota.waiting) == (3, 0)
    reasons = tx.query(AuditEvent).filter_by(action="registration.cancelled").one()
    assert (reasons.actor_id, reasons.data["reason"]) == (taker.id, "given")
    assert list(checks.findings(tx, now=LATER)) == []


def test_a_given_place_cannot_be_had_back_by_undo(tx, make):
    given = make.booked(make.quota())
    take(tx, offer(tx, given), make.user())

    with pytest.raises(TooLateToUndo):
        registrations.undo(tx, user_id=given.user_id, registration_id=given.id, now=LATER)


def test_a_look_uses_nothing_up(tx, make):
    given, taker = make.booked(make.quota()), make.user()
    token = offer(tx, given)

    for _ in range(3):
        assert transfers.find(tx, token=token, viewer_id=taker.id, now=LATER).obstacle is None
    assert take(tx, token, taker).user_id == taker.id


def test_a_link_works_once(tx, make):
    token = offer(tx, make.booked(make.quota()))
    take(tx, token, make.user())

    with pytest.raises(GiftOver):
        take(tx, token, make.user())


def test_a_taker_is_checked_like_one_who_books(tx, make):
    token = offer(tx, make.booked(make.quota(title="Jam")))
    busy = make.booked(make.quota(title="Pilates"))

    with pytest.raises(OverlappingRegistration):
        take(tx, token, tx.get_one(User, busy.user_id))
    with pytest.raises(PersonBlocked):
        take(tx, token, make.user(blocked_at=NOW))


def test_nobody_who_waits_is_passed_unless_the_series_says_so(tx, make):
    series = make.series(capacity=1)
    quota = make.quotas(make.session(series=series))[0]
    given = make.booked(quota)
    token = offer(tx, given)
    waits = make.waiting(quota)

    with pytest.raises(TransferPastWaitlist):
        take(tx, token, make.user())
    with pytest.raises(TransferPastWaitlist):
        offer(tx, given)
    series.transfer_passes_waitlist = True
    tx.flush()

    assert take(tx, token, make.user()).status == Status.CONFIRMED
    assert waits.status == Status.WAITLISTED


def test_one_who_waits_may_take_it_and_leaves_the_line(tx, make):
    quota = make.quota(capacity=1, transfer_passes_waitlist=True)
    token = offer(tx, make.booked(quota))
    first, second = make.waiting(quota), make.waiting(quota)

    take(tx, token, tx.get_one(User, second.user_id))

    tx.refresh(quota)
    assert (quota.taken, quota.waiting) == (1, 1)
    assert (first.status, second.status) == (Status.WAITLISTED, Status.CANCELLED)
    assert list(checks.findings(tx, now=LATER)) == []


def test_the_line_of_another_role_that_a_taker_leaves_moves_up(tx, make):
    base, flyer = make.quotas(make.session(roles={"base": 1, "flyer": 1}, transfer_passes_waitlist=True))
    token = offer(tx, make.booked(base))
    make.booked(flyer)
    first, second = make.waiting(flyer), make.waiting(flyer)
    flyer.capacity = 2
    tx.flush()

    take(tx, token, tx.get_one(User, first.user_id))

    assert (first.status, second.status) == (Status.CANCELLED, Status.CONFIRMED)
    tx.refresh(flyer)
    assert (flyer.taken, flyer.waiting) == (2, 0)
    assert list(checks.findings(tx, now=LATER)) == []


def test_only_the_holder_of_a_place_gives_it(tx, make):
    quota = make.quota(capacity=1)
    given, waits = make.booked(quota), make.waiting(quota)

    with pytest.raises(NotFound):
        transfers.offer(tx, user_id=waits.user_id, registration_id=given.id, now=NOW)
    with pytest.raises(NothingToGive):
        offer(tx, waits)


def test_it_ends_at_the_cutoff(tx, make):
    given = make.booked(make.quota(promotion_cutoff_minutes=30))
    token = offer(tx, given)
    cutoff = given.starts_at - timedelta(minutes=30)

    assert transfers.find(tx, token=token, viewer_id=given.user_id, now=cutoff - timedelta(seconds=1)).until == cutoff
    with pytest.raises(GiftOver):
        take(tx, token, make.user(), now=cutoff)
    with pytest.raises(TooLateToGive):
        offer(tx, given, now=cutoff)


@pytest.mark.usefixtures("open_doors")
async def test_of_fifty_who_tap_at_once_one_has_the_place(db, make):
    quota = make.quota(capacity=1)
    given = make.booked(quota)
    token = await db.write(transfers.offer, user_id=given.user_id, registration_id=given.id, now=NOW)
    people = make.users(50)

    outcomes = await asyncio.gather(
        *(db.write(transfers.take, token=token, user_id=person.id, now=LATER) for person in people),
        return_exceptions=True,
    )

    assert Counter(type(outcome) for outcome in outcomes) == {Registration: 1, GiftOver: 49}
    assert await db.read(lambda tx: tx.get(Quota, quota.id).taken) == 1
    assert await db.read(checks.findings, now=LATER) == []


@pytest.mark.usefixtures("open_doors")
async def test_taking_and_cancelling_at_once_have_one_winner(db, make):
    quota = make.quota(capacity=10)
    links = []
    for _ in range(10):
        given = make.booked(quota)
        links.append((given, await db.write(transfers.offer, user_id=given.user_id, registration_id=given.id, now=NOW)))
    people = make.users(10)

    await asyncio.gather(
        *(
            db.write(transfers.take, token=token, user_id=person.id, now=LATER)
            for (_, token), person in zip(links, people, strict=True)
        ),
        *(
            db.write(registrations.cancel, user_id=given.user_id, registration_id=given.id, now=LATER)
            for given, _ in links
        ),
        return_exceptions=True,
    )

    def confirmed(tx):
        return tx.query(Registration).filter_by(status=Status.CONFIRMED).count()

    assert await db.read(lambda tx: tx.get(Quota, quota.id).taken) == await db.read(confirmed)
    assert await db.read(checks.findings, now=LATER) == []


@pytest.mark.usefixtures("open_doors")
async def test_taking_a_place_and_leaving_the_line_of_another_role_at_once_counts_out_once(db, make):
    roles = {"base": 10, "flyer": 1}
    base, flyer = make.quotas(make.session(roles=roles, transfer_passes_waitlist=True))
    make.booked(flyer)
    contenders = []
    for _ in range(10):
        given = make.booked(base)
        token = await db.write(transfers.offer, user_id=given.user_id, registration_id=given.id, now=NOW)
        contenders.append((token, make.waiting(flyer)))

    outcomes = await asyncio.gather(
        *(
            act
            for token, waits in contenders
            for act in (
                db.write(registrations.cancel, user_id=waits.user_id, registration_id=waits.id, now=LATER),
                db.write(transfers.take, token=token, user_id=waits.user_id, now=LATER),
            )
        ),
        return_exceptions=True,
    )

    assert {type(outcome) for outcome in outcomes} <= {Registration, NothingToCancel}
    assert await db.read(lambda tx: tx.get(Quota, base.id).taken) == 10
    assert await db.read(lambda tx: tx.get(Quota, flyer.id).waiting) == 0
    assert await db.read(checks.findings, now=LATER) == []
