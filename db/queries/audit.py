"""Reads of the audit."""

from sqlalchemy import select

from db.engine import Tx
from db.models import AuditEvent


def find_latest(tx: Tx, subject_type: str, subject_id: int) -> AuditEvent | None:
    """The newest event about a subject."""
    events = select(AuditEvent).where(AuditEvent.subject_type == subject_type, AuditEvent.subject_id == subject_id)
    return tx.scalar(events.order_by(AuditEvent.id.desc()).limit(1))
