"""The program with a Stripe of its own; whatever happens there, the money balances."""

import aiohttp
import pytest
from sqlalchemy.orm import Session as Tx

from db.models.series import BookingMode
from sandbox.stripe import LocalStripe
from services import checks
from tests.flows.checkout.pages import SECRETS, to_stripe


@pytest.fixture
async def local(clock):
    local = LocalStripe(clock=lambda: clock().timestamp(), webhook_secrets=SECRETS)
    await local.start()
    yield local
    await local.stop()


@pytest.fixture
async def app(start, local):
    async with start(**to_stripe(local)) as app:
        local.webhook(f"http://127.0.0.1:{app.settings.web_port}/stripe/webhook", *SECRETS)
        yield app


@pytest.fixture
async def visit(app):
    """A browser's GET: status, where it leads, and what is written there."""
    async with aiohttp.ClientSession() as session:

        async def get(path, **more):
            address = f"http://127.0.0.1:{app.settings.web_port}{path}"
            async with session.get(address, allow_redirects=False, **more) as answer:
                return answer.status, answer.headers, await answer.text()

        yield get


@pytest.fixture
def jam(make):
    return make.session(title="Reformer", mode=BookingMode.PAID, price=1250, capacity=1)


@pytest.fixture(autouse=True)
def _money_balances(engine, clock):
    """Whatever happened: all that came in is explained, and nobody is in for money that is not there."""
    yield
    with Tx(engine) as tx:
        assert list(checks.money.findings(tx, now=clock())) == []
