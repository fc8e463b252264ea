"""How fast Telegram takes messages: 30 a second overall, one a second in a chat, 20 a minute in a group.

https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
"""

import asyncio
from collections.abc import Callable

PER_SECOND = 28.9
AHEAD = 2
"""So many may leave at once after a pause; with what comes evenly behind them no second has more than 30."""
CHAT_SECONDS = 1.0
CHAT_AHEAD = 5
"""Telegram lets short bursts pass."""
GROUP_SECONDS = 3.1
GROUP_AHEAD = 1
"""20 in any minute, from the first to the last."""
MOST_OWED = 1.0
"""Seconds: answers put off what comes after them all by no more than this, however many there were."""
FORGOTTEN_AFTER = 10_000
"""Chats that are remembered before those are looked for whose turn has come long ago."""


class MemoryPace:
    """The limits of one process. `clock` is in seconds.

    Each limit is one number: when its next message is due if they came evenly. A message may come so many turns early.
    """

    def __init__(self, clock: Callable[[], float] | None = None) -> None:
        self._clock = clock
        self._next = 0.0
        self._chats: dict[int, float] = {}
        self._paused_until = 0.0

    async def take(self, wanted: int) -> int:
        """How many of those wanted may leave now; they are counted."""
        now = self._now()
        if now < self._paused_until:
            return 0
        due = max(self._next, now)
        taken = max(0, min(wanted, int((now - due) * PER_SECOND + AHEAD + 1e-6)))
        self._next = due + taken / PER_SECOND
        return taken

    async def give_back(self, spare: int) -> None:
        self._next -= spare / PER_SECOND

    async def wait(self, chat_id: int) -> float:
        """Seconds until one more may go to a chat; at 0 its turn is taken."""
        now = self._now()
        every, ahead = limits(chat_id)
        due = max(self._chats.get(chat_id, 0.0), now)
        rest = due - now - (ahead - 1) * every
        if rest > 0:
            return rest
        self._remember(chat_id, due + every, now)
        return 0

    async def count(self, chat_id: int | None) -> None:
        """One more leaves whatever the limits say, and the next ones come later for it, within reason: who taps without
        a pause is told what is owed to them all the same.
        """
        now = self._now()
        self._next = put_off(self._next, now, 1 / PER_SECOND, MOST_OWED)
        if chat_id is not None:
            every, _ = limits(chat_id)
            self._remember(chat_id, put_off(self._chats.get(chat_id, 0.0), now, every, most_owed(chat_id)), now)

    async def pause(self, seconds: float) -> None:
        self._paused_until = max(self._paused_until, self._now() + seconds)

    def _now(self) -> float:
        return self._clock() if self._clock else asyncio.get_running_loop().time()

    def _remember(self, chat_id: int, due: float, now: float) -> None:
        if len(self._chats) >= FORGOTTEN_AFTER:
            self._chats = {one: at for one, at in self._chats.items() if at > now}
        self._chats[chat_id] = due


def put_off(due: float, now: float, every: float, most: float) -> float:
    return max(due, min(max(due, now) + every, now + most))


def most_owed(chat_id: int) -> float:
    """Seconds that answers in a chat use up of its turns: all that may come at once, but for one."""
    every, ahead = limits(chat_id)
    return max(1, ahead - 1) * every


def limits(chat_id: int) -> tuple[float, int]:
    """Seconds between two messages of a chat, and how many may come at once. Groups have negative ids."""
    return (GROUP_SECONDS, GROUP_AHEAD) if chat_id < 0 else (CHAT_SECONDS, CHAT_AHEAD)
