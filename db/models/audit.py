"""The audit: every change that matters, with who and what caused it. Rows are added, never edited."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class AuditEvent(Base):
    __tablename__ = "audit_events"
    __table_args__ = (Index("ix_audit_events_subject", "subject_type", "subject_id", "id"), {"sqlite_strict": True})

    action: Mapped[str]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    """None where the program itself acted."""
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    cause: Mapped[str | None]
    """The update or job that led to it, such as `update:1234`."""
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime]
