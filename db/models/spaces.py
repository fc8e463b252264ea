"""Spaces: a host's rooms. Two sessions do not take place in one at the same time."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, at_most


class Space(Base):
    __tablename__ = "spaces"
    __table_args__ = (at_most("name", 80), {"sqlite_strict": True})

    host_id: Mapped[int] = mapped_column(ForeignKey("hosts.id"), index=True)
    name: Mapped[str]
    deleted_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
