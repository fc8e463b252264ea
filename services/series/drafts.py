"""What somebody is about to begin, as far as it goes: a new series with its first session, or one more session."""

from dataclasses import asdict, dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from services import codes
from services.moments import Span
from services.series.founding import USUAL_MINUTES, Plan
from services.series.reading import Said

Part = Literal["line", "title", "when", "places", "roles", "place", "price", "duration"]
"""What can be asked for; the line is title, when and places in one breath."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Plain values only: it is kept between two messages."""

    zone: str
    currency: str
    host_id: int = 0
    """0 founds one."""
    host_name: str = ""
    series_id: int = 0
    """0 for a new series."""
    title: str = ""
    moment: str = ""
    """ISO, in UTC."""
    quotas: list[dict[str, Any]] = field(default_factory=list)
    places: int = 0
    """Of one session of a series, where it differs; 0 is as usual."""
    duration: int = USUAL_MINUTES
    place: str = ""
    map_url: str | None = None
    price: int = 0
    weekly: bool = False
    code: str = field(default_factory=codes.new)
    """Of a new series: decided before it is there, so that it is made once, however often it is asked for."""
    version: int = 0
    """Raised by each answer: a Create of an older screen creates nothing."""

    def with_(self, **answers: Any) -> "Draft":
        return replace(self, **answers, version=self.version + 1)

    def with_line(self, said: Said) -> "Draft":
        """What was understood of a line; the rest stays as it was."""
        given: dict[str, Any] = {}
        if said.title:
            given["title"] = said.title
        if said.quotas:
            given["quotas"] = list(said.quotas)
        if said.price is not None and not self.series_id:
            given["price"] = said.price
        draft = self.with_(**given)
        return draft.with_span(said.span) if said.span else draft

    def with_span(self, span: Span) -> "Draft":
        """When it is, and what was said of its length and of each week beside it."""
        return self.with_(
            moment=span.starts_at.isoformat(),
            duration=span.minutes if span.minutes and not self.series_id else self.duration,
            weekly=self.weekly or span.weekly,
        )

    @property
    def starts_at(self) -> datetime | None:
        return datetime.fromisoformat(self.moment) if self.moment else None

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + timedelta(minutes=self.duration) if self.starts_at else None

    @property
    def has_roles(self) -> bool:
        return len(self.quotas) > 1

    @property
    def missing(self) -> Part | None:
        """What has to be asked for next; None where it is whole."""
        if not self.title:
            return "title"
        if not self.moment:
            return "when"
        return None if self.quotas else "places"

    def as_kept(self) -> dict[str, Any]:
        return asdict(self)

    def as_plan(self) -> Plan:
        """Of a whole draft."""
        assert self.starts_at
        return Plan(
            title=self.title,
            starts_at=self.starts_at,
            quotas=self.quotas,
            duration_minutes=self.duration,
            place=self.place,
            map_url=self.map_url,
            price=self.price,
            currency=self.currency,
            host_id=self.host_id or None,
            weekly=self.weekly,
            code=self.code,
        )
