"""Hosts: who offers sessions. A studio, a jam crew, a coach."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, at_most


class Host(Base):
    __tablename__ = "hosts"
    __table_args__ = (at_most("name", 80), at_most("description", 2000), {"sqlite_strict": True})

    code: Mapped[str] = mapped_column(unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    time_zone: Mapped[str]
    currency: Mapped[str]
    created_at: Mapped[datetime]
