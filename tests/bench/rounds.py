"""The rounds: each contender does the same work in turn, every tap by another person in one of many sessions."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from itertools import count, cycle
from pathlib import Path
from socket import socket
from typing import Any

from keyboards.callbacks.attending import BookPlace, OpenSession
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
TAPS = 240
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
        ports = {name: free_port() for name in ("echo", "tap_sqlite", "tap_postgres")}
        copies = {
            (what, backend): await databases.copy(folder, backend, what)
            for what in ("tap", "act", "bare", "routers")
            for backend in BACKENDS
        }
        contenders: dict[str, tuple[Any, ...]] = {
            "echo": (echoing.echo, ports["echo"], PATH, SECRET, stand_in.url),
            "all_routers": (dispatching.dispatcher, copies["routers", "sqlite"], True),
            "one_router": (dispatching.dispatcher, copies["routers", "sqlite"], False),
        }
        for backend in BACKENDS:
            tapped = f"tap_{backend}"
            contenders[tapped] = (servers.turnout, ports[tapped], stand_in.url, copies["tap", backend])
            contenders[f"act_{backend}"] = (acts.database, copies["act", backend])
            contenders[f"bare_{backend}"] = (bare.CONTENDERS[backend], copies["bare", backend])
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
    people = [telegram_id for _, telegram_id in arena.worlds["sqlite"].people[:TAPS]]
    echoes = []
    for backend in BACKENDS:
        echoes.append(await echo(arena, people))
        await book_with_a_bot(arena, figures, backend, day)
        await book(arena, figures, backend, day)
    figures.add("echo", (sum(echoes) + await echo(arena, people)) / (len(echoes) + 1))
    for name in ("one_router", "all_routers"):
        cpu, _ = await arena.work(name, "feed", day * TAPS, people)
        figures.add(name, cpu / TAPS)


async def echo(arena: Arena, people: list[int]) -> float:
    cpu, _ = await arena.load("echo", [message(number, person, "hello") for number, person in enumerate(people)])
    return cpu


async def book(arena: Arena, figures: Figures, backend: str, day: int) -> None:
    """The same bookings in the bare driver and by our act, one after the other."""
    for name in (f"bare_{backend}", f"act_{backend}"):
        cpu, _ = await arena.work(name, "book", arena.bookings(backend, day))
        figures.add(name, cpu / TAPS)


async def book_with_a_bot(arena: Arena, figures: Figures, backend: str, day: int) -> None:
    """Confirm taps, taps that only look, a crowd at one door, then the delivery of what all that owes."""
    bookings = arena.bookings(backend, day)
    cpu, cool = await confirm(arena, backend, bookings)
    figures.add(f"tap_{backend}", cpu)
    figures.add(f"tail_{backend}", cool.tail)
    looks = [tap(b.update_id, b.telegram_id, opened(b)) for b in arena.bookings(backend, day)]
    cpu, _ = await arena.load(f"tap_{backend}", looks)
    figures.add(f"look_{backend}", cpu)
    if backend == "postgres":
        _, hot = await confirm(arena, backend, arena.bookings(backend, day, hot=True))
        figures.add(f"hot_{backend}", hot.rate / cool.rate)
    cpu, sent = await arena.work(f"tap_{backend}", "deliver")
    if sent < TAPS:
        raise RuntimeError(f"{sent} notices for {TAPS} bookings")
    figures.add(f"delivery_{backend}", cpu / sent)


async def confirm(arena: Arena, backend: str, bookings: list[Booking]) -> tuple[float, Pace]:
    taps = [tap(b.update_id, b.telegram_id, BookPlace(quota_id=b.quota_id).pack()) for b in bookings]
    return await arena.load(f"tap_{backend}", taps)


def opened(booking: Booking) -> str:
    return OpenSession(session_id=booking.session_id).pack()
