"""Series: what repeats. Its sessions take their price, place and quotas from it unless they override them."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, at_most


class Series(Base):
    __tablename__ = "series"
    __table_args__ = (
        CheckConstraint("price >= 0", name="price"),
        CheckConstraint("duration_minutes BETWEEN 1 AND 10080", name="duration"),
        CheckConstraint("cancellation_notice_minutes >= 0", name="notice"),
        at_most("title", 80),
        at_most("description", 2000),
        at_most("place", 200),
        {"sqlite_strict": True},
    )

    code: Mapped[str] = mapped_column(unique=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("hosts.id"), index=True)
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="")
    duration_minutes: Mapped[int]
    price: Mapped[int] = mapped_column(default=0)
    """In minor units of the currency; 0 is free."""
    currency: Mapped[str]
    quotas: Mapped[list[dict[str, Any]]]
    """What a new session starts with, in order: `[{"name": "base", "capacity": 10}]`; one unnamed quota is usual."""
    cancellation_notice_minutes: Mapped[int] = mapped_column(default=12 * 60)
    created_at: Mapped[datetime]
