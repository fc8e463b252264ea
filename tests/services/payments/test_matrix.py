"""Every way in which money comes, along every rail, however often and in which order we hear of it: the place or the
money, exactly one of them, and every coin accounted for after each step.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import select

from db.engine import Tx
from db.models import Payment, Refund, Registration, Series, Session
from db.models.payments import PaymentStatus, Provider, RefundCause
from db.models.registrations import Status
from db.models.series import BookingMode
from services import checks, holds, payments, registrations
from services.errors.paying import PaymentOver, PriceChanged
from services.money import STARS
from services.payments import Charge, checkouts, reconciling
from services.ports import ChargeThere, Opened, PageNow, PageState
from tests.factories import NOW

RAILS = {"card": Provider.TELEGRAM, "stars": Provider.STARS, "page": Provider.STRIPE}
MINUTE = timedelta(minutes=1)


@dataclass
class Story:
    """One payment on one rail, and the ways to hear of its money."""

    tx: Tx
    rail: str
    news: str
    registration: Registration
    asked: Payment
    charges: int = 0

    def look(self, now: datetime) -> None:
        """What must hold after each step."""
        assert list(checks.money.findings(self.tx, now=now)) == []

    def prepare(self, now: datetime) -> None:
        """The last moment before a charge: Telegram asks, or the page is opened."""
        if self.rail == "page":
            page = checkouts.prepare(self.tx, reference=self.asked.reference, now=now)
            assert not isinstance(page, PriceChanged | str)
            checkouts.keep(self.tx, reference=page.reference, opened=Opened("cs_1", "https://pay.example/cs_1"))
            return
        done = payments.approve(
            self.tx,
            reference=self.asked.reference,
            payer_id=self.asked.user_id,
            amount=self.asked.amount,
            currency=self.asked.currency,
            now=now,
        )
        if isinstance(done, PriceChanged):
            raise done

    def arrive(self, now: datetime, amount: int | None = None) -> None:
        """The provider has charged; what we hear of it is what `news` says."""
        self.charges += 1
        paid, name = amount or self.asked.amount, f"charge-{self.charges}"
        if self.rail != "page":
            card = None if self.rail == "stars" else f"ch_{name}"
            charge = Charge(RAILS[self.rail], name, paid, self.asked.currency, card, self.asked.user_id)
            for _ in range(2 if self.news == "doubled" else 1):
                payments.receive(self.tx, reference=self.asked.reference, charge=charge, now=now)
                self.look(now)
            return
        there = ChargeThere(f"pi_{name}", f"ch_{name}", paid, self.asked.currency, self.asked.reference, now)
        told = {
            "event first": [PageState.PAID, PageState.PAID],
            "return first": [PageState.OPEN, PageState.PAID, PageState.PAID],
            "doubled": [PageState.PAID] * 4,
            "reordered": [PageState.PAID, PageState.OPEN],
            "never": [],
        }[self.news]
        for state in told:
            page = PageNow("cs_1", self.asked.reference, state, there if state == PageState.PAID else None)
            checkouts.settle(self.tx, page=page, now=now)
            self.look(now)
        assert reconciling.match(self.tx, there, Provider.STRIPE, now=now)
        self.look(now)


def ways() -> list[tuple[str, str]]:
    """Telegram tells once or again; of a page one hears in every order, or not at all."""
    chats = product(("card", "stars"), ("once", "doubled"))
    return [*chats, *product(["page"], ("event first", "return first", "doubled", "reordered", "never"))]


@pytest.fixture(params=ways(), ids=" ".join)
def story(request, tx, make):
    rail, news = request.param
    currency = STARS if rail == "stars" else "EUR"
    quota = make.quota(mode=BookingMode.PAID, price=1250, capacity=1, currency=currency)
    booked = registrations.book(tx, user_id=make.user("Ana").id, quota_id=quota.id, now=NOW)
    return Story(tx, rail, news, booked, tx.scalars(select(Payment)).one())


def refunds(story):
    return [(one.cause, one.amount) for one in story.tx.scalars(select(Refund).order_by(Refund.id))]


def ends_as(story, status, *causes, paid=PaymentStatus.SUCCEEDED):
    story.tx.flush()
    assert story.registration.status == status
    assert [cause for cause, _ in refunds(story)] == list(causes)
    assert story.asked.status == paid


def test_before_the_hold_ends(story):
    story.prepare(NOW + MINUTE)
    story.arrive(NOW + 2 * MINUTE)
    ends_as(story, Status.CONFIRMED)


def test_at_its_very_end(story):
    at = NOW + holds.HOLD
    story.prepare(at)
    story.arrive(at)
    ends_as(story, Status.CONFIRMED)


def test_after_it_where_the_place_is_free(story):
    story.prepare(NOW)
    late = NOW + 2 * holds.HOLD
    assert payments.expire(story.tx, story.registration.id, now=late)
    story.look(late)
    story.arrive(late)
    ends_as(story, Status.CONFIRMED)


def test_after_it_where_somebody_else_has_it(story, make):
    story.prepare(NOW)
    late = NOW + 2 * holds.HOLD
    payments.expire(story.tx, story.registration.id, now=late)
    registrations.book(story.tx, user_id=make.user("Bo").id, quota_id=story.registration.quota_id, now=late)
    story.arrive(late)
    ends_as(story, Status.EXPIRED, RefundCause.LATE)


def test_nobody_is_charged_after_it(story):
    late = NOW + 2 * holds.HOLD
    payments.expire(story.tx, story.registration.id, now=late)
    with pytest.raises(PaymentOver):
        story.prepare(late)
    assert refunds(story) == []


def test_after_cancelling_where_somebody_else_has_it(story, make):
    story.prepare(NOW)
    registrations.cancel(story.tx, user_id=story.asked.user_id, registration_id=story.registration.id, now=NOW)
    registrations.book(story.tx, user_id=make.user("Bo").id, quota_id=story.registration.quota_id, now=NOW)
    story.arrive(NOW + MINUTE)
    ends_as(story, Status.CANCELLED, RefundCause.LATE)


def test_twice(story):
    story.prepare(NOW)
    story.arrive(NOW)
    story.arrive(NOW + MINUTE)
    ends_as(story, Status.CONFIRMED, RefundCause.TWICE)


@pytest.mark.parametrize("wrong", [1249, 1251])
def test_another_amount(story, wrong):
    story.prepare(NOW)
    story.arrive(NOW, amount=wrong)
    ends_as(story, Status.PENDING_PAYMENT, RefundCause.MISMATCH, paid=PaymentStatus.PENDING)
    assert refunds(story) == [(RefundCause.MISMATCH, wrong)]


def test_a_price_that_changed_before(story):
    session = story.tx.get_one(Session, story.registration.session_id)
    story.tx.get_one(Series, session.series_id).price = 2000
    story.tx.flush()
    if story.rail == "page":
        assert isinstance(checkouts.prepare(story.tx, reference=story.asked.reference, now=NOW), PriceChanged)
    else:
        with pytest.raises(PriceChanged):
            story.prepare(NOW)
    story.look(NOW)
    assert story.asked.status == PaymentStatus.CANCELLED
    assert story.tx.scalars(select(Payment.amount).where(Payment.status == PaymentStatus.PENDING)).all() == [2000]
