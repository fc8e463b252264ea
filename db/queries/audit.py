"""Reads of the audit."""

from sqlalchemy import func, select

from db.engine import Tx
from db.models import AuditEvent


def find_latest(tx: Tx, subject_type: str, subject_id: int, action: str | None = None) -> AuditEvent | None:
    """The newest event about a subject, or the newest of a kind."""
    events = select(AuditEvent).where(AuditEvent.subject_type == subject_type, AuditEvent.subject_id == subject_id)
    if action:
        events = events.where(AuditEvent.action == action)
    return tx.scalar(events.order_by(AuditEvent.id.desc()).limit(1))


def list_latest(tx: Tx, subject_type: str, subject_id: int, limit: int) -> list[AuditEvent]:
    """The newest events about a subject, oldest of them first."""
    events = select(AuditEvent).where(AuditEvent.subject_type == subject_type, AuditEvent.subject_id == subject_id)
    return list(reversed(tx.scalars(events.order_by(AuditEvent.id.desc()).limit(limit)).all()))


def count(tx: Tx, subject_type: str, subject_id: int, action: str) -> int:
    """How often something happened to a subject."""
    events = select(func.count()).where(
        AuditEvent.subject_type == subject_type, AuditEvent.subject_id == subject_id, AuditEvent.action == action
    )
    return tx.scalar(events) or 0
