"""Hosts: who offers sessions. A studio, a jam crew, a coach."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, event
from sqlalchemy.orm import Mapped, mapped_column

from db.folding import fold
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
    folded: Mapped[str] = mapped_column(server_default="")
    """The name as search compares it; follows by itself."""
    created_at: Mapped[datetime]


@event.listens_for(Host, "before_insert")
@event.listens_for(Host, "before_update")
def keep_folded(_mapper: Any, _connection: Any, host: Host) -> None:
    host.folded = fold(host.name)
