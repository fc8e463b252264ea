"""Targets, what was measured against them, and the verdict, as a table."""

import os
import statistics
from collections import defaultdict
from dataclasses import dataclass, field

CORES = 4
"""For two processes, the load and PostgreSQL: with fewer they take from each other what is measured."""


@dataclass(frozen=True, slots=True)
class Line:
    """One promise: a ratio, and what it must not be above (or below)."""

    name: str
    figure: float
    limit: float
    at_least: bool = False
    note: str = ""
    counts: bool = True
    """Whether this machine can show it at all."""

    @property
    def is_kept(self) -> bool:
        if not self.counts:
            return True
        return self.figure >= self.limit if self.at_least else self.figure <= self.limit

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        verdict = ("kept" if self.is_kept else "MISSED") if self.counts else "-"
        return f"{self.name:<58} {sign} {self.limit:>5.2f} {self.figure:>8.2f}  {verdict:<6}  {self.note}"


@dataclass
class Figures:
    """What each round gave, by name."""

    rounds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def add(self, name: str, value: float) -> None:
        self.rounds[name].append(value)

    def ratio(self, name: str, **units: float) -> float:
        """The median of the rounds' ratios to so many of each unit; within a round the machine is as busy for all."""
        wholes = [sum(times * self.rounds[unit][number] for unit, times in units.items()) for number in self.numbers]
        return statistics.median(part / whole for part, whole in zip(self.rounds[name], wholes, strict=True))

    @property
    def numbers(self) -> range:
        return range(len(self.rounds["echo"]))

    def micro(self, name: str) -> str:
        return f"{statistics.median(self.rounds[name]) * 1e6:.0f} µs"

    def spread(self, name: str) -> str:
        low, high = min(self.rounds[name]), max(self.rounds[name])
        return f"{low * 1e6:.0f}..{high * 1e6:.0f} µs"


def lines(figures: Figures) -> list[Line]:
    """The targets of the house, from the figures of a run."""

    def cost(name: str, limit: float, part: str, **units: float) -> Line:
        return Line(name, figures.ratio(part, **units), limit, note=figures.micro(part))

    def plain(name: str, limit: float, part: str, *, at_least: bool = False) -> Line:
        return Line(name, statistics.median(figures.rounds[part]), limit, at_least)

    return [
        cost("Confirm tap, SQLite / (2 echoes + 30 bare bookings)", 1, "tap_sqlite", echo=2, bare_sqlite=30),
        cost("Confirm tap, PostgreSQL / (2 echoes + 5 bare bookings)", 1, "tap_postgres", echo=2, bare_postgres=5),
        cost("tap that opens a card, SQLite / echo", 2.5, "look_sqlite", echo=1),
        cost("tap that opens a card, PostgreSQL / echo", 2.5, "look_postgres", echo=1),
        cost("dispatch through all routers / a one-handler bot", 1.2, "all_routers", one_router=1),
        plain("p99 / p50 at saturation, Confirm taps, SQLite", 2.5, "tail_sqlite"),
        plain("p99 / p50 at saturation, Confirm taps, PostgreSQL", 2.5, "tail_postgres"),
        cost("db.write(book), SQLite / bare sqlite3", 12, "act_sqlite", bare_sqlite=1),
        cost("db.write(book), PostgreSQL / bare asyncpg", 2.5, "act_postgres", bare_postgres=1),
        plain("rate in one hot session / spread over many, PostgreSQL", 0.3, "hot_postgres", at_least=True),
        _doubled(figures),
        plain("list at 100,000 sessions / at 1,000, SQLite", 1.5, "list sqlite"),
        plain("list at 100,000 sessions / at 1,000, PostgreSQL", 1.5, "list postgres"),
        plain("dashboard at 100,000 registrations / at 10,000, SQLite", 2, "dashboard sqlite"),
        plain("dashboard at 100,000 registrations / at 10,000, PostgreSQL", 2, "dashboard postgres"),
        plain("time to empty the outbox / its bare statements, SQLite", 3, "drain sqlite"),
        plain("time to empty the outbox / its bare statements, PostgreSQL", 3, "drain postgres"),
        plain("seconds for 3,000 notices at Telegram's pace", 105, "crowd seconds"),
        plain("of them refused by Telegram, or not sent", 0, "crowd refused"),
    ]


def _doubled(figures: Figures) -> Line:
    cores = os.cpu_count() or 1
    note = "" if cores >= CORES else f"needs {CORES} cores: this machine has {cores}"
    ratio = statistics.median(figures.rounds["double"])
    name = "taps of two webhook processes / of one, PostgreSQL"
    return Line(name, ratio, 1.6, at_least=True, note=note, counts=cores >= CORES)


UNITS = ("echo", "bare_sqlite", "bare_postgres", "delivery_sqlite", "delivery_postgres")


def printed(figures: Figures) -> str:
    """The whole table, and below it the units and what is only for information."""
    units = [f"  {name:<22} {figures.micro(name):>9}  ({figures.spread(name)})" for name in UNITS]
    return "\n".join([*map(str, lines(figures)), "", "CPU of the serving process, median (and range):", *units])
