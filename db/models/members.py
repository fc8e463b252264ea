"""Members: who may see a private series."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class Member(Base):
    __tablename__ = "members"
    __table_args__ = (UniqueConstraint("series_id", "user_id"), {"sqlite_strict": True})

    series_id: Mapped[int] = mapped_column(ForeignKey("series.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
