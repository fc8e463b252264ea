"""What this process counts, and what it reads of the whole at each scrape, for Prometheus."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest
from taskiq import TaskiqMessage, TaskiqMiddleware, TaskiqResult

from db import Database
from services import watching
from services.ports import Outcome, Sender, Senders

LONGEST_LOOK = 1.0
HANDLING = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
TASKS = (0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300, 900)

log = structlog.get_logger(__name__)
disable_created_metrics()  # type: ignore[no-untyped-call]


class Metrics:
    """A registry of its own for each process, without what Python tells of itself by default."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry()
        self.updates = Counter(
            "turnout_updates", "Updates of Telegram by how they ended", ["type", "outcome"], registry=registry
        )
        self.handling = Histogram(
            "turnout_handling_seconds", "From an update to its answer", ["type"], buckets=HANDLING, registry=registry
        )
        self.sends = Counter("turnout_sends", "Messages handed over", ["channel", "outcome"], registry=registry)
        self.events = Counter("turnout_events", "What was committed, as in the audit", ["action"], registry=registry)
        self.tasks = Histogram(
            "turnout_task_seconds", "Jobs done here", ["task", "outcome"], buckets=TASKS, registry=registry
        )
        self.owed = Gauge("turnout_outbox_owed", "Messages that are due and not sent", ["channel"], registry=registry)
        self.age = Gauge(
            "turnout_outbox_oldest_seconds", "How long the oldest of them is due", ["channel"], registry=registry
        )
        self.waitlists = Gauge("turnout_waitlists_unsettled", "Quotas the next sweep settles", registry=registry)
        self.connections = Gauge("turnout_database_connections", "Of each pool", ["pool", "state"], registry=registry)
        self.leads = Gauge("turnout_leads", "Whether this process runs the timetable", registry=registry)
        self.workers = Gauge("turnout_workers", "Workers that live, as this process sees it", registry=registry)
        self.looked = Gauge("turnout_database_looked", "Whether this scrape could read the database", registry=registry)

    def count_events(self, actions: Sequence[str]) -> None:
        for action in actions:
            self.events.labels(action).inc()

    def senders(self, senders: Senders) -> Senders:
        """The same, counted."""
        return {channel: Counted(sender, channel, self) for channel, sender in senders.items()}

    async def text(self, db: Database, now: datetime) -> bytes:
        """What a scrape gets. The database is asked for a second at most: figures that are old are not shown as new."""
        self.owed.clear()
        self.age.clear()
        try:
            async with asyncio.timeout(LONGEST_LOOK):
                self._show(await db.read(watching.lag, now=now))
        except Exception as error:  # noqa: BLE001 - a scrape tells that, it does not fail
            log.warning("metrics.not_read", reason=type(error).__name__)
            self.looked.set(0)
        self._show_pools(db.store.pools())
        return generate_latest(self.registry)

    def _show(self, lag: watching.Lag) -> None:
        self.looked.set(1)
        self.waitlists.set(lag.waitlists)
        for backlog in lag.backlogs:
            self.owed.labels(backlog.channel).set(backlog.owed)
            self.age.labels(backlog.channel).set(backlog.age.total_seconds())

    def _show_pools(self, pools: Mapping[str, tuple[int, int]]) -> None:
        for pool, (used, most) in pools.items():
            self.connections.labels(pool, "used").set(used)
            self.connections.labels(pool, "most").set(most)


class Counted:
    """A channel whose outcomes are counted; `counted` is the channel itself, for what else it can do."""

    def __init__(self, sender: Sender[Any], channel: str, metrics: Metrics) -> None:
        self.counted = sender
        self._channel = channel
        self._metrics = metrics
        if hasattr(sender, "at_once"):
            self.at_once = sender.at_once

    async def send(self, message: Any) -> Outcome:
        outcome = await self.counted.send(message)
        self._metrics.sends.labels(self._channel, type(outcome).__name__.lower()).inc()
        return outcome


class TaskTimes(TaskiqMiddleware):
    """How long each job took, wherever it came from."""

    def __init__(self, metrics: Metrics) -> None:
        super().__init__()
        self._metrics = metrics

    def post_execute(self, message: TaskiqMessage, result: TaskiqResult[Any]) -> None:
        outcome = "failed" if result.is_err else "done"
        self._metrics.tasks.labels(message.task_name, outcome).observe(result.execution_time)
