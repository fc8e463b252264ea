"""The outbox: a message owed to a person is a row in the transaction of its cause. `delivery.py` hands it over."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert

from db.engine import Tx
from db.models import Notification
from db.models.notifications import NotificationStatus

PUT = insert(Notification)


def put(
    tx: Tx,
    kind: str,
    *,
    user_id: int,
    registration_id: int,
    due_at: datetime,
    useful_until: datetime | None = None,
    **data: Any,
) -> None:
    """Owe a person a message, whose text is made when it is sent. A kind is owed once for a registration."""
    tx.execute(
        PUT,
        {
            "user_id": user_id,
            "registration_id": registration_id,
            "channel": "telegram",
            "kind": kind,
            "dedupe_key": f"{user_id}:{kind}:{registration_id}",
            "data": data,
            "status": NotificationStatus.QUEUED,
            "attempts": 0,
            "claims": 0,
            "due_at": due_at,
            "useful_until": useful_until,
            "created_at": due_at,
        },
    )
    tx.info["owed"] = True
