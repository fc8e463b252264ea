"""The outbox: a promise is a row in the transaction of its cause."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from db.models import Notification
from services import outbox
from tests.factories import NOW


def test_put_owes_a_message(tx, make):
    booked = make.booked(make.quota())
    due = NOW + timedelta(days=1)

    outbox.put(
        tx,
        "reminder",
        user_id=booked.user_id,
        registration_id=booked.id,
        due_at=due,
        useful_until=booked.starts_at,
        hours=24,
    )

    row = tx.query(Notification).filter_by(kind="reminder").one()
    assert (row.dedupe_key, row.data) == (f"{booked.user_id}:reminder:{booked.id}", {"hours": 24})
    assert (row.due_at, row.useful_until, row.created_at) == (due, booked.starts_at, due)
    assert (row.status, row.attempts, row.claims, row.channel) == ("queued", 0, 0, "telegram")
    assert (row.leased_until, row.sent_at, row.provider_id, row.reason) == (None, None, None, None)


def test_put_owes_a_kind_once_for_a_registration(tx, make):
    booked = make.booked(make.quota())

    with pytest.raises(IntegrityError):
        outbox.put(tx, "registration_confirmed", user_id=booked.user_id, registration_id=booked.id, due_at=NOW)


def test_put_marks_the_transaction_as_owing(tx, make):
    booked = make.booked(make.quota())
    tx.info.clear()

    outbox.put(tx, "reminder", user_id=booked.user_id, registration_id=booked.id, due_at=NOW)

    assert tx.info == {"owed": True}
