"""Pruning: contents go, rows stay."""

from datetime import timedelta

import pytest

from db.models import Notification, ProviderEvent
from db.models.notifications import NotificationStatus
from services import delivery
from services.delivery.pruning import EVENTS_KEPT, KEPT
from tests.factories import NOW


@pytest.mark.parametrize("status", NotificationStatus)
def test_what_old_messages_said_is_forgotten_once_they_are_done_with(tx, make, status):
    make.booked(make.quota())
    row = tx.query(Notification).one()
    row.status, row.data, row.content = status, {"text": "Hi"}, {"subject": "Hi"}
    row.created_at = NOW
    tx.flush()
    is_done = status not in (NotificationStatus.QUEUED, NotificationStatus.SENDING)

    assert delivery.prune(tx, now=NOW + KEPT) == 0
    assert delivery.prune(tx, now=NOW + KEPT + timedelta(seconds=1)) == is_done
    assert delivery.prune(tx, now=NOW + KEPT + timedelta(seconds=1)) == 0

    tx.expire_all()
    assert (row.data == {}, row.content is None) == (is_done, is_done)
    too_late = NotificationStatus.EXPIRED  # to be tried again
    assert row.status == (too_late if status == NotificationStatus.FAILED else status)


def test_what_providers_told_is_forgotten_once_it_is_worked_on_and_old(tx):
    for number, handled_at in enumerate([NOW, None]):
        event = ProviderEvent(provider="stripe", event_id=f"evt_{number}", payload={}, received_at=NOW)
        event.handled_at = handled_at
        tx.add(event)
    tx.flush()

    assert delivery.prune_events(tx, now=NOW + EVENTS_KEPT) == 0
    assert delivery.prune_events(tx, now=NOW + EVENTS_KEPT + timedelta(seconds=1)) == 1
    assert tx.query(ProviderEvent).one().event_id == "evt_1"
    assert delivery.prune_events(tx, now=NOW + KEPT + timedelta(seconds=1)) == 1, "nothing came of it for long"
