"""How a profile is edited: one edit at a time, and one that began on an older version is refused."""

from datetime import datetime
from typing import Any

from db.engine import Tx
from db.models import User
from db.queries import users as queries
from services import audit
from services.errors import NotFound, ProfileChanged


def locked(tx: Tx, user_id: int) -> User:
    """A person as they are now, whose other edits wait until the commit. Raises NotFound for who was erased."""
    queries.lock(tx, user_id)
    user = tx.get(User, user_id, populate_existing=True)
    if user is None or user.erased_at:
        raise NotFound
    return user


def change(tx: Tx, user_id: int, *, version: int | None = None, now: datetime, **values: Any) -> None:
    """Set fields of a profile; the audit names them and not what they hold.

    `version` is the one that the person saw when they began; None for what overwrites nothing that they could not see.
    Raises ProfileChanged where it is another one now.
    """
    user = locked(tx, user_id)
    if version is not None and user.version != version:
        raise ProfileChanged
    for field, value in values.items():
        setattr(user, field, value)
    user.version += 1
    audit.record(tx, "user.edited", actor_id=user_id, subject=("user", user_id), at=now, fields=sorted(values))
