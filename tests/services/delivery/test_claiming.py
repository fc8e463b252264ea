"""Who is first: the urgent overtake what waits, and never what is on its way."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from db.models import Notification
from services import delivery, outbox
from services.delivery import LEASE, Claim
from services.delivery.settling import End
from services.ports import Delivered, Later
from tests.factories import NOW


@pytest.fixture
def owe(tx, make):
    """Owe somebody something about a booking of theirs."""
    booked = {}

    def put(kind, *, user=None, version=0, due_in=0):
        person = user or make.user()
        if person.id not in booked:
            booked[person.id] = make.booked(make.quota(), person)
            tx.query(Notification).filter_by(user_id=person.id).delete()
        registration_id, due_at = booked[person.id].id, NOW + timedelta(seconds=due_in)
        outbox.put(tx, kind, user_id=person.id, registration_id=registration_id, due_at=due_at, version=version)
        return person

    return put


def kinds(tx, *, now=NOW, limit=100):
    claims = delivery.claim_due(tx, now=now, limit=limit)
    return [tx.get_one(Notification, claim.id).kind for claim in claims], claims


def test_the_most_urgent_come_first_then_what_is_due_longest(tx, owe):
    for kind, due_in in (("organizer_message", 0), ("organizer_message", -9), ("waitlist_offer", 0)):
        owe(kind, due_in=due_in)
    owe("session_cancelled")
    tx.query(Notification).filter_by(kind="organizer_message", due_at=NOW - timedelta(seconds=9)).update(
        {"kind": "registration_added"}
    )
    tx.expire_all()

    assert kinds(tx)[0] == ["session_cancelled", "waitlist_offer", "registration_added", "organizer_message"]


def test_what_is_urgent_overtakes_what_the_same_person_is_owed_before(tx, owe):
    person = owe("organizer_message")
    owe("session_cancelled", user=person)

    assert kinds(tx)[0] == ["session_cancelled"]


@pytest.mark.parametrize("first", ["organizer_message", "session_cancelled"])
def test_nothing_overtakes_what_is_on_its_way(tx, owe, first):
    person = owe(first)
    kinds(tx)
    owe("session_cancelled", user=person, version=1)
    owe("organizer_message", user=person, version=1)

    assert kinds(tx)[0] == []


def test_two_whose_leases_ran_out_do_not_wait_for_each_other(tx, owe):
    person = owe("organizer_message")
    owe("session_cancelled", user=person)
    leases = {"status": "sending", "claims": 1, "leased_until": NOW}
    tx.query(Notification).update(leases)
    tx.expire_all()

    assert kinds(tx)[0] == ["session_cancelled"]


def test_a_limit_takes_the_first(tx, owe):
    for _ in range(3):
        owe("organizer_message")
    owe("session_cancelled")

    assert kinds(tx, limit=2)[0] == ["session_cancelled", "organizer_message"]


def test_channels_do_not_wait_for_each_other(tx, owe):
    person = owe("registration_confirmed")
    person.email = "ana@example.org"
    [first] = delivery.claim_due(tx, channels=("telegram", "email"), now=NOW)

    [copy] = delivery.claim_due(tx, channel="email", now=NOW)

    assert copy.id != first.id
    assert tx.get_one(Notification, copy.id).copy_of_id == first.id


@pytest.mark.parametrize(
    ("first", "second"), [("organizer_message", "waitlist_offer"), ("waitlist_offer", "organizer_message")]
)
def test_what_a_dead_process_had_in_hand_and_what_is_more_urgent_do_not_wait_for_each_other(tx, owe, first, second):
    person = owe(first)
    assert kinds(tx)[0] == [first]
    owe(second, user=person)

    for kind in ("waitlist_offer", "organizer_message"):
        found, claims = kinds(tx, now=NOW + LEASE)
        assert found == [kind]
        delivery.settle(tx, claim=claims[0], outcome=Delivered("1"), jitter=0, now=NOW + LEASE)
        tx.flush()


def test_several_are_settled_at_once_but_for_those_whose_lease_was_taken_over(tx, owe):
    for _ in range(3):
        owe("organizer_message")
    _, claims = kinds(tx)
    _, again = kinds(tx, now=NOW + LEASE)
    ends: list[tuple[Claim, End]] = [
        (claims[0], Delivered("old")),
        (again[1], Delivered("new")),
        (again[2], Later("429", 5)),
    ]

    delivery.settle_all(tx, ends=ends, jitter=0.5, now=NOW + LEASE)

    tx.flush()
    tx.expire_all()
    rows = tx.query(Notification).order_by(Notification.id).all()
    assert [(row.status, row.provider_id) for row in rows] == [("sending", None), ("sent", "new"), ("queued", None)]


def test_the_claim_reads_by_an_index(tx, engine):
    """Of a hundred thousand that are owed it reads as many as it takes; a plan tells, of a table of any size."""
    if engine.dialect.name == "postgresql":
        tx.execute(text("SET LOCAL enable_seqscan = off"))
    plan = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN "
    owed = "status IN ('queued', 'sending') AND channel = 'telegram' AND due_at <= '2026-11-23' "
    found = tx.execute(text(f"{plan} SELECT id FROM notifications WHERE {owed} ORDER BY priority, due_at, id LIMIT 30"))
    lines = " ".join(str(row[-1]) for row in found)

    assert "ix_notifications_owed" in lines
    assert "TEMP B-TREE" not in lines
    assert "Sort" not in lines
