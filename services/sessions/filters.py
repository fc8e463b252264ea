"""What a person narrowed the list of sessions down to.

It is kept with the person until it is changed or cleared, so it is there after a look at a card, and after a restart.
"""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from typing import Any

from db.engine import Tx
from db.models import User
from db.queries import filters as queries
from db.queries.listings import Narrowing
from services.errors import NotFound

DAYS_AHEAD = 30
"""How far the list looks ahead."""
OPTIONS = 200
"""The most that is offered to choose from."""


class PartOfDay(StrEnum):
    MORNING = "morning"
    AFTERNOON = "afternoon"
    EVENING = "evening"


PARTS = {PartOfDay.MORNING: (0, 720), PartOfDay.AFTERNOON: (720, 1020), PartOfDay.EVENING: (1020, 1440)}
"""Minutes of the day: until noon, until 17:00, until midnight."""


class Kind(StrEnum):
    """What can be chosen, one each."""

    PART = "part"
    SERIES = "series"
    HOST = "host"
    INSTRUCTOR = "instructor"
    PLACE = "place"
    HAS_PLACE = "has_place"
    IS_FREE = "is_free"


LISTS = {
    Kind.SERIES: queries.list_series,
    Kind.HOST: queries.list_hosts,
    Kind.INSTRUCTOR: queries.list_instructors,
}
LISTED = (*LISTS, Kind.PLACE)
"""Those whose options depend on what there is."""


@dataclass(frozen=True, slots=True)
class Option:
    """Something to choose; places, which have no id, get a number made of their name."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Filters:
    """A field a kind, and the days: `first` is today where it is None."""

    first: date | None = None
    days: int = 1
    part: PartOfDay | None = None
    series: int | None = None
    host: int | None = None
    instructor: int | None = None
    place: str | None = None
    has_place: bool = False
    is_free: bool = False
    words: str = ""
    """What they searched for last: the pages of what was found need it. It narrows no list."""

    def chosen(self, kind: Kind) -> Any:
        """What is chosen of a kind; something false where nothing is."""
        return getattr(self, kind.value)

    @property
    def kinds(self) -> list[Kind]:
        return [kind for kind in Kind if self.chosen(kind)]

    def without(self, kind: Kind) -> "Filters":
        return replace(self, **{kind.value: getattr(EVERYTHING, kind.value)})

    @property
    def narrowing(self) -> Narrowing:
        return Narrowing(
            series_ids=(self.series,) if self.series else (),
            host_id=self.host,
            instructor_id=self.instructor,
            place=self.place,
            minutes=PARTS[self.part] if self.part else None,
            has_place=self.has_place,
            is_free=self.is_free,
        )


EVERYTHING = Filters()


def find(tx: Tx, *, user_id: int, today: date) -> Filters:
    """What a person chose. Days that have begun to pass are forgotten: every morning begins with today."""
    kept = dict(queries.find_kept(tx, user_id))
    first, part = kept.pop("first", 0), kept.pop("part", None)
    known = {field.name for field in fields(Filters)}
    filters = Filters(**{name: value for name, value in kept.items() if name in known})
    filters = replace(filters, part=PartOfDay(part) if part else None)
    if first < today.toordinal():
        return replace(filters, first=None, days=1)
    return replace(filters, first=date.fromordinal(first))


def choose_days(tx: Tx, *, user_id: int, first: date, days: int, today: date) -> Filters:
    first = min(max(first, today), today + timedelta(days=DAYS_AHEAD))
    return _keep(tx, user_id, replace(find(tx, user_id=user_id, today=today), first=first, days=max(days, 1)))


def choose(tx: Tx, *, user_id: int, kind: Kind, value: int, today: date, now: datetime) -> Filters:
    """Narrow down by one kind; 0 takes that filter away. Raises NotFound for what is not there to choose."""
    filters = find(tx, user_id=user_id, today=today).without(kind)
    if value:
        filters = replace(filters, **{kind.value: _value(tx, user_id, kind, value, now)})
    return _keep(tx, user_id, filters)


def keep_words(tx: Tx, *, user_id: int, words: str, today: date) -> Filters:
    return _keep(tx, user_id, replace(find(tx, user_id=user_id, today=today), words=words))


def clear(tx: Tx, *, user_id: int, today: date, days: int) -> Filters:
    """Everything of so many days, from today on."""
    return _keep(tx, user_id, Filters(first=today, days=max(days, 1)))


def options(tx: Tx, *, kind: Kind, now: datetime) -> tuple[Option, ...]:
    """What the public sessions of the next 30 days leave to choose, by name."""
    until = now + timedelta(days=DAYS_AHEAD)
    if kind == Kind.PLACE:
        places = queries.list_places(tx, now=now, until=until, limit=OPTIONS)
        return tuple(Option(number_of(place), place) for place in places)
    if kind not in LISTED:
        raise NotFound
    return tuple(Option(row.id, row.name) for row in LISTS[kind](tx, now=now, until=until, limit=OPTIONS))


def names(tx: Tx, filters: Filters, *, viewer_id: int) -> dict[Kind, str]:
    """How what is chosen is called, as far as it has a name of its own and the viewer may find it."""
    found = {kind: _name(tx, kind, filters.chosen(kind), viewer_id) for kind in LISTED if filters.chosen(kind)}
    return {kind: name for kind, name in found.items() if name}


def number_of(place: str) -> int:
    return int.from_bytes(sha256(place.encode()).digest()[:6])


def _name(tx: Tx, kind: Kind, chosen: Any, viewer_id: int) -> str | None:
    match kind:
        case Kind.SERIES:
            return queries.find_series_title(tx, chosen, viewer_id)
        case Kind.HOST:
            return queries.find_host_name(tx, chosen, viewer_id)
        case Kind.INSTRUCTOR:
            return queries.find_instructor_name(tx, chosen, viewer_id)
        case _:
            return str(chosen)


def _value(tx: Tx, user_id: int, kind: Kind, value: int, now: datetime) -> Any:
    """What a number from a button stands for."""
    if kind in {Kind.HAS_PLACE, Kind.IS_FREE}:
        return True
    if kind == Kind.PART and value <= len(PartOfDay):
        return list(PartOfDay)[value - 1]
    if kind == Kind.PLACE:
        for option in options(tx, kind=kind, now=now):
            if option.id == value:
                return option.name
    elif kind in LISTED and _name(tx, kind, value, user_id):
        return value
    raise NotFound


def _keep(tx: Tx, user_id: int, filters: Filters) -> Filters:
    chosen = {field.name: getattr(filters, field.name) for field in fields(Filters)}
    kept = {name: value for name, value in chosen.items() if value != getattr(EVERYTHING, name)}
    if filters.first:
        kept["first"] = filters.first.toordinal()
    tx.get_one(User, user_id).filters = kept
    return filters
