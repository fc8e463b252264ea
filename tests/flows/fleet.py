"""A whole installation: several processes of each kind on one PostgreSQL and one Redis, behind one address."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from itertools import cycle
from pathlib import Path

from aiohttp import ClientSession

from tests.black_hole import BlackHole
from tests.flows.program import Program

ROLES = ("run", "worker", "scheduler")


class Balancer:
    """One address for several web servers: each connection goes to the next one that takes it."""

    def __init__(self, ports: list[int]) -> None:
        self._ports = cycle(ports)
        self._number = len(ports)
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> int:
        self._server = await asyncio.start_server(self._pass_on, "127.0.0.1", 0)
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def stop(self) -> None:
        self._server.close()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.sleep(0.01)  # what is aborted is closed in the next round of the loop

    async def _pass_on(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(self._number):
            with suppress(OSError):
                there, back = await asyncio.open_connection("127.0.0.1", next(self._ports))
                break
        else:
            writer.close()
            return
        for source, sink in ((reader, back), (there, writer)):
            task = asyncio.create_task(_pump(source, sink))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    try:
        with suppress(OSError):
            while content := await source.read(65536):
                sink.write(content)
                await sink.drain()
    finally:
        sink.close()


class Fleet:
    """So many processes of each kind; Redis is reached through `hole`, and can be frozen."""

    def __init__(self, settings: Mapping[str, str], folder: Path, ports: list[int], redis_port: int = 6379) -> None:
        """`settings` name Redis by its own port; `ports` are free ones, six for two processes of each kind."""
        self._settings = dict(settings)
        self._folder = folder
        self._ports = ports
        self._redis_port = redis_port
        self.hole = BlackHole(redis_port)
        each = len(ports) // len(ROLES)
        self._balancer = Balancer(ports[:each])
        self.programs: dict[str, Program] = {}
        self.calamities: list[float] = []
        """When something else than a process of ours was killed, by `time.time()`."""

    async def start(self) -> None:
        redis = self._settings["REDIS_URL"].replace(str(self._redis_port), str(await self.hole.start()))
        hook = f"http://127.0.0.1:{await self._balancer.start()}/telegram/webhook"
        each = len(self._ports) // len(ROLES)
        for number, port in enumerate(self._ports):
            role, name = ROLES[number // each], str(number % each + 1)
            given = {**self._settings, "REDIS_URL": redis, "WEBHOOK_URL": hook}
            given["WEB_PORT" if role == "run" else "METRICS_PORT"] = str(port)
            given["TELEGRAM_API_URL"] = given["TELEGRAM_API_URL"].replace("//", f"//{role}-{name}@")
            command = [role] if role == "run" else [role, "--name", name]
            self.programs[f"{role}-{name}"] = Program(given, self._folder, *command, name=f"{role}-{name}")
        for program in self.programs.values():
            program.start()
        await self.ready()

    async def ready(self) -> None:
        for program in self.programs.values():
            await program.ready()

    async def figures(self, metric: str) -> dict[str, float]:
        """A figure of each process; those with labels are summed up."""
        found = {}
        async with ClientSession() as client:
            for name, port in zip(self.programs, self._ports, strict=True):
                async with client.get(f"http://127.0.0.1:{port}/metrics") as answer:
                    lines = [line for line in (await answer.text()).splitlines() if line.startswith(metric)]
                found[name] = sum(float(line.rpartition(" ")[2]) for line in lines)
        return found

    async def stop(self) -> list[int | None]:
        return list(await asyncio.gather(*(program.stop() for program in self.programs.values())))

    async def close(self) -> None:
        """Whatever still runs ends at once."""
        for program in self.programs.values():
            program.end()
        await self._balancer.stop()
        await self.hole.stop()

    def kills_of(self, caller: str) -> list[float]:
        """When that process was killed, or something that all of them need."""
        return [*self.calamities, *self.programs[caller].kills]

    def log(self) -> str:
        return "\n".join(program.log() for program in self.programs.values())
