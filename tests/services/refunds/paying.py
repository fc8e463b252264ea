"""Steps of the tests about what goes back: a place that is paid, and the accounts of its money."""

from db.models import LedgerEntry, Payment, Refund
from db.models.payments import PaymentStatus, Provider, RefundStatus
from services import payments, registrations
from services.payments import Charge
from tests.factories import NOW


def paid(tx, make, quota, person=None, *, places=1, payer=None, now=NOW):
    """A place that was booked and paid; the registration and its payment."""
    person = person or make.user()
    if places > 1:
        make._allow(quota, places)
    registration = registrations.book(tx, user_id=person.id, quota_id=quota.id, places=places, now=now)
    return registration, pay(tx, registration, payer=payer, now=now)


def pay(tx, registration, *, payer=None, now=NOW):
    asked = tx.query(Payment).filter_by(registration_id=registration.id, status=PaymentStatus.PENDING).one()
    charge = Charge(
        Provider.STARS if asked.currency == "XTR" else Provider.TELEGRAM,
        f"charge_{asked.reference}",
        asked.amount,
        asked.currency,
        provider_charge_id=f"ch_{asked.reference}",
        payer_id=payer.id if payer else asked.user_id,
    )
    return payments.receive(tx, reference=asked.reference, charge=charge, now=now)


def refunds(tx, *, withdrawn=False):
    found = tx.query(Refund).order_by(Refund.id)
    return [one for one in found if withdrawn or one.status != RefundStatus.WITHDRAWN]


def amounts(tx):
    return [one.amount for one in refunds(tx)]


def balance(tx, payment):
    tx.flush()
    accounts: dict[str, int] = {}
    for line in tx.query(LedgerEntry).filter_by(payment_id=payment.id):
        accounts[str(line.account)] = accounts.get(str(line.account), 0) + line.amount
    return {account: amount for account, amount in accounts.items() if amount}
