"""Alerts: what an admin has to look at. They stay open until somebody has."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update

from db.engine import Tx
from db.models import Alert, User
from services import access, audit, outbox
from services.errors import NotFound

PAGE = 5


@dataclass(frozen=True, slots=True)
class AlertsPage:
    alerts: tuple[Alert, ...]
    page: int
    has_next: bool


def raise_alert(tx: Tx, /, kind: str, *, subject: tuple[str, int], now: datetime, **data: Any) -> None:
    """Tell the admins, once: what happens again while it is open is counted, with the newest data."""
    mine = (Alert.kind == kind, Alert.subject_type == subject[0], Alert.subject_id == subject[1])
    again = update(Alert).where(*mine, Alert.acknowledged_at.is_(None))
    tx.flush()
    counted = tx.connection().execute(again.values(count=Alert.count + 1, last_at=now, data=data))
    if counted.rowcount:
        return
    alert = Alert(kind=kind, subject_type=subject[0], subject_id=subject[1], data=data, created_at=now, last_at=now)
    tx.add(alert)
    tx.flush()
    _tell_admins(tx, alert, now=now)


def _tell_admins(tx: Tx, alert: Alert, *, now: datetime) -> None:
    can_read = (User.is_admin, User.telegram_id.is_not(None), User.blocked_at.is_(None))
    for admin_id in tx.scalars(select(User.id).where(*can_read).order_by(User.id)):
        subject = ("alert", alert.id)
        outbox.put_matter(tx, "alert_raised", user_id=admin_id, subject=subject, due_at=now, alert_id=alert.id)


def list_open(tx: Tx, *, user_id: int, page: int = 0) -> AlertsPage:
    """A look: what nobody has seen to yet, newest first. Raises NotFound for who is no admin."""
    access.require_admin(tx, user_id)
    found = tx.scalars(
        select(Alert)
        .where(Alert.acknowledged_at.is_(None))
        .order_by(Alert.last_at.desc(), Alert.id.desc())
        .offset(page * PAGE)
        .limit(PAGE + 1)
    ).all()
    return AlertsPage(tuple(found[:PAGE]), page, has_next=len(found) > PAGE)


def acknowledge(tx: Tx, *, user_id: int, alert_id: int, now: datetime) -> None:
    """It is seen to; if it happens again it is a new one. Raises NotFound."""
    access.require_admin(tx, user_id)
    alert = tx.scalar(select(Alert).where(Alert.id == alert_id).with_for_update(key_share=True))
    if alert is None:
        raise NotFound
    if alert.acknowledged_at:
        return
    alert.acknowledged_at, alert.acknowledged_by_id = now, user_id
    audit.record(tx, "alert.acknowledged", actor_id=user_id, subject=("alert", alert_id), at=now, kind=alert.kind)
