"""What became of an SMS: told twice, in the wrong order, late, or only when asked."""

from datetime import timedelta
from itertools import permutations

import pytest

from db.models import Alert, Notification
from services.sms import receipts
from services.sms.known import Known, micros
from tests.factories import NOW

PHONE = "+491701234567"
BOTH = frozenset({"telegram", "email", "sms"})


@pytest.fixture
def ana(make):
    return make.user(phone=PHONE, email="ana@example.org", wishes={"sms": {"reminders": True, "bookings": True}})


@pytest.fixture
def owe(make, ana):
    """An SMS to Ana, beside a message on Telegram that arrived."""

    def owe(**given):
        of = {"user_id": ana.id, "kind": "registration_confirmed", "data": {}, "due_at": NOW, "created_at": NOW}
        told = make.kept(Notification(channel="telegram", dedupe_key="1", status="sent", sent_at=NOW, **of))
        sent = {"status": "sent", "sent_at": NOW, "provider_id": "SM1", "content": {"to": PHONE, "text": "You are in"}}
        return make.kept(Notification(channel="sms", dedupe_key="1:sms", copy_of_id=told.id, **(of | sent | given)))

    return owe


def tell(tx, *statuses, error="", sid="SM1", number=0):
    """In this order; whether the last one was about one of ours."""
    known = False
    for minutes, status in enumerate(statuses):
        one = Known(sid, status, error if status in receipts.LOST else "")
        now = NOW + timedelta(minutes=minutes)
        known = receipts.apply(tx, one, notification_id=number, channels=BOTH, now=now)
        tx.flush()
    return known


def mails(tx, sms):
    return tx.query(Notification).filter_by(copy_of_id=sms.copy_of_id, channel="email").all()


def alerts(tx):
    return [alert.kind for alert in tx.query(Alert).order_by(Alert.id)]


@pytest.mark.parametrize("order", sorted(set(permutations(["queued", "sent", "delivered", "delivered"]))))
def test_delivered_stands_in_whatever_order_it_is_told(tx, owe, order):
    sms = owe()

    tell(tx, *order)

    assert (sms.status, sms.delivered_at) == ("sent", NOW + timedelta(minutes=order.index("delivered")))
    assert mails(tx, sms) == []


@pytest.mark.parametrize("order", sorted(set(permutations(["sent", "undelivered", "undelivered"]))))
def test_what_is_lost_goes_by_mail_once_and_the_number_is_no_good(tx, owe, ana, order):
    sms = owe()

    tell(tx, *order, error="30005")

    assert (sms.status, sms.reason) == ("failed", "undelivered 30005")
    assert ana.phone_failed_at == sms.bounced_at
    assert [mail.status for mail in mails(tx, sms)] == ["queued"]
    assert alerts(tx) == ["bad_number"]


def test_a_carriers_filter_is_not_the_numbers_fault(tx, owe, ana):
    sms = owe()

    tell(tx, "undelivered", error="30007")

    assert ana.phone_failed_at is None
    assert alerts(tx) == ["sms_undelivered"]
    assert len(mails(tx, sms)) == 1


def test_the_first_final_state_stands(tx, owe):
    arrived = owe()
    tell(tx, "delivered", "undelivered")
    assert (arrived.status, arrived.bounced_at) == ("sent", None)


def test_a_number_that_is_theirs_no_more_marks_nothing(tx, owe, ana):
    owe()
    ana.phone = "+491709999999"

    tell(tx, "undelivered", error="30005")

    assert ana.phone_failed_at is None


def test_what_was_stopped_at_the_provider_is_stopped_here(tx, owe, ana):
    owe()

    tell(tx, "failed", error="21610")

    assert ana.sms_stopped_at == NOW
    assert alerts(tx) == []


def test_an_sms_that_nobody_answered_for_is_not_sent_again_once_its_receipt_is_here(tx, owe):
    """The request timed out, so it is owed once more; the receipt says that it has left."""
    sms = owe(status="queued", sent_at=None, provider_id=None, content=None, attempts=1, claims=1)

    tell(tx, "sent", "delivered", sid="SM9", number=sms.id)

    assert (sms.status, sms.provider_id, sms.claims) == ("sent", "SM9", 2)
    assert sms.delivered_at


def test_a_receipt_waits_for_the_answer_of_what_is_being_sent(tx, owe):
    """It may be faster: what the SMS said and cost is in the answer."""
    sms = owe(status="sending", sent_at=None, provider_id=None, content=None, claims=1)
    sms.leased_until = NOW + timedelta(minutes=2)

    assert not tell(tx, "failed", error="30005", sid="SM9", number=sms.id)
    assert (sms.status, mails(tx, sms)) == ("sending", [])


@pytest.mark.parametrize("status", ["queued", "sending"])
def test_a_lost_one_that_nobody_answered_for_goes_by_mail_and_not_again(tx, owe, status):
    sms = owe(status=status, sent_at=None, provider_id=None, content=None, attempts=1, claims=1)
    sms.leased_until = NOW if status == "sending" else None

    assert tell(tx, "failed", error="30005", sid="SM9", number=sms.id)

    assert (sms.status, sms.reason) == ("failed", "undelivered 30005")
    assert len(mails(tx, sms)) == 1


def test_the_receipt_of_a_second_one_changes_nothing_of_the_first(tx, owe, ana):
    sms = owe()

    tell(tx, "undelivered", sid="SM2", number=sms.id, error="30005")

    assert (sms.status, sms.provider_id, sms.bounced_at, ana.phone_failed_at) == ("sent", "SM1", None, None)


def test_the_cost_is_kept_however_often_it_is_told(tx, owe):
    sms = owe()

    for _ in range(2):
        receipts.apply(tx, Known("SM1", "delivered", cost=micros("-0.00750")), now=NOW)
    receipts.apply(tx, Known("SM1", "delivered"), now=NOW)

    assert sms.cost == 7500


def test_what_is_about_no_sms_of_ours_is_known_as_such(tx, owe):
    owe()

    assert not tell(tx, "delivered", sid="SM404")


@pytest.mark.parametrize(
    ("price", "cost"), [("-0.00750", 7500), ("0", 0), ("", None), ("free", None), ("NaN", None), ("Infinity", None)]
)
def test_prices_are_read(price, cost):
    assert micros(price) == cost
