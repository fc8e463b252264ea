"""A copy of a SQLite database while it is in use. Copying the file itself would not be one."""

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url


class CannotBackUp(Exception):
    """Why there is no copy."""


def back_up(url: str, to: Path) -> None:
    """Write a copy of the database to a new file, and check it whole."""
    source = make_url(url)
    if source.get_backend_name() != "sqlite" or not source.database:
        raise CannotBackUp("only SQLite is backed up here; for PostgreSQL use pg_dump")
    if not Path(source.database).exists():
        raise CannotBackUp(f"there is no database at {source.database}")
    if to.exists():
        raise CannotBackUp(f"{to} exists already")
    with closing(sqlite3.connect(source.database)) as live:
        live.execute("VACUUM INTO ?", (str(to),))
    with closing(sqlite3.connect(to)) as copy:
        (verdict,) = copy.execute("PRAGMA integrity_check").fetchone()
    if verdict != "ok":
        raise CannotBackUp(f"the copy is damaged: {verdict}")
