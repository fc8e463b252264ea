"""`POST /sms/webhook`: who may tell us something, and what becomes of it."""

import asyncio

import pytest
from sqlalchemy import select

from db.models import ProviderEvent, User
from tests.bot.twilio import TOKEN, post, signed
from tests.factories import NOW
from web.app import make_app, serving
from web.webhooks import sms

PUBLIC = "https://turnout.example/app"
ADDRESS = f"{PUBLIC}/sms/webhook"
PHONE = "+491701234567"
STOP = {"MessageSid": "SM1", "SmsStatus": "received", "From": PHONE, "Body": "STOP", "Äx": "ö ü"}
RECEIPT = {"MessageSid": "SM1", "MessageStatus": "delivered"}


@pytest.fixture
async def at(db):
    """Where the proxy takes what came to PUBLIC_URL."""
    app = make_app([sms.route(db, lambda: NOW, TOKEN, PUBLIC)])
    async with serving(app, "127.0.0.1", 0, draining=0.01) as port:
        yield f"http://127.0.0.1:{port}/sms/webhook"


@pytest.fixture
def events(engine):
    def listed():
        with engine.connect() as connection:
            return connection.execute(select(ProviderEvent.event_id, ProviderEvent.handled_at)).all()

    return listed


async def test_a_receipt_is_kept_once_and_worked_on_later(at, events):
    for _ in range(2):
        assert (await post(ADDRESS, RECEIPT, at=at)).status == 204

    assert events() == [("SM1:delivered", None)]


async def test_the_query_is_part_of_what_is_signed(at, events):
    query = "?notification=7&x=a%20b"

    assert (await post(ADDRESS + query, RECEIPT, at=at + query)).status == 204
    assert (await post(ADDRESS, RECEIPT, at=at + query)).status == 400


async def test_stop_is_answered_once_in_twiml_and_holds(at, make, engine):
    user_id = make.user(phone=PHONE).id

    first, second = [await post(ADDRESS, STOP, at=at) for _ in range(2)]

    assert first.content_type == second.content_type == "text/xml"
    assert "<Message>Turnout: you get no more SMS." in await first.text()
    assert await second.text() == sms.NOTHING
    make.tx.expire_all()
    assert make.tx.get(User, user_id).sms_stopped_at == NOW
    make.tx.rollback()


async def test_ten_stops_at_once_are_confirmed_once(at, make):
    make.user(phone=PHONE)

    answers = await asyncio.gather(*(post(ADDRESS, STOP | {"MessageSid": f"SM{n}"}, at=at) for n in range(10)))

    assert ["<Message>" in await answer.text() for answer in answers].count(True) == 1


@pytest.mark.parametrize(
    "mark", ["", "x", "0" * 28, signed(ADDRESS, STOP, "another"), signed(ADDRESS.replace("https", "http"), STOP)]
)
async def test_what_is_not_signed_for_us_is_refused(at, events, mark):
    assert (await post(ADDRESS, STOP, at=at, mark=mark)).status == 400
    assert events() == []


async def test_what_says_nothing_is_refused(at, events):
    assert (await post(ADDRESS, {"a": "b"}, at=at)).status == 400
    assert events() == []


def test_without_a_secret_there_is_no_route(db):
    with pytest.raises(ValueError, match="secret"):
        sms.route(db, lambda: NOW, "", PUBLIC)
