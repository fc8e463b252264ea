"""Delivery to a webhook: in order within a chat, again after a failure, the answer's method carried out."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import ClientError, ClientResponse, ClientSession, ClientTimeout, MultipartReader

from sandbox import requests
from sandbox.kinds import Files, Json
from sandbox.updates import Update, Updates

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of the header
CarryOut = Callable[[str, Json, Files], Awaitable[object]]


@dataclass
class Webhook:
    url: str
    secret: str
    max_connections: int
    last_error: str = ""
    last_error_at: float = 0


class Courier:
    """One task a chat, as long as that chat has something to deliver."""

    def __init__(self, updates: Updates, clock: Callable[[], float]) -> None:
        self.webhook: Webhook | None = None
        self.timeout = 60.0
        self.first_pause, self.longest_pause = 0.1, 2.0  # seconds; Telegram's own are longer
        self.carry_out: CarryOut | None = None
        self._updates = updates
        self._clock = clock
        self._client: ClientSession | None = None
        self._rounds: dict[int, asyncio.Task[None]] = {}
        updates.on_new = self.wake

    def serve(self, webhook: Webhook | None) -> None:
        """Deliver to this address from now on, or to none."""
        self._stop_rounds()
        self.webhook = webhook
        for chat in {update.chat for update in self._updates.pending}:
            self.wake(chat)

    def wake(self, chat: int) -> None:
        if self.webhook and chat not in self._rounds and not self._updates.closed:
            self._rounds[chat] = asyncio.create_task(self._round(chat))

    async def post(self, update: Update) -> int:
        """One delivery, counted and recorded; the status of the answer, 0 where there was none."""
        webhook = self.webhook
        if webhook is None:
            raise AssertionError("there is no webhook to post to")
        update.handed_out += 1
        try:
            async with self._session().post(
                webhook.url,
                json=update.body,
                headers={SECRET_HEADER: webhook.secret} if webhook.secret else {},
                timeout=ClientTimeout(self.timeout),
            ) as answer:
                return await self._answered(webhook, update, answer)
        except TimeoutError:
            self._note(webhook, update, "Read timeout expired")
        except (ClientError, OSError) as error:
            self._note(webhook, update, f"Connection failed: {error}")
        return 0

    async def close(self) -> None:
        rounds = list(self._rounds.values())
        self._stop_rounds()
        await asyncio.gather(*rounds, return_exceptions=True)
        if self._client:
            await self._client.close()

    async def _round(self, chat: int) -> None:
        try:
            while self.webhook and (update := self._updates.first(chat)):
                await self._deliver(update)
        finally:
            if self._rounds.get(chat) is asyncio.current_task():
                del self._rounds[chat]

    async def _deliver(self, update: Update) -> None:
        """Again and again, with longer pauses, until the webhook has taken it."""
        pause = self.first_pause
        while not 200 <= await self.post(update) < 300:
            await asyncio.sleep(pause)
            pause = min(pause * 2, self.longest_pause)
        self._updates.confirm(update)

    async def _answered(self, webhook: Webhook, update: Update, answer: ClientResponse) -> int:
        if 200 <= answer.status < 300:
            await self._carry_out(answer)
        else:
            self._note(webhook, update, f"Wrong response from the webhook: {answer.status} {answer.reason}")
        return answer.status

    async def _carry_out(self, answer: ClientResponse) -> None:
        """A method may stand in the answer's body; nobody learns how it ended."""
        given, files = await _body(answer)
        name = given.pop("method", None)
        if isinstance(name, str) and self.carry_out:
            await self.carry_out(name, given, files)

    def _note(self, webhook: Webhook, update: Update, trouble: str) -> None:
        update.trouble = trouble
        webhook.last_error, webhook.last_error_at = trouble, self._clock()

    def _session(self) -> ClientSession:
        if self._client is None:
            self._client = ClientSession()
        return self._client

    def _stop_rounds(self) -> None:
        for task in self._rounds.values():
            task.cancel()
        self._rounds.clear()


async def _body(answer: ClientResponse) -> tuple[Json, Files]:
    if answer.content_type.startswith("multipart/"):
        return await requests.multipart(MultipartReader(answer.headers, answer.content))
    if answer.content_type != "application/json":
        return {}, {}
    try:
        given = await answer.json()
    except ValueError:
        return {}, {}
    return (given if isinstance(given, dict) else {}), {}
