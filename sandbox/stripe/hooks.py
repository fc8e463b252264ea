"""Events on their way to the program: signed, tried again, and late, twice, in another order or never where wanted."""

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from aiohttp import ClientError, ClientSession, ClientTimeout

from sandbox.kinds import Json

_FIRST_PAUSE, _LONGEST_PAUSE = 0.1, 2.0  # seconds; Stripe tries for three days


@dataclass(eq=False)
class Delivery:
    """One event to one address; `statuses` of every try, 0 where there was no answer."""

    event: Json
    statuses: list[int] = field(default_factory=list)

    @property
    def has_arrived(self) -> bool:
        return bool(self.statuses) and 200 <= self.statuses[-1] < 300


class Hooks:
    """Tries each event in the order of the events; what fails is tried again beside the others."""

    def __init__(self, url: str = "", secrets: Iterable[str] = ()) -> None:
        self.url = url
        self.secrets = list(secrets)  # while one is rolled there are two, and each signs
        self.signed_at: Callable[[], float] = time.time  # what the program's clock is compared with
        self.sent: list[Delivery] = []
        self.held: list[Delivery] = []
        self.is_holding = False
        self.copies = 1
        self.delay = 0.0
        self.tries = 10
        self._queue: list[Delivery] = []
        self._worker: asyncio.Task[None] | None = None
        self._retries: set[asyncio.Task[None]] = set()
        self._client: ClientSession | None = None

    def put(self, event: Json) -> None:
        made = [Delivery(event) for _ in range(self.copies)]
        if self.is_holding:
            self.held += made
        else:
            self.send(made)

    def send(self, deliveries: Iterable[Delivery]) -> None:
        if not self.url:
            return
        self._queue += deliveries
        if self._worker is None or self._worker.done():
            self._worker = asyncio.create_task(self._work())

    async def settled(self) -> None:
        """Until everything that was sent has arrived, or was given up."""
        while tasks := [one for one in (self._worker, *self._retries) if one and not one.done()]:
            await asyncio.gather(*tasks)

    async def close(self) -> None:
        tasks = [one for one in (self._worker, *self._retries) if one]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._client:
            await self._client.close()
            self._client = None

    def signature(self, body: bytes) -> str:
        """t=...,v1=... over "t.body", once for each secret."""
        at = int(self.signed_at())
        told = f"{at}.".encode() + body
        marks = (hmac.new(secret.encode(), told, hashlib.sha256).hexdigest() for secret in self.secrets)
        return ",".join([f"t={at}", *(f"v1={mark}" for mark in marks)])

    async def _work(self) -> None:
        while self._queue:
            delivery = self._queue.pop(0)
            if self.delay:
                await asyncio.sleep(self.delay)
            if not await self._try(delivery):
                retry = asyncio.create_task(self._again(delivery))
                self._retries.add(retry)
                retry.add_done_callback(self._retries.discard)

    async def _again(self, delivery: Delivery) -> None:
        pause = _FIRST_PAUSE
        while len(delivery.statuses) < self.tries:
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)
            if await self._try(delivery):
                return

    async def _try(self, delivery: Delivery) -> bool:
        body = json.dumps(delivery.event, indent=2).encode()  # not as a parser would write it again
        if not delivery.statuses:
            self.sent.append(delivery)
        delivery.statuses.append(await self._post(body, self.signature(body)))
        return delivery.has_arrived

    async def _post(self, body: bytes, signature: str) -> int:
        if self._client is None:
            self._client = ClientSession(timeout=ClientTimeout(total=10))
        headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": signature}
        try:
            async with self._client.post(self.url, data=body, headers=headers) as answer:
                await answer.read()
                return answer.status
        except (ClientError, OSError, TimeoutError):
            return 0
