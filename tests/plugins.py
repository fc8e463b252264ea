"""Services that tests need: a test says `@pytest.mark.needs("redis")`, and the end of a run names what was missing.

Where a service is missing its tests are skipped; with CI=true they fail, so that no gate is green by checking nothing.
"""

import functools
import os
import shutil
import socket
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Service:
    """Something outside the process, how to see that it is there, and how to get it."""

    name: str
    is_there: Callable[[], bool]
    cure: str

    @property
    def reason(self) -> str:
        return f"{self.name} is missing: {self.cure}"


def answers(port: int) -> Callable[[], bool]:
    """Whether something on this machine listens on the port."""

    @functools.cache
    def ask() -> bool:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=2):
                return True
        except OSError:
            return False

    return ask


def installed(*programs: str) -> Callable[[], bool]:
    """Whether one of the programs can be started."""
    return lambda: any(map(shutil.which, programs))


SERVICES = {
    "postgresql": Service(
        "PostgreSQL", answers(5432), "start it on 127.0.0.1:5432, with a user postgres let in without password"
    ),
    "redis": Service("Redis", answers(6379), "start it on 127.0.0.1:6379 (redis-server)"),
    "chromium": Service("Chromium", installed("chromium", "chromium-browser"), "apt-get install chromium"),
}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"needs(*services): skipped where one is missing: {', '.join(SERVICES)}")


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker in item.iter_markers("needs"):
        for name in marker.args:
            require(SERVICES[name])


def require(service: Service) -> None:
    """Skip the running test, or fail it with CI=true, unless the service is there."""
    if service.is_there():
        return
    if os.environ.get("CI") == "true":
        pytest.fail(service.reason, pytrace=False)
    pytest.skip(service.reason)


def skipped_lines(reasons: Iterable[str]) -> list[str]:
    """A line per reason with how many tests it kept from running, the most first."""
    counts = Counter(reason.removeprefix("Skipped: ") for reason in reasons)
    return [f"{count:5} skipped: {reason}" for reason, count in counts.most_common()]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    reports = terminalreporter.stats.get("skipped", [])
    lines = skipped_lines(report.longrepr[2] for report in reports if isinstance(report.longrepr, tuple))
    if lines:
        terminalreporter.section("What this machine could not run, and how to enable it")
        for line in lines:
            terminalreporter.write_line(line)
