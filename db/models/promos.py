"""Promo codes: what takes something off a price, and who used it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
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
        CheckConstraint("(amount IS NULL) = (currency IS NULL)", name="currency"),
        CheckConstraint("uses_limit >= 1", name="uses_limit"),
        CheckConstraint("used >= 0 AND (uses_limit IS NULL OR used <= uses_limit)", name="used"),
        at_most("code", 32),
        {"sqlite_strict": True},
    )

    host_id: Mapped[int] = mapped_column(ForeignKey("hosts.id"))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"))
    """None holds for every series of the host."""
    code: Mapped[str]
    """Upper case, as it is compared."""
    percent: Mapped[int | None]
    amount: Mapped[int | None]
    """In minor units."""
    currency: Mapped[str | None]
    """Of the amount: it takes nothing off a price in another one."""
    uses_limit: Mapped[int | None]
    used: Mapped[int] = mapped_column(default=0, server_default="0")
    ends_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


STANDS = text("returned_at IS NULL")


class PromoUse(Base):
    """Once for a person and code, as long as it stands."""

    __tablename__ = "promo_uses"
    __table_args__ = (
        Index(
            "uq_promo_uses_standing",
            "promo_code_id",
            "user_id",
            unique=True,
            sqlite_where=STANDS,
            postgresql_where=STANDS,
        ),
        {"sqlite_strict": True},
    )

    promo_code_id: Mapped[int] = mapped_column(ForeignKey("promo_codes.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    registration_id: Mapped[int | None] = mapped_column(ForeignKey("registrations.id"))
    taken_off: Mapped[int]
    """In minor units."""
    returned_at: Mapped[datetime | None]
    """When it was given back, for nothing was paid in the end. Money that comes late takes it again."""
    at: Mapped[datetime]
