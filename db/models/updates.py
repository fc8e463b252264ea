"""Telegram updates whose effect is committed: written in the effect's own transaction, so a repetition has none."""

from datetime import datetime

from sqlalchemy import text
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base


class HandledUpdate(Base):
    __tablename__ = "handled_updates"

    id: Mapped[int] = mapped_column("update_id", primary_key=True, autoincrement=False)
    handled_at: Mapped[datetime] = mapped_column(server_default=text("(CURRENT_TIMESTAMP)"))
