"""What all processes share beside the database: Redis, asked with little patience.

Nothing that must be true lives there. Where it does not answer at once, whoever asked goes on without it, and for some
seconds nobody asks again: a frozen Redis costs a few people a moment, not everybody all the time.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

PATIENCE = 0.25
"""Seconds for one answer."""
PING = 2.0
REST = 5.0
COMPLAINS_EACH = 60.0
PREFIX = "turnout:"

log = structlog.get_logger(__name__)


class Away(Exception):
    """Redis did not answer, or not soon enough."""


class Complaints:
    """A line a minute about the same trouble, whoever meets it."""

    def __init__(self, event: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._event = event
        self._clock = clock
        self._silent_until = 0.0

    def about(self, error: BaseException) -> None:
        now = self._clock()
        if now >= self._silent_until:
            self._silent_until = now + COMPLAINS_EACH
            log.warning(self._event, reason=f"{type(error).__name__}: {error}"[:200])


@dataclass(frozen=True, slots=True)
class About:
    version: str
    policy: str
    """What it does where memory ends; all but "noeviction" may lose tasks."""


class Shared:
    """Redis, by scripts: each is one round trip, and whole or not at all."""

    def __init__(self, url: str, *, patience: float = PATIENCE, rest: float = REST) -> None:
        self.redis = Redis.from_url(url, **connecting(patience))
        self._patience = patience
        self._rest = rest
        self._away_until = 0.0
        self._complaints = Complaints("redis.away")

    async def ask(self, script: str, *keys: str, args: tuple[object, ...] = ()) -> Any:
        """What a script gives. Raises Away."""
        if time.monotonic() < self._away_until:
            raise Away
        named = [PREFIX + key for key in keys]
        try:
            async with asyncio.timeout(2 * self._patience):
                return await self.redis.eval(script, len(named), *named, *map(str, args))
        except (RedisError, OSError, TimeoutError) as error:
            self._away_until = time.monotonic() + self._rest
            self._complaints.about(error)
            raise Away from error

    async def ping(self) -> None:
        """Raises what is wrong."""
        async with asyncio.timeout(PING):
            await self.redis.eval("return 1", 0)

    async def about(self) -> About:
        """Raises what is wrong, as `ping` does."""
        async with asyncio.timeout(PING):
            info = await self.redis.info()
        return About(str(info["redis_version"]), str(info.get("maxmemory_policy", "unknown")))

    async def close(self) -> None:
        await self.redis.aclose()


def connecting(patience: float) -> dict[str, Any]:
    """How connections to Redis behave: they give up soon, and try nothing twice behind our back."""
    return {
        "socket_timeout": patience,
        "socket_connect_timeout": patience,
        "retry": Retry(NoBackoff(), 0),
        "health_check_interval": 0,
    }
