"""A journal of the jobs that this process runs, for the admins' page."""

import time
from datetime import timedelta
from typing import Any

import structlog
from taskiq import TaskiqMessage, TaskiqMiddleware, TaskiqResult

from db import Database
from scheduler.broker import broker
from services import jobs

EVERY_SECONDS = 60.0
"""A job that runs after each tap is noted no more often; a failure always is, and the first run after it."""

log = structlog.get_logger()


class Journal(TaskiqMiddleware):
    def __init__(self) -> None:
        super().__init__()
        self._noted_at: dict[str, float] = {}

    async def post_execute(self, message: TaskiqMessage, result: TaskiqResult[Any]) -> None:
        name, failure = message.task_name, _failure(result)
        if not failure and time.monotonic() - self._noted_at.get(name, float("-inf")) < EVERY_SECONDS:
            return
        self._noted_at[name] = float("-inf") if failure else time.monotonic()
        found = result.return_value if isinstance(result.return_value, int) else 0
        db: Database = broker.state.db
        try:
            await db.write(
                jobs.note,
                name=name,
                took=timedelta(seconds=result.execution_time),
                found=found,
                failure=failure,
                now=broker.state.clock(),
            )
        except Exception as error:  # noqa: BLE001 - a job that ran is not spoilt by its note
            log.warning("job.not_noted", task=name, reason=type(error).__name__)


def _failure(result: TaskiqResult[Any]) -> str:
    """What went wrong, by its kind: the words of an error may name people, and the log has them."""
    return type(result.error).__name__ if result.is_err else ""
