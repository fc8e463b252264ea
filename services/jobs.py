"""How jobs fared: noted by whoever ran them, read by admins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from db.engine import Tx
from db.models import JobRun
from db.queries import jobs as queries
from services import access, leases

LONGEST = 200


@dataclass(frozen=True, slots=True)
class Run:
    """The last one of a job."""

    name: str
    ended_at: datetime
    milliseconds: int
    found: int
    failed_at: datetime | None
    """When it failed the last time, which may be long ago."""
    failure: str
    is_failing: bool


@dataclass(frozen=True, slots=True)
class Jobs:
    runs: Sequence[Run]
    leader: str | None
    """The process that runs the timetable, where there may be several."""
    workers: Sequence[str]


def note(tx: Tx, *, name: str, took: timedelta, found: int = 0, failure: str = "", now: datetime) -> None:
    """A run has ended, `failure` says why where it failed."""
    run = queries.lock(tx, name)
    if run is None:
        run = JobRun(name=name, failures=0)
        tx.add(run)
    run.ended_at, run.milliseconds, run.found = now, round(took / timedelta(milliseconds=1)), found
    if failure:
        run.failures, run.failed_at, run.failure = run.failures + 1, now, failure[:LONGEST]
    else:
        run.failures = 0


def show(tx: Tx, *, user_id: int) -> Jobs:
    """A look. Raises NotFound for who is no admin."""
    access.require_admin(tx, user_id)
    return Jobs([_run(row) for row in queries.list_all(tx)], leases.find_leader(tx), leases.list_workers(tx))


def _run(row: JobRun) -> Run:
    return Run(
        name=row.name,
        ended_at=row.ended_at,
        milliseconds=row.milliseconds,
        found=row.found,
        failed_at=row.failed_at,
        failure=row.failure or "",
        is_failing=row.failures > 0,
    )
