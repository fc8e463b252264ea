"""What an organizer says of money in the chat, and where people read it: on receipts and under /terms."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Host, Payment, Series, User
from db.models.series import BookingMode
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, register, until

TERMS = "No <b>refunds</b> & no exceptions.\nBring a mat."


@pytest.fixture
async def app(start):
    async with start(payment_provider_token="TEST:sandbox") as app:
        yield app


@pytest.fixture
def olga(sandbox):
    return sandbox.person("Olga Owner")


@pytest.fixture
def owner(make, olga):
    return make.user("Olga Owner", telegram_id=olga.id)


@pytest.fixture
def series(make, owner):
    return make.series(owner=owner, title="Reformer", mode=BookingMode.PAID, price=1250)


async def edit(olga, host_id):
    await olga.send("/start")
    await olga.tap_data(olga.screen, f"host:{host_id}")
    return await olga.tap("Edit")


async def tell(olga, button, typed):
    await olga.tap(button)
    await olga.send(typed)
    assert "✅ That is kept." in olga.screen, button


@ON_BOTH_DATABASES
async def test_an_organizer_says_what_receipts_and_terms_tell(app, crew, make, olga, series, engine):
    ana = crew[0]
    session = make.session(series=series)
    assert "What Tanzfabrik says" not in await ana.send("/terms")
    await edit(olga, series.host_id)
    await tell(olga, "Name on receipts", "Lumen <GmbH>")
    await tell(olga, "Address", "Hofweg 7, Berlin")
    await tell(olga, "Tax line", "VAT ID DE123456789")
    await tell(olga, "Terms", TERMS)
    await olga.tap("Terms")
    assert TERMS in olga.screen.text

    await ana.open(f"s_{session.code}")
    await ana.tap("Register")
    await ana.tap("Confirm")
    await until(lambda: any("invoice" in one.message for one in ana.messages), "the invoice")
    await ana.pay([one for one in ana.messages if "invoice" in one.message][-1])
    await ana.wait_for("✅ You are in: Reformer")
    await all_told(engine)
    with engine.connect() as connection:
        kept = connection.execute(select(Payment.receipt)).scalar_one()
    assert (kept["host"], kept["address"], kept["tax_line"]) == (
        "Lumen <GmbH>",
        "Hofweg 7, Berlin",
        "VAT ID DE123456789",
    )
    said = await ana.send("/terms")
    assert "You buy from the host that the card names" in said
    assert f"What Tanzfabrik says\n{TERMS}" in said.text
    assert "What Tanzfabrik says" not in await crew[1].send("/terms")


@SIMPLEST
async def test_terms_are_taken_back_and_what_is_too_long_is_asked_for_again(app, crew, make, olga, owner):
    session = make.session(owner=owner)
    await register(crew[0], session)
    await edit(olga, session.host_id)
    await olga.tap("Terms")
    await olga.send("x" * 1001)
    assert "That is too long: 1000 characters fit." in olga.screen
    await olga.send("Be kind.")
    assert "Be kind." in await crew[0].send("/terms")
    await olga.tap("Terms")
    await olga.tap("Remove")
    assert "Be kind." not in await crew[0].send("/terms")


@SIMPLEST
async def test_terms_of_many_hosts_are_whole_on_screens_of_their_own(app, crew, make):
    ana = crew[0]
    await ana.send("/start")
    user = make.tx.scalars(select(User).where(User.telegram_id == ana.id)).one()
    for day, name in enumerate(("Lumen", "Nord", "Ost", "West", "Zeit"), start=1):
        session = make.session(starts_in=timedelta(days=day))
        make.booked(make.quotas(session)[0], user)
        host = make.tx.get_one(Host, session.host_id)
        host.name, host.terms = name, f"{name}: " + "word " * 198
        make.kept(host)
    said = await ana.send("/terms")
    assert "What Zeit says" in said
    assert "…" in said
    whole = await ana.tap("Zeit")
    assert whole.text.count("word") == 198
    assert "What Lumen says" not in whole
    assert "What Lumen says" in await ana.tap("Back")


@SIMPLEST
async def test_when_people_are_reminded_is_set_on_a_series(app, olga, series, engine):
    await olga.send("/start")
    await olga.tap_data(olga.screen, f"desk:{series.id}")
    await olga.tap_data(olga.screen, f"desk.edit:{series.id}:rules")
    for button, minutes in (("Two hours before", [120]), ("Nobody is reminded", []), ("A day before", [1440])):
        await olga.tap("Reminders")
        screen = await olga.tap(button)
        assert f"Reminders: {button}" in screen
        with engine.connect() as connection:
            assert connection.execute(select(Series.reminder_minutes)).scalar_one() == minutes
