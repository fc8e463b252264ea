"""The stories of money that goes back: read before, seen after, told, mended by hand."""

from datetime import timedelta

import pytest

from db.models import Package, Payment, User
from db.models.payments import PaymentStatus, Provider, RefundCause
from db.models.series import BookingMode
from keyboards.callbacks.desks import EditSeries
from keyboards.callbacks.money import ListOpen, OpenMoney, ShowTakings
from scheduler.broker import broker
from services import codes, payments
from services.packages import buying
from services.payments import Charge
from services.ports import PaidBack, Refused
from services.refunds import owing, sending
from tests.factories import NOW
from tests.fakes import FakeGateway
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, received, until
from tests.flows.test_no_shows import hears
from tests.services.refunds.paying import paid

MINUTES = timedelta(minutes=3)
FAILED = "could not be paid back."
TIERS = [{"minutes": 72 * 60, "percent": 100}, {"minutes": 24 * 60, "percent": 50}]


@pytest.fixture
def owner(sandbox):
    return sandbox.person("Olga Owner")


class Place:
    """Makes classes that cost €12.50, in two days, and pays places there."""

    def __init__(self, make, crew, owner):
        self.make, self.crew, self.owner = make, crew, owner

    def __call__(self, who=0, **fields):
        """A new class, and a place that somebody paid for."""
        owner = _known(self.make, self.owner)
        series = self.make.series(
            title="Reformer", owner=owner, mode=BookingMode.PAID, price=1250, places_limit=3, **fields
        )
        session = self.make.session(series=series)
        return session, self.book(session, who)

    def book(self, session, who=0, places=1):
        person = _known(self.make, self.crew[who])
        registration, _ = paid(self.make.tx, self.make, self.make.quotas(session)[0], person, places=places)
        return self.make._told(registration)


@pytest.fixture
def place(make, crew, owner):
    return Place(make, crew, owner)


def _known(make, person):
    found = make.tx.query(User).filter_by(telegram_id=person.id).one_or_none()
    return found or make.user(person.name, telegram_id=person.id)


@pytest.fixture
def gateway(app):
    """The provider, which pays back at once unless it is told otherwise; the program's own minute asks it, too."""
    gateway = FakeGateway()
    broker.state.gateways = {Provider.TELEGRAM: gateway}
    return gateway


async def send(app, clock, gateway):
    """What the worker does in a minute; then the time has come for what it tells. All that was ever asked for."""
    await sending.send_due(broker.state.db, {Provider.TELEGRAM: gateway}, now=clock.now + MINUTES)
    clock.now += MINUTES
    app.jobs.nudge()
    return gateway.asked


@ON_BOTH_DATABASES
async def test_who_cancels_in_time_reads_before_and_after_what_comes_back(app, crew, place, clock, gateway):
    ana = crew[0]
    gateway.answers = [PaidBack("re_1", is_final=False)]
    session, _ = place()
    await ana.open(f"s_{session.code}")
    await ana.tap("Money")
    assert "✅ €12.50 paid" in ana.screen.text
    await ana.tap("Details")
    await ana.tap("Cancel registration")
    assert "↩️ €12.50 comes back." in ana.screen.text

    await ana.tap("Yes, cancel")

    screen = await ana.wait_for("✖️ Your place is given back.")
    assert "↩️ €12.50 comes back.\nA card shows it within 5 to 10 working days." in screen.text
    asked = await send(app, clock, gateway)
    assert [(one.amount, one.currency) for one in asked] == [(1250, "EUR")]
    told = await hears(app, ana, "↩️ €12.50 is on its way back to you.")
    assert "For: Reformer" in told.text
    assert "within 5 to 10 working days" in told.text
    assert "Refund " in told.text
    await ana.tap("Money")
    assert "↩️ €12.50 is on its way back" in ana.screen.text
    assert asked[0].reference in ana.screen.text


@SIMPLEST
async def test_half_or_nothing_is_said_before_it_is_too_late_to_think(app, crew, place, clock, engine):
    ana = crew[0]
    session, _ = place(refund_tiers=TIERS)
    await ana.open(f"s_{session.code}")
    assert "If you cancel, there comes back: 50 % until" in ana.screen.text
    await ana.tap("Cancel registration")
    assert "↩️ Half comes back: €6.25 of €12.50." in ana.screen.text
    assert "free of charge" not in ana.screen.text
    await ana.tap("Keep it")
    clock.now = session.starts_at - timedelta(hours=23)
    await all_told(engine)
    await ana.open(f"s_{session.code}")
    await ana.tap("Cancel registration")
    assert "Nothing comes back of the €12.50 that were paid" in ana.screen.text

    await ana.tap("Yes, cancel")

    screen = await ana.wait_for("✖️ Your place is given back.")
    assert "Nothing comes back." in screen.text


@SIMPLEST
async def test_undone_nothing_goes_back(app, crew, place, clock, make, gateway):
    ana = crew[0]
    session, _ = place()
    await ana.open(f"s_{session.code}")
    await ana.tap("Cancel registration")
    await ana.tap("Yes, cancel")
    await ana.wait_for("✖️ Your place is given back.")

    await ana.tap("Undo")

    await ana.wait_for("✅ Undone.")
    assert await send(app, clock, gateway) == []


@SIMPLEST
async def test_one_of_a_party_reads_what_comes_back_for_their_place(app, crew, place, make):
    ana = crew[0]
    session, _ = place(who=1)
    place.book(session, places=3)
    await ana.open(f"s_{session.code}")
    await ana.tap("Change places")
    await ana.tap("1 place less")
    assert "↩️ €12.50 comes back." in ana.screen.text


@ON_BOTH_DATABASES
async def test_a_cancelled_session_says_what_it_costs_and_refunds_everybody(app, crew, place, owner, clock, gateway):
    for person in crew[:2]:
        await person.send("/start")
    session, _ = place()
    place.book(session, who=1)
    await owner.open(f"s_{session.code}")
    await owner.tap("Cancel session")
    assert "2 paid places will be refunded: €25.00" in owner.screen.text

    await owner.tap("Cancel the session and tell everybody")

    await owner.wait_for("Done.")
    assert len(await send(app, clock, gateway)) == 2
    for person in crew[:2]:
        cancelled = await hears(app, person, "was cancelled by the organizer")
        assert "↩️ What was paid comes back by itself: €12.50." in cancelled.text
        told = await hears(app, person, "↩️ €12.50 is on its way back to you.")
        assert "The session was cancelled." in told.text


@ON_BOTH_DATABASES
async def test_a_refund_by_hand_is_looked_at_and_told_with_its_reason(app, crew, place, owner, clock, gateway):
    ana = crew[0]
    await ana.send("/start")
    _, registration = place()
    await owner.send(registration.reference)
    await owner.tap("Money")
    assert "✅ €12.50 paid" in owner.screen.text
    assert "receipt 1" in owner.screen.text
    await owner.tap("Refund up to €12.50")
    await owner.send("0")
    assert "Please type more than nothing: up to €12.50 can go back." in owner.screen.text
    await owner.send("99")
    assert "more than what is left" in owner.screen.text
    await owner.send("2,50")
    assert "Refund €2.50?" in owner.screen.text
    assert "€10.00 of it stay here." in owner.screen.text
    await owner.send("The heating <was> off")
    assert "Reason: The heating <was> off" in owner.screen.text

    await owner.tap("Refund €2.50")

    assert "✅ €2.50 goes back." in owner.screen.text
    await send(app, clock, gateway)
    told = await hears(app, ana, "↩️ €2.50 is on its way back to you.")
    assert "Reason: The heating <was> off" in told.text


@SIMPLEST
async def test_a_button_of_before_another_refund_refunds_nothing(app, place, owner, make):
    _, registration = place()
    await owner.send(registration.reference)
    await owner.tap("Money")
    await owner.tap("Refund up to €12.50")
    await owner.tap("Half: €6.25")
    before = owner.screen
    send = before.data("Refund €6.25")
    await owner.tap("Refund €6.25")
    await owner.tap_data(owner.screen, send)

    make.tx.expire_all()
    assert make.tx.query(Payment).one().refunded == 625


@ON_BOTH_DATABASES
async def test_what_failed_is_listed_tried_again_and_paid_back_by_hand(app, crew, place, owner, clock, gateway):
    ana = crew[0]
    gateway.answers = [Refused("expired_card")] * 2
    session, registration = place()
    await owner.send("/start")
    await ana.open(f"s_{session.code}")
    await ana.tap("Cancel registration")
    await ana.tap("Yes, cancel")
    await ana.wait_for("✖️ Your place is given back.")
    await send(app, clock, gateway)
    await hears(app, ana, "⏳ Your refund of €12.50 is delayed.")
    await hears(app, owner, FAILED)

    await owner.send("/start")
    await owner.tap_data(owner.screen, ShowTakings(host_id=session.host_id).pack())
    assert "✅ Paid: €12.50, 1 payment" in owner.screen.text
    assert "⏳ Going back: €12.50" in owner.screen.text
    await owner.tap("Open (1)")
    assert "✖️ €12.50 could not be paid back yet · Ana Ruiz · Reformer" in owner.screen.text
    await owner.tap("✖️ Ana Ruiz · €12.50")
    assert "The card has expired." in owner.screen.text
    await owner.tap("Try again")
    assert "⏳ I ask for it once more." in owner.screen.text
    asked = await send(app, clock, gateway)
    assert [one.key[-2:] for one in asked] == ["-1", "-2"]
    await until(lambda: received(owner, FAILED) == 2, "told once more")
    await owner.tap_data(owner.screen, OpenMoney(registration_id=registration.id).pack())
    await owner.tap("Paid back by hand")
    await owner.tap("Yes, it is paid back")

    assert "↩️ €12.50 was paid back by hand" in owner.screen.text
    told = await hears(app, ana, "↩️ €12.50 was paid back to you by hand.")
    assert "working days" not in told.text
    await owner.tap_data(owner.screen, ShowTakings(host_id=session.host_id).pack())
    assert "↩️ Refunded: €12.50" in owner.screen.text


@SIMPLEST
async def test_the_owner_is_told_of_a_refund_of_a_package_that_failed_and_mends_it(
    app, crew, place, owner, clock, gateway, make
):
    """It is about no place, so it has a screen of its own."""
    ana = crew[0]
    gateway.answers = [Refused("expired_card")] * 2
    session, _ = place()
    await owner.send("/start")
    await ana.send("/start")
    of_package(make, session.host_id, _known(make, ana))
    await send(app, clock, gateway)

    told = await hears(app, owner, FAILED)

    assert "For the package: Ten classes" in told.text
    assert "The card has expired." in told.text
    await owner.tap("Try again")
    assert "⏳ I ask for it once more." in owner.screen.text
    await send(app, clock, gateway)
    await until(lambda: received(owner, FAILED) == 1, "the screen of before says something else, and this is new")
    await owner.tap_data(owner.screen, ListOpen(host_id=session.host_id).pack())
    await owner.tap("✖️ Ana Ruiz · €150.00")
    await owner.tap("Paid back by hand")
    await owner.tap("Back")
    await owner.tap("Paid back by hand")
    await owner.tap("Yes, it is paid back")
    assert "✅ Noted, and told." in owner.screen.text
    assert "↩️ €150.00 was paid back by hand" in owner.screen.text
    await hears(app, ana, "↩️ €150.00 was paid back to you by hand.")


def of_package(make, host_id, person):
    """A package that somebody paid for, and that goes back as a whole."""
    fields = {"code": codes.new(), "name": "Ten classes", "credits": 10, "price": 15000, "valid_days": 90}
    package = make.kept(Package(host_id=host_id, currency="EUR", created_at=NOW, **fields))
    asked = buying.buy(make.tx, user_id=person.id, package_id=package.id, now=NOW)
    charge = Charge(Provider.TELEGRAM, "tg_1", 15000, "EUR", provider_charge_id="ch_1")
    payment = payments.receive(make.tx, reference=asked.reference, charge=charge, now=NOW)
    owing.owe(make.tx, payment, 15000, RefundCause.BY_HAND, now=NOW)
    make.commit()


@SIMPLEST
async def test_a_disputed_payment_is_not_refunded_by_hand(app, place, owner, make):
    _, registration = place()
    make.tx.query(Payment).one().status = PaymentStatus.DISPUTED
    make.tx.commit()
    await owner.send(registration.reference)
    await owner.tap("Money")
    assert "in dispute at the bank" in owner.screen.text
    assert owner.screen.key("Refund up to €12.50") is None


@SIMPLEST
async def test_what_comes_back_is_typed_as_people_would(app, make, owner):
    session = make.session(series=make.series(title="Reformer", owner=_known(make, owner), price=1250))
    await owner.send("/start")
    await owner.tap_data(owner.screen, EditSeries(series_id=session.series_id, page="rules").pack())
    assert "Refunds: All comes back while cancelling is free, then nothing" in owner.screen.text
    await owner.tap("Refunds")
    await owner.send("48h 100%, soon 50%")
    assert "I need how long before the start" in owner.screen.text
    await owner.send("48h 100%, 24h 50%")
    await owner.wait_for("✅ That is kept.")
    assert (
        "Refunds: 100 % until 48 hours before the start, 50 % until 24 hours before, then nothing" in owner.screen.text
    )
    await owner.tap("Late fee")
    await owner.send("5")
    await owner.wait_for("Late fee: €5.00")
    await owner.tap("Refunds")
    await owner.tap("Remove")
    assert "Refunds: All comes back while cancelling is free, then nothing" in owner.screen.text


@SIMPLEST
async def test_the_takings_of_a_session_stand_on_its_roster(app, place, owner):
    session, _ = place()
    await owner.open(f"s_{session.code}")
    await owner.tap("Roster")
    await owner.tap("Money")
    assert "✅ Paid: €12.50, 1 payment" in owner.screen.text
    assert "Kept" not in owner.screen.text
