"""Floods: twenty messages a second are answered once, taps without end a few times a second."""

import math
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

from aiogram import BaseMiddleware
from aiogram.methods import AnswerCallbackQuery
from aiogram.types import Message, TelegramObject, Update, User

QUIET, BURST, RATE = 0.3, 8, 4.0
FORGET_AFTER = 60.0
DATE_STEP = timedelta(seconds=1)
"""How exact Telegram's date of a message is."""
LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass
class Habit:
    """What is remembered of one person; moments are those of the clock."""

    seen_at: float
    taps_left: float
    tapped_at: float
    spoke_at: float = -math.inf
    wrote_at: datetime = LONG_AGO
    heard_id: int | None = None


class Habits(Protocol):
    """What is remembered of how people write and tap."""

    async def hears(self, person_id: int, update_id: int, written_at: datetime) -> bool:
        """Whether they paused before this message; a flood is not heard until it pauses."""
        ...

    async def takes_tap(self, person_id: int) -> bool:
        """Take one from the bucket, which fills again with time; whether there was one."""
        ...


class HabitsHere:
    """Those of this process.

    `quiet`: seconds that must lie between two messages in a private chat for the second to be heard.
    `burst` taps pass at once, then `rate` a second.
    """

    def __init__(
        self, quiet: float = QUIET, burst: int = BURST, rate: float = RATE, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._quiet = quiet
        self._burst = burst
        self._rate = rate
        self._clock = clock
        self._habits: dict[int, Habit] = {}  # who was seen longest ago comes first

    def __len__(self) -> int:
        """How many people are remembered."""
        return len(self._habits)

    async def hears(self, person_id: int, update_id: int, written_at: datetime) -> bool:
        habit = self._habit(person_id)
        if update_id == habit.heard_id:  # it comes again because it could not be handled
            return True
        # What waited for us while we were away arrives at once, but was not written so: the date tells.
        is_flood = habit.seen_at - habit.spoke_at < self._quiet and written_at - habit.wrote_at <= DATE_STEP
        habit.spoke_at, habit.wrote_at = habit.seen_at, written_at
        if not is_flood:
            habit.heard_id = update_id
        return not is_flood

    async def takes_tap(self, person_id: int) -> bool:
        habit = self._habit(person_id)
        left = min(self._burst, habit.taps_left + (habit.seen_at - habit.tapped_at) * self._rate)
        has_one = left >= 1
        habit.taps_left, habit.tapped_at = left - has_one, habit.seen_at
        return has_one

    def _habit(self, person_id: int) -> Habit:
        now = self._clock()
        habit = self._habits.pop(person_id, None) or Habit(seen_at=now, taps_left=self._burst, tapped_at=now)
        habit.seen_at = now
        self._habits[person_id] = habit
        while (oldest := next(iter(self._habits))) != person_id and self._habits[oldest].seen_at < now - FORGET_AFTER:
            del self._habits[oldest]
        return habit


class Throttle(BaseMiddleware):
    """Outer middleware of updates; stands first, so that what it drops costs nothing.

    Money, contacts, parts of an album and all other updates pass.
    """

    def __init__(self, habits: Habits | None = None) -> None:
        self._habits = HabitsHere() if habits is None else habits

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        person: User | None = data.get("event_from_user")
        if person is None or not isinstance(event, Update):
            return await handler(event, data)
        if event.message and _may_be_flood(event.message):
            if not await self._habits.hears(person.id, event.update_id, event.message.date):
                data["is_dropped"] = True
                return None
        elif event.callback_query and not await self._habits.takes_tap(person.id):
            data["is_dropped"] = True
            return AnswerCallbackQuery(callback_query_id=event.callback_query.id)
        return await handler(event, data)


def _may_be_flood(message: Message) -> bool:
    always_passes = message.contact or message.successful_payment or message.refunded_payment or message.media_group_id
    return message.chat.type == "private" and not always_passes
