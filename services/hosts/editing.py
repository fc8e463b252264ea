"""What a host tells of itself, and its rules: one field at a time."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import available_timezones

from db.engine import Tx
from db.models import Host
from services import access, audit, logos, money, places, writing
from services.access import Right
from services.errors import InvalidEmail, NotFound, UnknownTimeZone
from services.errors.organizing import ChoiceNotKnown, UnknownCurrency
from services.profiles import contacts
from services.text import clean

CHOICES: dict[str, tuple[str, dict[str, Any]]] = {
    "notice": ("cancellation_notice_minutes", {str(hours): hours * 60 for hours in (0, 2, 6, 12, 24, 48, 72)}),
    "grace": ("grace_minutes", {str(minutes): minutes for minutes in (0, 5, 10, 15, 20, 30)}),
    "suspends": ("suspends_after", {"none": None, **{str(times): times for times in (1, 2, 3, 4, 5)}}),
    "days": ("suspension_days", {str(days): days for days in (3, 7, 14, 30, 60)}),
}
"""Fields with few values, by the short word of each: what a button can carry."""


EMAIL = re.compile(r"[^@\s<>,;:\"()\[\]\\]+@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}")
"""Enough to catch what is none; whether mail arrives there only mail can tell."""
LONGEST_EMAIL = 254


def read_email(typed: str) -> str:
    address = clean(typed, LONGEST_EMAIL + 1)
    if len(address) > LONGEST_EMAIL or not EMAIL.fullmatch(address):
        raise InvalidEmail
    return address


def read_currency(typed: str) -> str:
    code = clean(typed, 10).upper()
    if code not in money.DIGITS:
        raise UnknownCurrency
    return code


READERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "name": ("name", lambda typed: writing.title(typed, 80)),
    "description": ("description", lambda typed: writing.text(typed, 2000)),
    "email": ("contact_email", read_email),
    "phone": ("contact_phone", contacts.read_phone),
    "address": ("address", lambda typed: writing.line(typed, 200)),
    "category": ("category", lambda typed: writing.title(typed, 40)),
    "currency": ("currency", read_currency),
    "legal": ("legal_name", lambda typed: writing.line(typed, 120)),
    "tax": ("tax_line", lambda typed: writing.line(typed, 200)),
    "terms": ("terms", lambda typed: writing.text(typed, 1000)),
}
"""Fields that are typed."""
EMPTY: dict[str, dict[str, Any]] = {
    "description": {"description": ""},
    "email": {"contact_email": None},
    "phone": {"contact_phone": None},
    "address": {"address": "", "map_url": None},
    "category": {"category": ""},
    "photo": {"photo_id": None},
    "legal": {"legal_name": ""},
    "tax": {"tax_line": ""},
    "terms": {"terms": ""},
}


def write(tx: Tx, *, user_id: int, host_id: int, field: str, typed: str, now: datetime) -> None:
    """A field as somebody typed it. Raises NotFound, and what is wrong with it."""
    if field not in READERS:
        raise ChoiceNotKnown if field in CHOICES else NotFound
    column, reader = READERS[field]
    _change(tx, user_id, host_id, {column: reader(typed)}, now)


def choose(tx: Tx, *, user_id: int, host_id: int, field: str, value: str, now: datetime) -> None:
    """Raises NotFound."""
    column, values = CHOICES.get(field, ("", {}))
    if value not in values:
        raise NotFound
    _change(tx, user_id, host_id, {column: values[value]}, now)


def clear(tx: Tx, *, user_id: int, host_id: int, field: str, now: datetime) -> None:
    """Raises NotFound for what has to be there."""
    if field not in EMPTY:
        raise NotFound
    host = _change(tx, user_id, host_id, EMPTY[field], now)
    if field == "photo":
        logos.put(tx, host, None)


def set_time_zone(tx: Tx, *, user_id: int, host_id: int, time_zone: str, now: datetime) -> None:
    """Of new series and sessions; what is planned keeps its own. Raises NotFound, UnknownTimeZone."""
    if time_zone not in available_timezones():
        raise UnknownTimeZone
    _change(tx, user_id, host_id, {"time_zone": time_zone}, now)


def set_photo(tx: Tx, *, user_id: int, host_id: int, photo_id: str, logo: bytes, now: datetime) -> None:
    """A picture for the chat, and the same as `logos.read` gave it for mails. Raises NotFound."""
    logos.put(tx, _change(tx, user_id, host_id, {"photo_id": photo_id}, now), logo)


def set_logo(tx: Tx, *, user_id: int, host_id: int, logo: bytes | None, now: datetime) -> None:
    """Another picture for mails alone, as `logos.read` gave it, or none. Raises NotFound."""
    logos.put(tx, _change(tx, user_id, host_id, {}, now, named=["logo"]), logo)


def set_location(
    tx: Tx, *, user_id: int, host_id: int, latitude: float, longitude: float, address: str = "", now: datetime
) -> None:
    """A shared place; an address comes along with a venue. Raises NotFound."""
    named = {"address": clean(address, 200)} if address else {}
    _change(tx, user_id, host_id, {"map_url": places.map_url(latitude, longitude), **named}, now)


def _change(
    tx: Tx, user_id: int, host_id: int, values: dict[str, Any], now: datetime, *, named: Sequence[str] = ()
) -> Host:
    """The host, locked and changed; `named` are further fields that the caller changes."""
    host: Host = access.host_to(tx, Right.EDIT_HOST, host_id, user_id, lock=True)
    for column, value in values.items():
        setattr(host, column, value)
    host.updated_at = now
    audit.record(
        tx, "host.edited", actor_id=user_id, subject=("host", host_id), at=now, fields=sorted([*values, *named])
    )
    return host
