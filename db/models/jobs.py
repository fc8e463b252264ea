"""How each job fared the last time, wherever it ran."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, at_most


class JobRun(Base):
    """One row a job."""

    __tablename__ = "job_runs"
    __table_args__ = (at_most("failure", 200), {"sqlite_strict": True})

    name: Mapped[str] = mapped_column(unique=True)
    ended_at: Mapped[datetime]
    milliseconds: Mapped[int]
    """How long it took."""
    found: Mapped[int] = mapped_column(default=0, server_default="0")
    """How much it did, as it counts that itself."""
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    """So many in a row, up to now."""
    failed_at: Mapped[datetime | None]
    """The last time, which may be long ago."""
    failure: Mapped[str | None]
