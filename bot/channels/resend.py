"""Mail by Resend's interface over HTTP: https://resend.com/docs/api-reference

It takes ten requests a second. Letters that wait for their turn together go together, up to a hundred in a request.
A request carries a key that keeps it from being done twice: so one whose answer got lost is made again as it was.
"""

import asyncio
import base64
import hashlib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import aiohttp

from bot.channels.email import headers
from services.mails.letters import Letter
from services.ports import Delivered, Later, Outcome, Refused, Unknown

REQUESTS_A_SECOND = 10
LARGEST_BATCH = 100
ATTEMPTS = 3
TIMEOUT = 20.0
TOO_MANY, CONFLICT = 429, 409
BUSY = "too many requests"
Sleep = Callable[[float], Awaitable[None]]
Json = dict[str, Any]


@dataclass(slots=True)
class Waiting:
    """A letter that waits for its turn, and what became of it."""

    letter: Letter
    answer: asyncio.Future[Outcome]
    alone: bool
    """Not in a batch: it has papers, or was in one that was refused because of one of its letters."""

    def tell(self, outcome: Outcome) -> None:
        if not self.answer.done():
            self.answer.set_result(outcome)


class ResendProvider:
    at_once = LARGEST_BATCH

    def __init__(
        self,
        key: str,
        url: str,
        sender: str,
        *,
        timeout: float = TIMEOUT,
        sleep: Sleep = asyncio.sleep,
        now: Callable[[], float] | None = None,
    ) -> None:
        self._key, self._url, self._sender = key, url, sender
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._sleep, self._now = sleep, now or asyncio.get_event_loop().time
        self._waiting: list[Waiting] = []
        self._round: asyncio.Task[None] | None = None
        self._on_their_way: set[asyncio.Task[None]] = set()
        self._next_turn = 0.0
        self._silent_until = 0.0
        self._session: aiohttp.ClientSession | None = None

    async def deliver(self, letter: Letter) -> Outcome:
        if (silent := self._silent_until - self._now()) > 0:
            return Later(BUSY, silent, is_for_all=True)
        answer: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.append(Waiting(letter, answer, alone=bool(letter.attachments)))
        self._wake()
        return await answer

    def _wake(self) -> None:
        if self._round is None or self._round.done():
            self._round = asyncio.create_task(self._send_what_waits())

    async def ask(self) -> str:
        """A key that may only send, as ours should, is refused the list of domains in words of its own."""
        asks = {"Authorization": f"Bearer {self._key}"}
        session = aiohttp.ClientSession(timeout=self._timeout)
        async with session, session.get(f"{self._url}/domains", headers=asks) as response:
            answer = await response.json(content_type=None)
        if response.status >= 400 and answer.get("name") != "restricted_api_key":
            raise ValueError(f"{response.status} {answer.get('name', '')}")
        return "Resend takes our key"

    async def close(self) -> None:
        for task in [*self._on_their_way, *([self._round] if self._round else [])]:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        if self._session:
            await self._session.close()

    async def _send_what_waits(self) -> None:
        """A request at each turn, with all that waits by then and fits."""
        await asyncio.sleep(0)  # those who come at the same time
        while self._waiting:
            if (pause := self._next_turn - self._now()) > 0:
                await self._sleep(pause)
            self._next_turn = max(self._now(), self._next_turn) + 1 / REQUESTS_A_SECOND
            task = asyncio.create_task(self._send(self._next_letters()))
            self._on_their_way.add(task)
            task.add_done_callback(self._on_their_way.discard)

    def _next_letters(self) -> list[Waiting]:
        count = 0
        while count < min(LARGEST_BATCH, len(self._waiting)) and not self._waiting[count].alone:
            count += 1
        taken, self._waiting = self._waiting[: max(count, 1)], self._waiting[max(count, 1) :]
        return taken

    async def _send(self, sent: list[Waiting]) -> None:
        try:
            outcomes = await self._asked([one.letter for one in sent])
        except Exception as error:  # noqa: BLE001 - whatever it is, nobody may wait for ever
            outcomes = [Unknown(type(error).__name__)] * len(sent)
        if not outcomes:
            self._send_one_by_one(sent)
            return
        for one, outcome in zip(sent, outcomes, strict=True):
            one.tell(outcome)
        match outcomes[0]:
            case Later(_, float(seconds), is_for_all=True):
                self._be_silent(seconds)

    def _be_silent(self, seconds: float) -> None:
        """Nothing leaves for so long: asking once more would only make it longer."""
        self._silent_until = self._now() + seconds
        waiting, self._waiting = self._waiting, []
        for one in waiting:
            one.tell(Later(BUSY, seconds, is_for_all=True))

    def _send_one_by_one(self, refused: list[Waiting]) -> None:
        for one in refused:
            one.alone = True
        self._waiting = refused + self._waiting
        self._wake()

    async def _asked(self, letters: list[Letter]) -> list[Outcome]:
        """Ask until there is an answer, each time the very same; nothing where a batch is refused as a whole."""
        is_one = len(letters) == 1
        path = "/emails" if is_one else "/emails/batch"
        body: Json | list[Json] = self._json(letters[0]) if is_one else [self._json(one) for one in letters]
        unknown: Outcome = Unknown("no answer")
        for attempt in range(ATTEMPTS):
            try:
                status, wait, answer = await self._post(path, body, _key_of(letters))
            except aiohttp.ClientConnectorError as error:
                return [Later(type(error).__name__)] * len(letters)
            except (aiohttp.ClientError, TimeoutError, ValueError) as error:
                unknown = Unknown(type(error).__name__)
                if attempt + 1 < ATTEMPTS:
                    await self._sleep(2**attempt)
                continue
            return read(status, wait, answer, len(letters))
        return [unknown] * len(letters)

    async def _post(self, path: str, body: Json | list[Json], key: str) -> tuple[int, str, Any]:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        asks = {"Authorization": f"Bearer {self._key}", "Idempotency-Key": key}
        async with self._session.post(self._url + path, json=body, headers=asks) as response:
            wait = response.headers.get("Retry-After", "")
            if response.status >= 500:
                return response.status, wait, {}
            return response.status, wait, await response.json(content_type=None)

    def _json(self, letter: Letter) -> Json:
        said: Json = {
            "from": self._sender,
            "to": [letter.to],
            "subject": letter.subject,
            "html": letter.html,
            "text": letter.text,
            "headers": headers(letter, self._sender),
        }
        if letter.attachments:
            said["attachments"] = [
                {"filename": file.name, "content": base64.b64encode(file.content).decode()}
                for file in letter.attachments
            ]
        return said


def _key_of(letters: list[Letter]) -> str:
    """Of one letter its notification; of a batch all of theirs."""
    if len(letters) == 1:
        return f"turnout-{letters[0].notification_id}"
    ids = ",".join(str(letter.notification_id) for letter in letters)
    return f"turnout-batch-{hashlib.sha256(ids.encode()).hexdigest()[:32]}"


def read(status: int, wait: str, answer: Any, count: int) -> list[Outcome]:
    """What an answer means for each of the letters; nothing where one of several is to blame."""
    if status < 300:
        rows = [answer] if count == 1 and "id" in answer else answer.get("data", [])
        if len(rows) == count:
            return [Delivered(str(row["id"])) for row in rows]
        return [Unknown("an answer without ids")] * count
    name, words = str(answer.get("name", "")), str(answer.get("message", ""))[:200]
    if status == TOO_MANY and "quota" not in name:
        return [Later(BUSY, _seconds(wait), is_for_all=True)] * count
    if status == CONFLICT and name == "invalid_idempotent_request":
        return [Delivered("")] * count  # it has left before, in words that were true then
    if status in {TOO_MANY, CONFLICT, 401, 403} or status >= 500:
        return [Later(f"{status} {name}")] * count
    return [Refused(f"{status} {words}")] if count == 1 else []


def _seconds(wait: str) -> float:
    return float(wait) if wait.isascii() and wait.isdigit() else 1.0
