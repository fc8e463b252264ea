"""The last credit: somebody taps in many places at once, and it pays for one."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Package, Purchase, Registration
from db.models.series import BookingMode
from services import checks, codes, registrations
from services.errors.paying import NoCredit
from services.packages import crediting
from tests.factories import NOW

CONTENDERS = 40


@pytest.mark.parametrize("entries", [1, 5])
async def test_credits_pay_as_many_places_as_there_are(db, make, entries):
    person, series = make.user(), make.series(mode=BookingMode.PAID, price=1250, credits=1)
    package = Package(
        code=codes.new(),
        host_id=series.host_id,
        name="A few",
        credits=entries,
        price=9000,
        currency="EUR",
        valid_days=90,
        created_at=NOW,
    )
    given = {"user_id": person.id, "payment_id": None, "actor_id": None}
    purchase = crediting.give(make.tx, make.kept(package), **given, now=NOW)
    sessions = [make.session(series=series, starts_in=timedelta(days=2 + day)) for day in range(CONTENDERS)]
    quotas = [make.quotas(session)[0].id for session in sessions]

    outcomes = await asyncio.gather(
        *(db.write(registrations.book, user_id=person.id, quota_id=one, by_credit=True, now=NOW) for one in quotas),
        return_exceptions=True,
    )

    assert Counter(type(one) for one in outcomes) == {Registration: entries, NoCredit: CONTENDERS - entries}
    assert make.tx.scalar(select(Purchase.remaining).where(Purchase.id == purchase.id)) == 0
    assert list(checks.money.findings(make.tx, now=NOW)) == []
    make.tx.rollback()
