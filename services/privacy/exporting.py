"""Everything that is known of a person, as a document that a machine can read (GDPR, articles 15 and 20)."""

import json
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import inspect

from db.engine import Tx
from db.models import Base, User
from db.queries import privacy as queries
from services import audit
from services.errors import TooManyAttempts
from services.ports import Cipher
from services.profiles.contacts import EmergencyContact, decrypted

ONCE_IN = timedelta(minutes=1)
INTERNAL = frozenset(
    {
        "id",
        "user_id",
        "owner_id",
        "host_id",
        "series_id",
        "session_id",
        "quota_id",
        "registration_id",
        "actor_id",
        "payer_id",
        "payment_id",
        "package_id",
        "purchase_id",
        "promo_code_id",
        "duplicate_of_id",
        "requested_by_id",
        "checkout_url",
        "hash",
    }
)
"""Numbers that mean something inside only, and what could be used in the person's name."""
PRIVATE = frozenset({"note"})
"""What those who run the sessions write down for themselves, in a registration and about a client."""


def export(tx: Tx, *, user_id: int, cipher: Cipher, now: datetime) -> bytes:
    """A JSON document with all that is kept of a person but hosts' private notes, in UTC.

    Raises TooManyAttempts more than once a minute.
    """
    if queries.was_exported_since(tx, user_id, now - ONCE_IN):
        raise TooManyAttempts
    document = everything(tx, user_id, cipher) | {"exported_at": now}
    audit.record(tx, "user.exported", actor_id=user_id, subject=("user", user_id), at=now)
    return json.dumps(document, ensure_ascii=False, indent=2, default=_plain).encode()


def everything(tx: Tx, user_id: int, cipher: Cipher) -> dict[str, Any]:
    user = tx.get_one(User, user_id)
    return {
        "profile": _columns(user) | {"emergency_contact": decrypted(user.emergency_contact, cipher)},
        "registrations": [
            {"title": row.title, "session": row.code, "role": row.quota_name, **_columns(row.Registration, but=PRIVATE)}
            for row in queries.list_registrations(tx, user_id)
        ],
        "messages": [_columns(row) for row in queries.list_notifications(tx, user_id)],
        "links": [_columns(row) for row in queries.list_tokens(tx, user_id)],
        "dialogs": [_columns(row) for row in queries.list_dialogs(tx, user.telegram_id)] if user.telegram_id else [],
        "memberships": [
            {"title": row.title, "series": row.code, "since": row.created_at}
            for row in queries.list_memberships(tx, user_id)
        ],
        **_money(tx, user_id),
        "known_to": [
            {"host": row.host_name, **_columns(row.Client, but=PRIVATE)} for row in queries.list_clients(tx, user_id)
        ],
        "teams": [
            {"host": row.host_name, "series": row.title, "role": row.role, "since": row.created_at}
            for row in queries.list_roles(tx, user_id)
        ],
        "hosts": [_columns(row) for row in queries.list_hosts(tx, user_id)],
        "acts": [_columns(row) for row in queries.list_acts(tx, user_id)],
    }


def _money(tx: Tx, user_id: int) -> dict[str, Any]:
    """What was paid and went back, packages with each of their credits, and codes."""
    return {
        "payments": [
            {"host": row.host_name, "of": row.title or row.package, **_columns(row.Payment)}
            for row in queries.list_payments(tx, user_id)
        ],
        "refunds": [{"payment": row.payment, **_columns(row.Refund)} for row in queries.list_refunds(tx, user_id)],
        "packages": [{"host": row.host_name, **_columns(row.Purchase)} for row in queries.list_purchases(tx, user_id)],
        "credits": [
            {"package": row.name, "registration": row.registration, **_columns(row.CreditEntry)}
            for row in queries.list_credit_entries(tx, user_id)
        ],
        "promo_codes": [{"code": row.code, **_columns(row.PromoUse)} for row in queries.list_promo_uses(tx, user_id)],
    }


def _columns(row: Base, *, but: frozenset[str] = frozenset()) -> dict[str, Any]:
    names = [column.key for column in inspect(type(row)).column_attrs]
    return {name: getattr(row, name) for name in names if name not in INTERNAL | but}


def _plain(value: object) -> object:
    """What JSON has no word for."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, EmergencyContact):
        return asdict(value)
    raise TypeError(f"cannot be written as JSON: {type(value).__name__}")
