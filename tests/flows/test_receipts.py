"""What one paid, in the chat: a page of it, a receipt of each, and whom to ask; on paper with the host's own lines."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from db.models import Host, Notification, Payment, User
from db.models.payments import RefundCause
from db.models.series import BookingMode
from services.payments import Charge, Provider, receive
from services.refunds import owing, settling
from services.registrations import book
from tests.factories import NOW
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, until

HOUR = timedelta(hours=1)


@pytest.fixture
async def app(start):
    async with start(payment_provider_token="TEST:sandbox") as app:
        yield app


@pytest.fixture
def jam(make):
    session = make.session(title="Reformer", mode=BookingMode.PAID, price=1250)
    make.tx.execute(update(Host).values(legal_name="Lumen GmbH", tax_line="USt-IdNr. DE123456789", address="Hofweg 7"))
    make.commit()
    return session


@ON_BOTH_DATABASES
async def test_what_was_paid_is_listed_and_a_receipt_is_sent(app, crew, jam, engine):
    ana = crew[0]
    await ana.open(f"s_{jam.code}")
    await ana.tap("Register")
    await ana.tap("Confirm")
    await until(lambda: any("invoice" in one.message for one in ana.messages), "the invoice")
    await ana.pay([one for one in ana.messages if "invoice" in one.message][-1])
    await ana.wait_for("✅ You are in: Reformer")
    await all_told(engine)
    await ana.send("/wallet")
    await ana.tap("Payments")
    assert "€12.50" in ana.screen
    assert "Reformer" in ana.screen
    assert "receipt 1" in ana.screen
    await ana.tap("Receipt 1 · €12.50")
    sent = ana.messages[-1]
    assert sent.message["document"]["file_name"] == "receipt-1.pdf"
    assert sent.text == "Receipt 1"

    support = await ana.send("/paysupport")
    assert "👤 Tanzfabrik" in support
    assert "You buy from the host that the card names" in await ana.send("/terms")


@SIMPLEST
async def test_who_paid_nothing_reads_so(app, crew):
    await crew[0].send("/wallet")
    await crew[0].tap("Payments")
    assert "You have paid nothing here yet." in crew[0].screen


def paid(make, jam, person):
    booked = book(make.tx, user_id=person.id, quota_id=make.quotas(jam)[0].id, now=NOW)
    asked = make.tx.scalars(select(Payment).where(Payment.registration_id == booked.id)).one()
    charge = Charge(Provider.TELEGRAM, f"tg-{asked.id}", asked.amount, asked.currency, f"ch_{asked.id}")
    receive(make.tx, reference=asked.reference, charge=charge, now=NOW)
    make.tx.execute(delete(Notification))  # what was told long ago
    make.commit()


@SIMPLEST
async def test_who_is_owed_money_is_erased_when_it_is_back(app, crew, jam, make, engine):
    ana = crew[0]
    await ana.send("/start")
    user = make.tx.scalars(select(User).where(User.telegram_id == ana.id)).one()
    make.tx.rollback()
    paid(make, jam, user)
    await ana.send("/settings")
    await ana.tap("My data")
    await ana.tap("Erase everything about me")
    await ana.tap("Erase everything about me for good")
    assert "You have places that you paid for" in ana.screen


@SIMPLEST
async def test_what_goes_back_is_in_the_list_with_its_number(app, crew, jam, make):
    ana = crew[0]
    await ana.send("/start")
    user = make.tx.scalars(select(User).where(User.telegram_id == ana.id)).one()
    make.tx.rollback()
    paid(make, jam, user)
    payment = make.tx.scalars(select(Payment)).one()
    first = owing.owe(make.tx, payment, 1000, RefundCause.BY_HAND, reason="As <agreed>", due_at=NOW + HOUR, now=NOW)
    settling.succeed(make.tx, first, provider_id="re_1", now=NOW)
    make.tx.execute(delete(Notification))
    make.commit()
    await ana.send("/wallet")
    await ana.tap("Payments")
    assert f"↩️ €10.00 went back · Mon 23 Nov, 12:00 · {first.reference}" in ana.screen
    assert "Reason: As <agreed>" in ana.screen
    assert "working days" not in ana.screen.text

    second = owing.owe(make.tx, payment, 250, RefundCause.BY_HAND, due_at=NOW + HOUR, now=NOW)
    make.commit()
    await ana.send("/wallet")
    await ana.tap("Payments")
    assert f"⏳ €2.50 goes back · Mon 23 Nov, 12:00 · {second.reference}" in ana.screen
    assert "A card shows it within 5 to 10 working days." in ana.screen


@SIMPLEST
async def test_refunds_that_are_too_many_for_a_message_are_summed_up(app, crew, jam, make):
    ana = crew[0]
    await ana.send("/start")
    user = make.tx.scalars(select(User).where(User.telegram_id == ana.id)).one()
    make.tx.rollback()
    paid(make, jam, user)
    payment = make.tx.scalars(select(Payment)).one()
    for _ in range(12):
        owing.owe(make.tx, payment, 100, RefundCause.BY_HAND, reason="long " * 59, due_at=NOW + HOUR, now=NOW)
    make.tx.execute(delete(Notification))
    make.commit()
    await ana.send("/wallet")
    await ana.tap("Payments")
    assert "↩️ €12.00 of it goes back, or went" in ana.screen
    assert "Reason:" not in ana.screen.text
