"""The local Stripe, asked by Stripe's own library over HTTP, and a program's webhook that reads its events."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import stripe
from aiohttp import web
from stripe import StripeClient
from stripe.params.checkout import SessionCreateParams

from sandbox.stripe import SECRET_KEY, LocalStripe

SECRETS = ["whsec_new", "whsec_old"]
ORDER: SessionCreateParams = {
    "mode": "payment",
    "success_url": "http://127.0.0.1:1/paid?session={CHECKOUT_SESSION_ID}",
    "cancel_url": "http://127.0.0.1:1/back",
    "client_reference_id": "order-7",
    "metadata": {"order": "7"},
    "payment_intent_data": {"metadata": {"order": "7"}},
    "line_items": [
        {
            "quantity": 2,
            "price_data": {"currency": "eur", "unit_amount": 600, "product_data": {"name": "Monday Jam"}},
        }
    ],
}


@dataclass
class Webhook:
    """What a program does: reads an event only if one of its secrets signed it."""

    url: str = ""
    secret: str = "whsec_new"
    refusals: int = 0  # so many of the next deliveries are answered with 500
    events: list[stripe.Event] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)

    @property
    def types(self) -> list[str]:
        return [event.type for event in self.events]

    async def take(self, request: web.Request) -> web.Response:
        if self.refusals:
            self.refusals -= 1
            return web.Response(status=500)
        body = await request.read()
        try:
            event = stripe.Webhook.construct_event(body, request.headers["Stripe-Signature"], self.secret)
        except stripe.SignatureVerificationError:
            return web.Response(status=400)
        self.events.append(event)
        self.raw.append(body)
        return web.Response()


@pytest.fixture
async def webhook() -> AsyncIterator[Webhook]:
    webhook = Webhook()
    app = web.Application()
    app.router.add_post("/stripe", webhook.take)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    webhook.url = f"http://127.0.0.1:{runner.addresses[0][1]}/stripe"
    yield webhook
    await runner.cleanup()


@pytest.fixture
async def local(webhook: Webhook) -> AsyncIterator[LocalStripe]:
    local = LocalStripe("Jam crew", webhook_url=webhook.url, webhook_secrets=SECRETS)
    await local.start()
    yield local
    await local.stop()


@pytest.fixture
async def make_client(local: LocalStripe):
    """Clients of the library's own kind; without retries of their own unless they are wanted."""
    made = []

    def make(key: str = SECRET_KEY, retries: int = 0, timeout: float = 10) -> StripeClient:
        http = stripe.AIOHTTPClient(timeout=timeout)
        made.append(http)
        return StripeClient(key, base_addresses={"api": local.url}, max_network_retries=retries, http_client=http)

    yield make
    for http in made:
        await http.close_async()


@pytest.fixture
def client(make_client) -> StripeClient:
    return make_client()


@pytest.fixture
def make_paid(local: LocalStripe, client: StripeClient):
    """A session that was paid by card; its charge."""

    async def make():
        session = await client.v1.checkout.sessions.create_async(ORDER)
        local.pay(session.id)
        intent = await client.v1.payment_intents.retrieve_async(
            local.get(session.id)["payment_intent"], {"expand": ["latest_charge"]}
        )
        return intent.latest_charge

    return make
