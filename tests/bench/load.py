"""People who tap: a closed loop of connections, each of which sends its next update when the last one is answered."""

import asyncio
import statistics
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from tests.bench.telegram import content_length
from web.webhooks.telegram import PATH, SECRET_HEADER

CONNECTIONS = 16
SECRET = "bench"
SCREEN = {
    "message_id": 7,
    "date": 1_800_000_000,
    "text": "Register for Monday Jam?\n🗓 Mon 24 Nov, 19:30–21:30 (Berlin time)\n🟢 7 of 10 left\n💶 Free",
    "entities": [{"type": "bold", "offset": 0, "length": 24}],
    "reply_markup": {
        "inline_keyboard": [
            [{"text": "Confirm", "callback_data": "registration.book:1", "style": "primary"}],
            [{"text": "Back", "callback_data": "session:1:d"}],
        ]
    },
}
"""The message under whose button people tap, as Telegram sends it along."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How a load went: what it took in all, and each tap's time, in seconds."""

    wall: float
    latencies: list[float]

    @property
    def rate(self) -> float:
        return len(self.latencies) / self.wall

    @property
    def tail(self) -> float:
        """How many times the median the slowest hundredth takes."""
        percentiles = statistics.quantiles(self.latencies, n=100)
        return percentiles[98] / percentiles[49]


def tap(update_id: int, person: int, data: str) -> dict[str, Any]:
    sender = {"id": person, "is_bot": False, "first_name": f"Person {person}", "language_code": "en"}
    screen = SCREEN | {"chat": {"id": person, "type": "private", "first_name": f"Person {person}"}}
    query = {"id": f"q{update_id}", "from": sender, "message": screen, "chat_instance": "1", "data": data}
    return {"update_id": update_id, "callback_query": query}


def message(update_id: int, person: int, text: str) -> dict[str, Any]:
    sender = {"id": person, "is_bot": False, "first_name": f"Person {person}", "language_code": "en"}
    chat = {"id": person, "type": "private", "first_name": f"Person {person}"}
    written = {"message_id": update_id, "date": 1_800_000_000, "chat": chat, "from": sender, "text": text}
    return {"update_id": update_id, "message": written}


async def send(port: int, updates: Iterable[dict[str, Any]]) -> Pace:
    """Deliver updates by webhook; an answer that is not a plain success stops the benchmark."""
    requests = iter([_request(update) for update in updates])
    begun = time.perf_counter()
    latencies = await asyncio.gather(*(_connection(port, requests) for _ in range(CONNECTIONS)))
    return Pace(time.perf_counter() - begun, [latency for each in latencies for latency in each])


def _request(update: dict[str, Any]) -> bytes:
    body = orjson.dumps(update)
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\n{SECRET_HEADER}: {SECRET}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _connection(port: int, requests: Iterator[bytes]) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    latencies = []
    for request in requests:
        begun = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(content_length(head))
        latencies.append(time.perf_counter() - begun)
        if b" 200 " not in head[:16] or b"show_alert" in body:
            raise RuntimeError(f"not what this load is for: {head!r} {body!r}")
    writer.close()
    return latencies
