"""How far a sweep has come, for those that look for what happened since they last came by.

It stands among the leases: `until` is the moment up to which everything is done.
"""

from datetime import datetime

from db.engine import Tx
from db.models import Lease
from db.queries import leases as queries

SWEPT = "swept:"


def find_mark(tx: Tx, name: str) -> datetime | None:
    """A look: up to when a sweep has done everything; None where it never came by, or very long ago."""
    mark = queries.find(tx, SWEPT + name)
    return mark.until if mark else None


def set_mark(tx: Tx, name: str, *, at: datetime) -> None:
    """Everything up to a moment is done. A clock that was wrong is believed again: the mark may go back."""
    mark = queries.lock(tx, SWEPT + name)
    if mark is None:
        tx.add(Lease(name=SWEPT + name, holder="sweep", until=at))
    else:
        mark.until = at
