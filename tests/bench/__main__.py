"""`make bench`: every contender in turn, several rounds, then the table; exit 1 if a promise is not kept.

Costs are CPU time of the process that serves, read before and after the same work in each round; figures are ratios
within one run, so that they hold on a slow machine and a busy one.
"""

import asyncio
import sys
import tempfile
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path


async def main() -> bool:
    """Run everything and print the table; whether all promises are kept."""
    # Not at the top: each contender's process reads this file too, and an echo bot does not import a booking service.
    from tests.bench import dashboard, databases, doubling, draining, listing
    from tests.bench.rounds import DAYS, PEOPLE, arena, measure
    from tests.bench.table import Figures, lines, printed

    figures, now = Figures(), datetime.now(UTC)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="turnout-bench")))
        urls = {
            "sqlite": f"sqlite+aiosqlite:///{folder / databases.TEMPLATE}",
            "postgres": await stack.enter_async_context(databases.postgres()),
        }
        worlds = {
            backend: await databases.fill(url, people=PEOPLE, days=DAYS, now=now) for backend, url in urls.items()
        }
        await listing.measure(folder, figures, now)
        await dashboard.measure(folder, figures, now)
        await draining.measure(folder, figures, now)
        waiting = await draining.prepare_crowd(folder, now)
        await asyncio.to_thread(draining.crowd, waiting, figures, now)
        await doubling.measure(folder, worlds["postgres"], figures)
        await measure(await stack.enter_async_context(arena(folder, worlds)), figures)
    sys.stdout.write(f"{printed(figures)}\n")
    return all(line.is_kept for line in lines(figures))


if __name__ == "__main__":
    sys.exit(not asyncio.run(main()))
