"""Receipts: whose they are, what stands on them, and that they read in every language and currency."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from db.models import Host, Payment, Registration, Series, Session
from db.models.series import BookingMode
from services import receipts
from services.errors import NotFound
from services.payments import Charge, Provider, receive
from services.registrations import book
from services.translator import Translator
from tests.factories import NOW


@pytest.fixture
def jam(tx, make):
    session = make.session(title="Reformer", mode=BookingMode.PAID, price=1250)
    tx.execute(update(Host).values(legal_name="Lumen GmbH", tax_line="USt-IdNr. DE123456789", address="Hofweg 7"))
    return session


DATES = {"de": "25. November 2026, 13:00", "en": "25 November 2026, 13:00"}


def text_of(pdf: bytes) -> str:
    return PdfReader(BytesIO(pdf)).pages[0].extract_text().replace("\xa0", " ")


def asked_of(make, jam, person):
    booked = book(make.tx, user_id=person.id, quota_id=make.quotas(jam)[0].id, now=NOW)
    return make.tx.scalars(select(Payment).where(Payment.registration_id == booked.id)).one()


def paid(make, jam, amount=1250, person=None):
    person = person or make.user("Дмитрий Орлов")
    asked = asked_of(make, jam, person)
    charge = Charge(Provider.TELEGRAM, f"tg-{asked.id}", asked.amount, asked.currency, f"ch_{asked.id}")
    receive(make.tx, reference=asked.reference, charge=charge, now=NOW)
    make.commit()
    return asked, person


def test_a_receipt_is_for_who_paid_and_for_who_sees_the_money(make, jam):
    payment, person = paid(make, jam)
    owner_id, stranger = make.tx.get_one(Host, jam.host_id).owner_id, make.user()
    for reader in (person.id, owner_id):
        shown = receipts.receipt(make.tx, user_id=reader, payment_id=payment.id)
        assert (shown.number, shown.host, shown.buyer, shown.amount) == (1, "Lumen GmbH", "Дмитрий Орлов", 1250)
    with pytest.raises(NotFound):
        receipts.receipt(make.tx, user_id=stranger.id, payment_id=payment.id)


@pytest.mark.parametrize(
    ("currency", "amount", "language", "shown"),
    [("EUR", 1250, "de", "12,50\xa0€"), ("JPY", 1250, "en", "JP¥1,250"), ("KWD", 12500, "en", "KWD12.500")],
)
def test_a_receipt_reads_in_every_currency_and_language(make, jam, currency, amount, language, shown):
    payment, person = paid(make, jam)
    make.tx.execute(update(Payment).values(currency=currency, amount=amount))
    make.tx.expire_all()
    found = receipts.receipt(make.tx, user_id=person.id, payment_id=payment.id)

    printed = text_of(receipts.pdf(found, Translator(language, "Europe/Berlin")))

    assert "Дмитрий Орлов" in printed
    assert "Lumen GmbH\nHofweg 7\nUSt-IdNr. DE123456789\n" in printed
    assert f"Reformer\n{DATES[language]}" in printed
    assert printed.count(shown.replace("\xa0", " ")) == 2, "what it cost, and what was paid"


def test_a_receipt_says_what_went_back(make, jam):
    payment, person = paid(make, jam)
    found = replace(receipts.receipt(make.tx, user_id=person.id, payment_id=payment.id), refunded=500)

    printed = text_of(receipts.pdf(found, Translator("en", "Europe/Berlin")))

    assert "Paid back −€5.00" in printed
    assert "Left €7.50" in printed


def test_letters_that_the_typeface_lacks_are_squares(make, jam):
    make.tx.execute(update(Host).values(legal_name="Lumen 🎪 GmbH"))
    payment, person = paid(make, jam)
    found = receipts.receipt(make.tx, user_id=person.id, payment_id=payment.id)

    assert "Lumen □ GmbH" in text_of(receipts.pdf(found, Translator("en", "Europe/Berlin")))


def test_a_receipt_stays_as_it_was_given(make, jam):
    payment, person = paid(make, jam)
    before = receipts.receipt(make.tx, user_id=person.id, payment_id=payment.id)

    make.tx.execute(update(Host).values(legal_name="Other", tax_line="Other", address="Other", time_zone="UTC"))
    make.tx.execute(update(Series).values(title="Other"))
    make.tx.execute(update(Session).values(starts_at=jam.starts_at - timedelta(hours=1), time_zone="UTC"))
    make.tx.execute(update(Registration).values(places=1))
    make.tx.expire_all()

    assert receipts.receipt(make.tx, user_id=person.id, payment_id=payment.id) == before


async def test_twenty_who_pay_at_once_get_each_number_once(db, make):
    session = make.session(title="Reformer", mode=BookingMode.PAID, price=1250, capacity=20)
    references = [asked_of(make, session, person).reference for person in make.users(20)]
    make.commit()

    charges = [Charge(Provider.TELEGRAM, one, 1250, "EUR", f"ch_{one}") for one in references]
    pairs = zip(references, charges, strict=True)
    await asyncio.gather(*(db.write(receive, reference=one, charge=charge, now=NOW) for one, charge in pairs))

    given = await db.read(lambda tx: tx.scalars(select(Payment.receipt_number).order_by(Payment.receipt_number)).all())
    assert given == list(range(1, 21))
