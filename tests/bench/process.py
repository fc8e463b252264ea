"""A contender in a process of its own, so that its CPU time is its own: load and Telegram's part run elsewhere."""

import asyncio
import gc
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

Acts = dict[str, Callable[..., Awaitable[Any]]]
"""What a contender can be asked to do, by name."""
Contender = Callable[..., AbstractAsyncContextManager[Acts]]

SPAWN = get_context("spawn")


class Process:
    """The parent's end: asks for one thing at a time."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    async def ask(self, act: str, *args: Any) -> Any:
        self._pipe.send((act, args))
        return await asyncio.to_thread(self._pipe.recv)

    async def cpu(self) -> float:
        """Seconds of CPU that the process has used, user and system, all threads."""
        return float(await self.ask("cpu"))

    async def cpu_of(self, work: Awaitable[Any]) -> float:
        """Seconds of CPU that the process uses while the work is done."""
        before = await self.cpu()
        await work
        return await self.cpu() - before


@asynccontextmanager
async def running(contender: Contender, *args: Any) -> AsyncIterator[Process]:
    ours, theirs = SPAWN.Pipe()
    child = SPAWN.Process(target=_run, args=(theirs, contender, args), daemon=True)
    child.start()
    theirs.close()
    try:
        await asyncio.to_thread(ours.recv)  # it is ready
        yield Process(ours)
        ours.send(None)
        await asyncio.to_thread(child.join, 10)
    finally:
        child.kill()


def _run(pipe: Connection, contender: Contender, args: tuple[Any, ...]) -> None:
    asyncio.run(_answer(pipe, contender, args))


async def _answer(pipe: Connection, contender: Contender, args: tuple[Any, ...]) -> None:
    async with contender(*args) as acts:
        gc.collect()
        gc.freeze()
        pipe.send("ready")
        while asked := await asyncio.to_thread(pipe.recv):
            name, given = asked
            pipe.send(time.process_time() if name == "cpu" else await acts[name](*given))
