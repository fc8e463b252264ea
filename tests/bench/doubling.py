"""Two webhook processes on one PostgreSQL against one: how many times the taps they handle together."""

import asyncio
from contextlib import AsyncExitStack
from itertools import count, islice
from pathlib import Path
from typing import Any

from keyboards.callbacks.attending import BookPlace
from tests.bench import databases, servers
from tests.bench.databases import World
from tests.bench.load import send, tap
from tests.bench.process import running
from tests.bench.rounds import TAPS, free_port
from tests.bench.table import Figures
from tests.bench.telegram import StandIn, telegram

ROUNDS = 3


async def measure(folder: Path, world: World, figures: Figures) -> None:
    """Each round: the same number of taps to one, then to both at once."""
    url = await databases.copy(folder, "postgres", "double")
    ports, numbers, people = [free_port(), free_port()], count(1), iter(world.people)
    async with AsyncExitStack() as stack:
        stand_in = await stack.enter_async_context(telegram())
        for port in ports:
            await stack.enter_async_context(running(servers.turnout, port, stand_in.url, url))
        for day in range(ROUNDS + 1):
            taps = [_tap(world, day, next(numbers), telegram_id) for _, telegram_id in islice(people, 2 * TAPS)]
            alone = await _rate(stand_in, ports[:1], taps[:TAPS])
            together = await _rate(stand_in, ports, taps[TAPS:])
            if day:  # the first round warms up
                figures.add("double", together / alone)


def _tap(world: World, day: int, number: int, telegram_id: int) -> dict[str, Any]:
    sessions = world.days[day]
    quota_id = sessions[number % len(sessions)].quota_ids[0]
    return tap(number, telegram_id, BookPlace(quota_id=quota_id).pack())


async def _rate(stand_in: StandIn, ports: list[int], taps: list[dict[str, Any]]) -> float:
    """Taps a second, shared out evenly."""
    shown, begun = stand_in.shown, asyncio.get_running_loop().time()
    await asyncio.gather(*(send(port, taps[number :: len(ports)]) for number, port in enumerate(ports)))
    took = asyncio.get_running_loop().time() - begun
    if stand_in.shown - shown != len(taps):
        raise RuntimeError("not every tap was shown a screen")
    return len(taps) / took
