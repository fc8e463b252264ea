"""Targets, what was measured against them, and the verdict, as a table."""

import statistics
from collections import defaultdict
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Line:
    """One promise: a ratio, and what it must not be above (or below)."""

    name: str
    figure: float
    limit: float
    at_least: bool = False
    note: str = ""

    @property
    def is_kept(self) -> bool:
        return self.figure >= self.limit if self.at_least else self.figure <= self.limit

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        verdict = "kept" if self.is_kept else "MISSED"
        return f"{self.name:<58} {sign} {self.limit:>5.2f} {self.figure:>8.2f}  {verdict:<6}  {self.note}"


@dataclass
class Figures:
    """What each round gave, by name; read as the median of all rounds."""

    rounds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, value: float) -> None:
        self.rounds[name].append(value)

    def __getitem__(self, name: str) -> float:
        return statistics.median(self.rounds[name])

    def micro(self, name: str) -> str:
        return f"{self[name] * 1e6:.0f} µs"

    def spread(self, name: str) -> str:
        low, high = min(self.rounds[name]), max(self.rounds[name])
        return f"{low * 1e6:.0f}..{high * 1e6:.0f} µs"


def lines(figures: Figures) -> list[Line]:
    """The targets of the house, from the figures of a run."""
    echo, sqlite, postgres = figures["echo"], figures["bare sqlite"], figures["bare postgres"]

    def cost(name: str, limit: float, part: str, unit: float) -> Line:
        return Line(name, figures[part] / unit, limit, note=figures.micro(part))

    return [
        cost("Confirm tap, SQLite / (2 echoes + 30 bare bookings)", 1, "tap sqlite", 2 * echo + 30 * sqlite),
        cost("Confirm tap, PostgreSQL / (2 echoes + 5 bare bookings)", 1, "tap postgres", 2 * echo + 5 * postgres),
        cost("tap that opens a card, SQLite / echo", 2.5, "look sqlite", echo),
        cost("tap that opens a card, PostgreSQL / echo", 2.5, "look postgres", echo),
        cost("dispatch through all routers / a one-handler bot", 1.2, "all routers", figures["one router"]),
        Line("p99 / p50 at saturation, Confirm taps, SQLite", figures["tail sqlite"], 2.5),
        Line("p99 / p50 at saturation, Confirm taps, PostgreSQL", figures["tail postgres"], 2.5),
        cost("db.write(book), SQLite / bare sqlite3", 12, "act sqlite", sqlite),
        cost("db.write(book), PostgreSQL / bare asyncpg", 2.5, "act postgres", postgres),
        Line("list at 100,000 sessions / at 1,000, SQLite", figures["list sqlite"], 1.5),
        Line("list at 100,000 sessions / at 1,000, PostgreSQL", figures["list postgres"], 1.5),
        Line("one hot session / spread over many, PostgreSQL", figures["hot postgres"], 0.3, at_least=True),
    ]


def printed(figures: Figures) -> str:
    """The whole table, and below it the units and what is only for information."""
    units = [f"  {name:<22} {figures.micro(name):>9}  ({figures.spread(name)})" for name in UNITS]
    return "\n".join([*map(str, lines(figures)), "", "CPU of the serving process, median (and range):", *units])


UNITS = ("echo", "bare sqlite", "bare postgres", "delivery sqlite", "delivery postgres")
