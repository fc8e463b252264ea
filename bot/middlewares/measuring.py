"""Counts updates by how they ended, and times them."""

from collections.abc import Awaitable, Callable
from time import perf_counter
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject, Update

from bot.metrics import Metrics
from db import Busy, Repeated
from services.errors import DomainError


class Measuring(BaseMiddleware):
    """Outer middleware of updates, the outermost: the time of a person's turn counts too."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:
        kind = event.event_type if isinstance(event, Update) else type(event).__name__
        begun, outcome = perf_counter(), "failed"
        try:
            result = await handler(event, data)
            outcome = "dropped" if data.get("is_dropped") else "handled"
        except DomainError:
            outcome = "refused"
            raise
        except Repeated:
            outcome = "repeated"
            raise
        except Busy:
            outcome = "busy"
            raise
        finally:
            self._metrics.updates.labels(kind, outcome).inc()
            self._metrics.handling.labels(kind).observe(perf_counter() - begun)
        return result
