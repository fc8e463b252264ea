"""People: who writes to us, and how they want to be talked to."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import available_timezones

from babel import dates

from db.engine import Tx
from db.models import User
from db.models.users import NAME_LENGTH
from db.queries import users as queries
from services import audit
from services.errors import NotFound, UnknownTimeZone
from services.text import clean
from services.translator import DEFAULT_LANGUAGE, LANGUAGES, LOCALES

USUAL_ZONES = {"de": "Europe/Berlin", "es": "Europe/Madrid", "ru": "Europe/Moscow"}


@dataclass(frozen=True, slots=True)
class Newcomer:
    """What Telegram tells of somebody who writes for the first time, and what we guess."""

    telegram_id: int
    name: str
    language: str
    time_zone: str


def newcomer(
    *, telegram_id: int, name: str, language_code: str | None, default_zone: str, default_language: str
) -> Newcomer:
    """Read a Telegram profile: a name that can be shown, a language that we speak, the zone usual for it."""
    short = (language_code or default_language).split("-")[0].lower()
    language = short if short in LANGUAGES else DEFAULT_LANGUAGE
    return Newcomer(
        telegram_id=telegram_id,
        name=clean(name, NAME_LENGTH) or "?",
        language=language,
        time_zone=USUAL_ZONES.get(language, default_zone),
    )


def find(tx: Tx, *, telegram_id: int) -> User | None:
    """A look: who this is, if we know them."""
    return queries.find_by_telegram_id(tx, telegram_id)


def welcome(tx: Tx, *, profile: Newcomer, is_admin: bool, now: datetime) -> User:
    """Know a person from now on; safe to repeat. Somebody who comes back can be reached again."""
    user = queries.find_by_telegram_id(tx, profile.telegram_id)
    if user is None:
        user = User(
            telegram_id=profile.telegram_id,
            name=profile.name,
            language=profile.language,
            time_zone=profile.time_zone,
            created_at=now,
        )
        tx.add(user)
    user.name, user.is_admin, user.unreachable_at = profile.name, is_admin, None
    tx.flush()
    return user


def set_language(tx: Tx, *, user_id: int, language: str, now: datetime) -> User:
    """Raises NotFound for a language that we do not speak."""
    if language not in LANGUAGES:
        raise NotFound
    return _change(tx, user_id, "language", language, now=now)


def set_time_zone(tx: Tx, *, user_id: int, time_zone: str, now: datetime) -> User:
    """Raises UnknownTimeZone."""
    if time_zone not in available_timezones():
        raise UnknownTimeZone
    return _change(tx, user_id, "time_zone", time_zone, now=now)


def zones_like(typed: str, language: str) -> list[str]:
    """Time zones whose city begins with, or else contains, what somebody typed, in their language or in English."""
    wanted = typed.strip().casefold()
    if len(wanted) < 2:
        return []
    starts, holds = [], []
    for zone in sorted(available_timezones()):
        if "/" not in zone or zone.startswith(("Etc/", "posix/", "right/", "SystemV/", "US/")):
            continue
        names = {zone.rpartition("/")[2].replace("_", " ").casefold()}
        names.add(dates.get_timezone_location(zone, locale=LOCALES[language], return_city=True).casefold())
        if any(name.startswith(wanted) for name in names):
            starts.append(zone)
        elif any(wanted in name for name in names):
            holds.append(zone)
    return starts or holds


def _change(tx: Tx, user_id: int, field: str, value: str, *, now: datetime) -> User:
    user = tx.get_one(User, user_id)
    setattr(user, field, value)
    audit.record(tx, f"user.{field}", actor_id=user_id, subject=("user", user_id), at=now, to=value)
    return user
