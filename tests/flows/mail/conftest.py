"""The program with a mail server of its own."""

import pytest

from tests.mailserver import Server, listening


@pytest.fixture
def server():
    return Server()


@pytest.fixture
async def app(start, server):
    async with (
        listening(server) as address,
        start(smtp_url=f"smtp://{address}", mail_from="Jam <jam@example.org>") as app,
    ):
        yield app
