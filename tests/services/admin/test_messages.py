"""Messages that did not arrive: listed with reason, tried again, dropped; and how all of them fare."""

import pytest
from sqlalchemy import select

from db.models import AuditEvent, Notification
from db.models.notifications import NotificationStatus
from services import delivery, registrations
from services.admin import messages
from services.errors import NotFound
from services.ports import Delivered
from tests.factories import NOW, faults


@pytest.fixture
def admin(make):
    return make.user("Adam", is_admin=True)


@pytest.fixture
def failed(tx, make):
    """Three messages that failed, oldest first; a fourth is on its way."""
    quota = make.quota(title="Monday Jam")
    for name in ("Ana", "Bo", "Chloé", "Dana"):
        make.booked(quota, make.user(name))
    rows = list(tx.scalars(select(Notification).where(Notification.kind == "registration_confirmed")))
    for row in rows[:3]:
        row.status, row.reason, row.attempts = NotificationStatus.FAILED, "Forbidden: bot was blocked", 1
    tx.flush()
    return rows[:3]


def test_list_failed_tells_who_what_and_why(tx, admin, failed):
    page = messages.list_failed(tx, user_id=admin.id)

    first = page.failures[0]
    assert [one.name for one in page.failures] == ["Chloé", "Bo", "Ana"]
    assert (first.kind, first.title, first.reason) == (
        "registration_confirmed",
        "Monday Jam",
        "Forbidden: bot was blocked",
    )
    assert (page.newest, page.has_next) == (failed[-1].id, False)


def test_retry_owes_one_again_and_it_is_delivered(tx, admin, failed):
    one = failed[1]

    assert messages.retry(tx, user_id=admin.id, notification_id=one.id, now=NOW) == 1

    assert (one.status, one.attempts, one.due_at, tx.info["owed"]) == (NotificationStatus.QUEUED, 0, NOW, True)
    claim = next(claim for claim in delivery.claim_due(tx, now=NOW) if claim.id == one.id)
    delivery.settle(tx, claim=claim, outcome=Delivered("1"), jitter=0, now=NOW)
    assert one.status == NotificationStatus.SENT
    assert messages.retry(tx, user_id=admin.id, notification_id=one.id, now=NOW) == 0
    with pytest.raises(NotFound):
        messages.show_failed(tx, user_id=admin.id, notification_id=one.id)


@pytest.mark.parametrize(
    ("act", "status", "action"),
    [
        (messages.retry, NotificationStatus.QUEUED, "notification.retried"),
        (messages.drop, NotificationStatus.SKIPPED, "notification.dropped"),
    ],
)
def test_all_that_was_on_the_screen_and_nothing_newer(tx, admin, failed, act, status, action):
    count = act(tx, user_id=admin.id, up_to=failed[1].id, now=NOW)

    assert count == 2
    assert [row.status for row in failed] == [status, status, NotificationStatus.FAILED]
    tx.flush()
    recorded = list(tx.scalars(select(AuditEvent.subject_id).where(AuditEvent.action == action)))
    assert recorded == [failed[0].id, failed[1].id]


def test_neither_one_nor_all_touches_what_did_not_fail(tx, admin, failed):
    assert messages.retry(tx, user_id=admin.id, now=NOW) == 0
    assert messages.drop(tx, user_id=admin.id, up_to=10**6, now=NOW) == 3

    queued = select(Notification).where(Notification.status == NotificationStatus.QUEUED)
    assert tx.scalars(queued.where(Notification.kind == "registration_confirmed")).one().id > failed[-1].id


def test_state_counts_messages_and_what_waitlists_did(tx, make, admin, failed):
    quota = make.quota(capacity=1)
    place = make.booked(quota)
    make.waiting(quota)
    registrations.cancel(tx, user_id=place.user_id, registration_id=place.id, now=NOW)
    tx.flush()

    state = messages.state(tx, user_id=admin.id, now=NOW)

    assert (state.failed, state.sent, state.promoted, state.offered, state.lapsed) == (3, 0, 1, 0, 0)
    assert state.owed > 0
    assert state.people == 9
    assert faults(tx) == []
