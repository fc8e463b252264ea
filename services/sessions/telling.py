"""Telling everybody of a session what changed about it: one message each, in the transaction of the change."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from db.engine import Tx
from db.models import Registration
from db.models.registrations import Status
from services import outbox

IN_LINE = (Status.WAITLISTED, Status.OFFERED)


def tell(
    tx: Tx,
    registrations: Iterable[Registration],
    kind: str,
    *,
    actor_id: int,
    useful_until: Mapping[int, datetime],
    data: Mapping[int, dict[str, Any]],
    now: datetime,
) -> int:
    """Owe everybody the notice, with what there is to tell of their registration; returns to how many.

    Whoever is in line is owed the kind of that name, whose buttons are others.
    `useful_until` is by session, `data` by registration. Nobody is told of what they did themselves. A calendar shows
    the change, so the sequence goes up.
    """
    told = 0
    for registration in registrations:
        registration.sequence += 1
        if registration.user_id == actor_id or registration.id not in data:
            continue
        outbox.put(
            tx,
            f"{kind}_in_line" if registration.status in IN_LINE else kind,
            user_id=registration.user_id,
            registration_id=registration.id,
            due_at=now,
            useful_until=useful_until[registration.session_id],
            version=registration.sequence,
            **data[registration.id],
        )
        told += 1
    return told
