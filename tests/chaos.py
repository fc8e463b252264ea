"""`python -m tests.chaos [KILLS]`: two of everything under traffic, until each kind was killed so often at random.

kill -9 of the processes, Redis flushed and stopped for seconds, PostgreSQL stopped hard: servers of its own, which are
gone afterwards. Then what people were told is held against what is remembered. Prints its figures; exit 1 if a promise
was broken.
"""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from random import Random

from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy import Engine, create_engine, select
from sqlalchemy.orm import Session as Tx

from db import schema
from db.models import Notification
from sandbox import Sandbox
from tests.conftest import sync_url
from tests.factories import Factory
from tests.flows.conftest import free_port
from tests.flows.fleet import ROLES, Fleet
from tests.flows.steps import all_told
from tests.flows.test_kill import PEOPLE, SESSIONS, act_until, judge
from tests.flows.traffic import Walker

FLUSHES, FREEZES, STOPS = 5, 2, 3
FROZEN = 5.0
PAUSES = (0.5, 3.0)
CALM = 0.4
DRAINING = 300.0


class Postgres:
    """A cluster of its own in a folder."""

    def __init__(self, folder: Path, port: int) -> None:
        self._data = folder / "postgres"
        self._options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
        self.url = f"postgresql+asyncpg://postgres@127.0.0.1:{port}/postgres"
        self._bin = max(Path("/usr/lib/postgresql").glob("*/bin"), default=Path("/usr/bin"))

    def create(self) -> None:
        self._data.mkdir()
        if os.geteuid() == 0:  # PostgreSQL refuses to be run by root
            shutil.chown(self._data, "postgres")
            shutil.chown(self._data.parent, "postgres")
        self._run("initdb", "-U", "postgres", "-A", "trust", "--no-sync")
        self.start()

    def start(self) -> None:
        self._run("pg_ctl", "-w", "-l", str(self._data / "log"), "-o", self._options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str) -> None:
        user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*user, str(self._bin / program), "-D", str(self._data), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=self._data)


class Chaos:
    """What can go wrong, each as often as asked for, in an order that dice decide."""

    def __init__(self, fleet: Fleet, postgres: Postgres, redis: "subprocess.Popen[bytes]", port: int) -> None:
        self._fleet = fleet
        self._postgres = postgres
        self._redis = redis
        self._redis_url = f"redis://127.0.0.1:{port}/0"
        self._dice = Random(17)
        self.counts: Counter[str] = Counter()

    async def rage(self, kills: int) -> None:
        special = ["flush"] * FLUSHES + ["freeze"] * FREEZES + ["stop"] * STOPS
        self._dice.shuffle(special)
        each = kills * len(ROLES) / len(special)
        due = [each * (number + 0.5) for number in range(len(special))]
        victims = [role for role in ROLES for _ in range(kills)]
        self._dice.shuffle(victims)
        for number, role in enumerate(victims):
            if due and number >= due[0]:
                due.pop(0)
                await getattr(self, special.pop())()
            await self.kill(self._dice.choice([name for name in self._fleet.programs if name.startswith(role)]))
            if self._dice.random() < CALM:  # so that a slow machine serves anybody at all
                with suppress(AssertionError):
                    await self._fleet.ready()
            await asyncio.sleep(self._dice.uniform(*PAUSES))

    async def kill(self, name: str) -> None:
        program = self._fleet.programs[name]
        await asyncio.to_thread(program.kill)
        self.counts[f"kill -9 of a {name.partition('-')[0]}"] += 1
        await asyncio.sleep(self._dice.uniform(0, 0.5))
        program.start()
        for other in self._fleet.programs.values():
            other.start_again()

    async def flush(self) -> None:
        async with Redis.from_url(self._redis_url) as redis:
            with suppress(RedisError):
                await redis.flushall()
        self.counts["Redis flushed"] += 1

    async def freeze(self) -> None:
        self._redis.send_signal(signal.SIGSTOP)
        await asyncio.sleep(FROZEN)
        self._redis.send_signal(signal.SIGCONT)
        self.counts["Redis frozen"] += 1

    async def stop(self) -> None:
        """What leaves while it is away cannot be written down, so all that time counts as a calamity."""
        begun = time.time()
        await asyncio.to_thread(self._postgres.stop)
        await asyncio.sleep(2)
        await asyncio.to_thread(self._postgres.start)
        self._fleet.calamities += [begun + second for second in range(int(time.time() - begun) + 2)]
        self.counts["PostgreSQL stopped hard"] += 1


def redis_server(folder: Path, port: int) -> "subprocess.Popen[bytes]":
    command = ["redis-server", "--port", str(port), "--save", "", "--dir", str(folder)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL)


def people_and_sessions(sandbox: Sandbox, engine: Engine) -> tuple[list[Walker], str]:
    with Tx(engine, expire_on_commit=False) as tx:
        make = Factory(tx, commit=True)
        series = [make.series(title=f"Jam {number}", capacity=2) for number in range(SESSIONS)]
        sessions = [make.session(series=one, starts_in=timedelta(days=900 + day)) for day, one in enumerate(series)]
    dice = Random(7)
    people = [sandbox.person(f"Person {number}") for number in range(PEOPLE)]
    return [Walker(person, [one.id for one in sessions], dice) for person in people], sessions[0].code


def owed(engine: Engine) -> list[str]:
    with engine.connect() as connection:
        rows = connection.execute(select(Notification).where(Notification.status.in_(["queued", "sending"])))
        return [str(dict(row)) for row in rows.mappings()]


async def drained(engine: Engine) -> None:
    """Until nothing is owed: what a killed process had in hand comes back when its lease of two minutes ends."""
    ends = time.monotonic() + DRAINING
    while True:
        try:
            return await all_told(engine)
        except AssertionError:
            if time.monotonic() > ends:
                sys.stdout.write(f"still owed: {owed(engine)}\n")
                raise


async def main(kills: int, folder: Path) -> None:
    postgres, redis_port = Postgres(folder, free_port()), free_port()
    postgres.create()
    redis = redis_server(folder, redis_port)
    sandbox = Sandbox(patience=600)
    await sandbox.start()
    await schema.upgrade(postgres.url)
    engine = create_engine(sync_url(postgres.url), pool_pre_ping=True)
    settings = {
        "BOT_TOKEN": "42:TEST",
        "TELEGRAM_API_URL": sandbox.url,
        "DATABASE_URL": postgres.url,
        "REDIS_URL": f"redis://127.0.0.1:{redis_port}/0",
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
    }
    logs = folder / "logs"
    logs.mkdir()
    fleet = Fleet(settings, logs, [free_port() for _ in range(6)], redis_port)
    try:
        await fleet.start()
        people, code = people_and_sessions(sandbox, engine)
        stopped = asyncio.Event()
        await asyncio.gather(*(walker.arrive(code) for walker in people))
        acting = [asyncio.create_task(act_until(walker, stopped)) for walker in people]
        chaos = Chaos(fleet, postgres, redis, redis_port)
        await chaos.rage(kills)
        sys.stdout.write(f"{dict(chaos.counts)}\n")
        for program in fleet.programs.values():
            program.start_again()
        await fleet.ready()
        sys.stdout.write("all are back\n")
        stopped.set()
        await asyncio.gather(*acting)
        await drained(engine)
        sys.stdout.write(f"ended with {await fleet.stop()}\n")
        judge(fleet, sandbox, engine, "webhook", is_quiet=False, held=0.0)
    finally:
        await fleet.close()
        await sandbox.stop()
        engine.dispose()
        redis.kill()
        redis.wait()
        with suppress(subprocess.CalledProcessError):
            postgres.stop()


if __name__ == "__main__":
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    with tempfile.TemporaryDirectory(prefix="turnout-chaos", ignore_cleanup_errors=True) as name:
        asyncio.run(main(times, Path(name)))
