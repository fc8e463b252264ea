"""The act of booking by itself, without a bot around it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from db.stores import open_database
from services import registrations
from tests.bench.databases import Booking
from tests.bench.process import Acts


@asynccontextmanager
async def database(url: str) -> AsyncIterator[Acts]:
    """`book` through `Database.write`, by so many at a time."""
    db = open_database(url)

    async def one_after_the_other(bookings: list[Booking]) -> None:
        for booking in bookings:
            act = db.for_update(booking.update_id)
            await act.write(
                registrations.book, user_id=booking.user_id, quota_id=booking.quota_id, now=datetime.now(UTC)
            )

    async def book(bookings: list[Booking], at_once: int = 1) -> None:
        await asyncio.gather(*(one_after_the_other(bookings[first::at_once]) for first in range(at_once)))

    yield {"book": book}
    await db.close()
