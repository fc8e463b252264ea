"""Quotas: the places of one role in a session. `taken` and `waiting` are counted by `services/quotas.py` alone."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, at_most


class Quota(Base):
    __tablename__ = "quotas"
    __table_args__ = (
        CheckConstraint("taken BETWEEN 0 AND capacity", name="taken"),
        CheckConstraint("waiting >= 0", name="waiting"),
        UniqueConstraint("session_id", "name"),
        at_most("name", 40),
        {"sqlite_strict": True},
    )

    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    name: Mapped[str] = mapped_column(default="")
    """Empty where a session has one quota without a role."""
    position: Mapped[int] = mapped_column(default=0)
    capacity: Mapped[int]
    taken: Mapped[int] = mapped_column(default=0)
    """Places held by registrations whose status takes up places."""
    waiting: Mapped[int] = mapped_column(default=0)
    """Registrations on the waitlist."""
    is_open: Mapped[bool] = mapped_column(default=True)
    """False once its session is cancelled or over: from that commit on nobody gets in or in line."""
