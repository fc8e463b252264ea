"""Steps that many stories take, and what they look at afterwards."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, Select, Table, func, select

from db.models import Base, Notification, Refund, Registration, Session
from db.models.payments import RefundStatus
from db.models.registrations import LIVE
from sandbox import Sandbox
from sandbox.people import Person
from sandbox.screens import Screen

PATIENCE = 10
ONLY_BUTTONS = "I only understand buttons and commands."
"""The answer to what nobody asked for."""
NOTHING_FOUND = "Nothing found for"
"""The answer to words that nobody asked for: they are looked for."""
Dump = dict[str, list[tuple[Any, ...]]]


async def register(person: Person, session: Session, role: str = "") -> Screen:
    """Open a session's card and book; the card as it is then."""
    await person.open(f"s_{session.code}")
    await person.tap(f"Register as {role}" if role else "Register")
    await person.tap("Confirm")
    return await person.wait_for(f"✅ You are in as {role}" if role else "✅ You are in ·")


async def wait_in_line(person: Person, session: Session, role: str = "") -> Screen:
    """Open a full session's card and join its waitlist; the card as it is then."""
    await person.open(f"s_{session.code}")
    await person.tap(f"Join waitlist as {role}" if role else "Join waitlist")
    return await person.wait_for("in line\n")


async def cancel(person: Person) -> Screen:
    """Give back the place of the newest card that has one."""
    await person.tap("Cancel registration")
    await person.tap("Yes, cancel")
    return await person.wait_for("✖️ Your place is given back.")


def received(person: Person, fragment: str) -> int:
    """How many messages of the bot with these words the person has."""
    return sum(fragment in message for message in person.messages if message.message["from"]["is_bot"])


async def until(condition: Callable[[], bool], what: str) -> None:
    """Wait for something that rings no bell: a row of the database."""
    ends = time.monotonic() + PATIENCE
    while not condition():
        if time.monotonic() > ends:
            raise AssertionError(f"it did not come to this in {PATIENCE} s: {what}")
        await asyncio.sleep(0.01)


async def all_told(engine: Engine) -> None:
    """Until nothing is owed to anybody, neither word nor money."""
    words = select(func.count()).where(Notification.status.in_(["queued", "sending"]))
    money = select(func.count()).where(Refund.status == RefundStatus.OWED)

    def nothing_owed() -> bool:
        with engine.connect() as connection:
            return connection.scalar(words) == 0 and connection.scalar(money) == 0

    await until(nothing_owed, "nothing is owed")


def dump(engine: Engine) -> Dump:
    """Every row of every table, but for what the running program notes of its own turns, and for which screen somebody
    has before them: any tap may leave that.
    """
    tables = [table for table in Base.metadata.sorted_tables if table.name not in {"leases", "job_runs"}]
    with engine.connect() as connection:
        return {table.name: [tuple(row) for row in connection.execute(rows_of(table))] for table in tables}


def rows_of(table: Table) -> Select[tuple[object, ...]]:
    passing = {"state", "updated_at"} if table.name == "dialogs" else set()
    kept = [column for column in table.columns if column.name not in passing]
    return select(*kept).order_by(*table.primary_key.columns)


def live_registrations(engine: Engine, session: Session) -> list[str]:
    """The statuses of those who are in or wait, in the order they came."""
    live = select(Registration.status).where(Registration.session_id == session.id, Registration.status.in_(LIVE))
    with engine.connect() as connection:
        return list(connection.scalars(live.order_by(Registration.id)))


def made_calls(sandbox: Sandbox, method: str, person: Person) -> int:
    """How often the bot called a method for somebody, and was answered well."""
    return sum(str(call.params.get("chat_id")) == str(person.id) for call in sandbox.calls(method, ok=True))
