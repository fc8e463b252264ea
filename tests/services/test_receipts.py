"""Receipts: whose they are, what stands on them, and that they read in every language and currency."""

import pytest
from sqlalchemy import select, update

from db.models import Host, Payment
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


def paid(make, jam, amount=1250, person=None):
    person = person or make.user("Дмитрий Орлов")
    booked = book(make.tx, user_id=person.id, quota_id=make.quotas(jam)[0].id, now=NOW)
    asked = make.tx.scalars(select(Payment).where(Payment.registration_id == booked.id)).one()
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
    """The letters are in the file, which is compressed: the words are looked at where it is built."""
    payment, person = paid(make, jam)
    make.tx.execute(update(Payment).values(currency=currency, amount=amount))
    make.tx.expire_all()
    found = receipts.receipt(make.tx, user_id=person.id, payment_id=payment.id)
    t = Translator(language, "Europe/Berlin")
    assert t.money(found.amount, found.currency) == shown
    assert receipts.pdf(found, t).startswith(b"%PDF-")
