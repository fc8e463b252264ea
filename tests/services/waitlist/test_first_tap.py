"""After the cutoff: all who wait are told once for each time a place comes free, and whoever taps first has it."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from db.models import AuditEvent, Notification, Quota, Registration
from db.models.registrations import Status
from services import notices, registrations, sessions, waitlist
from services.errors import (
    AlreadyRegistered,
    OverlappingRegistration,
    PartyDoesNotFit,
    PlaceGone,
    PlaceIsFree,
    SessionFull,
)
from services.notices import Notice, Obsolete
from tests.factories import NOW, faults, swept

LATE = NOW + timedelta(hours=5, minutes=45)
"""The cutoff of what starts in six hours: fifteen minutes before the start."""
EARLY = LATE - timedelta(seconds=1)


@pytest.fixture
def full(make):
    quota = make.quota(capacity=1, places_limit=3, starts_in=timedelta(hours=6))
    make.booked(quota)
    return quota


def free_a_place(tx, quota, *, now=LATE) -> None:
    holder = tx.query(Registration).filter_by(quota_id=quota.id, status=Status.CONFIRMED).first()
    registrations.cancel(tx, user_id=holder.user_id, registration_id=holder.id, now=now)
    tx.flush()


def claim(tx, registration, *, now=LATE) -> Registration:
    return waitlist.claim(tx, user_id=registration.user_id, registration_id=registration.id, now=now)


def told(tx, registration) -> int:
    tx.flush()
    return tx.query(Notification).filter_by(registration_id=registration.id, kind="waitlist_first_tap").count()


def test_the_line_moves_until_the_second_of_the_cutoff(tx, make, full):
    waits = make.waiting(full)

    free_a_place(tx, full, now=EARLY)

    assert (waits.status, told(tx, waits)) == (Status.CONFIRMED, 0)


def test_after_the_cutoff_all_are_told_and_nobody_is_promoted(tx, make, full):
    line = [make.waiting(full) for _ in range(3)]

    free_a_place(tx, full)
    for _ in range(3):
        assert swept(tx, now=LATE + timedelta(minutes=1)) == 0

    assert [(row.status, told(tx, row)) for row in line] == [(Status.WAITLISTED, 1)] * 3
    assert faults(tx, now=LATE) == []


def test_each_freed_place_is_news(tx, make, full):
    full.capacity = 2
    tx.flush()
    make.booked(full)
    waits = make.waiting(full)

    free_a_place(tx, full)
    free_a_place(tx, full)

    assert told(tx, waits) == 2
    claim(tx, waits)
    assert waits.status == Status.CONFIRMED


def test_a_place_that_was_free_at_the_cutoff_already_is_told_by_the_sweep_once(tx, make, full):
    full.capacity, three = 3, make.kept(waitlist.join(tx, user_id=make.user().id, quota_id=full.id, places=3, now=NOW))
    tx.flush()
    late_comer = make.waiting(full)
    three.passed_over = 3
    tx.flush()
    assert swept(tx, now=EARLY) == 0
    assert told(tx, late_comer) == 0

    for _ in range(3):
        assert swept(tx, now=LATE) == 0

    assert (told(tx, late_comer), told(tx, three)) == (1, 0)


def test_the_first_tap_wins_whoever_stood_before(tx, make, full):
    first, second = make.waiting(full), make.waiting(full)
    free_a_place(tx, full)

    claim(tx, second)

    assert (first.status, second.status) == (Status.WAITLISTED, Status.CONFIRMED)
    with pytest.raises(PlaceGone):
        claim(tx, first)
    with pytest.raises(AlreadyRegistered):
        claim(tx, second)
    tx.refresh(full)
    assert (full.taken, full.waiting) == (1, 1)
    assert faults(tx, now=LATE) == []


def test_newcomers_may_book_then_though_others_wait(tx, make, full):
    waits = make.waiting(full)
    free_a_place(tx, full)

    with pytest.raises(PlaceIsFree):
        make.waiting(full, now=LATE)
    assert make.booked(full, now=LATE).status == Status.CONFIRMED
    with pytest.raises(SessionFull):
        make.booked(full, now=LATE)
    with pytest.raises(PlaceGone):
        claim(tx, waits)


def test_one_can_still_wait_then_for_a_place_to_come_free(tx, make, full):
    assert make.waiting(full, now=LATE).status == Status.WAITLISTED


def test_a_party_takes_what_there_is_or_not(tx, make, full):
    whole = make.kept(waitlist.join(tx, user_id=make.user().id, quota_id=full.id, places=2, now=NOW))
    joined = waitlist.join(tx, user_id=make.user().id, quota_id=full.id, places=2, takes_fewer=True, now=NOW)
    any_size = make.kept(joined)
    free_a_place(tx, full)

    assert (told(tx, whole), told(tx, any_size)) == (0, 1)
    with pytest.raises(PartyDoesNotFit):
        claim(tx, whole)
    assert (claim(tx, any_size).places, any_size.status) == (1, Status.CONFIRMED)


def test_whoever_cannot_have_it_is_not_told_and_can_read_why(tx, make, full):
    blocked, busy = make.user(), make.user()
    one, other = make.waiting(full, blocked), make.waiting(full, busy)
    make.booked(make.quota(starts_in=timedelta(hours=6)), busy)
    blocked.blocked_at = NOW
    tx.flush()

    free_a_place(tx, full)

    assert (told(tx, one), told(tx, other)) == (0, 0)
    reasons = tx.query(AuditEvent).filter_by(action="waitlist.passed_over").order_by(AuditEvent.id)
    assert [(row.subject_id, row.data["reason"]) for row in reasons] == [(one.id, "blocked"), (other.id, "overlap")]
    with pytest.raises(OverlappingRegistration):
        claim(tx, other)


def test_the_message_is_worth_sending_while_there_is_a_place(tx, make, full):
    first, second = make.waiting(full), make.waiting(full)
    free_a_place(tx, full)
    row = tx.query(Notification).filter_by(registration_id=second.id, kind="waitlist_first_tap").one()

    notice = notices.compose(tx, notification_id=row.id, now=LATE)
    assert isinstance(notice, Notice)
    assert notice.text.startswith("🟢 A place is free, the first tap wins: <b>Monday Jam</b>\n")

    claim(tx, first)
    tx.flush()
    tx.expire_all()
    assert notices.compose(tx, notification_id=row.id, now=LATE) == Obsolete("is no longer so")


def test_the_card_of_one_who_waits_says_that_the_first_tap_wins(tx, make, full):
    waits = make.waiting(full)

    def card(now):
        tx.flush()
        return sessions.card(tx, session_id=full.session_id, viewer_id=waits.user_id, now=now)

    assert (card(LATE).first_tap, card(LATE).line_is_over, card(EARLY).line_is_over) == (False, True, False)
    free_a_place(tx, full)
    assert card(LATE).first_tap


async def test_ten_taps_at_once_have_one_winner(db, make):
    quota = make.quota(capacity=1, starts_in=timedelta(hours=6))
    holder = make.booked(quota)
    line = [make.waiting(quota) for _ in range(10)]
    newcomers = make.users(5)
    await db.write(registrations.cancel, user_id=holder.user_id, registration_id=holder.id, now=LATE)

    outcomes = await asyncio.gather(
        *(db.write(waitlist.claim, user_id=row.user_id, registration_id=row.id, now=LATE) for row in line),
        *(db.write(registrations.book, user_id=one.id, quota_id=quota.id, now=LATE) for one in newcomers),
        return_exceptions=True,
    )

    kinds = Counter(type(outcome) for outcome in outcomes)
    assert kinds[Registration] == 1
    assert set(kinds) <= {Registration, PlaceGone, SessionFull}
    assert await db.read(lambda tx: tx.get(Quota, quota.id).taken) == 1
    assert await db.read(faults, now=LATE) == []
