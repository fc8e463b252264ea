"""The rounds: each contender does the same work in turn, every tap by another person in one of many sessions."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path
from socket import socket
from typing import Any

from keyboards.callbacks import BookPlace, OpenSession
from tests.bench import acts, bare, databases, dispatching, echoing, servers
from tests.bench.databases import Booking, World
from tests.bench.load import SECRET, Pace, message, send, tap
from tests.bench.process import Process, running
from tests.bench.table import Figures
from tests.bench.telegram import StandIn, telegram
from web.webhooks.telegram import PATH

ROUNDS = 5
DAYS = ROUNDS + 1
"""Of sessions: one for each round, and one to warm up."""
TAPS = 320
"""Of each contender in a round."""
PEOPLE = TAPS * DAYS * 2
BACKENDS = ("sqlite", "postgres")


@dataclass
class Arena:
    """All contenders, ready, each on a database of its own."""

    telegram: StandIn
    worlds: dict[str, World]
    processes: dict[str, Process]
    ports: dict[str, int]

    def __post_init__(self) -> None:
        self._update_ids = count(1)

    def bookings(self, backend: str, day: int, *, hot: bool = False) -> list[Booking]:
        """A tap each by people who have not come before: for the sessions of a day, or all for its first one."""
        world = self.worlds[backend]
        first = (day + DAYS * hot) * TAPS
        sessions = cycle(world.days[day][:1] if hot else world.days[day])
        people = world.people[first : first + TAPS]
        return [
            Booking(next(self._update_ids), person, telegram_id, session.session_id, session.quota_ids[0])
            for (person, telegram_id), session in zip(people, sessions, strict=False)
        ]

    async def load(self, name: str, updates: list[dict[str, Any]]) -> tuple[float, Pace]:
        """Send updates to a server: CPU seconds for each, and how it went. Each must have shown a screen."""
        process, shown = self.processes[name], self.telegram.shown
        before = await process.cpu()
        pace = await send(self.ports[name], updates)
        cpu = await process.cpu() - before
        if self.telegram.shown - shown != len(updates):
            raise RuntimeError(f"{name} did not show a screen for each update")
        return cpu / len(updates), pace

    async def work(self, name: str, act: str, *args: Any) -> tuple[float, Any]:
        """Let a process work by itself: CPU seconds in all, and what it gave."""
        process = self.processes[name]
        before = await process.cpu()
        result = await process.ask(act, *args)
        return await process.cpu() - before, result


@asynccontextmanager
async def arena(folder: Path, worlds: dict[str, World]) -> AsyncIterator[Arena]:
    """Start all contenders; `folder` has SQLite's template."""
    async with AsyncExitStack() as stack:
        stand_in = await stack.enter_async_context(telegram())
        ports = {name: free_port() for name in ("echo", "tap sqlite", "tap postgres")}
        copies = {
            (what, backend): await databases.copy(folder, backend, what)
            for what in ("tap", "act", "bare", "routers")
            for backend in BACKENDS
        }
        contenders: dict[str, tuple[Any, ...]] = {
            "echo": (echoing.echo, ports["echo"], PATH, SECRET, stand_in.url),
            "all routers": (dispatching.dispatcher, copies["routers", "sqlite"], True),
            "one router": (dispatching.dispatcher, copies["routers", "sqlite"], False),
        }
        for backend in BACKENDS:
            tapped = f"tap {backend}"
            contenders[tapped] = (servers.turnout, ports[tapped], stand_in.url, copies["tap", backend])
            contenders[f"act {backend}"] = (acts.database, copies["act", backend])
            contenders[f"bare {backend}"] = (bare.CONTENDERS[backend], copies["bare", backend])
        processes = {
            name: await stack.enter_async_context(running(*contender)) for name, contender in contenders.items()
        }
        yield Arena(stand_in, worlds, processes, ports)


def free_port() -> int:
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def measure(arena: Arena, figures: Figures) -> None:
    """All rounds; the first one warms up and is not counted."""
    for number in range(DAYS):
        await one_round(arena, figures if number else Figures(), number)


async def one_round(arena: Arena, figures: Figures, day: int) -> None:
    people = arena.worlds["sqlite"].people[:TAPS]
    cpu, _ = await arena.load("echo", [message(number, person, "hello") for number, (_, person) in enumerate(people)])
    figures.add("echo", cpu)
    for backend in BACKENDS:
        await book(arena, figures, backend, day)
        await book_with_a_bot(arena, figures, backend, day)
    for name in ("one router", "all routers"):
        cpu, _ = await arena.work(name, "feed", day * TAPS, [telegram_id for _, telegram_id in people])
        figures.add(name, cpu / TAPS)


async def book(arena: Arena, figures: Figures, backend: str, day: int) -> None:
    """The same bookings in the bare driver and by our act, one after the other."""
    for name in (f"bare {backend}", f"act {backend}"):
        cpu, _ = await arena.work(name, "book", arena.bookings(backend, day))
        figures.add(name, cpu / TAPS)


async def book_with_a_bot(arena: Arena, figures: Figures, backend: str, day: int) -> None:
    """Confirm taps, taps that only look, the delivery of what the first ones owe, then a crowd at one door."""
    cpu, cool = await confirm(arena, backend, arena.bookings(backend, day))
    figures.add(f"tap {backend}", cpu)
    figures.add(f"tail {backend}", cool.tail)
    looks = [tap(b.update_id, b.telegram_id, opened(b)) for b in arena.bookings(backend, day)]
    cpu, _ = await arena.load(f"tap {backend}", looks)
    figures.add(f"look {backend}", cpu)
    figures.add(f"delivery {backend}", await deliver(arena, backend))
    _, hot = await confirm(arena, backend, arena.bookings(backend, day, hot=True))
    figures.add(f"hot {backend}", hot.rate / cool.rate)
    await deliver(arena, backend)


async def confirm(arena: Arena, backend: str, bookings: list[Booking]) -> tuple[float, Pace]:
    data = [BookPlace(quota_id=booking.quota_id).pack() for booking in bookings]
    taps = [tap(b.update_id, b.telegram_id, intent) for b, intent in zip(bookings, data, strict=True)]
    return await arena.load(f"tap {backend}", taps)


def opened(booking: Booking) -> str:
    return OpenSession(session_id=booking.session_id).pack()


async def deliver(arena: Arena, backend: str) -> float:
    """Hand over what a round of bookings owes: CPU seconds for each notice."""
    cpu, sent = await arena.work(f"tap {backend}", "deliver")
    if sent != TAPS:
        raise RuntimeError(f"{sent} notices for {TAPS} bookings")
    return cpu / TAPS
