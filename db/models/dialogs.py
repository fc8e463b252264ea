"""Dialogs: where a person stands in a conversation of several steps, so that it survives a restart."""

from datetime import datetime
from typing import Any

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class Dialog(Base):
    __tablename__ = "dialogs"
    __table_args__ = (UniqueConstraint("chat_id", "telegram_id", "thread_id"), {"sqlite_strict": True})

    chat_id: Mapped[int]
    telegram_id: Mapped[int]
    thread_id: Mapped[int] = mapped_column(default=0)
    """The topic of a group; 0 where there is none."""
    state: Mapped[str | None]
    data: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]
