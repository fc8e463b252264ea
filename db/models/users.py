"""People. A person is a Telegram identity; what else is known of them hangs on it."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, at_most

NAME_LENGTH = 64


class User(Base):
    __tablename__ = "users"
    __table_args__ = (at_most("name", NAME_LENGTH), {"sqlite_strict": True})

    telegram_id: Mapped[int | None] = mapped_column(unique=True)
    name: Mapped[str]
    language: Mapped[str]
    time_zone: Mapped[str]
    is_admin: Mapped[bool] = mapped_column(default=False)
    blocked_at: Mapped[datetime | None]
    unreachable_at: Mapped[datetime | None]
    """Since when Telegram refuses our messages to this person; cleared when they write to us again."""
    created_at: Mapped[datetime]
