"""How a series is described and what its rules are: one field at a time.

What cards tell of a series reaches all its sessions but those with something of their own; who is in one that takes
place elsewhere now is told. How long it takes and how
many places there are goes into sessions planned from then on, and into those to come that nobody booked.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from db.engine import Tx
from db.models import Series
from db.models.series import BookingMode, Visibility, WaitlistWay
from services import access, amounts, audit, places, sessions, staleness, writing
from services.access import Right
from services.errors import DomainError, NotFound
from services.errors.organizing import ChoiceNotKnown, SeriesOutdated
from services.refunds import tiers
from services.series.desks import SETTINGS
from services.series.following import Followed, follow
from services.sessions import PlaceImpact
from services.text import clean

FOLLOWED = {"quotas", "duration_minutes"}
"""Columns that a session copies when it is planned."""
YES_NO: dict[str, Any] = {"yes": True, "no": False}
DAY = 24 * 60
REMINDERS: dict[str, list[int] | None] = {
    "usual": None,
    "early": [2 * DAY, DAY],
    "day": [DAY],
    "soon": [2 * 60],
    "hour": [60],
    "none": [],
}
"""Minutes before the start."""
CHOICES: dict[str, tuple[str, dict[str, Any]]] = {
    "mode": ("mode", {"instant": BookingMode.INSTANT, "approval": BookingMode.APPROVAL, "paid": BookingMode.PAID}),
    "visibility": ("visibility", {str(one): one for one in Visibility}),
    "notice": ("cancellation_notice_minutes", {str(hours): hours * 60 for hours in (0, 2, 6, 12, 24, 48, 72)}),
    "guests": ("places_limit", {str(number): number for number in (1, 2, 3, 4, 5, 6, 8, 10)}),
    "way": ("waitlist_way", {str(one): one for one in WaitlistWay}),
    "cutoff": ("promotion_cutoff_minutes", {str(minutes): minutes for minutes in (0, 15, 30, 60, 120, 180, 360)}),
    "reminders": ("reminder_minutes", REMINDERS),
    "still": ("still_coming_minutes", {"none": None, "60": 60, "180": 180, "360": 360, "1440": 1440}),
    "release": ("still_coming_releases", YES_NO),
    "names": ("shows_names", YES_NO),
    "transfer": ("transfer_passes_waitlist", YES_NO),
    "language": ("language", {"none": None, **{code: code for code in ("en", "de", "es", "ru", "fr", "it", "pl")}}),
    "duration": ("duration_minutes", {str(minutes): minutes for minutes in (30, 45, 60, 75, 90, 120, 150, 180)}),
}
"""Fields with few values, by the short word of each: what a button can carry."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed, and how they write numbers."""

    text: str
    language: str
    currency: str


READERS: dict[str, tuple[str, Callable[[Typed], Any]]] = {
    "title": ("title", lambda typed: writing.title(typed.text, 80)),
    "description": ("description", lambda typed: writing.text(typed.text, 2000)),
    "place": ("place", lambda typed: writing.line(typed.text, 200)),
    "duration": ("duration_minutes", lambda typed: amounts.read_minutes(typed.text)),
    "notice": ("cancellation_notice_minutes", lambda typed: amounts.read_lead(typed.text)),
    "cutoff": ("promotion_cutoff_minutes", lambda typed: amounts.read_lead(typed.text)),
    "still": ("still_coming_minutes", lambda typed: amounts.read_lead(typed.text) or None),
    "quotas": ("quotas", lambda typed: amounts.read_quotas(typed.text)),
    "price": (
        "price",
        lambda typed: amounts.read_money(typed.text, currency=typed.currency, language=typed.language),
    ),
    "refunds": ("refund_tiers", lambda typed: tiers.read(typed.text)),
    "credits": ("credits", lambda typed: amounts.read_credits(typed.text)),
    "late_fee": (
        "late_fee",
        lambda typed: amounts.read_money(typed.text, currency=typed.currency, language=typed.language),
    ),
}
"""Fields that are typed, and lengths that are mostly tapped."""
EMPTY: dict[str, dict[str, Any]] = {
    "description": {"description": ""},
    "place": {"place": "", "map_url": None},
    "photo": {"photo_id": None},
    "price": {"price": 0},
    "refunds": {"refund_tiers": None},
    "late_fee": {"late_fee": 0},
    "credits": {"credits": 0},
}


def write(tx: Tx, *, user_id: int, series_id: int, field: str, typed: str, language: str, now: datetime) -> Followed:
    """A field as somebody typed it. Raises NotFound, and what is wrong with it."""
    if field not in READERS:
        raise ChoiceNotKnown if field in CHOICES else NotFound
    series = _locked(tx, user_id, series_id)
    column, reader = READERS[field]
    values = {column: reader(Typed(typed, language, series.currency))}
    if field == "place" and values["place"] != series.place:
        values["map_url"] = None  # it led to the old place
    return _change(tx, series, user_id, values, now)


def impact_of_place(tx: Tx, *, user_id: int, series_id: int, typed: str | None = None, now: datetime) -> PlaceImpact:
    """A look before the place of a series changes: whom it reaches; nobody where what was `typed` is where it is now.

    Raises NotFound, and what is wrong with what was typed.
    """
    series = access.series_to(tx, Right.EDIT_SERIES, series_id, user_id)
    if typed is not None and writing.line(typed, 200) == series.place:
        return PlaceImpact(0, 0, 0)
    return sessions.impact_on_series(tx, user_id=user_id, series_id=series_id, now=now)


def choose(tx: Tx, *, user_id: int, series_id: int, field: str, value: str, now: datetime) -> Followed:
    """Raises NotFound."""
    column, values = CHOICES.get(field, ("", {}))
    if value not in values:
        raise NotFound
    return _change(tx, _locked(tx, user_id, series_id), user_id, {column: values[value]}, now)


def clear(tx: Tx, *, user_id: int, series_id: int, field: str, now: datetime) -> Followed:
    """Raises NotFound for what has to be there."""
    if field not in EMPTY:
        raise NotFound
    return _change(tx, _locked(tx, user_id, series_id), user_id, EMPTY[field], now)


def read(typed: Mapping[str, str], *, currency: str, language: str) -> tuple[dict[str, Any], dict[str, DomainError]]:
    """Several fields at once: the columns that they go into, and what is wrong, by field."""
    values, wrong = dict[str, Any](), dict[str, DomainError]()
    for name, text in typed.items():
        try:
            values |= _column(name, Typed(text, language, currency))
        except DomainError as refused:
            wrong[name] = refused
    return values, wrong


def _column(name: str, typed: Typed) -> dict[str, Any]:
    column, choices = CHOICES.get(name, ("", {}))
    if typed.text in choices:
        return {column: choices[typed.text]}
    if name in EMPTY and not typed.text.strip():
        return EMPTY[name]
    if name not in READERS:
        raise ChoiceNotKnown
    column, reader = READERS[name]
    return {column: reader(typed)}


def version_of(settings: Mapping[str, Any]) -> str:
    """Another one as soon as any setting is."""
    return hashlib.sha256(repr(sorted(settings.items())).encode()).hexdigest()[:16]


def edit(
    tx: Tx, *, user_id: int, series_id: int, typed: Mapping[str, str], version: str, language: str, now: datetime
) -> Followed:
    """Several fields together, or none. Raises NotFound, SeriesOutdated, and what is wrong with the first of them."""
    series = _locked(tx, user_id, series_id)
    if version_of({name: getattr(series, name) for name in SETTINGS}) != version:
        raise SeriesOutdated
    values, wrong = read(typed, currency=series.currency, language=language)
    if wrong:
        raise next(iter(wrong.values()))
    if values.get("place", series.place) != series.place:
        values["map_url"] = None  # it led to the old place
    return _change(tx, series, user_id, values, now)


def set_photo(tx: Tx, *, user_id: int, series_id: int, photo_id: str, now: datetime) -> Followed:
    """Raises NotFound."""
    return _change(tx, _locked(tx, user_id, series_id), user_id, {"photo_id": photo_id}, now)


def set_location(
    tx: Tx, *, user_id: int, series_id: int, latitude: float, longitude: float, place: str = "", now: datetime
) -> Followed:
    """A shared place; its name comes along with a venue. Raises NotFound."""
    named = {"place": clean(place, 200)} if place else {}
    values = {"map_url": places.map_url(latitude, longitude), **named}
    return _change(tx, _locked(tx, user_id, series_id), user_id, values, now)


def _locked(tx: Tx, user_id: int, series_id: int) -> Series:
    return access.series_to(tx, Right.EDIT_SERIES, series_id, user_id, lock=True)


def _change(tx: Tx, series: Series, user_id: int, values: dict[str, Any], now: datetime) -> Followed:
    told = 0
    if values.get("mode", series.mode) == BookingMode.PAID:
        amounts.require_chargeable(values.get("price", series.price), series.currency)
    amounts.require_chargeable(values.get("late_fee", 0), series.currency)
    if {"place", "map_url"} & set(values):
        venue = {"place": values.get("place"), "map_url": values.get("map_url", series.map_url)}
        told = sessions.place_series(tx, series, **venue, actor_id=user_id, now=now)
    for column, value in values.items():
        setattr(series, column, value)
    audit.record(tx, "series.edited", actor_id=user_id, subject=("series", series.id), at=now, fields=sorted(values))
    copied = FOLLOWED & set(values)
    followed = follow(tx, series, copied, user_id=user_id, now=now) if copied else Followed()
    staleness.mark_sessions_of_series(tx, series.id, now=now)
    return replace(followed, told=told)
