"""What tests of services share."""

import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy import event, text

from db import Database
from db.engine import Tx
from db.stores import POSTGRES_CONNECTIONS, PostgresStore


@pytest.fixture
async def open_doors(db: Database) -> None:
    """Open all connections before a race: whoever has to open one comes too late to meet the others."""
    if isinstance(db.store, PostgresStore):
        await asyncio.gather(*(db.write(doze) for _ in range(POSTGRES_CONNECTIONS)))


def doze(tx: Tx) -> None:
    tx.execute(text("SELECT pg_sleep(0.1)"))


@pytest.fixture
def count_statements(tx: Tx) -> Callable[[Callable[[], object]], int]:
    """How many statements an act or a look takes."""

    def counted(does: Callable[[], object]) -> int:
        statements: list[str] = []
        tx.flush()
        tx.expire_all()

        def note(*about: object) -> None:
            statements.append(str(about[2]))

        event.listen(tx.get_bind(), "before_cursor_execute", note)
        does()
        tx.flush()
        event.remove(tx.get_bind(), "before_cursor_execute", note)
        return len(statements)

    return counted
