"""Reads of mails: the words that admins gave them, and how they fared."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from db.engine import Facts, Tx
from db.models import MailTemplate, Notification, ProviderEvent, Token
from db.models.tokens import TokenPurpose

EMAIL = "email"


def find_template(tx: Tx, kind: str, language: str) -> MailTemplate | None:
    return tx.scalar(select(MailTemplate).where(MailTemplate.kind == kind, MailTemplate.language == language))


def list_own(tx: Tx) -> Sequence[Facts]:
    """Kind and language of what an admin gave other words."""
    return tx.execute(select(MailTemplate.kind, MailTemplate.language)).all()


def count_by_status(tx: Tx, since: datetime) -> Facts:
    """What became of the mails that were owed since then."""
    mine = (Notification.channel == EMAIL, Notification.created_at >= since)
    counts = select(
        func.count().label("owed"),
        func.count(Notification.sent_at).label("sent"),
        func.count(Notification.delivered_at).label("delivered"),
        func.count(Notification.opened_at).label("opened"),
        func.count(Notification.clicked_at).label("clicked"),
        func.count(Notification.bounced_at).label("bounced"),
        func.count().filter(Notification.status == "failed").label("failed"),
    )
    return tx.execute(counts.where(*mine)).one()


def find_sent(tx: Tx, provider_id: str) -> Notification | None:
    """The mail that a provider calls so, kept until the commit."""
    mine = select(Notification).where(Notification.channel == EMAIL, Notification.provider_id == provider_id)
    return tx.scalar(mine.order_by(Notification.id.desc()).limit(1).with_for_update(key_share=True))


def list_open_events(tx: Tx, limit: int, *providers: str, before: datetime | None = None) -> list[int]:
    """Ids of what was told, before a moment if one is given, and is not worked on yet, oldest first."""
    still = select(ProviderEvent.id).where(ProviderEvent.handled_at.is_(None), ProviderEvent.provider.in_(providers))
    if before is not None:
        still = still.where(ProviderEvent.received_at < before)
    return list(tx.scalars(still.order_by(ProviderEvent.id).limit(limit)))


def lock_event(tx: Tx, event_id: int) -> ProviderEvent | None:
    row = select(ProviderEvent).where(ProviderEvent.id == event_id).with_for_update()
    return tx.scalar(row.execution_options(populate_existing=True))


def count_tokens(tx: Tx, purpose: TokenPurpose, user_id: int, since: datetime) -> int:
    """How many links of a purpose somebody was sent since then."""
    mine = select(func.count()).where(Token.purpose == purpose, Token.user_id == user_id, Token.created_at > since)
    return tx.scalar(mine) or 0


def count_owed(tx: Tx, kind: str, user_id: int, since: datetime) -> int:
    """How many mails of a kind somebody caused since then."""
    mine = select(func.count()).where(
        Notification.user_id == user_id,
        Notification.channel == EMAIL,
        Notification.kind == kind,
        Notification.created_at > since,
    )
    return tx.scalar(mine) or 0


def add_event(tx: Tx, provider: str, event_id: str, payload: dict[str, Any], now: datetime) -> bool:
    """Keep what a provider told; False where it was told before."""
    insert = postgresql.insert if tx.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = insert(ProviderEvent).values(provider=provider, event_id=event_id, payload=payload, received_at=now)
    kept = tx.connection().execute(row.on_conflict_do_nothing(index_elements=["provider", "event_id"]))
    return bool(kept.rowcount)
