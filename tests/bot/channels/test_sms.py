"""What Twilio's answers mean for an SMS."""

from typing import Any, cast

import pytest

from bot.channels.sms import Account, TwilioSender, callback_address
from services.notices import Sms
from services.ports import Delivered, Later, Refused, Unknown
from services.sms.known import Known
from tests.bot.twilio import NUMBER, SID, TOKEN, number_in, twilio

PHONE = "+491701234567"
VALUES = {"name": "Ana Ruiz", "title": "Monday Jam", "moment": "Mon 23 Nov, 19:30"}
SMS = Sms(PHONE, "en", "<b>x</b>", "reminder_soon", VALUES, notification_id=7, opens="s_ABCDEFGH")
CALLBACK = "https://turnout.example/sms/webhook"


class Named:
    """A bot that knows its name."""

    username = "turnout_bot"

    async def me(self):
        return self


@pytest.fixture
async def provider():
    async with twilio() as provider:
        yield provider


@pytest.fixture
async def make_sender(provider):
    senders = []

    def made(token=TOKEN, url=None, **given):
        senders.append(TwilioSender(Account(SID, token, NUMBER, url or provider.url), cast("Any", Named()), **given))
        return senders[-1]

    yield made
    for sender in senders:
        await sender.close()


async def test_an_sms_leaves_with_all_that_twilio_wants(make_sender, provider):
    outcome = await make_sender(callback=CALLBACK).send(SMS)

    text = "Ana, Monday Jam begins Mon 23 Nov, 19:30. https://t.me/turnout_bot?start=s_ABCDEFGH"
    assert outcome == Delivered(provider.sid_of(1), content={"to": PHONE, "text": text, "parts": 1})
    [form] = provider.sent
    assert (form["To"], form["From"], form["Body"]) == (PHONE, NUMBER, text)
    assert number_in(form["StatusCallback"]) == 7
    assert form["StatusCallback"].startswith(f"{CALLBACK}?")


async def test_without_an_address_of_our_own_no_receipts_are_asked_for(make_sender, provider):
    await make_sender().send(SMS)

    assert "StatusCallback" not in provider.sent[0]


@pytest.mark.parametrize(
    ("status", "code", "outcome"),
    [
        (400, 21211, Refused("21211 no", unreachable=True, address=SMS.phone)),
        (400, 21614, Refused("21614 no", unreachable=True, address=SMS.phone)),
        (400, 21610, Refused("21610 no", has_stopped=True, address=SMS.phone)),
        (400, 21408, Refused("21408 no")),
        (401, 20003, Later("20003 no")),
        (404, 20404, Later("20404 no")),
        (500, 20500, Later("500")),
        (503, 0, Later("503")),
    ],
)
async def test_a_failure_is_told_by_what_it_means(make_sender, provider, status, code, outcome):
    provider.fail(status, code)

    assert await make_sender().send(SMS) == outcome


async def test_wrong_keys_can_be_put_right(make_sender, provider):
    sender = make_sender(token="f" * 32)

    assert await sender.send(SMS) == Later("20003 Authenticate")
    assert not await sender.knows_us()
    assert await make_sender().knows_us()


async def test_too_many_requests_are_no_attempt_and_nothing_is_asked_meanwhile(make_sender, provider):
    provider.fail(429, 20429, **{"Retry-After": "30"})
    sender = make_sender()

    first, second = await sender.send(SMS), await sender.send(SMS)

    assert first == Later("too many requests", 30.0, is_for_all=True)
    assert second.seconds == pytest.approx(30, abs=1)
    assert provider.asked == 1


async def test_after_the_silence_messages_leave_again(make_sender, provider):
    provider.fail(429, 20429, **{"Retry-After": "0"})
    sender = make_sender()

    await sender.send(SMS)

    assert isinstance(await sender.send(SMS), Delivered)


async def test_what_nobody_answered_is_unknown(make_sender, provider):
    provider.silent = True

    assert isinstance(await make_sender().send(SMS), Unknown)
    assert len(provider.sent) == 1


async def test_what_takes_too_long_is_unknown(make_sender, provider):
    provider.slow = 0.3

    assert await make_sender(timeout=0.05).send(SMS) == Unknown("TimeoutError")


async def test_where_nobody_listens_nothing_has_left(make_sender):
    assert isinstance(await make_sender(url="http://127.0.0.1:9").send(SMS), Later)


async def test_what_became_of_one_and_its_price_can_be_asked(make_sender, provider):
    sid = provider.sid_of(1)
    provider.prices[sid] = {"status": "delivered", "price": "-0.00750", "price_unit": "USD"}
    sender = make_sender()

    assert await sender.look_up(sid) == Known(sid, "delivered", "", 7500)
    assert await make_sender(url="http://127.0.0.1:9").look_up(sid) is None


@pytest.mark.parametrize(
    ("mine", "theirs", "address"),
    [
        ("https://turnout.example", "https://api.twilio.com", CALLBACK),
        ("http://127.0.0.1:8080", "https://api.twilio.com", ""),
        ("http://127.0.0.1:8080", "http://127.0.0.1:9000", "http://127.0.0.1:8080/sms/webhook"),
    ],
)
def test_receipts_go_where_the_provider_can_get(mine, theirs, address):
    assert callback_address(mine, "/sms/webhook", theirs) == address
