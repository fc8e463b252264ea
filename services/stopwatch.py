"""How long something has taken, where the clock may not be read."""

import asyncio
from collections.abc import Callable
from datetime import timedelta


def stopwatch() -> Callable[[], timedelta]:
    """How long it is since now, in whole seconds."""
    clock = asyncio.get_running_loop().time
    begin = clock()
    return lambda: timedelta(seconds=int(clock() - begin))
