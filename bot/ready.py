"""Whether the program can start here."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import structlog

from db import Database, schema
from scheduler.shared import Shared

PATIENCE = 60.0
PAUSE = 2.0

log = structlog.get_logger(__name__)


class CannotStart(Exception):
    """Why the program does not run here; its text is one line for whoever started it."""


async def require_newest_revision(db: Database) -> None:
    """Raises CannotStart: code and database of different ages do not go together."""
    if await db.read(schema.revision_of) != schema.newest_revision():
        raise CannotStart("the database is not at the newest revision: run `turnout db upgrade` first")


async def require_database(db: Database, *, patience: float = PATIENCE) -> None:
    """Wait for a database that is about to answer, as after a power cut; raises CannotStart with what is wrong."""
    ends = time.monotonic() + patience
    while True:
        try:
            return await require_newest_revision(db)
        except CannotStart:
            raise
        except Exception as error:
            reason = f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"
            if not db.store.is_away(error) or time.monotonic() > ends:
                raise CannotStart(f"the database cannot be used ({reason}); see DATABASE_URL") from error
            log.warning("database.awaited", reason=reason)
        await asyncio.sleep(PAUSE)


def checks_of(db: Database, shared: Shared | None) -> dict[str, Callable[[], Awaitable[object]]]:
    """What `/readyz` asks, by the word that it answers with where something is wrong."""
    checks: dict[str, Callable[[], Awaitable[object]]] = {
        "database": lambda: db.read(schema.revision_of),
        "migrations": lambda: require_newest_revision(db),
    }
    return checks | ({"redis": shared.ping} if shared else {})


def utc_now() -> datetime:
    return datetime.now(UTC)
