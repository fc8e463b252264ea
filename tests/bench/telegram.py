"""Telegram's part: answers every call at once with a message that was sent, or with true."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson

TOKEN = "42:TEST"
SENT = {"message_id": 7, "date": 1_800_000_000, "chat": {"id": 1001, "type": "private"}, "text": "Monday Jam"}
SHOWS_MESSAGE = (b"sendMessage", b"editMessageText")


def _answer(result: object) -> bytes:
    body = orjson.dumps({"ok": True, "result": result})
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


MESSAGE, TRUE = _answer(SENT), _answer(True)


class StandIn:
    """Counts the screens it was asked to show: so a benchmark knows that its taps had answers."""

    def __init__(self) -> None:
        self.shown = 0
        self.url = ""

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                await reader.readexactly(content_length(head))
                shows = head.split(b" ", 2)[1].endswith(SHOWS_MESSAGE)
                self.shown += shows
                writer.write(MESSAGE if shows else TRUE)
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()


def content_length(head: bytes) -> int:
    """Of an HTTP message with a length, the only kind that comes here."""
    return int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])


@asynccontextmanager
async def telegram() -> AsyncIterator[StandIn]:
    stand_in = StandIn()
    server = await asyncio.start_server(stand_in.serve, "127.0.0.1", 0)
    stand_in.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield stand_in
