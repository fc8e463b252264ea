"""Team: who helps a host, and with what. The owner stands in the host's own row."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, stored_by_value


class TeamRole(StrEnum):
    MANAGER = "manager"
    """Of the whole host: may do what the owner may, but for the host's own affairs."""
    INSTRUCTOR = "instructor"
    """Of the whole host: sees and checks in the people of the sessions they give."""
    CO_ORGANIZER = "co_organizer"
    """Of one series: may do there what the owner may."""
    DOOR = "door"
    """Of one series: sees who comes and checks them in."""


OF_SERIES = frozenset({TeamRole.CO_ORGANIZER, TeamRole.DOOR})
WHOLE_HOST = text("series_id IS NULL")
ONE_SERIES = text("series_id IS NOT NULL")


class TeamMember(Base):
    """One role of one person. Removing somebody deletes the row; the audit remembers it."""

    __tablename__ = "team_members"
    __table_args__ = (
        CheckConstraint("(role IN ('co_organizer', 'door')) = (series_id IS NOT NULL)", name="scope"),
        Index(
            "uq_team_members_host",
            "user_id",
            "host_id",
            "role",
            unique=True,
            sqlite_where=WHOLE_HOST,
            postgresql_where=WHOLE_HOST,
        ),
        Index(
            "uq_team_members_series",
            "user_id",
            "series_id",
            "role",
            unique=True,
            sqlite_where=ONE_SERIES,
            postgresql_where=ONE_SERIES,
        ),
        {"sqlite_strict": True},
    )

    host_id: Mapped[int] = mapped_column(ForeignKey("hosts.id"), index=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    role: Mapped[TeamRole] = mapped_column(stored_by_value(TeamRole, name="role"))
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
