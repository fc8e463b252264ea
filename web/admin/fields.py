"""The fields of a session's form: as they are, and what was typed into them as changes or as sentences why not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from services import amounts, moments, money, sessions, writing
from services.editing import Edits, Form
from services.errors import DomainError
from services.errors.organizing import MomentPast, RoomGone
from services.sessions import Reach
from services.translator import Translator

LONGEST_TITLE, LONGEST_DESCRIPTION = 80, 2000
LONGEST_TYPED = 10_000
REACHES = {"one": Reach(), "future": Reach(future=True), "all": Reach(future=True, edited=True)}


@dataclass(frozen=True, slots=True)
class Read:
    """What a form says: the changes that could be understood, and what is wrong, by field."""

    edits: Edits
    wrong: Mapping[str, str]
    reach: Reach


def as_it_is(form: Form) -> dict[str, str]:
    """What the fields hold before anybody typed."""
    card = form.card
    there = card.starts_at.astimezone(ZoneInfo(card.time_zone))
    return {
        "title": card.title,
        "description": card.description,
        "starts": there.isoformat(timespec="minutes")[:16],
        "minutes": str(int((card.ends_at - card.starts_at).total_seconds()) // 60),
        "place": card.place,
        "map": card.map_url or "",
        "room": str(form.space_id),
        "price": plain(card.price, card.currency),
        **{f"places-{role.quota_id}": str(role.capacity) for role in card.places},
    }


def plain(amount: int, currency: str) -> str:
    """12.50: an amount in minor units, to be typed over."""
    return str(Decimal(amount).scaleb(-money.digits(currency)))


def typed_into(form: Form, given: Mapping[str, Any]) -> dict[str, str]:
    """What the fields hold now; what the browser left out is as it is."""
    known = as_it_is(form)
    return {name: str(given.get(name, value))[:LONGEST_TYPED].replace("\r\n", "\n") for name, value in known.items()}


def read(form: Form, typed: Mapping[str, str], reach: str, t: Translator, *, now: datetime) -> Read:
    """Only what differs from what is there is read, and so refused, at all."""
    known, wrong, found = as_it_is(form), dict[str, str](), dict[str, Any]()
    for name, reader in _readers(form, t, now).items():
        if typed[name].strip() == known[name].strip():
            continue
        try:
            found[name] = reader(typed[name])
        except DomainError as refused:
            wrong[name] = refused.text(t)
    return Read(_edits(found, form), wrong, REACHES.get(reach, REACHES["one"]))


def _readers(form: Form, t: Translator, now: datetime) -> dict[str, Callable[[str], Any]]:
    card = form.card
    words: dict[str, Callable[[str], Any]] = {
        "title": lambda typed: writing.title(typed, LONGEST_TITLE),
        "description": lambda typed: writing.text(typed, LONGEST_DESCRIPTION) if typed.strip() else "",
    }
    return {
        **(words if form.may_describe else {}),
        "starts": lambda typed: moment(typed, card.time_zone, t, now),
        "minutes": amounts.read_minutes,
        "place": sessions.read_place,
        "map": lambda typed: sessions.read_link(typed) or "",
        "room": lambda typed: _room(typed, form),
        "price": lambda typed: amounts.read_money(typed, currency=card.currency, language=t.language),
        **{f"places-{role.quota_id}": amounts.read_places for role in card.places},
    }


def moment(typed: str, zone: str, t: Translator, now: datetime) -> datetime:
    """By the clock on the wall of the place: as a browser writes a moment, or as people type it in the chat."""
    try:
        there = datetime.fromisoformat(typed.strip())
    except ValueError:
        return moments.read(typed, zone=zone, language=t.language, now=now)
    if there.tzinfo is not None or there.year < now.year:
        raise MomentPast
    return moments.checked(there.replace(second=0, microsecond=0), zone=zone, now=now)


def _room(typed: str, form: Form) -> int:
    rooms = {str(space_id): space_id for space_id, _ in form.rooms} | {"0": 0}
    if typed not in rooms:
        raise RoomGone
    return rooms[typed]


def _edits(found: Mapping[str, Any], form: Form) -> Edits:
    """A place goes with its map: another name alone keeps the link, unless that was typed too."""
    card = form.card
    has_venue = "place" in found or "map" in found
    return Edits(
        words={name: found[name] for name in ("title", "description") if name in found},
        starts_at=found.get("starts"),
        minutes=found.get("minutes"),
        venue=(found.get("place", card.place), found.get("map", card.map_url or "")) if has_venue else None,
        space_id=found.get("room"),
        price=found.get("price"),
        places={
            role.quota_id: found[f"places-{role.quota_id}"]
            for role in card.places
            if f"places-{role.quota_id}" in found
        },
    )
