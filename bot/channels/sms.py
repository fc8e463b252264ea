"""SMS by Twilio's REST interface: https://www.twilio.com/docs/messaging/api/message-resource

Twilio has no key that keeps a request from being done twice. So what nobody answered is looked up by its receipt, whose
address carries the notification's number.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import aiohttp
from aiogram import Bot

from services.notices import Sms
from services.ports import Delivered, Later, Outcome, Refused, Unknown
from services.sms import gsm, texts
from services.sms.known import Known, micros

TIMEOUT = 15.0
CONNECTIONS = 10
TOO_MANY, BUSY = 429, "too many requests"
NO_SUCH_NUMBER = {21211, 21214, 21217, 21614}
"""Nothing ever arrives there: not a number, or one that cannot get SMS."""
STOPPED = 21610
"""They answered STOP."""
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Account:
    """As Twilio's console shows it; `number` is whom the messages are from, or a messaging service (MG...)."""

    sid: str
    token: str
    number: str
    url: str = "https://api.twilio.com"


class TwilioSender:
    """`callback` is where receipts are sent to; empty where Twilio could not get there."""

    def __init__(self, account: Account, bot: Bot, *, callback: str = "", timeout: float = TIMEOUT) -> None:
        self._account = account
        self._bot = bot
        self._callback = callback
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._session: aiohttp.ClientSession | None = None
        self._silent_until = 0.0

    async def send(self, sms: Sms, /) -> Outcome:
        if (silent := self._silent_until - time.monotonic()) > 0:  # asking once more would only make it longer
            return Later(BUSY, silent, is_for_all=True)
        text = texts.text(sms, f"https://t.me/{(await self._bot.me()).username}?start={sms.opens}")
        try:
            status, wait, answer = await self._asked("POST", "Messages.json", self._form(sms, text))
        except aiohttp.ClientConnectorError as error:  # nothing has left
            return Later(type(error).__name__)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            return Unknown(type(error).__name__)
        said = outcome(status, wait, answer, sms.phone, text)
        if isinstance(said, Later) and said.seconds is not None:
            self._silent_until = time.monotonic() + said.seconds
        return said

    async def look_up(self, provider_id: str) -> Known | None:
        """What has become of a message, and what it cost; None where Twilio does not say now."""
        try:
            status, _, answer = await self._asked("GET", f"Messages/{quote(provider_id, safe='')}.json")
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return None
        if status != 200:
            return None
        error = str(answer.get("error_code") or "")
        return Known(provider_id, str(answer.get("status", "")), error, cost(answer))

    async def knows_us(self) -> bool:
        """Whether the provider answers, and lets us in."""
        try:
            status, _, _ = await self._asked("GET", "")
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return False
        return status == 200

    async def close(self) -> None:
        if self._session:
            await self._session.close()

    def _form(self, sms: Sms, text: str) -> dict[str, str]:
        who = "MessagingServiceSid" if self._account.number.startswith("MG") else "From"
        form = {"To": sms.phone, who: self._account.number, "Body": text}
        return form | (
            {"StatusCallback": f"{self._callback}?notification={sms.notification_id}"} if self._callback else {}
        )

    async def _asked(self, method: str, path: str, form: Mapping[str, str] | None = None) -> tuple[int, str, Json]:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                timeout=self._timeout, connector=aiohttp.TCPConnector(limit=CONNECTIONS)
            )
        address = f"{self._account.url}/2010-04-01/Accounts/{self._account.sid}" + (f"/{path}" if path else ".json")
        keys = {"Authorization": aiohttp.encode_basic_auth(self._account.sid, self._account.token)}
        async with self._session.request(method, address, data=form, headers=keys) as response:
            wait = response.headers.get("Retry-After", "")
            if response.status >= 500:
                return response.status, wait, {}
            answer = await response.json(content_type=None)
            if not isinstance(answer, dict):
                raise ValueError("no object")  # noqa: TRY004 - an answer is wrong, not a type of ours
            return response.status, wait, answer


def outcome(status: int, wait: str, answer: Json, phone: str, text: str) -> Outcome:
    """An answer by what it means: it is on its way, never, later."""
    code, reason = answer.get("code"), f"{answer.get('code', status)} {answer.get('message', '')}".strip()[:200]
    if status in {200, 201} and answer.get("sid"):
        content = {"to": phone, "text": text, "parts": gsm.segments(text)}
        return Delivered(str(answer["sid"]), content=content, cost=cost(answer))
    if status < 300:
        return Unknown("an answer without an id")
    if status == TOO_MANY:
        return Later(BUSY, float(wait) if wait.isascii() and wait.isdigit() else 1.0, is_for_all=True)
    if code == STOPPED:
        return Refused(reason, has_stopped=True, address=phone)
    if code in NO_SUCH_NUMBER:
        return Refused(reason, unreachable=True, address=phone)
    if status >= 500 or status in {401, 403, 404, 408, 409}:  # theirs, or an account that an admin can mend
        return Later(reason)
    return Refused(reason)


def cost(answer: Json) -> int | None:
    """Millionths, of what Twilio says as "-0.00750"; None where it does not know yet."""
    return micros(str(answer.get("price") or ""))


def callback_address(public_url: str, path: str, provider_url: str) -> str:
    """Where receipts can be sent to; empty for a server on this machine, unless the provider is on it too.

    Twilio refuses a message whose receipts would go to an address that it cannot reach.
    """
    local = {"localhost", "127.0.0.1", "::1"}
    mine, theirs = urlsplit(public_url).hostname, urlsplit(provider_url).hostname
    return "" if mine in local and theirs not in local else f"{public_url}{path}"
