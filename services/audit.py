"""The audit: one row for each change that matters, in the change's own transaction."""

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
    run(
        tx,
        RECORD,
        {
            "action": action,
            "actor_id": actor_id,
            "subject_type": subject[0],
            "subject_id": subject[1],
            "cause": tx.info.get("cause"),
            "data": data,
            "at": at,
        },
    )
