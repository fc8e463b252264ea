"""Leases: which process does what only one may do, and which processes live; by the database's clock.

A lease ends by itself, so a process that is killed or frozen holds up the others no longer than that. Whoever holds one
asks again just before it acts: a process that slept over the end of its lease finds that another has it.
"""

from dataclasses import dataclass
from datetime import timedelta

from db.engine import Tx
from db.models import Lease
from db.queries import leases as queries

TIMETABLE = "timetable"
WORKER = "worker:"
FORGOTTEN_AFTER = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """What a process learns when it shows that it lives."""

    leads: bool
    workers: int
    """How many that take tasks from Redis live, itself among them."""


def take(tx: Tx, *, name: str, holder: str, span: timedelta) -> bool:
    """Hold a lease from now on for so long; False where another holder has it and it is not over."""
    now = queries.clock(tx)
    lease = queries.lock(tx, name)
    if lease is None:
        tx.add(Lease(name=name, holder=holder, until=now + span))
        return True
    if lease.holder != holder and lease.until > now:
        return False
    lease.holder, lease.until = holder, now + span
    return True


def release(tx: Tx, *, name: str, holder: str) -> None:
    """Let the next one have it now; nothing happens where it is another's."""
    lease = queries.lock(tx, name)
    if lease and lease.holder == holder:
        tx.delete(lease)


def pulse(tx: Tx, *, holder: str, takes_tasks: bool, span: timedelta) -> Standing:
    """A process shows that it lives: it leads if nobody else does, and hears how many workers there are."""
    leads = take(tx, name=TIMETABLE, holder=holder, span=span)
    if takes_tasks:
        take(tx, name=WORKER + holder, holder=holder, span=span)
        tx.flush()
    now = queries.clock(tx)
    queries.delete_over(tx, WORKER, now - FORGOTTEN_AFTER)
    return Standing(leads, queries.count_live(tx, WORKER, now))


def leave(tx: Tx, *, holder: str) -> None:
    """A process ends and says so, so that nobody waits for it."""
    release(tx, name=TIMETABLE, holder=holder)
    release(tx, name=WORKER + holder, holder=holder)


def list_workers(tx: Tx) -> list[str]:
    """A look at who takes tasks from Redis."""
    live = queries.list_live(tx, queries.clock(tx))
    return [lease.holder for lease in live if lease.name.startswith(WORKER)]


def find_leader(tx: Tx) -> str | None:
    """A look at who runs the timetable."""
    live = queries.list_live(tx, queries.clock(tx))
    return next((lease.holder for lease in live if lease.name == TIMETABLE), None)
