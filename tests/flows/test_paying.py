"""Paying for a place in the chat: from the tap to the money, and each way in which that goes otherwise."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session as Tx

from db.models import Payment, Refund, Registration, Series, User
from db.models.payments import PaymentStatus, RefundCause, RefundStatus
from db.models.series import BookingMode, WaitlistWay
from scheduler.crew import here
from services import checks, holds
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, cancel, until, wait_in_line

MINUTE = timedelta(minutes=1)
HOLD = holds.HOLD


@pytest.fixture
async def app(start):
    async with start(payment_provider_token="TEST:sandbox") as app:
        yield app


@pytest.fixture
def jam(make):
    return make.session(title="Reformer", mode=BookingMode.PAID, price=1250, capacity=1)


@pytest.fixture(autouse=True)
def _money_balances(engine, clock):
    """Whatever happened: all that came in is explained, and nobody is in for money that is not there."""
    yield
    with Tx(engine) as tx:
        assert list(checks.money.findings(tx, now=clock())) == []


async def held(person, session):
    """Book, and have the invoice."""
    await person.open(f"s_{session.code}")
    await person.tap("Register")
    await person.tap("Confirm")
    return await person.wait_for("Reformer", timeout=5)


async def invoice_of(person, number=1):
    await until(lambda: len(invoices(person)) >= number, f"{person.name} has invoice {number}")
    return invoices(person)[-1]


def invoices(person):
    return [one for one in person.messages if "invoice" in one.message]


def one(engine, entity, *columns):
    with engine.connect() as connection:
        return [
            tuple(row)
            for row in connection.execute(select(*(getattr(entity, name) for name in columns)).order_by(entity.id))
        ]


@ON_BOTH_DATABASES
async def test_a_place_is_paid_in_the_chat(app, crew, jam, engine):
    ana = crew[0]
    await ana.open(f"s_{jam.code}")
    assert "💶 €12.50" in ana.screen
    assert "paid on site" not in ana.screen
    await ana.tap("Register")
    assert "I send you an invoice" in ana.screen
    card = await ana.tap("Confirm")
    assert "⏳ A place is kept for you until Mon 23 Nov, 12:15" in card
    assert card.key("Pay €12.50")

    invoice = await invoice_of(ana)
    about = invoice.message["invoice"]
    assert (about["title"], about["total_amount"], about["currency"]) == ("Reformer", 1250, "EUR")
    assert "Wed 25 Nov, 13:00" in about["description"]
    assert "All comes back until" in about["description"]
    assert len(about["description"]) <= 255
    await ana.pay(invoice)

    await ana.wait_for("✅ Paid: €12.50")
    await ana.wait_for("✅ You are in: Reformer")
    assert one(engine, Registration, "status") == [("confirmed",)]
    assert one(engine, Payment, "status", "amount", "receipt_number") == [("succeeded", 1250, 1)]
    assert "✅ You are in ·" in await ana.open(f"s_{jam.code}")


@SIMPLEST
async def test_the_owner_hears_of_it_when_it_is_paid_and_not_before(app, crew, make, engine):
    ana, owner = crew[0], crew[2]
    await owner.send("/start")
    host = make.tx.scalar(select(User).where(User.telegram_id == owner.id))
    make.tx.rollback()
    session = make.session(title="Reformer", owner=host, mode=BookingMode.PAID, price=1250)
    await held(ana, session)
    invoice = await invoice_of(ana)
    await all_told(engine)
    assert "Ana Ruiz" not in owner.screen
    await ana.pay(invoice)
    await owner.wait_for("Ana Ruiz is in: Reformer")


@SIMPLEST
async def test_a_declined_card_changes_nothing_and_one_pays_again(app, crew, jam, engine):
    ana = crew[0]
    await held(ana, jam)
    invoice = await invoice_of(ana)
    await ana.decline(invoice)
    assert one(engine, Registration, "status") == [("pending_payment",)]
    await ana.pay(invoice)
    await ana.wait_for("✅ You are in: Reformer")


@ON_BOTH_DATABASES
async def test_who_does_not_pay_in_time_keeps_no_place_and_is_told(app, crew, jam, engine, clock):
    ana, bo = crew[:2]
    await held(ana, jam)
    invoice = await invoice_of(ana)
    clock.now += HOLD
    await here("payments.expire_holds")
    await ana.wait_for("✖️ The time to pay ran out: Reformer")
    assert one(engine, Registration, "status") == [("expired",)]

    await ana.pay(invoice)
    assert "The time to pay ran out, and nothing was charged" in ana.alert
    await held(bo, jam)
    assert (await invoice_of(bo)).message["invoice"]["total_amount"] == 1250


@SIMPLEST
async def test_money_that_comes_late_takes_the_place_if_it_is_free(app, crew, jam, engine, clock):
    ana = crew[0]
    await held(ana, jam)
    query = await ana.agree(await invoice_of(ana))
    clock.now += HOLD + HOLD
    await here("payments.expire_holds")
    await ana.wait_for("✖️ The time to pay ran out")

    await ana.arrive(query)

    await ana.wait_for("✅ You are in: Reformer")
    assert one(engine, Registration, "status") == [("confirmed",)]


@ON_BOTH_DATABASES
async def test_money_that_comes_late_goes_back_if_the_place_is_gone(app, crew, jam, engine, clock):
    ana, bo = crew[:2]
    await held(ana, jam)
    query = await ana.agree(await invoice_of(ana))
    clock.now += HOLD + HOLD
    await here("payments.expire_holds")
    await ana.wait_for("✖️ The time to pay ran out")
    await held(bo, jam)

    await ana.arrive(query)

    await ana.wait_for("↩️ €12.50 goes back to you")
    assert one(engine, Refund, "cause", "amount") == [(RefundCause.LATE, 1250)]


@ON_BOTH_DATABASES
async def test_the_same_invoice_paid_twice_gives_the_second_back(app, crew, jam, engine):
    ana = crew[0]
    await held(ana, jam)
    query = await ana.agree(await invoice_of(ana))
    await ana.arrive(query)
    await ana.wait_for("✅ You are in: Reformer")
    await ana.arrive(query)

    await ana.wait_for("↩️ €12.50 goes back to you")
    assert one(engine, Refund, "cause") == [(RefundCause.TWICE,)]
    assert one(engine, Registration, "status") == [("confirmed",)]


@SIMPLEST
async def test_a_paid_invoice_is_not_charged_again(app, crew, jam):
    ana = crew[0]
    await held(ana, jam)
    invoice = await invoice_of(ana)
    await ana.pay(invoice)
    await ana.wait_for("✅ You are in: Reformer")
    await ana.pay(invoice)
    assert ana.alert == "This is paid already, so nothing was charged."


@SIMPLEST
async def test_a_changed_price_is_asked_anew_and_the_old_invoice_refused(app, crew, jam, engine):
    ana = crew[0]
    await held(ana, jam)
    invoice = await invoice_of(ana)
    with engine.begin() as connection:
        connection.execute(update(Series).values(price=1500))

    await ana.pay(invoice)

    assert "The price has changed to €15.00" in ana.alert
    newer = await invoice_of(ana, 2)
    assert newer.message["invoice"]["total_amount"] == 1500
    await ana.pay(newer)
    await ana.wait_for("✅ Paid: €15.00")


@SIMPLEST
async def test_time_is_made_longer_once(app, crew, jam, engine, clock):
    ana = crew[0]
    await held(ana, jam)
    clock.now += 10 * MINUTE
    await ana.tap("More time")
    card = await ana.wait_for("✅ You have more time to pay.")
    assert "until Mon 23 Nov, 12:30" in card
    assert card.key("More time") is None


@SIMPLEST
async def test_more_time_for_a_claimed_place_is_added_to_what_the_offer_gave(app, crew, jam, engine):
    """An offer may be open for hours: what is added counts from its end."""
    ana, bo = crew[:2]
    await held(ana, jam)
    await ana.pay(await invoice_of(ana))
    await ana.wait_for("✅ You are in: Reformer")
    await wait_in_line(bo, jam)
    await all_told(engine)
    await ana.open(f"s_{jam.code}")
    await cancel(ana)
    await bo.wait_for("A place is free for you: Reformer")
    await bo.tap("Claim")
    await bo.wait_for("✅ Claimed.")
    before = one(engine, Registration, "hold_expires_at")[-1][0]

    await bo.tap("More time")

    await bo.wait_for("✅ You have more time to pay.")
    assert one(engine, Registration, "hold_expires_at")[-1][0] == before + HOLD


@SIMPLEST
async def test_the_invoice_is_sent_once_more_where_one_asks(app, crew, jam, engine):
    ana = crew[0]
    await held(ana, jam)
    await invoice_of(ana)
    card = await ana.open(f"s_{jam.code}")
    await ana.press(card, card.key("Pay €12.50"))
    await ana.pay(await invoice_of(ana, 2))
    await ana.wait_for("✅ You are in: Reformer")
    assert len(one(engine, Payment, "id")) == 1


@SIMPLEST
async def test_a_friend_pays_a_forwarded_invoice(app, crew, jam, engine):
    ana, bo = crew[:2]
    await bo.send("/start")
    await held(ana, jam)
    copy = await ana.forward(await invoice_of(ana), bo)
    assert not any(key.get("pay") for row in copy.message["reply_markup"]["inline_keyboard"] for key in row)
    payload = copy.message["reply_markup"]["inline_keyboard"][0][0]["url"]
    await bo.open(payload)
    invoice = await invoice_of(bo)
    assert "For Ana Ruiz" in invoice.message["invoice"]["description"]
    await bo.pay(invoice)

    paid = await bo.wait_for("✅ Paid: €12.50")
    assert "For Ana Ruiz" in paid
    assert paid.key("Receipt")
    await ana.wait_for("✅ You are in: Reformer")
    [(user_id, payer_id)] = one(engine, Payment, "user_id", "payer_id")
    assert payer_id is not None
    assert payer_id != user_id


@SIMPLEST
async def test_who_gives_a_place_back_while_paying_pays_nothing(app, crew, jam, engine):
    ana = crew[0]
    await held(ana, jam)
    invoice = await invoice_of(ana)
    await ana.tap("Cancel registration")
    await ana.wait_for("Nothing was paid yet, so it costs nothing.")
    await ana.tap("Yes, cancel")
    await ana.wait_for("✖️ Your place is given back.")
    await ana.pay(invoice)
    assert "nothing was charged" in ana.alert
    assert one(engine, Payment, "status") == [(PaymentStatus.CANCELLED,)]


@ON_BOTH_DATABASES
async def test_an_offer_from_the_line_is_claimed_and_paid(app, crew, jam, engine):
    ana, bo = crew[:2]
    await held(ana, jam)
    await ana.pay(await invoice_of(ana))
    await ana.wait_for("✅ You are in: Reformer")
    await wait_in_line(bo, jam)
    await all_told(engine)
    await ana.open(f"s_{jam.code}")
    await cancel(ana)

    await bo.wait_for("A place is free for you: Reformer")
    await bo.tap("Claim")
    await bo.wait_for("✅ Claimed.")
    await bo.pay(await invoice_of(bo))
    await bo.wait_for("✅ You are in: Reformer")
    assert sorted(one(engine, Registration, "status")) == [("cancelled",), ("confirmed",)]


@SIMPLEST
@pytest.mark.parametrize(
    ("currency", "price", "shown"), [("JPY", 1200, "¥1,200"), ("KWD", 12345, "KWD12.345"), ("XTR", 50, "50 ⭐")]
)
async def test_every_currency_has_its_own_digits(app, crew, make, engine, currency, price, shown):
    session = make.session(title="Reformer", mode=BookingMode.PAID, price=price, currency=currency)
    ana = crew[0]
    card = await ana.open(f"s_{session.code}")
    assert shown in card.text.replace("\u00a0", " ")
    await held(ana, session)
    invoice = await invoice_of(ana)
    assert (invoice.message["invoice"]["total_amount"], invoice.message["invoice"]["currency"]) == (price, currency)
    await ana.pay(invoice)
    await ana.wait_for("✅ You are in: Reformer")


@SIMPLEST
async def test_stars_go_back_by_telegram(app, crew, make, sandbox, engine):
    session = make.session(title="Reformer", mode=BookingMode.PAID, price=50, currency="XTR", capacity=1)
    ana = crew[0]
    await held(ana, session)
    query = await ana.agree(await invoice_of(ana))
    await ana.arrive(query)
    await ana.arrive(query)
    await ana.wait_for("↩️ 50 ⭐ goes back to you")
    await here("refunds.send_due")
    await until(lambda: one(engine, Refund, "status") == [(RefundStatus.SUCCEEDED,)], "the Stars are back")
    assert len(sandbox.calls("refundStarPayment", ok=True)) == 1


@SIMPLEST
async def test_a_series_is_set_to_be_paid_in_the_chat(app, crew, make):
    owner = crew[2]
    await owner.send("/start")
    host = make.tx.scalar(select(User).where(User.telegram_id == owner.id))
    make.tx.rollback()
    make.series(owner=host, title="Reformer", price=900, waitlist_way=WaitlistWay.AT_ONCE)
    await owner.send("/organize")
    await owner.tap("Reformer")
    await owner.tap("Edit")
    await owner.tap("Rules")
    await owner.tap("Booking")
    screen = await owner.tap("Paid in the chat")
    assert "Booking: Paid in the chat" in screen


@SIMPLEST
async def test_without_a_provider_nobody_is_promised_a_payment(start, crew, make):
    owner = crew[2]
    async with start():
        await owner.send("/start")
        host = make.tx.scalar(select(User).where(User.telegram_id == owner.id))
        make.tx.rollback()
        make.series(owner=host, title="Reformer", price=900)
        await owner.send("/organize")
        await owner.tap("Reformer")
        await owner.tap("Edit")
        await owner.tap("Rules")
        await owner.tap("Booking")
        await owner.tap("Paid in the chat")
        assert "Payments by card are not set up here yet" in owner.screen


@SIMPLEST
@pytest.mark.parametrize("label", ["Pay €12.50", "More time"])
async def test_who_taps_on_the_card_of_before_paying_reads_that_they_are_in(app, crew, jam, label):
    ana = crew[0]
    await held(ana, jam)
    card = ana.screen
    tapped = card.key(label)
    await ana.pay(await invoice_of(ana))
    await ana.wait_for("✅ You are in: Reformer")

    await ana.press(card, tapped)

    assert "You are in already" in ana.alert
    shown = await ana.wait_for("✅ You are in ·")
    assert shown.key("Cancel registration")


@SIMPLEST
async def test_an_invoice_that_was_replaced_says_so(app, crew, jam, engine):
    ana = crew[0]
    await held(ana, jam)
    invoice = await invoice_of(ana)
    with engine.begin() as connection:
        connection.execute(update(Series).values(price=1500))
    await ana.pay(invoice)
    newer = await invoice_of(ana, 2)

    await ana.pay(invoice)

    assert "There is a newer one: please pay that." in ana.alert
    await ana.pay(newer)
    await ana.wait_for("✅ Paid: €15.00")
    await ana.pay(invoice)
    assert ana.alert == "This is paid already, so nothing was charged."


@SIMPLEST
async def test_the_invoice_of_a_cancelled_session_says_so(app, crew, make, engine):
    ana, owner = crew[0], crew[2]
    await owner.send("/start")
    host = make.tx.scalar(select(User).where(User.telegram_id == owner.id))
    make.tx.rollback()
    session = make.session(title="Reformer", owner=host, mode=BookingMode.PAID, price=1250)
    await held(ana, session)
    card, invoice = ana.screen, await invoice_of(ana)
    await owner.open(f"s_{session.code}")
    await owner.tap("Cancel session")
    await owner.tap("Cancel the session and tell everybody")
    await owner.wait_for("Done.")

    await ana.pay(invoice)
    assert ana.alert == "Reformer was cancelled, so nothing was charged."
    await ana.press(card, card.key("Pay €12.50"))
    assert ana.alert == "Reformer was cancelled, so nothing was charged."


@SIMPLEST
async def test_who_has_yet_to_pay_asks_for_nothing(app, crew, make):
    """On the roster they stand apart from requests: there is nothing to decide about them."""
    ana, owner = crew[0], crew[2]
    await owner.send("/start")
    host = make.tx.scalar(select(User).where(User.telegram_id == owner.id))
    make.tx.rollback()
    session = make.session(title="Reformer", owner=host, mode=BookingMode.PAID, price=1250)
    await held(ana, session)

    await owner.open(f"s_{session.code}")
    roster = await owner.tap("Roster")

    assert "1 has yet to pay" in roster
    assert "asks for a place" not in roster
    assert roster.key("Pending (1)") is None
    shown = await owner.tap("Paying (1)")
    assert "Paying\n⏳ Ana Ruiz" in shown
    await owner.tap("⏳ Ana Ruiz" if shown.key("⏳ Ana Ruiz") else "Ana Ruiz")
    assert "has yet to pay" in owner.screen


@SIMPLEST
async def test_the_card_of_a_held_place_has_the_price_of_now(app, crew, jam, engine):
    ana = crew[0]
    await held(ana, jam)
    await invoice_of(ana)
    with engine.begin() as connection:
        connection.execute(update(Series).values(price=1800))

    card = await ana.open(f"s_{jam.code}")
    await ana.press(card, card.key("Pay €18.00"))

    newer = await invoice_of(ana, 2)
    assert newer.message["invoice"]["total_amount"] == 1800
    await ana.pay(newer)
    await ana.wait_for("✅ You are in: Reformer")
    assert sorted(one(engine, Payment, "status", "amount")) == [("cancelled", 1250), ("succeeded", 1800)]
