"""Why one waits: one's own entry, step by step."""

from datetime import timedelta

import pytest

from db.models.series import WaitlistWay
from services import registrations, waitlist
from services.errors import NotFound
from services.waitlist import Wish
from tests.factories import NOW, swept


def steps(tx, row) -> list[tuple[str, str]]:
    tx.flush()
    history = waitlist.history(tx, user_id=row.user_id, registration_id=row.id)
    return [(step.action, step.reason) for step in history.steps]


def test_history_tells_what_happened_to_an_entry(tx, make):
    quota = make.quota(capacity=1, waitlist_way=WaitlistWay.OFFER)
    holder, person = make.booked(quota), make.user()
    waits = make.waiting(quota, person)
    waitlist.wish(tx, user_id=person.id, registration_id=waits.id, wish=Wish.ASK, now=NOW)
    person.blocked_at = NOW
    registrations.cancel(tx, user_id=holder.user_id, registration_id=holder.id, now=NOW)
    person.blocked_at = None
    swept(tx)
    swept(tx, now=NOW + timedelta(hours=3))

    assert steps(tx, waits) == [
        ("registration.waitlisted", ""),
        ("waitlist.wished", ""),
        ("waitlist.passed_over", "blocked"),
        ("registration.offered", "a place came free"),
        ("registration.expired", "lapsed"),
    ]


def test_history_says_where_one_stands(tx, make):
    quota = make.quota(capacity=1)
    make.booked(quota)
    first, second = make.waiting(quota), make.waiting(quota)

    positions = [waitlist.history(tx, user_id=row.user_id, registration_id=row.id).position for row in (first, second)]

    assert positions == [1, 2]


def test_history_is_ones_own(tx, make):
    quota = make.quota(capacity=1)
    make.booked(quota)
    waits = make.waiting(quota)

    with pytest.raises(NotFound):
        waitlist.history(tx, user_id=make.user().id, registration_id=waits.id)
