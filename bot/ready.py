"""Whether the program can start here."""

from datetime import UTC, datetime

from db import Database, schema


class CannotStart(Exception):
    """Why the program does not run here; its text is one line for whoever started it."""


async def require_newest_revision(db: Database) -> None:
    """Raises CannotStart: code and database of different ages do not go together."""
    if await db.read(schema.revision_of) != schema.newest_revision():
        raise CannotStart("the database is not at the newest revision: run `turnout db upgrade` first")


def utc_now() -> datetime:
    return datetime.now(UTC)
