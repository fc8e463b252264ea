"""The phones of the demo, with the program's own sender and webhook on the other side."""

import asyncio
from typing import Any, cast

import aiohttp
import pytest
from aiohttp import web

from bot.channels.sms import Account, TwilioSender
from sandbox import Sandbox, sms
from services.notices import Sms
from services.ports import Delivered, Later
from web.app import make_app, serving
from web.webhooks import sms as route

PHONE = "+491701234567"
TEXT = Sms(PHONE, "en", "Answer &lt;STOP&gt;", "sms_on", {})


class Named:
    username = "turnout_bot"

    async def me(self):
        return self


@pytest.fixture
async def server():
    """The sandbox and the webhook on one port, as in the demo: the port is known only once it serves."""
    sandbox = Sandbox()
    app = make_app()
    sandbox.attach(app)
    told, heard = [], asyncio.Event()

    async def receive(request):
        told.append(dict(await request.post()) | {"mark": request.headers["X-Twilio-Signature"]})
        heard.set()
        return web.Response(text=route.ANSWER.format(text="No more &amp; good bye"), content_type="text/xml")

    app.router.add_post(route.PATH, receive)
    async with serving(app, "127.0.0.1", 0, draining=0.01) as port:
        yield f"http://127.0.0.1:{port}", told, heard


@pytest.fixture
async def make_sender(server):
    senders = []

    def made(token=sms.TOKEN):
        url = server[0]
        account = Account(sms.SID, token, sms.NUMBER, url)
        senders.append(TwilioSender(account, cast("Any", Named()), callback=url + route.PATH))
        return senders[-1]

    yield made
    for sender in senders:
        await sender.close()


async def page(url, **form):
    async with aiohttp.ClientSession() as session:
        call = session.post(f"{url}/sandbox/sms/answer", data=form) if form else session.get(f"{url}/sandbox/sms")
        async with call as response:
            return response.status, await response.text()


async def test_an_sms_arrives_on_a_phone_and_its_receipt_is_told(server, make_sender):
    url, told, heard = server
    assert "No SMS yet" in (await page(url))[1]

    assert isinstance(await make_sender().send(TEXT), Delivered)

    assert "Answer &lt;STOP&gt;" in (await page(url))[1]
    await asyncio.wait_for(heard.wait(), 5)
    assert told[0]["MessageStatus"] == "delivered"


async def test_an_answer_goes_to_the_webhook_and_what_it_says_is_shown(server, make_sender):
    url, told, _ = server
    await make_sender().send(TEXT)

    status, shown = await page(url, phone=PHONE, words="STOP")

    assert status == 200
    assert '<p class="out">STOP</p>' in shown
    assert "No more &amp; good bye" in shown
    assert {"Body": "STOP", "From": PHONE}.items() <= next(one for one in told if "Body" in one).items()


async def test_strangers_and_other_words_are_refused(server, make_sender):
    url, told, _ = server
    await make_sender().send(TEXT)

    assert (await page(url, phone="+15005550001", words="STOP"))[0] == 400
    assert (await page(url, phone=PHONE, words="hello"))[0] == 400
    assert not any("Body" in one for one in told)


async def test_wrong_keys_get_nothing(server, make_sender):
    assert isinstance(await make_sender(token="x" * 32).send(TEXT), Later)
