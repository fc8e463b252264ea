"""What tests of services share."""

import asyncio

import pytest
from sqlalchemy import text

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
