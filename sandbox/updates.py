"""The queue of updates: kept until the bot has confirmed them, handed out in order."""

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sandbox.bell import Bell
from sandbox.errors import conflict
from sandbox.events import Events
from sandbox.kinds import Json

KINDS = (
    "message",
    "edited_message",
    "callback_query",
    "inline_query",
    "chosen_inline_result",
    "pre_checkout_query",
    "my_chat_member",
)


@dataclass(eq=False)
class Update:
    id: int
    kind: str
    chat: int  # updates of one chat are delivered one after another
    body: Json
    at: float
    handed_out: int = 0
    trouble: str = ""  # why the last delivery failed
    done: asyncio.Event = field(default_factory=asyncio.Event)


class Updates:
    """`history` has every update there was; `pending` those that the bot has not confirmed."""

    def __init__(self, last_id: int, events: Events, clock: Callable[[], float]) -> None:
        self.last_id = last_id
        self.history: list[Update] = []
        self.pending: list[Update] = []
        self.allowed: set[str] = set()  # empty: all
        self.bell = Bell()
        self.polls = 0  # how often the bot asked
        self.closed = False
        self.on_new: Callable[[int], None] | None = None  # the webhook's courier, told the chat
        self._again: list[Update] = []
        self._events = events
        self._clock = clock

    def put(self, kind: str, subject: Json, *, chat: int) -> Update:
        """Queue an update; one of a kind that the bot did not ask for is done at once."""
        self.last_id += 1
        update = Update(self.last_id, kind, chat, {"update_id": self.last_id, kind: subject}, self._clock())
        self.history.append(update)
        if self.allowed and kind not in self.allowed:
            update.done.set()
            return update
        self.pending.append(update)
        self._events.emit("work", chat=chat, busy=True)
        self.bell.ring()
        if self.on_new:
            self.on_new(chat)
        return update

    def allow(self, kinds: Iterable[str] | None) -> None:
        """None keeps what was allowed before, an empty list allows all."""
        if kinds is not None:
            self.allowed = set(kinds)

    def confirm(self, update: Update) -> None:
        if update in self.pending:
            self.pending.remove(update)
        update.done.set()
        self._events.emit("work", chat=update.chat, busy=any(one.chat == update.chat for one in self.pending))

    def first(self, chat: int) -> Update | None:
        return next((one for one in self.pending if one.chat == chat), None)

    def find(self, update_id: int) -> Update:
        found = next((one for one in self.history if one.id == update_id), None)
        if found is None:
            raise AssertionError(f"there was no update {update_id}")
        return found

    def repeat(self, update: Update) -> Update:
        """Hand out an update once more to a bot that polls, though it confirmed it long ago."""
        again = Update(update.id, update.kind, update.chat, update.body, self._clock())
        self._again.append(again)
        self.bell.ring()
        return again

    def drop_pending(self) -> None:
        for update in list(self.pending):
            self.confirm(update)

    async def poll(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Confirm all below `offset`, then wait for what comes; a later poll ends an earlier one."""
        self.polls += 1
        number = self.polls
        self.bell.ring()
        self._confirm_below(offset)
        ends = time.monotonic() + seconds
        while not (found := self._next(offset, limit)) and not self.closed:
            left = ends - time.monotonic()
            if left <= 0:
                return []
            await self.bell.wait(left)
            if self.polls != number:
                raise conflict(
                    "terminated by other getUpdates request; make sure that only one bot instance is running"
                )
        for update in found:
            update.handed_out += 1
        return [update.body for update in found]

    def close(self) -> None:
        self.closed = True
        self.bell.ring()

    def _confirm_below(self, offset: int) -> None:
        if offset < 0:
            offset = self.pending[offset].id if -offset < len(self.pending) else 0
        for update in [one for one in self._again if one.handed_out]:
            self._again.remove(update)
            update.done.set()
        for update in [one for one in self.pending if one.id < offset]:
            self.confirm(update)

    def _next(self, offset: int, limit: int) -> list[Update]:
        fresh = [one for one in self.pending if one.id >= offset or offset < 0]
        return [*self._again, *fresh][:limit]
