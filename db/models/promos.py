"""Promo codes: what takes something off a price, and who used it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, at_most


class PromoCode(Base):
    """Either `percent` or `amount`. `used` is counted by a guarded update."""

    __tablename__ = "promo_codes"
    __table_args__ = (
        UniqueConstraint("host_id", "code"),
        CheckConstraint("(percent IS NULL) != (amount IS NULL)", name="one_of_two"),
        CheckConstraint("percent BETWEEN 1 AND 100", name="percent"),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("uses_limit >= 1", name="uses_limit"),
        CheckConstraint("used >= 0 AND (uses_limit IS NULL OR used <= uses_limit)", name="used"),
        at_most("code", 32),
        {"sqlite_strict": True},
    )

    host_id: Mapped[int] = mapped_column(ForeignKey("hosts.id"))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"))
    """None holds for everything of the host, packages too."""
    code: Mapped[str]
    """Upper case, as it is compared."""
    percent: Mapped[int | None]
    amount: Mapped[int | None]
    """In minor units of the host's currency."""
    uses_limit: Mapped[int | None]
    used: Mapped[int] = mapped_column(default=0, server_default="0")
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class PromoUse(Base):
    """Once for a person and code, as long as it stands."""

    __tablename__ = "promo_uses"
    __table_args__ = (UniqueConstraint("promo_code_id", "user_id"), {"sqlite_strict": True})

    promo_code_id: Mapped[int] = mapped_column(ForeignKey("promo_codes.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"))
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payments.id"))
    taken_off: Mapped[int]
    """In minor units."""
    at: Mapped[datetime]
