"""What all tests share: both databases, migrated once for a run and emptied between tests, and the factories."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from redis import Redis
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session as Tx
from sqlalchemy.pool import NullPool

from db import Database, schema
from db.models import Base
from db.stores import open_database, prepare_sqlite
from tests.factories import Factory

pytest_plugins = ["tests.plugins"]

POSTGRES = "postgresql+asyncpg://postgres@127.0.0.1:5432/test"
EMPTY = "; ".join(f"DELETE FROM {table.name}" for table in reversed(Base.metadata.sorted_tables))
BACKENDS = ["sqlite", pytest.param("postgres", marks=pytest.mark.needs("postgresql"))]


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file at the newest revision; tests copy it."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    asyncio.run(schema.upgrade(f"sqlite+aiosqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """A PostgreSQL database of this process's own, at the newest revision: several runs may go on at once."""
    with own_postgres(f"turnout_{os.getpid()}") as url:
        asyncio.run(schema.upgrade(url))
        yield url


@contextmanager
def own_postgres(name: str) -> Iterator[str]:
    """A new and empty PostgreSQL database, for as long as it is needed."""
    admin = create_engine(sync_url(POSTGRES), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield make_url(POSTGRES).set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def redis_url() -> Iterator[str]:
    """An empty database of Redis of this process's own; for tests that need it."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    url = f"redis://127.0.0.1:6379/{8 + int(worker) % 4}"
    with Redis.from_url(url) as redis:
        redis.flushdb()
        yield url
        redis.flushdb()


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    """Each test that touches a database runs on both."""
    name: str = request.param
    return name


@pytest.fixture
def database_url(backend: str, request: pytest.FixtureRequest) -> str:
    """A migrated and empty database. A file is a new one each time, although it has the name of the last."""
    if backend == "sqlite":
        template: Path = request.getfixturevalue("migrated_file")
        path = template.with_name("test.db")
        for old in path.parent.glob(f"{path.name}*"):
            old.unlink()
        shutil.copy(template, path)
        return f"sqlite+aiosqlite:///{path}"
    url: str = request.getfixturevalue("postgres_url")
    return url


@pytest.fixture(scope="session")
def engines() -> Iterator[Callable[[str], Engine]]:
    """An engine for each address, kept for the run: a statement that it compiled once it compiles no more."""
    kept: dict[str, Engine] = {}

    def engine_of(url: str) -> Engine:
        if url not in kept:
            kept[url] = create_engine(url, poolclass=NullPool)
            if kept[url].dialect.name == "sqlite":
                prepare_sqlite(kept[url], begin="BEGIN IMMEDIATE")
        return kept[url]

    yield engine_of
    for engine in kept.values():
        engine.dispose()


@pytest.fixture
def engine(engines: Callable[[str], Engine], database_url: str, request: pytest.FixtureRequest) -> Iterator[Engine]:
    """A plain, blocking way into the database, for what tests prepare and look up."""
    engine = engines(sync_url(database_url))
    yield engine
    rolled_back = "tx" in request.fixturenames and "db" not in request.fixturenames
    if engine.dialect.name == "postgresql" and not rolled_back:
        with engine.begin() as connection:  # a hundred times faster than TRUNCATE, for what a test leaves behind
            connection.exec_driver_sql(EMPTY)


@pytest.fixture
def tx(engine: Engine) -> Iterator[Tx]:
    """A transaction to call acts on; it is rolled back."""
    with Tx(engine, expire_on_commit=False) as tx:
        yield tx


@pytest.fixture
async def db(database_url: str, engine: Engine) -> AsyncIterator[Database]:
    """The database as the program opens it."""
    db = open_database(database_url)
    yield db
    await db.close()


@pytest.fixture
def make(request: pytest.FixtureRequest, engine: Engine) -> Iterator[Factory]:
    """Makes people, series and sessions: in the test's own `tx` where it has one, committed otherwise."""
    if "tx" in request.fixturenames:
        yield Factory(request.getfixturevalue("tx"))
        return
    with Tx(engine, expire_on_commit=False) as tx:
        yield Factory(tx, commit=True)


def sync_url(url: str) -> str:
    return url.replace("+aiosqlite", "").replace("+asyncpg", "+psycopg")
