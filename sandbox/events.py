"""What happened, told to whoever looks on: the page and the people's interface."""

import asyncio
from collections.abc import AsyncIterator

from sandbox.bell import Bell
from sandbox.kinds import Json


class Events:
    def __init__(self) -> None:
        self.bell = Bell()
        self._listeners: set[asyncio.Queue[Json | None]] = set()

    def emit(self, kind: str, **facts: object) -> None:
        for listener in self._listeners:
            listener.put_nowait({"kind": kind, **facts})
        self.bell.ring()

    async def listen(self) -> AsyncIterator[Json]:
        """Every event from now on, until the sandbox closes."""
        listener: asyncio.Queue[Json | None] = asyncio.Queue()
        self._listeners.add(listener)
        try:
            while (event := await listener.get()) is not None:
                yield event
        finally:
            self._listeners.discard(listener)

    def close(self) -> None:
        for listener in self._listeners:
            listener.put_nowait(None)
