"""Series: what repeats. Its sessions take their price, place and quotas from it unless they override them."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, event, false
from sqlalchemy.orm import Mapped, mapped_column

from db.folding import fold
from db.models.base import Base, at_most, stored_by_value


class Visibility(StrEnum):
    PUBLIC = "public"
    UNLISTED = "unlisted"
    """Seen by whoever has the link, found by nobody."""
    PRIVATE = "private"
    """Seen by members only."""


class BookingMode(StrEnum):
    INSTANT = "instant"
    """A place is taken at once."""
    APPROVAL = "approval"
    """An organizer says yes or no; the place is kept meanwhile."""
    PAID = "paid"


class WaitlistWay(StrEnum):
    AT_ONCE = "at_once"
    """A freed place is the next person's, and they are told."""
    OFFER = "offer"
    """A freed place is held for the next person, who is asked."""


class Series(Base):
    __tablename__ = "series"
    __table_args__ = (
        CheckConstraint("places_limit BETWEEN 1 AND 20", name="places_limit"),
        CheckConstraint("promotion_cutoff_minutes >= 0", name="cutoff"),
        at_most("map_url", 500),
        CheckConstraint("price >= 0", name="price"),
        CheckConstraint("late_fee >= 0", name="late_fee"),
        CheckConstraint("credits BETWEEN 0 AND 100", name="credits"),
        CheckConstraint("duration_minutes BETWEEN 1 AND 10080", name="duration"),
        CheckConstraint("cancellation_notice_minutes >= 0", name="notice"),
        at_most("title", 80),
        at_most("description", 2000),
        at_most("place", 200),
        {"sqlite_strict": True},
    )

    code: Mapped[str] = mapped_column(unique=True)
    host_id: Mapped[int] = mapped_column(ForeignKey("hosts.id"), index=True)
    title: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    place: Mapped[str] = mapped_column(default="", index=True)
    duration_minutes: Mapped[int]
    price: Mapped[int] = mapped_column(default=0)
    """In minor units of the currency; 0 is free."""
    currency: Mapped[str]
    quotas: Mapped[list[dict[str, Any]]]
    """What a new session starts with, in order: `[{"name": "base", "capacity": 10}]`; one unnamed quota is usual."""
    cancellation_notice_minutes: Mapped[int] = mapped_column(default=12 * 60)
    refund_tiers: Mapped[list[dict[str, Any]] | None]
    """What comes back of a paid place: `[{"minutes": 2880, "percent": 100}, {"minutes": 1440, "percent": 50}]`, the
    longest first, so long before the start at the latest; later nothing does. None gives all back until the notice."""
    late_fee: Mapped[int] = mapped_column(default=0, server_default="0")
    """What a late cancellation costs where nothing was paid, in minor units; 0 is nothing."""
    credits: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many credits of a package a place costs; 0 takes none."""
    is_digital: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Online: inside Telegram it is paid in Stars, as `price` whole Stars."""
    visibility: Mapped[Visibility] = mapped_column(
        stored_by_value(Visibility, name="visibility"), default=Visibility.PUBLIC, server_default=Visibility.PUBLIC
    )
    mode: Mapped[BookingMode] = mapped_column(
        stored_by_value(BookingMode, name="mode"), default=BookingMode.INSTANT, server_default=BookingMode.INSTANT
    )
    places_limit: Mapped[int] = mapped_column(default=1, server_default="1")
    """How many places one registration may take, guests included."""
    waitlist_way: Mapped[WaitlistWay] = mapped_column(
        stored_by_value(WaitlistWay, name="waitlist_way"),
        default=WaitlistWay.AT_ONCE,
        server_default=WaitlistWay.AT_ONCE,
    )
    promotion_cutoff_minutes: Mapped[int] = mapped_column(default=15, server_default="15")
    """So long before the start the line ends: from then on a free place goes to whoever taps first."""
    transfer_passes_waitlist: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a place may be given to somebody while others wait for one."""
    reminder_minutes: Mapped[list[int] | None]
    """How long before the start people are reminded who chose no times of their own; None is as usual."""
    still_coming_minutes: Mapped[int | None]
    """So long before the start everybody is asked whether they still come; None asks nobody."""
    still_coming_releases: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the place of somebody who does not answer goes to the waitlist."""
    shows_names: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether a card in a group tells the first names of those who allow it."""
    photo_id: Mapped[str | None]
    """Telegram's id of the picture."""
    map_url: Mapped[str | None]
    language: Mapped[str | None]
    """What is spoken there; None is not said."""
    archived_at: Mapped[datetime | None]
    """Since when it is over: nothing new is planned, and nobody finds it."""
    folded: Mapped[str] = mapped_column(server_default="")
    """Title and description as search compares them; follow by themselves."""
    created_at: Mapped[datetime]


@event.listens_for(Series, "before_insert")
@event.listens_for(Series, "before_update")
def keep_folded(_mapper: Any, _connection: Any, series: Series) -> None:
    series.folded = fold(f"{series.title}\n{series.description or ''}")
