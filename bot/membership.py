"""A process among others: who it is, what it shares with them, and what it does of the jobs.

Alone with a SQLite file it does everything itself. On PostgreSQL one of all processes leads the timetable; where Redis
is set too, jobs go to workers, and floods, turns and limits count over all processes.
"""

import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from enum import StrEnum

from bot.channels.pace import MemoryPace
from bot.channels.redis_pace import RedisPace
from bot.courtesies import SharedCounts, SharedHabits, SharedTurns
from bot.metrics import Metrics, TaskTimes
from bot.middlewares.throttle import Habits, HabitsHere, Throttle
from bot.middlewares.turns import Turns
from bot.settings import Settings
from db import Database
from scheduler.broker import broker
from scheduler.crew import Crew
from scheduler.embedded import Jobs
from scheduler.journal import Journal
from scheduler.pulse import Pulse
from scheduler.shared import Shared
from scheduler.streams import Streams
from services.limits import Counts, CountsHere
from services.ports import Pace


class Role(StrEnum):
    RUN = "run"
    WORKER = "worker"
    SCHEDULER = "scheduler"


class Membership:
    """`name` tells processes of one role on one machine apart; without one, the number of the process does."""

    def __init__(self, settings: Settings, db: Database, role: Role, name: str = "") -> None:
        self.holder = f"{socket.gethostname()}-{role}-{name or os.getpid()}"
        self.shared = Shared(settings.redis_url) if settings.redis_url else None
        self.streams = None
        if self.shared and settings.redis_url:
            self.streams = Streams(settings.redis_url, self.shared, f"{socket.gethostname()}-{role}-{name or 'any'}")
        self.pulse = self._pulse(db, role) if settings.serves_many else None
        hands = self.streams if role is Role.WORKER else None
        self.jobs = Jobs(Crew(self.streams, self.pulse), self.pulse, hands)

    def _pulse(self, db: Database, role: Role) -> Pulse:
        if self.streams and role is Role.WORKER:
            return Pulse(db, self.holder, self.streams.are_reachable)
        return Pulse(db, self.holder)

    def throttle(self) -> Throttle:
        here: Habits = HabitsHere()
        return Throttle(SharedHabits(self.shared, here) if self.shared else here)

    def turns(self) -> Turns:
        return Turns(SharedTurns(self.shared).of) if self.shared else Turns()

    def pace(self) -> Pace:
        """How fast messages leave to Telegram, over all processes."""
        return RedisPace(self.shared) if self.shared else MemoryPace()

    def counts(self) -> Counts:
        here = CountsHere()
        return SharedCounts(self.shared, here) if self.shared else here

    @asynccontextmanager
    async def counted(self, metrics: Metrics) -> AsyncIterator[None]:
        """Tasks are timed, and how they fared is noted, while inside."""
        watching = (TaskTimes(metrics), Journal())
        broker.add_middlewares(*watching)
        try:
            yield
        finally:
            for one in watching:
                broker.middlewares.remove(one)

    async def show(self, metrics: Metrics) -> None:
        """What this process is among others, for a scrape."""
        metrics.leads.set(self.pulse is None or self.pulse.is_leading)
        metrics.workers.set(self.pulse.workers if self.pulse else 0)

    async def close(self) -> None:
        if self.streams:
            await self.streams.close()
        if self.shared:
            await self.shared.close()
