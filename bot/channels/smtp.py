"""Mail by SMTP: a few connections that are kept open, and what a server's answers mean."""

import asyncio
from contextlib import suppress
from urllib.parse import unquote, urlsplit

from aiosmtplib import (
    SMTP,
    SMTPException,
    SMTPRecipientRefused,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPTimeoutError,
)

from bot.channels.email import message, message_id
from services.mails.letters import Letter
from services.ports import Delivered, Later, Outcome, Refused, Unknown

LOCAL = {"127.0.0.1", "localhost", "::1"}
TIMEOUT = 20
CONNECTIONS = 4
ABOUT_US = "5.7."
"""Enhanced codes of a policy against the sender: they say nothing about the address (RFC 3463)."""


class SmtpProvider:
    """`smtps://` speaks TLS from the first byte. `smtp://` turns to it where the server can, and has to where a
    password would go over the network.
    """

    at_once = 2 * CONNECTIONS

    def __init__(self, url: str, sender: str, *, timeout: float = TIMEOUT) -> None:
        self._parts = urlsplit(url)
        self._sender = sender
        self._timeout = timeout
        self._free: list[SMTP] = []
        self._turns = asyncio.Semaphore(CONNECTIONS)

    async def deliver(self, letter: Letter) -> Outcome:
        try:
            made = message(letter, self._sender)
        except ValueError:
            return Refused("cannot stand in a header")
        async with self._turns:
            try:
                client = await self._connected()
            except (SMTPException, OSError) as error:
                return Later(_reason(error))
            try:
                await client.send_message(made)
            except (SMTPException, OSError) as error:
                client.close()
                return outcome(error)
            self._free.append(client)
        return Delivered(message_id(letter, self._sender))

    async def ask(self) -> str:
        """Say hello and leave; what the server is called. Raises SMTPException or OSError."""
        client = await self._connected()
        self._free.append(client)
        return f"{client.hostname}:{client.port}"

    async def close(self) -> None:
        while self._free:
            with suppress(SMTPException, OSError):
                await self._free.pop().quit()

    async def _connected(self) -> SMTP:
        """A connection that answers; the kept ones may have been ended by the server meanwhile."""
        while self._free:
            kept = self._free.pop()
            try:
                await kept.noop()
            except (SMTPException, OSError):
                kept.close()
            else:
                return kept
        client = SMTP(
            hostname=self._parts.hostname,
            port=self._parts.port,
            username=unquote(self._parts.username) if self._parts.username else None,
            password=unquote(self._parts.password) if self._parts.password else None,
            use_tls=self._parts.scheme == "smtps",
            start_tls=self._must_hide() or None,
            timeout=self._timeout,
        )
        try:
            await client.connect()
        except BaseException:
            client.close()
            raise
        return client

    def _must_hide(self) -> bool:
        is_plain = self._parts.scheme == "smtp"
        return is_plain and bool(self._parts.username) and self._parts.hostname not in LOCAL


def outcome(error: Exception) -> Outcome:
    """A failed send, by what it means: never, later, or nobody knows."""
    if isinstance(error, SMTPRecipientsRefused) and error.recipients:
        return _of_address(error.recipients[0])
    if isinstance(error, SMTPRecipientRefused):
        return _of_address(error)
    if isinstance(error, SMTPSenderRefused):  # it does not take our address, or wants a password: for an admin to mend
        return Later(_reason(error))
    if isinstance(error, SMTPTimeoutError):
        return Unknown(type(error).__name__)
    if isinstance(error, SMTPResponseException) and error.code > 0:
        return Refused(_reason(error)) if 500 <= error.code < 600 else Later(_reason(error))
    return Unknown(type(error).__name__)


def _of_address(error: SMTPRecipientRefused) -> Outcome:
    if error.code < 500:
        return Later(_reason(error))
    return Refused(_reason(error), unreachable=not error.message.startswith(ABOUT_US))


def _reason(error: Exception) -> str:
    if isinstance(error, SMTPResponseException):
        return f"{error.code} {error.message}"[:200]
    return f"{type(error).__name__}: {error}"[:200]
