"""Stories of SMS: switched on, sent, answered STOP and START, lost, and shown to admins."""

from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Notification, User
from scheduler.broker import broker
from scheduler.tasks import sms as tasks
from tests.bot.twilio import NUMBER, SID, TOKEN, post, twilio
from tests.factories import NOW
from tests.fakes import FakeSender
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, register, until

PHONE = "+491701234567"
PUBLIC = "http://127.0.0.1:8080"
ADDRESS = f"{PUBLIC}/sms/webhook"
ADMIN = 9001


@pytest.fixture
async def provider():
    async with twilio() as provider:
        yield provider


@pytest.fixture
def begin(start, provider):
    """The program, with an account at Twilio."""

    @asynccontextmanager
    async def begun(**given):
        keys = {"twilio_account_sid": SID, "twilio_auth_token": TOKEN, "twilio_from": NUMBER}
        async with start(twilio_api_url=provider.url, public_url=PUBLIC, **keys, **given) as app:
            yield app

    return begun


async def sms_screen(person):
    await person.send("/settings")
    await person.tap("Messages")
    return await person.tap("SMS")


async def share_phone(person):
    await person.send("/settings")
    await person.tap("About me")
    await person.tap("Phone number")
    await person.share_contact(PHONE)


async def switched_on(person):
    await share_phone(person)
    await sms_screen(person)
    await person.tap("◻️ Reminders")
    return await person.tap("◻️ Confirmations")


async def told(app, fields, query=""):
    """What Twilio tells, where the proxy takes it."""
    at = f"http://127.0.0.1:{app.settings.web_port}/sms/webhook{query}"
    return await post(f"{ADDRESS}{query}", fields, at=at)


async def answers(app, words, sid):
    response = await told(app, {"MessageSid": sid, "SmsStatus": "received", "From": PHONE, "Body": words})
    return await response.text()


async def receipt(app, provider, number, status, **fields):
    query = f"?{provider.sent[number - 1]['StatusCallback'].partition('?')[2]}"
    response = await told(app, {"MessageSid": provider.sid_of(number), "MessageStatus": status} | fields, query)
    assert response.status == 204


def rows(engine, channel, kind):
    of = select(Notification.status, Notification.reason).where(Notification.channel == channel)
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(of.where(Notification.kind == kind).order_by(Notification.id))]


@ON_BOTH_DATABASES
async def test_sms_are_switched_on_stopped_and_started_again(begin, crew, make, engine, provider):
    ana = crew[0]
    first, second, third = (
        make.session(title=title, place="Tanzfabrik", starts_in=timedelta(days=days))
        for days, title in enumerate(("Monday Jam", "Contact", "Handstands"), 2)
    )
    async with begin() as app:
        await sms_screen(ana)
        assert "I do not know your phone number yet." in ana.screen

        screen = await switched_on(ana)
        assert "They go to +49 170 1234567, at most 10 a day." in screen
        await all_told(engine)
        [welcome] = provider.texts
        assert "Answer STOP" in welcome

        await register(ana, first)
        await until(lambda: len(provider.sent) == 2, "an SMS about the booking")
        assert provider.sent[1]["To"] == PHONE
        assert provider.texts[1].startswith("Ana, you are in: Monday Jam, ")
        assert provider.texts[1].endswith(f"https://t.me/turnout_bot?start=s_{first.code}")

        assert "no more SMS" in await answers(app, "STOP", "SM100")
        assert "Message" not in await answers(app, "Stop", "SM101")
        await register(ana, second)
        await all_told(engine)
        assert len(provider.sent) == 2
        assert rows(engine, "sms", "registration_confirmed")[1] == ("skipped", "client preference")
        assert f"Send START to {NUMBER}" in await sms_screen(ana)
        assert "again" in await answers(app, "start", "SM102")
        await register(ana, third)
        await until(lambda: len(provider.sent) == 3, "an SMS again")


@SIMPLEST
async def test_without_an_account_a_sentence_says_so(app, crew):
    ana = crew[0]
    await share_phone(ana)

    assert "SMS cannot be sent from here." in await sms_screen(ana)
    assert ana.screen.buttons == [["Back", "Home"]]


@SIMPLEST
async def test_an_sms_that_is_lost_goes_by_mail_and_the_number_is_asked_for_anew(
    begin, crew, make, engine, provider, clock, tmp_path
):
    ana = crew[0]
    session = make.session(title="Monday Jam", starts_in=timedelta(days=2))
    async with begin(smtp_url="smtp://127.0.0.1:9", mail_from="jam@example.org") as app:
        await switched_on(ana)
        await register(ana, session)
        await until(lambda: len(provider.sent) == 2, "an SMS about the booking")
        make.tx.query(User).filter_by(telegram_id=ana.id).one().email = "ana@example.org"
        make.tx.commit()

        await receipt(app, provider, 2, "undelivered", ErrorCode="30005")
        await receipt(app, provider, 2, "undelivered", ErrorCode="30005")
        await receipt(app, provider, 2, "sent")
        await tasks.handle_events(app.db, {"sms": FakeSender(), "email": FakeSender()}, NOW)

        assert rows(engine, "sms", "registration_confirmed") == [("failed", "undelivered 30005")]
        assert len(rows(engine, "email", "registration_confirmed")) == 1
        assert "SMS do not arrive at your number." in await sms_screen(ana)
        assert ["Phone number"] in ana.screen.buttons


@SIMPLEST
async def test_admins_see_how_sms_fare(begin, sandbox, crew, make, engine, provider):
    admin, ana = sandbox.person("Ada Admin", id=ADMIN), crew[0]
    session = make.session(title="Monday Jam", starts_in=timedelta(days=2))
    async with begin(admin_ids=str(ADMIN)) as app:
        await switched_on(ana)
        await register(ana, session)
        await until(lambda: len(provider.sent) == 2, "an SMS about the booking")
        await all_told(engine)
        await receipt(app, provider, 1, "delivered", Price="-0.0075")
        await receipt(app, provider, 2, "failed", ErrorCode="30008")
        await tasks.handle_events(app.db, {"sms": FakeSender()}, NOW)
        provider.prices[provider.sid_of(2)] = {"status": "failed", "price": "-0.0025"}
        await tasks.learn_prices(app.db, broker.state.senders, NOW + timedelta(hours=1))

        await admin.send("/admin")

        assert "SMS of 30 days: 2 sent, 1 delivered, 1 failed, cost 0.01 as the provider counts it" in admin.screen


@SIMPLEST
async def test_a_number_that_is_none_is_marked_and_nothing_more_is_tried(begin, crew, make, engine, provider):
    ana = crew[0]
    async with begin():
        provider.fail(400, 21211)
        await switched_on(ana)
        await all_told(engine)

        assert rows(engine, "sms", "sms_on") == [("failed", "21211 no")]
        assert provider.asked == 1
        assert "SMS do not arrive at your number." in await sms_screen(ana)


@SIMPLEST
async def test_who_stopped_at_the_provider_is_stopped_here(begin, crew, engine, provider):
    ana = crew[0]
    async with begin():
        provider.fail(400, 21610)
        await switched_on(ana)
        await all_told(engine)

        assert "You answered STOP." in await sms_screen(ana)
