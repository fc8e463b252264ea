"""Databases of the benchmark's own: the same people and sessions for every contender, made once and copied."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import insert, text

from db import schema
from db.engine import Tx
from db.models import User
from db.stores import open_database
from services import seeding
from services.seeding import Plan, Seeded

SERVER = "postgresql://postgres@127.0.0.1:5432"
NAME = "turnout_bench"
SESSIONS = 20
"""How many are on each day."""
BOUNDLESS = 100_000
TEMPLATE = "template.db"


@dataclass(frozen=True, slots=True)
class World:
    """Who is there and what can be booked, by the ids that every copy has; a day's sessions all overlap."""

    people: list[tuple[int, int]]
    """Id and Telegram id."""
    days: list[list[Seeded]]


@dataclass(frozen=True, slots=True)
class Booking:
    """One that is to be made, and the update that it comes with."""

    update_id: int
    user_id: int
    telegram_id: int
    session_id: int
    quota_id: int


async def fill(url: str, *, people: int, days: int, now: datetime) -> World:
    """Make a new database at the newest revision with everything in it."""
    await schema.upgrade(url)
    db = open_database(url)
    plan = Plan(start=now + timedelta(days=1), series=SESSIONS, sessions=days, capacity=BOUNDLESS)
    seeded = await db.write(seeding.plan_sessions, plan=plan, now=now)
    known = await db.write(_welcome, people=people, now=now)
    await db.write(analyze)
    await db.close()
    return World(known, [seeded[day::days] for day in range(days)])


def _welcome(tx: Tx, *, people: int, now: datetime) -> list[tuple[int, int]]:
    """People whom the bot knows already, by the names that the load gives them."""
    profiles: list[dict[str, Any]] = [
        {"telegram_id": number, "name": f"Person {number}", "language": "en", "time_zone": "UTC", "created_at": now}
        for number in range(1000, 1000 + people)
    ]
    ids = tx.scalars(insert(User).returning(User.id, sort_by_parameter_order=True), profiles)
    return [(person, profile["telegram_id"]) for person, profile in zip(ids, profiles, strict=True)]


def analyze(tx: Tx) -> None:
    tx.execute(text("ANALYZE"))


@asynccontextmanager
async def postgres() -> AsyncIterator[str]:
    """The URL of an empty database on the server; it and its copies are gone afterwards."""
    await _drop_all()
    await _administer(f"CREATE DATABASE {NAME}")
    try:
        yield url_of(NAME)
    finally:
        await _drop_all()


def url_of(name: str) -> str:
    return f"{SERVER.replace('postgresql', 'postgresql+asyncpg')}/{name}"


async def create(folder: Path, backend: str, name: str) -> str:
    """The URL of another empty database, gone with the others."""
    if backend == "sqlite":
        return f"sqlite+aiosqlite:///{folder / name}.db"
    await _administer(f"CREATE DATABASE {NAME}_{name}")
    return url_of(f"{NAME}_{name}")


async def copy(folder: Path, backend: str, name: str) -> str:
    """The URL of a copy for one contender; nobody may have the template open."""
    if backend == "sqlite":
        return f"sqlite+aiosqlite:///{shutil.copy(folder / TEMPLATE, folder / f'{name}.db')}"
    await _administer(f"CREATE DATABASE {NAME}_{name} TEMPLATE {NAME}")
    return url_of(f"{NAME}_{name}")


async def _drop_all() -> None:
    names = "SELECT datname FROM pg_database WHERE datname = $1 OR starts_with(datname, $1 || '_')"
    connection = await asyncpg.connect(f"{SERVER}/postgres")
    for row in await connection.fetch(names, NAME):
        await connection.execute(f"DROP DATABASE {row['datname']} WITH (FORCE)")
    await connection.close()


async def _administer(statement: str) -> None:
    connection = await asyncpg.connect(f"{SERVER}/postgres")
    await connection.execute(statement)
    await connection.close()
