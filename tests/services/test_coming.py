"""Still coming? Who is asked, when, how often, and what happens without an answer."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db.models import Notification
from db.models.registrations import Status
from services import coming, registrations
from services.errors import BookingClosed, NoPlaceHere, NotFound
from tests.factories import NOW

ASKS = {"still_coming_minutes": 120, "still_coming_releases": True, "promotion_cutoff_minutes": 15}
START = timedelta(days=2)


def swept(tx, now) -> int:
    return sum(coming.advance(tx, registration_id, now=now) for registration_id in coming.list_due(tx, now=now))


def before(minutes: float):
    return NOW + START - timedelta(minutes=minutes)


def kinds(tx, registration) -> list[str]:
    owed = tx.query(Notification).filter_by(user_id=registration.user_id).order_by(Notification.id)
    return [row.kind for row in owed if row.kind.startswith("coming")]


def test_everybody_is_asked_once_at_the_time(tx, make):
    quota = make.quota(**ASKS)
    people = [make.booked(quota) for _ in range(3)]

    assert swept(tx, before(121)) == 0
    assert swept(tx, before(120)) == 3
    assert swept(tx, before(119)) == 0

    assert [kinds(tx, one) for one in people] == [["coming_asked"]] * 3


def test_a_series_that_does_not_ask_asks_nobody(tx, make):
    make.booked(make.quota())

    assert swept(tx, before(30)) == 0


def test_whom_nothing_reaches_is_not_asked_and_keeps_the_place(tx, make):
    quota = make.quota(**ASKS)
    unasked = make.booked(quota, make.user(telegram_id=None))
    make.booked(quota, make.user(telegram_id=None, mail_to="oma@example.org"))

    assert [swept(tx, before(minutes)) for minutes in (119, 60, 29)] == [1, 1, 1]
    assert (kinds(tx, unasked), unasked.status) == ([], Status.CONFIRMED)


def test_who_books_after_the_question_is_not_asked(tx, make):
    quota = make.quota(**ASKS)
    late = make.booked(quota, now=before(60))

    assert swept(tx, before(59)) == 0
    assert kinds(tx, late) == []


def test_no_answer_is_reminded_halfway_and_released_at_the_deadline(tx, make):
    quota = make.quota(capacity=1, **ASKS)
    silent, waits = make.booked(quota), make.waiting(quota)

    done = {minutes: swept(tx, before(minutes)) for minutes in (120, 76, 75, 74, 31, 30, 29)}

    assert done == {120: 1, 76: 0, 75: 1, 74: 0, 31: 0, 30: 1, 29: 0}
    assert kinds(tx, silent) == ["coming_asked", "coming_nudged", "coming_released"]
    tx.refresh(waits)
    assert (silent.status, waits.status) == (Status.CANCELLED, Status.CONFIRMED)
    assert silent.is_late_cancellation is False


def test_a_place_is_kept_where_the_series_does_not_release(tx, make):
    silent = make.booked(make.quota(**ASKS | {"still_coming_releases": False}))

    assert [swept(tx, before(minutes)) for minutes in (120, 60, 1)] == [1, 1, 0]
    assert silent.status == Status.CONFIRMED


def test_a_place_is_kept_where_no_time_is_left_for_the_line(tx, make):
    silent = make.booked(make.quota(**ASKS | {"promotion_cutoff_minutes": 120}))

    assert [swept(tx, before(minutes)) for minutes in (120, 60, 1)] == [1, 1, 0]
    assert silent.status == Status.CONFIRMED


def test_a_late_sweep_leaves_time_after_the_reminder(tx, make):
    silent = make.booked(make.quota(**ASKS))

    assert [swept(tx, before(minutes)) for minutes in (120, 25, 24, 11)] == [1, 1, 0, 0]
    assert swept(tx, before(10)) == 1
    assert silent.status == Status.CANCELLED


def test_an_answer_is_kept_and_ends_the_questions(tx, make):
    booked = make.booked(make.quota(**ASKS))
    swept(tx, before(120))

    for minutes in (100, 99):
        coming.answer(tx, user_id=booked.user_id, registration_id=booked.id, now=before(minutes))

    assert booked.coming_at == before(100)
    assert [swept(tx, before(minutes)) for minutes in (75, 30)] == [0, 0]


def test_an_answer_is_ones_own_and_in_time(tx, make):
    booked, stranger = make.booked(make.quota(**ASKS)), make.user()

    with pytest.raises(NotFound):
        coming.answer(tx, user_id=stranger.id, registration_id=booked.id, now=before(100))
    with pytest.raises(BookingClosed):
        coming.answer(tx, user_id=booked.user_id, registration_id=booked.id, now=booked.ends_at)
    registrations.cancel(tx, user_id=booked.user_id, registration_id=booked.id, now=before(100))
    with pytest.raises(NoPlaceHere):
        coming.answer(tx, user_id=booked.user_id, registration_id=booked.id, now=before(99))


@pytest.mark.usefixtures("open_doors")
async def test_ten_sweeps_at_once_ask_each_person_once(db, make):
    quota = make.quota(capacity=5, **ASKS)
    ids = [make.booked(quota).id for _ in range(5)]

    for minutes in (120, 75, 30):
        due = await db.read(coming.list_due, now=before(minutes))
        assert due == ids
        await asyncio.gather(*(db.write(coming.advance, one, now=before(minutes)) for one in due for _ in range(10)))

    asked = select(Notification.kind, func.count()).where(Notification.kind.like("coming%")).group_by(Notification.kind)
    assert await db.read(lambda tx: {row[0]: row[1] for row in tx.execute(asked)}) == {
        "coming_asked": 5,
        "coming_nudged": 5,
        "coming_released": 5,
    }
