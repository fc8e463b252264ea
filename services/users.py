"""People: who writes to us, and how they want to be talked to."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import available_timezones

from tzfpy import get_tz

from db.engine import Tx
from db.folding import fold
from db.models import User
from db.models.users import NAME_LENGTH
from db.queries import users as queries
from services import outbox
from services.errors import NotFound, UnknownTimeZone
from services.profiles import editing
from services.text import clean
from services.translator import LANGUAGES, zone_city

USUAL_ZONES = {"de": "Europe/Berlin", "es": "Europe/Madrid", "ru": "Europe/Moscow"}
NO_ZONE = "UTC"
"""The default of an operator who named none: only then a language tells where people may be."""
HIDDEN_ZONES = ("Etc/", "SystemV/", "US/", "posix/", "right/")
SHORTEST_SEARCH = 2


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody we know."""

    id: int
    name: str
    language: str
    time_zone: str
    is_admin: bool
    is_reachable: bool


@dataclass(frozen=True, slots=True)
class Profile:
    """What Telegram tells of somebody, and what we take from it for a newcomer."""

    telegram_id: int
    name: str
    language: str
    time_zone: str
    is_admin: bool


def profile(
    *, telegram_id: int, name: str, language_code: str | None, default_zone: str, default_language: str, is_admin: bool
) -> Profile:
    """Read a Telegram profile: a name that can be shown, a language that we speak, the zone usual for it."""
    short = (language_code or default_language).split("-")[0].lower()
    language = short if short in LANGUAGES else default_language
    return Profile(
        telegram_id=telegram_id,
        name=clean(name, NAME_LENGTH) or "?",
        language=language,
        time_zone=USUAL_ZONES.get(language, default_zone) if default_zone == NO_ZONE else default_zone,
        is_admin=is_admin,
    )


def find(tx: Tx, *, telegram_id: int) -> Person | None:
    """A look: who this is, if we know them."""
    row = queries.find_person(tx, telegram_id)
    if row is None:
        return None
    return Person(row.id, row.name, row.language, row.time_zone, row.is_admin, row.unreachable_at is None)


def welcome(tx: Tx, *, profile: Profile, now: datetime) -> Person:
    """Know a person from now on, by the name they have now; who writes to us can be reached. Safe to repeat."""
    user = queries.lock_by_telegram_id(tx, profile.telegram_id)
    if user is None:
        user = User(
            telegram_id=profile.telegram_id,
            language=profile.language,
            time_zone=profile.time_zone,
            created_at=now,
        )
        tx.add(user)
    elif user.entered_at is not None:  # how they want to be talked to was the organizer's guess
        user.language, user.time_zone, user.entered_at = profile.language, profile.time_zone, None
    if user.unreachable_at is not None:
        outbox.wake(tx, user.id, now=now)
    user.name, user.is_admin, user.unreachable_at = profile.name, profile.is_admin, None
    tx.flush()
    return Person(user.id, user.name, user.language, user.time_zone, user.is_admin, is_reachable=True)


def set_language(tx: Tx, *, user_id: int, language: str, now: datetime) -> None:
    """Raises NotFound for a language that we do not speak, and for who was erased."""
    if language not in LANGUAGES:
        raise NotFound
    editing.change(tx, user_id, now=now, language=language)


def set_time_zone(tx: Tx, *, user_id: int, time_zone: str, now: datetime) -> None:
    """Raises UnknownTimeZone; NotFound for who was erased."""
    if time_zone not in available_timezones():
        raise UnknownTimeZone
    editing.change(tx, user_id, now=now, time_zone=time_zone)


def zone_at(latitude: float, longitude: float) -> str:
    """The time zone of a place on land. Raises UnknownTimeZone."""
    zone = get_tz(longitude, latitude)
    if zone not in available_timezones() or not _is_city(zone):
        raise UnknownTimeZone
    return zone


def zones_like(typed: str, language: str) -> list[str]:
    """Time zones whose city begins with, or else holds, what somebody typed, in their language or in English."""
    wanted = fold(typed.strip())
    if len(wanted) < SHORTEST_SEARCH:
        return []
    names = {zone: _city_names(zone, language) for zone in sorted(available_timezones()) if _is_city(zone)}
    starts = [zone for zone, cities in names.items() if any(city.startswith(wanted) for city in cities)]
    return starts or [zone for zone, cities in names.items() if any(wanted in city for city in cities)]


def _is_city(zone: str) -> bool:
    return "/" in zone and not zone.startswith(HIDDEN_ZONES)


def _city_names(zone: str, language: str) -> set[str]:
    return {fold(zone_city(zone, language)), fold(zone.rpartition("/")[2].replace("_", " "))}
