"""`Database.write` runs an act as one transaction, `Database.read` runs a look on one snapshot.

An act is a plain function whose first parameter is the transaction, so nothing can leave the process while it is open:

    await db.write(registrations.book, user_id=7, quota_id=3, now=now)

How SQLite and PostgreSQL run them is the business of `db/stores.py`.
"""

import asyncio
import random
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import CursorResult, Executable, Row, insert
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from db.models.updates import HandledUpdate

Tx = Session
"""An open transaction. `tx`, because in this domain a session is the thing people book."""

Facts = Row[*tuple[Any, ...]]
"""A row of named values, as a hot path reads it."""

P = ParamSpec("P")
R = TypeVar("R")


ATTEMPTS = 6
PATIENCE_SECONDS = 30
RECORD_UPDATE = insert(HandledUpdate)


def run(tx: Tx, statement: Executable, values: Mapping[str, object]) -> CursorResult[*tuple[Any, ...]]:
    """Execute a statement that is built once, after what is pending and without what the ORM adds: in half the time."""
    tx.flush()
    return tx.connection().execute(statement, values)


class Busy(Exception):
    """The database was too crowded for this act; nothing was changed, and trying again is safe."""


class Repeated(Exception):
    """The effect of this update is there already: Telegram delivered it once more."""


class Store(Protocol):
    """A database: runs work over a transaction, and knows which of its errors only mean a lost race."""

    async def write(self, work: Callable[[Tx], R]) -> R: ...
    async def read(self, work: Callable[[Tx], R]) -> R: ...
    async def glance(self, work: Callable[[Tx], R]) -> R: ...
    def lost_race(self, error: DBAPIError) -> bool: ...
    def is_away(self, error: BaseException) -> bool:
        """Whether the database does not answer at the moment, and may soon."""
        ...

    def pools(self) -> Mapping[str, tuple[int, int]]:
        """Of each pool of connections: how many are in use, and how many there may be."""
        ...

    async def close(self) -> None: ...


def ignore_commit() -> None:
    """What happens after a commit that owes somebody a message, where nobody listens."""


def ignore_actions(actions: Sequence[str]) -> None:
    """What happens after a commit that wrote into the audit, where nobody counts."""


def ignore_changes(session_ids: Collection[int]) -> None:
    """What happens after a commit that changed what is seen of sessions, where nobody looks."""


class Database:
    """The one door to what is remembered.

    `on_owed` is called after each commit that put something into the outbox: a nudge, never a promise. `on_audited` is
    told what each commit wrote into the audit, by action; `on_changed`, of which sessions something else is seen now.
    """

    def __init__(
        self,
        store: Store,
        *,
        on_owed: Callable[[], None] = ignore_commit,
        on_audited: Callable[[Sequence[str]], None] = ignore_actions,
        on_changed: Callable[[Collection[int]], None] = ignore_changes,
        update_id: int | None = None,
    ) -> None:
        self.store = store
        self.on_owed = on_owed
        self.on_audited = on_audited
        self.on_changed = on_changed
        self._update_id = update_id
        self._effect_done = False

    def for_update(self, update_id: int) -> "Database":
        """The same database for the handler of one Telegram update, which may have one effect, once."""
        return Database(
            self.store,
            on_owed=self.on_owed,
            on_audited=self.on_audited,
            on_changed=self.on_changed,
            update_id=update_id,
        )

    async def read(self, look: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a look on one snapshot of the database."""
        return await self.store.read(lambda tx: look(tx, *args, **kwargs))

    async def glance(self, look: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a look that is a single statement, and so one snapshot by itself."""
        return await self.store.glance(lambda tx: look(tx, *args, **kwargs))

    async def write(self, act: Callable[Concatenate[Tx, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run an act as one transaction; it is run again as a whole when it lost a race.

        Raises what the act raises, Repeated where this update had its effect before, Busy after the last attempt.
        """
        if self._effect_done:
            raise RuntimeError("one update, one act: this update has had its effect")

        def work(tx: Tx) -> tuple[R, bool, Sequence[str], Collection[int]]:
            self._record_update(tx)
            result = act(tx, *args, **kwargs)
            tx.flush()
            return result, bool(tx.info.get("owed")), tx.info.get("audited", ()), tx.info.get("changed", ())

        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                result, owed, audited, changed = await self._write_again_after_lost_races(work)
        except TimeoutError:
            raise Busy from None
        self._effect_done = self._update_id is not None
        if audited:
            self.on_audited(audited)
        if changed:
            self.on_changed(changed)
        if owed:
            self.on_owed()
        return result

    def _record_update(self, tx: Tx) -> None:
        if self._update_id is None:
            return
        tx.info["cause"] = f"update:{self._update_id}"
        try:
            run(tx, RECORD_UPDATE, {"update_id": self._update_id})
        except IntegrityError:
            raise Repeated from None

    async def _write_again_after_lost_races(self, work: Callable[[Tx], R]) -> R:
        for attempt in range(ATTEMPTS):
            try:
                return await self.store.write(work)
            except IntegrityError as error:
                # Two people (or one who tapped twice) may pass the same check and then meet in a unique index. Run
                # again, the act sees the other's row and gives the proper answer; a real mistake fails each time.
                if attempt == ATTEMPTS - 1 or not self.store.lost_race(error):
                    raise
            except DBAPIError as error:
                if not self.store.lost_race(error):
                    raise
            await asyncio.sleep(random.uniform(0, 0.01 * 2**attempt))  # noqa: S311 - jitter, not a secret
        raise Busy

    async def close(self) -> None:
        await self.store.close()
