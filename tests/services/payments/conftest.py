"""A Stripe of one's own, and the real way to it: what a test does there is done over HTTP."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from typing import Any

import pytest

from bot.gateways.stripe import StripeGateway
from db import Database
from sandbox.stripe import SECRET_KEY, LocalStripe
from services.payments import checkouts
from tests.factories import NOW


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def local(clock: Clock) -> AsyncIterator[LocalStripe]:
    local = LocalStripe(clock=lambda: clock().timestamp())
    await local.start()
    yield local
    await local.stop()


@pytest.fixture
async def gateway(local: LocalStripe) -> AsyncIterator[StripeGateway]:
    gateway = StripeGateway(SECRET_KEY, local.url, "https://turnout.test")
    yield gateway
    await gateway.close_connections()


@pytest.fixture
def open_page(db: Database, gateway: StripeGateway, clock: Clock) -> Callable[[str], Any]:
    """Follow the link to pay; the id of the page that it leads to."""

    async def open_page(reference: str) -> str:
        leads_to = await checkouts.address(db, gateway, reference=reference, now=clock())
        assert isinstance(leads_to, str), leads_to
        return leads_to.rpartition("/")[2]

    return open_page
