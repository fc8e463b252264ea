"""A bell: wakes everybody who waits for something to change."""

import asyncio
from contextlib import suppress


class Bell:
    def __init__(self) -> None:
        self._next = asyncio.Event()

    def ring(self) -> None:
        self._next.set()
        self._next = asyncio.Event()

    async def wait(self, timeout: float | None = None) -> None:  # noqa: ASYNC109 - silence is an answer, not an error
        """Until the next ring, or at most `timeout` seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._next.wait(), timeout)
