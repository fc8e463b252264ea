"""Every edge of the table of moves, and every pair that is none."""

from itertools import product

import pytest

from db.models import AuditEvent
from db.models.registrations import Status
from services.errors import IllegalMove
from services.registrations import statuses
from tests.factories import NOW

EDGES = {
    (Status.PENDING_APPROVAL, Status.CONFIRMED),
    (Status.PENDING_APPROVAL, Status.REJECTED),
    (Status.PENDING_APPROVAL, Status.CANCELLED),
    (Status.PENDING_APPROVAL, Status.EXPIRED),
    (Status.PENDING_PAYMENT, Status.CONFIRMED),
    (Status.PENDING_PAYMENT, Status.CANCELLED),
    (Status.PENDING_PAYMENT, Status.EXPIRED),
    (Status.WAITLISTED, Status.CONFIRMED),
    (Status.WAITLISTED, Status.PENDING_APPROVAL),
    (Status.WAITLISTED, Status.PENDING_PAYMENT),
    (Status.WAITLISTED, Status.OFFERED),
    (Status.WAITLISTED, Status.CANCELLED),
    (Status.WAITLISTED, Status.EXPIRED),
    (Status.OFFERED, Status.CONFIRMED),
    (Status.OFFERED, Status.PENDING_APPROVAL),
    (Status.OFFERED, Status.PENDING_PAYMENT),
    (Status.OFFERED, Status.WAITLISTED),
    (Status.OFFERED, Status.CANCELLED),
    (Status.OFFERED, Status.EXPIRED),
    (Status.CONFIRMED, Status.CANCELLED),
    (Status.CANCELLED, Status.CONFIRMED),
    (Status.EXPIRED, Status.CONFIRMED),
}
STAMPS = ("confirmed_at", "cancelled_at", "rejected_at", "expired_at")


@pytest.fixture
def registration(tx, make):
    booked = make.booked(make.quota())
    booked.confirmed_at, booked.waitlisted_at, booked.hold_expires_at = None, NOW, NOW
    return booked


def test_the_table_of_moves_is_this():
    assert {(was, to) for was, targets in statuses.MOVES.items() for to in targets} == EDGES
    assert set(statuses.MOVES) == set(Status)


@pytest.mark.parametrize(("was", "to"), sorted(EDGES))
def test_move_along_an_edge_is_stamped_and_written_down_once(tx, registration, was, to):
    registration.status = was

    statuses.move(tx, registration, to, actor_id=None, at=NOW, reason="because")

    stamped = f"{to}_at" if to in {"confirmed", "cancelled", "rejected", "expired"} else None
    assert [name for name in STAMPS if getattr(registration, name)] == ([stamped] if stamped else [])
    assert (registration.status, registration.hold_expires_at) == (to, None)
    event = tx.query(AuditEvent).filter_by(action=f"registration.{to}").order_by(AuditEvent.id.desc()).first()
    assert (event.subject_id, event.actor_id) == (registration.id, None)
    assert (event.data, event.at) == ({"was": was, "reason": "because"}, NOW)


def test_move_off_the_edges_is_refused_and_changes_nothing(tx, registration):
    events = tx.query(AuditEvent).filter(AuditEvent.action.like("registration.%")).count()
    refused = set()

    for was, to in product(Status, Status):
        registration.status = was
        try:
            statuses.move(tx, registration, to, actor_id=None, at=NOW)
        except IllegalMove as mistake:
            refused.add((was, to, str(mistake), registration.status))

    off = set(product(Status, Status)) - EDGES
    assert refused == {(was, to, f"{was} -> {to}", was) for was, to in off}
    assert tx.query(AuditEvent).filter(AuditEvent.action.like("registration.%")).count() == events + len(EDGES)


def test_a_move_without_reason_has_none_in_the_audit(tx, registration):
    statuses.move(tx, registration, Status.CANCELLED, actor_id=registration.user_id, at=NOW)

    event = tx.query(AuditEvent).order_by(AuditEvent.id.desc()).first()
    assert (event.actor_id, event.data) == (registration.user_id, {"was": "confirmed"})


def test_what_takes_a_place_and_what_is_live_is_this():
    assert {status for status in Status if status.takes_place} == {
        Status.PENDING_APPROVAL,
        Status.PENDING_PAYMENT,
        Status.CONFIRMED,
        Status.OFFERED,
    }
    assert {status for status in Status if not status.is_live} == {
        Status.CANCELLED,
        Status.REJECTED,
        Status.EXPIRED,
    }
