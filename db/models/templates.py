"""Templates: what repeats each week becomes sessions, some weeks ahead; with the days on which it does not."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, at_most, stored_by_value


class Template(Base):
    __tablename__ = "templates"
    __table_args__ = (
        CheckConstraint("starts_minute BETWEEN 0 AND 1439", name="starts_minute"),
        CheckConstraint("duration_minutes BETWEEN 1 AND 10080", name="duration"),
        CheckConstraint("every_weeks BETWEEN 1 AND 8", name="every_weeks"),
        CheckConstraint("weeks_ahead BETWEEN 1 AND 8", name="weeks_ahead"),
        CheckConstraint("rotation >= 0", name="rotation"),
        CheckConstraint("ends_on >= begins_on", name="ends_after_beginning"),
        at_most("attention", 300),
        {"sqlite_strict": True},
    )

    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"), index=True)
    weekdays: Mapped[list[int]]
    """1 is Monday, 7 is Sunday."""
    starts_minute: Mapped[int]
    """Of the day, by the clock on the wall: it stays the same when the clocks change."""
    duration_minutes: Mapped[int]
    time_zone: Mapped[str]
    every_weeks: Mapped[int] = mapped_column(default=1, server_default="1")
    begins_on: Mapped[date]
    ends_on: Mapped[date | None]
    weeks_ahead: Mapped[int] = mapped_column(default=4, server_default="4")
    quotas: Mapped[list[dict[str, Any]] | None]
    """As in `Series.quotas`; None takes those of the series."""
    instructor_ids: Mapped[list[int]] = mapped_column(default=list, server_default="[]")
    """Who gives it: nobody named, one person, or several in turn."""
    rotation: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many turns have been given out."""
    space_id: Mapped[int | None] = mapped_column(ForeignKey("spaces.id"))
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())
    attention: Mapped[str] = mapped_column(default="", server_default="")
    """Why it makes nothing at the moment, as a short word of the program's; empty where all is well."""
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime | None]


class Outcome(StrEnum):
    """What became of a day of a template."""

    CREATED = "created"
    EXISTS = "exists"
    """There was a session of the series at that time already."""
    CLOSED = "closed"
    SKIPPED = "skipped"
    """An organizer said: not this time."""
    CONFLICT = "conflict"


class Occurrence(Base):
    """A day of a template, decided once. What was in conflict may be decided again."""

    __tablename__ = "occurrences"
    __table_args__ = (
        UniqueConstraint("template_id", "day"),
        Index("ix_occurrences_created_at", "created_at"),
        at_most("reason", 300),
        {"sqlite_strict": True},
    )

    template_id: Mapped[int] = mapped_column(ForeignKey("templates.id"))
    day: Mapped[date]
    outcome: Mapped[Outcome] = mapped_column(stored_by_value(Outcome, name="outcome"))
    reason: Mapped[str] = mapped_column(default="", server_default="")
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id"))
    created_at: Mapped[datetime]


class Closure(Base):
    """Days on which a host offers nothing."""

    __tablename__ = "closures"
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="days"),
        at_most("reason", 80),
        {"sqlite_strict": True},
    )

    host_id: Mapped[int] = mapped_column(ForeignKey("hosts.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str] = mapped_column(default="", server_default="")
    created_at: Mapped[datetime]


class Absence(Base):
    """Days on which an instructor cannot come."""

    __tablename__ = "absences"
    __table_args__ = (CheckConstraint("last_day >= first_day", name="days"), {"sqlite_strict": True})

    host_id: Mapped[int] = mapped_column(ForeignKey("hosts.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]
    created_at: Mapped[datetime]
