"""Sessions: one dated occurrence that people book."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, event, false, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, at_most, stored_by_value


class SessionStatus(StrEnum):
    SCHEDULED = "scheduled"
    CANCELLED = "cancelled"
    COMPLETED = "completed"


HAS_PLACE = text("place IS NOT NULL")


class Session(Base):
    __tablename__ = "sessions"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("price >= 0", name="price"),
        at_most("place", 200),
        at_most("map_url", 500),
        at_most("note", 2000),
        UniqueConstraint("template_id", "original_day"),
        Index(
            "uq_sessions_series_id_starts_at",
            "series_id",
            "starts_at",
            unique=True,
            sqlite_where=text("status != 'cancelled'"),
            postgresql_where=text("status != 'cancelled'"),
        ),
        # Lists are read along these, soonest first: what is over or cancelled has another status and is not even met.
        Index("ix_sessions_status_starts_at", "status", "starts_at", "id"),
        Index("ix_sessions_series_id_status_starts_at", "series_id", "status", "starts_at", "id"),
        Index("ix_sessions_host_id_status_starts_at", "host_id", "status", "starts_at", "id"),
        Index("ix_sessions_instructor_id_status_starts_at", "instructor_id", "status", "starts_at", "id"),
        Index("ix_sessions_place", "place", sqlite_where=HAS_PLACE, postgresql_where=HAS_PLACE),
        Index("ix_sessions_status_ends_at", "status", "ends_at"),
        {"sqlite_strict": True},
    )

    code: Mapped[str] = mapped_column(unique=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    host_id: Mapped[int] = mapped_column(ForeignKey("hosts.id"))
    """Of the series, which never changes its host; kept here too for the list of a host's sessions."""
    instructor_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    time_zone: Mapped[str]
    starts_minute: Mapped[int]
    """Of the day, by the clock on the wall where it takes place; follows by itself."""
    status: Mapped[SessionStatus] = mapped_column(
        stored_by_value(SessionStatus, name="status"), default=SessionStatus.SCHEDULED
    )
    place: Mapped[str | None]
    """Overrides the series; None takes the series' own. So does `price`."""
    price: Mapped[int | None]
    map_url: Mapped[str | None]
    """Of the place that overrides the series' own."""
    note: Mapped[str] = mapped_column(default="", server_default="")
    """Private: for those who run it."""
    is_generated: Mapped[bool] = mapped_column(default=False)
    template_id: Mapped[int | None] = mapped_column(ForeignKey("templates.id"))
    original_day: Mapped[date | None]
    """The day of the template that it was made for, by the clock on the wall; a moved session keeps it."""
    space_id: Mapped[int | None] = mapped_column(ForeignKey("spaces.id"), index=True)
    needs_instructor: Mapped[bool] = mapped_column(default=False, server_default=false())
    edited_at: Mapped[datetime | None]
    """Since when it has something of its own: later changes of its series or template leave it alone."""
    moved_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]


@event.listens_for(Session, "before_insert")
@event.listens_for(Session, "before_update")
def keep_minute(_mapper: Any, _connection: Any, session: Session) -> None:
    there = session.starts_at.astimezone(ZoneInfo(session.time_zone))
    session.starts_minute = there.hour * 60 + there.minute
