"""Each way in which a paid place ends, and the one decision about its money."""

from datetime import timedelta

import pytest

from db.models import AuditEvent, Notification, Payment, Series, Session
from db.models.packages import Package
from db.models.payments import Account, PaymentKind, PaymentStatus, Provider, RefundCause, RefundStatus
from db.models.registrations import Status
from db.models.series import BookingMode
from services import access, checks, codes, coming, ledger, payments, registrations, sessions, transfers
from services.errors import TooLateToUndo
from services.errors.refunding import FeeOver
from services.packages import crediting
from services.payments import Charge, fees, history
from services.ports import PaidBack
from services.refunds import by_hand, foreseeing, returning, sending, settling, viewing
from services.refunds.policies import Why
from tests.factories import NOW, faults
from tests.services.refunds.paying import amounts, balance, paid, pay, refunds

SOON, LATER = NOW + timedelta(seconds=10), NOW + timedelta(minutes=3)
TIERS = [{"minutes": 48 * 60, "percent": 100}, {"minutes": 24 * 60, "percent": 50}]
LATE = NOW + timedelta(days=1, hours=13)
"""Past the notice of twelve hours of a session in two days."""


@pytest.fixture
def quota(make):
    return make.quota(mode=BookingMode.PAID, price=1250)


@pytest.fixture
def owner_id(tx, quota):
    return access.quota_to_book(tx, quota.id).owner_id


def cancel(tx, registration, *, now=NOW):
    registrations.cancel(tx, user_id=registration.user_id, registration_id=registration.id, now=now)


def undo(tx, registration, *, now=SOON):
    registrations.undo(tx, user_id=registration.user_id, registration_id=registration.id, now=now)


def series_of(tx, quota):
    return tx.get_one(Series, access.quota_to_book(tx, quota.id).series_id)


def decisions(tx, registration):
    found = tx.query(AuditEvent).filter_by(subject_type="registration", subject_id=registration.id)
    return [one.data for one in found.order_by(AuditEvent.id) if one.action == returning.DECIDED]


def foresee(tx, registration, *, now=NOW):
    return foreseeing.of_cancelling(tx, user_id=registration.user_id, registration_id=registration.id, now=now)


def test_all_comes_back_in_time_and_not_before_it_can_be_undone(tx, make, quota):
    registration, payment = paid(tx, make, quota)
    assert (foresee(tx, registration).why, foresee(tx, registration).back) == (Why.ALL, 1250)

    cancel(tx, registration)

    owed = refunds(tx)[0]
    assert (owed.amount, owed.status, owed.cause) == (1250, RefundStatus.OWED, RefundCause.CANCELLED)
    assert sending.claim_due(tx, now=NOW + registrations.UNDO_WITHIN) == []
    assert len(sending.claim_due(tx, now=NOW + returning.UNDONE_BY_THEN)) == 1
    assert balance(tx, payment) == {"received": -1250, "refunds_due": 1250}
    assert len(decisions(tx, registration)) == 1
    assert faults(tx) == []


def test_nothing_comes_back_too_late(tx, make, quota):
    registration, payment = paid(tx, make, quota)
    assert foresee(tx, registration, now=LATE).why == Why.LATE

    cancel(tx, registration, now=LATE)

    assert refunds(tx) == []
    assert registration.is_late_cancellation
    assert balance(tx, payment) == {"received": -1250, "places": 1250}
    assert [one["back"] for one in decisions(tx, registration)] == [0]
    assert faults(tx, now=LATE) == []


def test_a_part_comes_back_by_the_tiers_that_were_agreed(tx, make, quota):
    series = series_of(tx, quota)
    series.refund_tiers = TIERS
    tx.flush()
    registration, payment = paid(tx, make, quota)
    series.refund_tiers = []
    tx.flush()

    cancel(tx, registration, now=NOW + timedelta(hours=10))

    assert amounts(tx) == [625]
    assert balance(tx, payment) == {"received": -1250, "places": 625, "refunds_due": 625}
    assert faults(tx, now=NOW + timedelta(hours=10)) == []


def test_undone_nothing_is_owed_and_it_can_be_cancelled_again(tx, make, quota):
    registration, payment = paid(tx, make, quota)
    cancel(tx, registration)

    undo(tx, registration)

    assert refunds(tx) == []
    assert balance(tx, payment) == {"received": -1250, "places": 1250}
    assert faults(tx) == []
    cancel(tx, registration, now=LATER)
    assert amounts(tx) == [1250]
    assert faults(tx, now=LATER) == []


def test_what_is_on_its_way_back_cannot_be_undone(tx, make, quota):
    registration, _ = paid(tx, make, quota)
    cancel(tx, registration)
    refunds(tx)[0].due_at = NOW
    tx.flush()
    order = sending.claim_due(tx, now=NOW)[0]

    with pytest.raises(TooLateToUndo), tx.begin_nested():
        undo(tx, registration)

    settling.settle(tx, order.refund_id, outcome=PaidBack("re_1"), now=SOON)
    assert registration.status == Status.CANCELLED
    assert faults(tx) == []


def test_a_refund_by_hand_before_leaves_the_rest(tx, make, quota):
    registration, payment = paid(tx, make, quota)
    owner = access.quota_to_book(tx, quota.id).owner_id
    by_hand.refund(tx, user_id=owner, payment_id=payment.id, amount=250, left=1250, reason="cold room", now=NOW)

    cancel(tx, registration, now=LATER)

    assert amounts(tx) == [250, 1000]
    assert faults(tx, now=LATER) == []


def test_one_of_a_party_gets_a_share(tx, make):
    quota = make.quota(mode=BookingMode.PAID, price=1250)
    registration, payment = paid(tx, make, quota, places=3)
    assert payment.amount == 3750

    registrations.shrink(
        tx, user_id=registration.user_id, registration_id=registration.id, sequence=registration.sequence, now=LATER
    )

    assert (amounts(tx), registration.price) == ([1250], 2500)
    assert refunds(tx)[0].due_at == LATER
    cancel(tx, registration, now=LATER + timedelta(minutes=1))
    assert amounts(tx) == [1250, 2500]
    undo(tx, registration, now=LATER + timedelta(minutes=1, seconds=5))
    assert amounts(tx) == [1250], "what a guest gave up before stays given up"
    assert faults(tx, now=LATER) == []


def test_stars_of_a_party_go_back_together(tx, make):
    quota = make.quota(mode=BookingMode.PAID, price=100, currency="XTR", is_digital=True)
    registration, _ = paid(tx, make, quota, places=2)

    registrations.shrink(
        tx, user_id=registration.user_id, registration_id=registration.id, sequence=registration.sequence, now=NOW
    )
    assert amounts(tx) == []

    cancel(tx, registration, now=LATER)
    assert amounts(tx) == [200]
    assert faults(tx, now=LATER) == []


def test_a_part_of_stars_is_all_of_them(tx, make):
    quota = make.quota(mode=BookingMode.PAID, price=100, currency="XTR", is_digital=True, refund_tiers=TIERS)
    registration, _ = paid(tx, make, quota)
    cancel(tx, registration, now=NOW + timedelta(hours=10))
    assert amounts(tx) == [100]


def test_who_is_taken_out_gets_all_of_it_at_once(tx, make, quota, owner_id):
    registration, _ = paid(tx, make, quota)
    registrations.take_out(tx, user_id=owner_id, registration_id=registration.id, now=LATE)

    assert [(one.amount, one.due_at, one.requested_by_id) for one in refunds(tx)] == [(1250, LATE, owner_id)]
    assert faults(tx, now=LATE) == []


def test_who_does_not_want_the_time_it_was_moved_to_gets_all_of_it(tx, make, quota, owner_id):
    registration, _ = paid(tx, make, quota)
    session_id = registration.session_id
    to = NOW + timedelta(days=1)
    sessions.move(tx, user_id=owner_id, session_id=session_id, starts_at=to, now=NOW + timedelta(hours=1))

    cancel(tx, registration, now=to - timedelta(hours=1))

    assert amounts(tx) == [1250]


def test_a_cancelled_session_gives_each_paid_place_one_decision(tx, make, owner_id, quota):
    people = [paid(tx, make, quota)[0] for _ in range(3)]
    left = people[0]
    cancel(tx, left, now=LATE)
    session = tx.get_one(Session, left.session_id)
    places, sums = foreseeing.of_sessions(tx, [session.id])
    assert (places, [(one.amount, one.currency) for one in sums]) == (2, [(2500, "EUR")])

    sessions.cancel(tx, user_id=owner_id, session_id=session.id, now=LATE + timedelta(minutes=1))

    assert [(one.amount, one.cause) for one in refunds(tx)] == [(1250, RefundCause.SESSION_CANCELLED)] * 2
    assert [len(decisions(tx, one)) for one in people] == [1, 1, 1]
    assert faults(tx, now=LATE) == []


def test_money_that_stays_where_the_host_cancelled_is_found(tx, make, owner_id, quota):
    registration, payment = paid(tx, make, quota)
    sessions.cancel(tx, user_id=owner_id, session_id=registration.session_id, now=NOW)
    owed = refunds(tx)[0]
    owed.status, payment.refunded = RefundStatus.WITHDRAWN, 0
    ledger.move(tx, payment, 1250, out_of=Account.REFUNDS_DUE, into=Account.PLACES, now=NOW)
    assert [one.rule for one in faults(tx)] == ["payment.unreturned"]


def test_a_disputed_payment_is_not_refunded_and_stops_nobody(tx, make, quota):
    registration, payment = paid(tx, make, quota)
    payment.status = PaymentStatus.DISPUTED
    tx.flush()
    assert foresee(tx, registration).why == Why.DISPUTED

    cancel(tx, registration)

    assert registration.status == Status.CANCELLED
    assert refunds(tx) == []
    assert [one["why"] for one in decisions(tx, registration)] == ["disputed"]


def test_money_of_a_given_place_goes_to_its_payer(tx, make, quota):
    giver, taker = make.user("Ana"), make.user("Bo")
    registration, _ = paid(tx, make, quota, giver)
    token = transfers.offer(tx, user_id=giver.id, registration_id=registration.id, now=NOW)
    taken = transfers.take(tx, token=token, user_id=taker.id, now=NOW)
    assert foresee(tx, taken).goes_to_payer
    [entry] = history.mine(tx, user_id=giver.id).entries
    assert (entry.registration_id, entry.is_mine) == (taken.id, False), "its money is not theirs to look at any more"

    cancel(tx, taken, now=LATER)

    order = sending.claim_due(tx, now=LATER + returning.UNDONE_BY_THEN)[0]
    assert (order.back.telegram_id, order.back.amount) == (giver.telegram_id, 1250)
    assert faults(tx, now=LATER) == []


def test_who_did_not_answer_gets_what_the_rules_say(tx, make):
    quota = make.quota(mode=BookingMode.PAID, price=1250, still_coming_minutes=180, still_coming_releases=True)
    registration, _ = paid(tx, make, quota)
    starts_at = registration.starts_at
    coming.advance(tx, registration.id, now=starts_at - timedelta(hours=3))
    coming.advance(tx, registration.id, now=starts_at - timedelta(minutes=110))

    coming.advance(tx, registration.id, now=starts_at - timedelta(minutes=44))

    assert registration.status == Status.CANCELLED
    assert refunds(tx) == []
    assert [one["why"] for one in decisions(tx, registration)] == ["late"]


@pytest.fixture
def owned(tx, make):
    """A person with ten credits, and a session that takes two."""
    quota = make.quota(mode=BookingMode.PAID, price=1250, credits=2, places_limit=3)
    person = make.user()
    package = Package(
        code=codes.new(),
        host_id=access.quota_to_book(tx, quota.id).host_id,
        name="10 classes",
        credits=10,
        price=9000,
        currency="EUR",
        valid_days=90,
        created_at=NOW,
    )
    purchase = crediting.give(tx, make.kept(package), user_id=person.id, payment_id=None, actor_id=None, now=NOW)
    return quota, person, purchase


def by_credit(tx, quota, person, places=1):
    return registrations.book(tx, user_id=person.id, quota_id=quota.id, places=places, by_credit=True, now=NOW)


def test_credits_come_back_only_in_time(tx, owned):
    quota, person, purchase = owned
    registration = by_credit(tx, quota, person)
    cancel(tx, registration)
    assert purchase.remaining == 10

    again = by_credit(tx, quota, person)
    assert foresee(tx, again, now=LATE).credits_kept == 2
    cancel(tx, again, now=LATE)
    assert purchase.remaining == 8
    assert faults(tx, now=LATE) == []


def test_undone_takes_the_same_credits_again(tx, owned):
    quota, person, purchase = owned
    registration = by_credit(tx, quota, person)
    cancel(tx, registration)

    undo(tx, registration)

    assert (purchase.remaining, registration.credits) == (8, 2)
    cancel(tx, registration, now=LATER)
    assert (purchase.remaining, registration.credits) == (10, 0)
    assert faults(tx, now=LATER) == []


def test_credits_that_were_used_since_cannot_be_taken_again(tx, make, owned):
    quota, person, purchase = owned
    registration = by_credit(tx, quota, person)
    cancel(tx, registration)
    purchase.remaining = 1
    tx.flush()

    with pytest.raises(TooLateToUndo), tx.begin_nested():
        undo(tx, registration)


def test_a_party_gets_the_credits_of_who_leaves(tx, owned):
    quota, person, purchase = owned
    registration = by_credit(tx, quota, person, places=3)
    assert purchase.remaining == 4

    registrations.shrink(
        tx, user_id=person.id, registration_id=registration.id, sequence=registration.sequence, now=NOW
    )

    assert (purchase.remaining, registration.credits) == (6, 4)
    assert faults(tx) == []


def test_the_host_gives_back_credits_however_late(tx, owned):
    quota, person, purchase = owned
    registration = by_credit(tx, quota, person)
    owner_id = access.quota_to_book(tx, quota.id).owner_id
    sessions.cancel(tx, user_id=owner_id, session_id=registration.session_id, now=LATE)
    assert purchase.remaining == 10
    assert faults(tx, now=LATE) == []


def test_credits_of_a_given_place_stay_the_givers(tx, make, owned):
    quota, person, purchase = owned
    registration = by_credit(tx, quota, person)
    token = transfers.offer(tx, user_id=person.id, registration_id=registration.id, now=NOW)
    taken = transfers.take(tx, token=token, user_id=make.user("Bo").id, now=NOW)
    assert (registration.credits, taken.credits, purchase.remaining) == (0, 2, 8)

    cancel(tx, taken, now=LATER)

    assert purchase.remaining == 10
    assert faults(tx, now=LATER) == []


@pytest.fixture
def with_fee(make):
    return make.quota(price=1250, late_fee=500)


def test_a_late_cancellation_costs_a_fee_where_nothing_was_paid(tx, make, with_fee):
    registration = make.booked(with_fee)
    assert foresee(tx, registration).fee == 0
    assert foresee(tx, registration, now=LATE).fee == 500

    cancel(tx, registration, now=LATE)

    fee = tx.query(Payment).one()
    assert (fee.kind, fee.amount, fee.status) == (PaymentKind.FEE, 500, PaymentStatus.PENDING)
    invoice = tx.query(Notification).filter_by(kind="payment_invoice").one()
    assert invoice.due_at == LATE + returning.UNDONE_BY_THEN
    paid_fee = pay(tx, registration, now=LATE + timedelta(hours=1))
    assert balance(tx, paid_fee) == {"received": -500, "fees": 500}
    assert faults(tx, now=LATE) == []


def test_who_paid_or_is_in_time_owes_no_fee(tx, make, with_fee):
    cancel(tx, make.booked(with_fee))
    quota = make.quota(mode=BookingMode.PAID, price=1250, late_fee=500)
    registration, _ = paid(tx, make, quota)
    cancel(tx, registration, now=LATE)
    assert tx.query(Payment).filter_by(kind=PaymentKind.FEE).count() == 0


def test_a_fee_that_came_later_is_for_others(tx, make):
    quota = make.quota(price=1250)
    registration = make.booked(quota)
    series_of(tx, quota).late_fee = 500
    tx.flush()
    assert foresee(tx, registration, now=LATE).fee == 0
    assert foresee(tx, make.booked(quota), now=LATE).fee == 500


def test_undone_no_fee_is_asked_for(tx, make, with_fee):
    registration = make.booked(with_fee)
    cancel(tx, registration, now=LATE)
    undo(tx, registration, now=LATE + timedelta(seconds=10))
    assert tx.query(Payment).one().status == PaymentStatus.CANCELLED


def test_an_organizer_drops_a_fee_once(tx, make, with_fee):
    registration = make.booked(with_fee)
    cancel(tx, registration, now=LATE)
    fee, owner_id = tx.query(Payment).one(), access.quota_to_book(tx, with_fee.id).owner_id

    fees.waive(tx, user_id=owner_id, payment_id=fee.id, now=LATE)

    assert fee.status == PaymentStatus.CANCELLED
    with pytest.raises(FeeOver):
        fees.waive(tx, user_id=owner_id, payment_id=fee.id, now=LATE)


@pytest.mark.parametrize("dropped", ["by an organizer", "with the cancellation"])
def test_a_fee_that_was_dropped_goes_back_when_it_is_paid(tx, make, with_fee, dropped):
    """The invoice was on their screen still."""
    registration = make.booked(with_fee)
    cancel(tx, registration, now=LATE)
    fee, owner_id = tx.query(Payment).one(), access.quota_to_book(tx, with_fee.id).owner_id
    if dropped == "by an organizer":
        fees.waive(tx, user_id=owner_id, payment_id=fee.id, now=LATE)
    else:
        undo(tx, registration, now=LATE + timedelta(seconds=10))

    charge = Charge(Provider.TELEGRAM, "charge_1", 500, "EUR", provider_charge_id="ch_1", payer_id=fee.user_id)
    payments.receive(tx, reference=fee.reference, charge=charge, now=LATE + timedelta(minutes=1))

    assert balance(tx, fee) == {"received": -500, "refunds_due": 500}
    assert [one.cause for one in refunds(tx)] == [RefundCause.LATE]
    assert list(checks.money.findings(tx, now=LATE)) == []
    fee.refunded = 0
    tx.flush()
    assert [one.rule for one in checks.money.fees(tx)] == ["fee.kept"]


def test_an_unpaid_fee_blocks_nobody_and_is_seen(tx, make, with_fee):
    registration = make.booked(with_fee)
    cancel(tx, registration, now=LATE)

    again = registrations.book(tx, user_id=registration.user_id, quota_id=with_fee.id, now=LATE)

    assert again.status == Status.CONFIRMED
    view = viewing.own(tx, user_id=registration.user_id, registration_id=registration.id, now=LATE)
    assert [one.is_unpaid_fee for one in view.payments] == [True]
