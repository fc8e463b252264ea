"""The audit: who did what to what, and what caused it."""

from db.models import AuditEvent
from services import audit
from tests.factories import NOW


def test_record_writes_who_did_what_and_why(tx, make):
    person = make.user()
    tx.info["cause"] = "update:12"

    audit.record(tx, "user.renamed", actor_id=person.id, subject=("user", person.id), at=NOW, to="Ida")

    event = tx.query(AuditEvent).one()
    assert (event.action, event.actor_id, event.subject_type, event.subject_id) == (
        "user.renamed",
        person.id,
        "user",
        person.id,
    )
    assert (event.cause, event.data, event.at) == ("update:12", {"to": "Ida"}, NOW)


def test_record_knows_no_actor_and_no_cause_where_the_program_acted(tx):
    audit.record(tx, "user.swept", actor_id=None, subject=("user", 1), at=NOW)

    event = tx.query(AuditEvent).one()
    assert (event.actor_id, event.cause, event.data) == (None, None, {})
