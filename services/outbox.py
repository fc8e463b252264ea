"""The outbox: a message owed to a person is a row in the transaction of its cause. `delivery.py` hands it over."""

from datetime import datetime
from typing import Any

from sqlalchemy import insert

from db.engine import Tx, run
from db.models import Notification
from db.models.notifications import NotificationStatus

PUT = insert(Notification).inline()


def key(kind: str, user_id: int, registration_id: int, version: int = 0) -> str:
    """What a promised message is known by."""
    return f"{user_id}:{kind}:{registration_id}{f':{version}' if version else ''}"


def put(
    tx: Tx,
    kind: str,
    *,
    user_id: int,
    registration_id: int,
    due_at: datetime,
    useful_until: datetime | None = None,
    version: int = 0,
    **data: Any,
) -> None:
    """Owe a person a message, whose text is made when it is sent. A kind is owed once for a registration
    and version: what can be true of it again has another version each time.
    """
    run(
        tx,
        PUT,
        {
            "user_id": user_id,
            "registration_id": registration_id,
            "channel": "telegram",
            "kind": kind,
            "dedupe_key": key(kind, user_id, registration_id, version),
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
