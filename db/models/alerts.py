"""Alerts: what an admin has to look at. They stay until somebody has."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base

IS_OPEN = text("acknowledged_at IS NULL")


class Alert(Base):
    __tablename__ = "alerts"
    __table_args__ = (
        Index(
            "uq_alerts_open", "kind", "subject_type", "subject_id", unique=True,
            sqlite_where=IS_OPEN, postgresql_where=IS_OPEN,
        ),
        {"sqlite_strict": True},
    )  # fmt: skip

    kind: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    data: Mapped[dict[str, Any]]
    count: Mapped[int] = mapped_column(default=1, server_default="1")
    """How often it happened since it was raised."""
    created_at: Mapped[datetime]
    last_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
