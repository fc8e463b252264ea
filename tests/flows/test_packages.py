"""Packages: sold by a host, bought by an invoice, spent on places, and given back by the rules."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session as Tx

from db.models import Package, Payment, Purchase, Quota, Refund, Registration, Series, User
from db.models.packages import CreditCause
from db.models.payments import RefundCause
from db.models.series import BookingMode
from services import checks
from services.packages import crediting
from services.refunds import owing
from tests.factories import NOW
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, cancel, until, wait_in_line


@pytest.fixture
async def app(start):
    async with start(payment_provider_token="TEST:sandbox") as app:
        yield app


@pytest.fixture
async def owner(app, sandbox):
    """Who runs the studio, and has it open."""
    person = sandbox.person("Lena Vogel")
    await person.send("/start")
    return person


@pytest.fixture
def jam(make, owner):
    lena = make.tx.scalar(select(User).where(User.telegram_id == owner.id))
    make.tx.rollback()
    session = make.session(title="Reformer", owner=lena, mode=BookingMode.PAID, price=1250, capacity=2)
    make.tx.execute(update(Series).values(credits=1))
    make.commit()
    return session


@pytest.fixture
def ten(make, jam):
    """Ten classes, for sale."""
    return make.kept(package(jam.host_id))


@pytest.fixture(autouse=True)
def _money_balances(engine, clock):
    yield
    with Tx(engine) as tx:
        assert list(checks.money.findings(tx, now=clock())) == []


def package(host_id, entries=10, days=90):
    return Package(
        code="PACK0001",
        host_id=host_id,
        name="Ten classes",
        credits=entries,
        price=15000,
        currency="EUR",
        valid_days=days,
        created_at=NOW,
    )


def owned(make, person, ten, **fields):
    """Somebody has it already."""
    user = make.tx.scalar(select(User).where(User.telegram_id == person.id))
    purchase = crediting.give(make.tx, ten, user_id=user.id, payment_id=None, actor_id=None, now=NOW)
    for name, value in fields.items():
        setattr(purchase, name, value)
    make.commit()
    return purchase


def left(engine):
    with engine.connect() as connection:
        return connection.scalars(select(Purchase.remaining).order_by(Purchase.id)).all()


async def invoice_of(person, number=1):
    def invoices():
        return [one for one in person.messages if "invoice" in one.message]

    await until(lambda: len(invoices()) >= number, f"{person.name} has invoice {number}")
    return invoices()[-1]


def statuses(engine):
    with engine.connect() as connection:
        return connection.scalars(select(Registration.status).order_by(Registration.id)).all()


@ON_BOTH_DATABASES
async def test_a_host_sells_and_somebody_buys_and_spends(app, crew, jam, owner, engine):
    await owner.send("/organize")
    await owner.tap("Host")
    await owner.tap("Packages")
    assert "You sell none yet." in owner.screen
    await owner.tap("New package")
    await owner.send("Ten classes, 10, 150")
    assert "I need four things with commas between" in owner.screen
    await owner.send("Ten classes, 10, 150, 90 days")
    assert "10 credits, good for 90 days\n💶 €150.00" in owner.screen
    await owner.tap("Confirm")
    assert "sold 0 times" in owner.screen
    link = owner.screen.key("Share")["url"].rpartition("?start=")[2]

    ana = crew[0]
    offer = await ana.open(link)
    assert "10 credits, good for 90 days" in offer
    await ana.tap("Pay €150.00")
    await ana.pay(await invoice_of(ana))
    bought = await ana.wait_for("✅ Package purchased successfully: Ten classes")
    assert "10 of 10 credits remaining" in bought
    await all_told(engine)

    assert "🎟 or 1 credit of a package (you have 10)" in await ana.open(f"s_{jam.code}")
    await by_credit(ana, jam)
    assert left(engine) == [9]
    await all_told(engine)
    wallet = await ana.send("/wallet")
    assert "▰▰▰▰▰▰▰▰▰▱ 9 of 10 credits remaining" in wallet
    await ana.tap("Ten classes")
    assert "−1 · Reformer, Wed 25 Nov, 13:00" in ana.screen
    assert "+10 · bought" in ana.screen

    await all_told(engine)
    await ana.open(f"s_{jam.code}")
    await ana.tap("Cancel registration")
    assert "🎟 1 credit comes back." in ana.screen
    await ana.tap("Yes, cancel")
    await ana.wait_for("✖️ Your place is given back.")
    assert left(engine) == [10]
    with engine.connect() as connection:
        assert connection.execute(select(Payment.kind, Payment.status, Payment.receipt_number)).all() == [
            ("package", "succeeded", 1)
        ]


@SIMPLEST
async def test_whoever_pays_the_price_of_yesterday_is_asked_anew(app, crew, make, ten):
    ana = crew[0]
    await ana.open("p_PACK0001")
    await ana.tap("Pay €150.00")
    invoice = await invoice_of(ana)
    make.tx.execute(update(Package).values(price=18000))
    make.commit()
    await ana.pay(invoice)
    assert "This package is not sold like that any more, so nothing was charged." in ana.alert
    await ana.open("p_PACK0001")
    await ana.tap("Pay €180.00")
    assert (await invoice_of(ana, 2)).message["invoice"]["total_amount"] == 18000


@SIMPLEST
async def test_what_is_sold_no_more_says_so(app, crew, owner, ten):
    await owner.send("/organize")
    await owner.tap("Host")
    await owner.tap("Packages")
    await owner.tap("Stop selling Ten classes")
    assert "✖️ Not sold any more" in owner.screen
    assert "This package is not sold any more." in await crew[0].open("p_PACK0001")
    await owner.tap("Sell Ten classes again")
    assert (await crew[0].open("p_PACK0001")).key("Pay €150.00")


@ON_BOTH_DATABASES
async def test_paid_twice_one_goes_back_and_refunded_it_is_good_for_nothing(app, crew, make, ten, engine):
    ana = crew[0]
    await ana.open("p_PACK0001")
    await ana.tap("Pay €150.00")
    invoice = await invoice_of(ana)
    first, second = await ana.agree(invoice), await ana.agree(invoice)
    await ana.arrive(first)
    await ana.arrive(second)
    await ana.wait_for("✅ Package purchased successfully")
    with engine.connect() as connection:
        assert connection.scalars(select(Refund.cause)).all() == ["twice"]
    assert left(engine) == [10]

    paid = make.tx.scalars(select(Payment).where(Payment.duplicate_of_id.is_(None))).one()
    owing.owe(make.tx, paid, 15000, RefundCause.BY_HAND, now=NOW)
    make.commit()
    assert left(engine) == [0]
    assert "↩️ Its money went back." in await ana.send("/wallet")


@ON_BOTH_DATABASES
async def test_who_has_credits_gets_the_place_at_once_when_it_is_their_turn(app, crew, make, jam, ten, engine):
    ana, bo, chloe = crew
    for person in crew:
        await person.send("/start")
        owned(make, person, ten)
    for person in (ana, bo):
        await by_credit(person, jam)
    card = await wait_in_line(chloe, jam)
    assert "🎟 It is paid by your package when your turn comes." in card
    await all_told(engine)
    await ana.open(f"s_{jam.code}")
    await cancel(ana)
    await chloe.wait_for("✅ A place came free and it is yours: Reformer")
    assert left(engine) == [10, 9, 9]


@ON_BOTH_DATABASES
async def test_whose_credits_are_gone_stays_in_line_and_the_next_one_is_served(app, crew, make, jam, ten, engine):
    """WAIT-11."""
    ana, bo, chloe = crew
    for person in crew:
        await person.send("/start")
    owned(make, ana, ten)
    bos = owned(make, bo, ten)
    owned(make, chloe, ten)
    make.tx.execute(update(Quota).values(capacity=1))
    make.commit()
    await by_credit(ana, jam)
    await wait_in_line(bo, jam)
    await wait_in_line(chloe, jam)
    crediting.change(make.tx, make.tx.get_one(Purchase, bos.id), -10, CreditCause.CORRECTED, now=NOW)
    make.commit()
    await all_told(engine)
    await ana.open(f"s_{jam.code}")
    await cancel(ana)
    missed = await bo.wait_for("⏳ Insufficient credits – please purchase a package: Reformer")
    await chloe.wait_for("✅ A place came free and it is yours: Reformer")
    await bo.press(missed, missed.key("Packages"))
    assert "Ten classes" in bo.screen
    assert statuses(engine) == ["cancelled", "waitlisted", "confirmed"]


@SIMPLEST
async def test_whose_credits_went_elsewhere_pays_the_price_that_the_offer_names(app, crew, make, jam, ten, engine):
    ana, bo = crew[:2]
    for person in (ana, bo):
        await person.send("/start")
        bos = owned(make, person, ten)
    make.tx.execute(update(Quota).values(capacity=1))
    make.commit()
    await by_credit(ana, jam)
    await wait_in_line(bo, jam)
    await bo.tap("Book me automatically")
    await bo.tap("Always ask me")
    await all_told(engine)
    await ana.open(f"s_{jam.code}")
    await cancel(ana)
    offer = await bo.wait_for("⏳ A place is free for you: Reformer")
    assert "🎟 Claim it, and your package pays for it." in offer
    crediting.change(make.tx, make.tx.get_one(Purchase, bos.id), -10, CreditCause.CORRECTED, now=NOW)
    make.commit()
    card = await bo.open(f"s_{jam.code}")
    assert card.key("Packages")

    await bo.tap("Claim")

    await bo.wait_for("✅ Claimed.")
    invoice = await invoice_of(bo)
    assert invoice.message["invoice"]["total_amount"] == 1250
    await bo.pay(invoice)
    await bo.wait_for("✅ You are in: Reformer")


@SIMPLEST
async def test_what_cannot_be_charged_is_no_price(app, jam, owner):
    await owner.send("/organize")
    await owner.tap("Reformer")
    await owner.tap("Edit")
    await owner.tap("Price")
    assert "Who is in keeps what they agreed to" in owner.screen
    await owner.send("0.10")
    assert "That is too little to be charged: €0.50 at least, or 0." in owner.screen
    await owner.send("99999999")
    assert "That is too much: €10,000,000.00 at most." in owner.screen
    await owner.send("0.50")
    assert "💶 €0.50" in owner.screen


async def by_credit(person, jam):
    await person.open(f"s_{jam.code}")
    await person.tap("Register")
    await person.tap("Use 1 credit")
    card = await person.wait_for("✅ You are in ·")
    assert "🎟 Paid by 1 credit." in card
    assert "€12.50" not in card


@ON_BOTH_DATABASES
async def test_whose_package_is_over_leaves_the_line_and_is_told(app, crew, make, jam, ten, engine, clock):
    """WAIT-12."""
    ana, bo = crew[:2]
    for person in (ana, bo):
        await person.send("/start")
    owned(make, ana, ten)
    owned(make, bo, ten, expires_at=NOW + timedelta(hours=1))
    make.tx.execute(update(Quota).values(capacity=1))
    make.commit()
    await by_credit(ana, jam)
    await wait_in_line(bo, jam)
    clock.now += timedelta(hours=2)
    await all_told(engine)
    await ana.open(f"s_{jam.code}")
    await cancel(ana)
    await bo.wait_for("✖️ Your package has expired: Reformer")
    assert statuses(engine) == ["cancelled", "cancelled"]


@SIMPLEST
async def test_what_is_over_stays_to_be_seen_with_a_way_to_a_new_one(app, crew, make, ten, clock):
    ana = crew[0]
    await ana.send("/start")
    owned(make, ana, ten)
    clock.now += timedelta(days=100)
    assert "✖️ Your package has expired" in await ana.send("/wallet")
    await ana.tap("Buy again")
    assert "Ten classes" in ana.screen


@SIMPLEST
async def test_only_who_may_edit_the_host_sells(app, crew, make, jam, ten):
    """A stranger's forged tap finds nothing."""
    ana = crew[0]
    await ana.send("/start")
    for data in (f"shelf:{jam.host_id}", f"shelf.ask:{jam.host_id}", f"shelf.stop:{ten.id}", f"shelf.again:{ten.id}"):
        await ana.tap_data(ana.screen, data)
        assert "This is not there any more." in ana.alert
    make.tx.rollback()
    assert make.tx.get_one(Package, ten.id).archived_at is None


@ON_BOTH_DATABASES
async def test_a_code_is_given_out_and_takes_something_off(app, crew, jam, owner, engine):
    await owner.send("/organize")
    await owner.tap("Host")
    await owner.tap("Packages")
    await owner.tap("Promo codes")
    await owner.tap("New code")
    await owner.send("SPRING")
    assert "I need a word and what it takes off" in owner.screen
    await owner.send("SPRING, 20%, 50, 30")
    assert "20 % off · 50 uses · for 30 days" in owner.screen
    await owner.tap("Reformer")
    assert "20 % off · Reformer · used 0 of 50" in owner.screen
    await owner.tap("New code")
    await owner.send("Spring, 5")
    assert "There is such a code already." in owner.screen

    ana = crew[0]
    await ana.open(f"s_{jam.code}")
    await ana.tap("Register")
    await ana.tap("I have a code")
    await ana.send("WINTER")
    assert "I do not know this code here" in ana.screen
    await ana.send("spring")
    assert "€12.50 €10.00 with the code SPRING" in ana.screen
    await ana.tap("Without the code")
    assert "SPRING" not in ana.screen
    await ana.tap("I have a code")
    await ana.send("spring")
    await ana.tap("Confirm")
    invoice = await invoice_of(ana)
    assert invoice.message["invoice"]["total_amount"] == 1000
    await ana.pay(invoice)
    await ana.wait_for("✅ You are in: Reformer")
    await all_told(engine)

    await owner.send("/organize")
    await owner.tap("Host")
    await owner.tap("Packages")
    await owner.tap("Promo codes")
    assert "used 1 of 50" in owner.screen
    await owner.tap("Stop SPRING")
    assert "✖️ over" in owner.screen
