"""How payments fare, for admins alone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Payment
from db.models.payments import PaymentStatus, RefundCause
from db.models.series import BookingMode
from services.admin import money
from services.admin.money import Figures, Sum
from services.errors import NotFound
from services.payments import Charge, Provider, receive
from services.refunds import owing, settling
from services.registrations import book
from tests.factories import NOW


@pytest.fixture
def admin(make):
    return make.user("Ada", is_admin=True)


def paid(tx, quota, person):
    booked = book(tx, user_id=person.id, quota_id=quota.id, now=NOW)
    asked = tx.scalars(select(Payment).where(Payment.registration_id == booked.id)).one()
    charge = Charge(Provider.TELEGRAM, f"tg-{asked.id}", asked.amount, asked.currency, f"ch_{asked.id}")
    return receive(tx, reference=asked.reference, charge=charge, now=NOW)


def test_what_came_in_and_what_waits_is_counted(tx, make, admin):
    quota = make.quota(mode=BookingMode.PAID, price=1250)
    assert money.figures(tx, user_id=admin.id, now=NOW).is_empty
    first, second = (paid(tx, quota, person) for person in make.users(2))
    first.status = PaymentStatus.DISPUTED
    book(tx, user_id=make.user().id, quota_id=quota.id, now=NOW)
    failed = tx.scalars(select(Payment).where(Payment.status == PaymentStatus.PENDING)).one()
    failed.status, failed.failed_at = PaymentStatus.FAILED, NOW
    done, stuck = (owing.owe(tx, second, amount, RefundCause.BY_HAND, now=NOW) for amount in (250, 400))
    settling.succeed(tx, done, provider_id="re_1", now=NOW)
    settling.fail(tx, stuck, "declined", now=NOW)
    tx.flush()

    found = money.figures(tx, user_id=admin.id, now=NOW)

    assert found == Figures((Sum("EUR", 2, 2500, 250, 400),), declined=1, stuck=1, disputed=1)
    later = money.figures(tx, user_id=admin.id, now=NOW + timedelta(days=31))
    assert later == Figures((), declined=0, stuck=1, disputed=1)


def test_nobody_else_sees_it(tx, make):
    with pytest.raises(NotFound):
        money.figures(tx, user_id=make.user().id, now=NOW)
