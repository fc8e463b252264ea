"""The program as a process of its own, which can be killed: `python -m bot ...`, without the second it takes to import.

A server process imports everything once and forks a child for each start. Nothing is shared with the test but the
settings, and a SIGKILL ends a child at any instruction.
"""

import asyncio
import multiprocessing
import os
import runpy
import sys
import time
from collections.abc import Mapping, Sequence
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from aiohttp import ClientError, ClientSession

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["bot.app", "bot.worker", "bot.cli", "tests.flows.program"])
PATIENCE = 30.0


def run(settings: Mapping[str, str], folder: str, command: Sequence[str], log_name: str) -> None:
    """In the child: what `python -m bot ...` does, in a folder without a settings file, with its log in a file."""
    os.chdir(folder)
    os.environ.update(settings)
    with Path(log_name).open("a") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    sys.argv = ["turnout", *command]
    runpy.run_module("bot", run_name="__main__")


class Program:
    """One process of an installation of Turnout: it can be started, killed and started again."""

    def __init__(self, settings: Mapping[str, str], folder: Path, *command: str, name: str = "program") -> None:
        self._settings = settings
        self._folder = folder
        self._command = command or ("run",)
        self._log_name = f"{name}.log"
        self._process: ForkServerProcess | None = None
        self._kills: list[float] = []

    def start(self) -> None:
        given = (dict(self._settings), str(self._folder), self._command, self._log_name)
        self._process = FORKS.Process(target=run, args=given, daemon=True)
        self._process.start()

    async def ready(self) -> None:
        """Until it serves, and so takes updates or tasks."""
        port = self._settings["WEB_PORT" if self._command[0] == "run" else "METRICS_PORT"]
        url = f"http://127.0.0.1:{port}/readyz"
        ends = time.monotonic() + PATIENCE
        async with ClientSession() as client:
            while True:
                try:
                    async with client.get(url) as answer:
                        if answer.status == 200:
                            return
                except ClientError:
                    pass
                if time.monotonic() > ends:
                    raise AssertionError(f"it did not start; its log ends with {self.log()[-2000:]}")
                await asyncio.sleep(0.02)

    def start_again(self) -> None:
        """Where it ended by itself, as whatever looks after processes would."""
        if self._process and not self._process.is_alive():
            self.start()

    @property
    def kills(self) -> list[float]:
        """When it was killed, by `time.time()`."""
        return self._kills

    def kills_of(self, _caller: str) -> list[float]:
        """Whoever called the sandbox, it was this process."""
        return self._kills

    def kill(self) -> None:
        """SIGKILL: no handler, no flush, no goodbye."""
        assert self._process
        self._process.kill()
        self._kills.append(time.time())
        self._process.join(PATIENCE)

    def end(self) -> None:
        """At once, and however it stands; what a test does when it is over."""
        if self._process and self._process.is_alive():
            self._process.kill()
            self._process.join(PATIENCE)

    async def stop(self) -> int | None:
        """SIGTERM, and wait for its end; the exit code."""
        assert self._process
        self._process.terminate()
        await asyncio.to_thread(self._process.join, PATIENCE)
        return self._process.exitcode

    def log(self) -> str:
        return (self._folder / self._log_name).read_text()
