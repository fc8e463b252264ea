"""A real SMTP server for tests."""

import asyncio
import email
import email.policy
from contextlib import asynccontextmanager

from aiosmtpd.smtp import SMTP


class Server:
    """Keeps what it takes; refuses as told."""

    def __init__(self):
        self.mails = []
        self.sessions = set()
        self.mail = self.rcpt = self.data = ""
        self.slow = 0.0

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if self.mail:
            return self.mail
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        await asyncio.sleep(self.slow)
        if self.data:
            return self.data
        self.sessions.add(id(session))
        self.mails.append((envelope.rcpt_tos, email.message_from_bytes(envelope.content, policy=email.policy.default)))
        return "250 OK"


@asynccontextmanager
async def listening(server, scheme="smtp", port=0, tls=None, **options):
    """Serves it in this very loop, and gives its address without the scheme."""
    loop = asyncio.get_running_loop()
    socket = await loop.create_server(
        lambda: SMTP(server, loop=loop, hostname="127.0.0.1", **options), "127.0.0.1", port, ssl=tls
    )
    try:
        yield f"127.0.0.1:{socket.sockets[0].getsockname()[1]}"
    finally:
        socket.close()
