"""Sessions: one dated occurrence that people book."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, at_most, stored_by_value


class SessionStatus(StrEnum):
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    COMPLETED = "completed"


class Session(Base):
    __tablename__ = "sessions"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("price >= 0", name="price"),
        at_most("place", 200),
        Index(
            "uq_sessions_series_id_starts_at",
            "series_id",
            "starts_at",
            unique=True,
            sqlite_where=text("status != 'cancelled'"),
            postgresql_where=text("status != 'cancelled'"),
        ),
        Index("ix_sessions_starts_at", "starts_at"),
        Index("ix_sessions_instructor_id_starts_at", "instructor_id", "starts_at"),
        Index("ix_sessions_status_ends_at", "status", "ends_at"),
        {"sqlite_strict": True},
    )

    code: Mapped[str] = mapped_column(unique=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    instructor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    time_zone: Mapped[str]
    status: Mapped[SessionStatus] = mapped_column(
        stored_by_value(SessionStatus, name="status"), default=SessionStatus.SCHEDULED
    )
    place: Mapped[str | None]
    """Overrides the series; None takes the series' own. So does `price`."""
    price: Mapped[int | None]
    is_generated: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
