"""The audit: one row for each change that matters, in the change's own transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from db.engine import Tx, run
from db.models import AuditEvent

RECORD = insert(AuditEvent).inline()


def record(
    tx: Tx,
    action: str,
    *,
    actor_id: int | None,
    subject: tuple[str, int],
    at: datetime,
    **data: Any,
) -> None:
    """Write what happened to a subject, such as `("registration", 7)`; `actor_id` is None where the program acted."""
    run(tx, RECORD, _row(tx, action, actor_id, subject, at, data))
    tx.info.setdefault("audited", []).append(action)


def record_each(
    tx: Tx, action: str, *, actor_id: int | None, kind: str, ids: Sequence[int], at: datetime, **data: Any
) -> None:
    """The same for many subjects of a kind, in one statement."""
    if ids:
        rows = [_row(tx, action, actor_id, (kind, one), at, data) for one in ids]
        tx.flush()
        tx.connection().execute(RECORD, rows)
        tx.info.setdefault("audited", []).extend([action] * len(ids))


def _row(
    tx: Tx, action: str, actor_id: int | None, subject: tuple[str, int], at: datetime, data: dict[str, Any]
) -> dict[str, Any]:
    return {
        "action": action,
        "actor_id": actor_id,
        "subject_type": subject[0],
        "subject_id": subject[1],
        "cause": tx.info.get("cause"),
        "data": data,
        "at": at,
    }
