"""Migrations: bring a database to a revision, and tell whether it is at the newest one."""

from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from db.engine import Tx
from db.stores import prepare_sqlite

MIGRATIONS = Path(__file__).parent / "migrations"


async def upgrade(url: str, revision: str = "head") -> None:
    await _run(url, lambda config: command.upgrade(config, revision))


async def downgrade(url: str, revision: str) -> None:
    await _run(url, lambda config: command.downgrade(config, revision))


async def revise(url: str, message: str, revision: str) -> None:
    """Write a new migration for what the models have and the database lacks. For developers."""
    await _run(url, lambda config: command.revision(config, message, autogenerate=True, rev_id=revision))


def revision_of(tx: Tx) -> str | None:
    """The revision a database is at; a look."""
    return MigrationContext.configure(tx.connection()).get_current_revision()


def newest_revision() -> str | None:
    return ScriptDirectory(str(MIGRATIONS)).get_current_head()


async def _run(url: str, migrate: Callable[[Config], object]) -> None:
    """Run a migration over one connection; foreign keys rest meanwhile, since SQLite copies tables to change them."""
    engine = create_async_engine(url)
    if engine.dialect.name == "sqlite":
        prepare_sqlite(engine.sync_engine, begin="BEGIN IMMEDIATE", foreign_keys=False)

    def over(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
        config.attributes["connection"] = connection
        migrate(config)

    try:
        async with engine.begin() as connection:
            await connection.run_sync(over)
    finally:
        await engine.dispose()
