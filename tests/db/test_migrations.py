"""Migrations run forward and back on both databases, and end in the very schema that the models describe."""

import asyncio
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, inspect, text
from sqlalchemy.orm import Session as Tx

from db import schema
from db.models import Base
from db.schema import MIGRATIONS
from tests.conftest import own_postgres, sync_url

Schema = dict[str, Any]
CATALOG = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'alembic%'",
    "postgresql": """
        SELECT conrelid::regclass || '.' || conname AS name, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE 'alembic%'
        UNION ALL SELECT indexname, indexdef FROM pg_indexes
        WHERE schemaname = 'public' AND tablename NOT LIKE 'alembic%'""",
}


@pytest.fixture
def empty_url(backend: str, tmp_path: Path) -> Iterator[str]:
    """A database in which nothing was ever made."""
    if backend == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
        return
    with own_postgres(f"turnout_migrations_{os.getpid()}") as url:
        yield url


@pytest.fixture
def connect(empty_url: str) -> Iterator[Engine]:
    engine = create_engine(sync_url(empty_url))
    yield engine
    engine.dispose()


def described(engine: Engine) -> Schema:
    """Tables with their columns, and every constraint and index as the database itself writes it down."""
    inspector = inspect(engine)
    tables = {name for name in inspector.get_table_names() if name != "alembic_version"}
    columns = {
        (table, column["name"]): (str(column["type"]), column["nullable"], str(column["default"]))
        for table in tables
        for column in inspector.get_columns(table)
    }
    with engine.connect() as connection:
        catalog = {name: words(sql) for name, sql in connection.execute(text(CATALOG[engine.dialect.name]))}
    return {"columns": columns, "catalog": catalog}


def words(sql: str) -> list[str]:
    """What a definition says, whatever the order of its lines; a table that was copied has quotes about its name."""
    return sorted(re.split(r"[\s,]+", sql.replace('"', "").replace("('')", "''")))


def upgrade(url: str, revision: str = "head") -> None:
    asyncio.run(schema.upgrade(url, revision))


def test_there_is_one_head_and_one_root():
    scripts = ScriptDirectory(str(MIGRATIONS))

    assert len(scripts.get_heads()) == len(scripts.get_bases()) == 1
    assert schema.newest_revision() == scripts.get_current_head()


def test_upgrade_makes_the_schema_of_the_models(empty_url, connect, backend):
    upgrade(empty_url)
    migrated = described(connect)
    with connect.begin() as connection:
        Base.metadata.drop_all(connection)
        Base.metadata.create_all(connection)

    assert migrated == described(connect)
    assert {table for table, _ in migrated["columns"]} == set(Base.metadata.tables)


def test_autogenerate_finds_nothing_to_change(empty_url, connect):
    upgrade(empty_url)

    with connect.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_downgrade_leaves_nothing_and_upgrade_works_again(empty_url, connect):
    upgrade(empty_url)
    first = described(connect)

    asyncio.run(schema.downgrade(empty_url, "base"))
    assert described(connect) == {"columns": {}, "catalog": {}}
    assert set(inspect(connect).get_table_names()) <= {"alembic_version"}

    upgrade(empty_url)
    assert described(connect) == first


def test_upgrade_is_safe_to_repeat(empty_url, connect):
    upgrade(empty_url)
    first = described(connect)

    upgrade(empty_url)

    assert described(connect) == first


def test_revision_of_tells_where_a_database_stands(empty_url, connect):
    with Tx(connect) as tx:
        assert schema.revision_of(tx) is None

    upgrade(empty_url)

    with Tx(connect) as tx:
        assert schema.revision_of(tx) == schema.newest_revision()


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_migration_that_breaks_a_foreign_key_is_refused(empty_url, connect):
    upgrade(empty_url)
    with connect.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO hosts (id, code, owner_id, name, description, time_zone, currency, created_at)"
                " VALUES (1, 'A', 999, 'n', '', 'UTC', 'EUR', '2026-01-01 00:00:00.000000')"
            )
        )

    with pytest.raises(RuntimeError, match="broke foreign keys"):
        upgrade(empty_url)


PERSON = """INSERT INTO users
 (id, telegram_id, name, language, time_zone, is_admin, email, phone, unreachable_at, created_at) VALUES
 (:id, :telegram_id, 'Ana', 'en', 'UTC', :no, :email, '+491701234567', :unreachable_at, :at)"""
HOST = """INSERT INTO hosts (id, code, owner_id, name, description, time_zone, currency, created_at)
 VALUES (1, 'ABCDEFGH', 1, 'Studio', '', 'UTC', 'EUR', :at)"""
CLIENT = "INSERT INTO clients (id, host_id, user_id, note, created_at) VALUES (:id, 1, :id, '', :at)"


def test_what_was_imported_becomes_the_hosts_own_record(empty_url, connect, backend):
    upgrade(empty_url, "0003")
    at = "2026-11-23 12:00:00.000000"
    later = "2026-11-23 13:00:00.000000"
    people = [(1, 7, None), (2, None, None), (3, 9, at), (4, 10, later)]  # themselves, imported, by contact, refused
    with connect.begin() as connection:
        for number, telegram_id, unreachable_at in people:
            about = {"id": number, "telegram_id": telegram_id, "email": f"{number}@x.test", "no": False}
            connection.execute(text(PERSON), about | {"unreachable_at": unreachable_at, "at": at})
        connection.execute(text(HOST), {"at": at})
        for number, *_ in people:
            connection.execute(text(CLIENT), {"id": number, "at": at})

    upgrade(empty_url)

    with connect.connect() as connection:
        kept = connection.execute(text("SELECT email, phone FROM clients ORDER BY id")).all()
        own = connection.execute(text("SELECT email, phone, entered_at IS NOT NULL FROM users ORDER BY id")).all()
    phone = "+491701234567"
    assert [tuple(row) for row in kept] == [(None, None), ("2@x.test", phone), ("3@x.test", phone), (None, None)]
    told = [("1@x.test", phone, False), (None, None, True), (None, None, True), ("4@x.test", phone, False)]
    assert [tuple(row) for row in own] == told
    asyncio.run(schema.downgrade(empty_url, "0003"))
    upgrade(empty_url)
