"""The program as a process of its own, which can be killed: `python -m bot run`, without the second it takes to import.

A server process imports everything once and forks a child for each start. Nothing is shared with the test but the
settings, and a SIGKILL ends a child at any instruction.
"""

import asyncio
import multiprocessing
import os
import runpy
import sys
import time
from collections.abc import Mapping
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from aiohttp import ClientError, ClientSession

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["bot.app", "bot.cli", "tests.flows.program"])
PATIENCE = 30.0


def run(settings: Mapping[str, str], folder: str) -> None:
    """In the child: what `python -m bot run` does, in a folder without a settings file, with its log in a file."""
    os.chdir(folder)
    os.environ.update(settings)
    with Path("program.log").open("a") as log:
        os.dup2(log.fileno(), 1)
        os.dup2(log.fileno(), 2)
    sys.argv = ["turnout", "run"]
    runpy.run_module("bot", run_name="__main__")


class Program:
    """One installation of Turnout: it can be started, killed and started again."""

    def __init__(self, settings: Mapping[str, str], folder: Path) -> None:
        self._settings = settings
        self._folder = folder
        self._process: ForkServerProcess | None = None
        self.kills: list[float] = []
        """When it was killed, by `time.time()`."""

    def start(self) -> None:
        self._process = FORKS.Process(target=run, args=(dict(self._settings), str(self._folder)), daemon=True)
        self._process.start()

    async def ready(self) -> None:
        """Until it serves, and so takes updates."""
        url = f"http://127.0.0.1:{self._settings['WEB_PORT']}/readyz"
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

    def kill(self) -> None:
        """SIGKILL: no handler, no flush, no goodbye."""
        assert self._process
        self._process.kill()
        self.kills.append(time.time())
        self._process.join(PATIENCE)

    async def stop(self) -> int | None:
        """SIGTERM, and wait for its end; the exit code."""
        assert self._process
        self._process.terminate()
        await asyncio.to_thread(self._process.join, PATIENCE)
        return self._process.exitcode

    def log(self) -> str:
        return (self._folder / "program.log").read_text()
