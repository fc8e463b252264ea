"""Packages that end soon: told a month, a week and a day before, once each, to whoever has credits left."""

from datetime import timedelta

import pytest

from db.models import Notification, Package
from db.models.packages import CreditCause
from db.models.series import BookingMode
from keyboards.notices import below
from services import codes, profiles
from services.notices.composing import compose
from services.notices.messages import Mail, Notice
from services.packages import crediting, ending
from services.translator import Translator
from tests.factories import NOW

NINE = NOW.replace(hour=8)
"""Nine in Berlin, where the host is."""
DAYS = timedelta(days=1)


@pytest.fixture
def jam(make):
    return make.session(
        title="Reformer", mode=BookingMode.PAID, price=1250, credits=1, starts_in=timedelta(days=1, hours=-20)
    )


@pytest.fixture
def own(tx, make, jam):
    """Somebody bought a package of ten, which ends so long after the nine o'clock of these tests."""

    def own(ends_in, *, valid_days=90, used=0, person=None):
        fields = {"code": codes.new(), "name": "Ten classes", "credits": 10, "price": 15000, "valid_days": valid_days}
        package = make.kept(Package(host_id=jam.host_id, currency="EUR", created_at=NOW, **fields))
        bought_at = NINE + ends_in - valid_days * DAYS
        person = person or make.user()
        purchase = crediting.give(tx, package, user_id=person.id, payment_id=None, actor_id=None, now=bought_at)
        if used:
            crediting.change(tx, purchase, -used, CreditCause.REFUNDED, now=bought_at)
        return purchase

    return own


def warned(tx, now=NINE):
    """What the task does; the kinds that are owed by it."""
    known = {row.id for row in tx.query(Notification)}
    ending.owe(tx, ending.list_due(tx, now=now), now=now)
    return [
        (row.kind, row.data["days"]) for row in tx.query(Notification).order_by(Notification.id) if row.id not in known
    ]


def test_a_month_a_week_and_a_day_before_and_once_each(tx, own):
    own(30 * DAYS)
    told = [warned(tx, NINE + days * DAYS) for days in range(32)]

    assert {number: one for number, one in enumerate(told) if one} == {
        0: [("package_ends", 30)],
        23: [("package_ends_soon", 7)],
        29: [("package_ends_soon", 1)],
    }
    assert warned(tx, NINE + timedelta(hours=1)) == []


def test_a_morning_that_was_missed_is_made_up_for(tx, own):
    own(30 * DAYS)
    assert warned(tx, NINE - timedelta(minutes=1)) == []
    assert warned(tx, NINE + timedelta(hours=3)) == [], "it is noon"
    assert warned(tx, NINE + 1 * DAYS + timedelta(hours=2)) == [("package_ends", 30)]


@pytest.mark.parametrize(("valid_days", "first"), [(90, 30), (30, 7), (10, 7), (7, 1), (1, None)])
def test_what_is_good_for_a_short_time_is_not_warned_of_as_it_is_bought(tx, own, valid_days, first):
    own(valid_days * DAYS, valid_days=valid_days)
    told = [one for days in range(valid_days) for one in warned(tx, NINE + days * DAYS)]
    assert (told[0][1] if told else None) == first


def test_what_is_used_up_or_went_back_is_not_warned_of(tx, own, caplog):
    own(7 * DAYS, used=10)
    own(7 * DAYS).ended_at = NINE
    tx.flush()
    assert warned(tx) == []


def test_a_warning_says_what_is_left_and_what_to_book(tx, own, jam):
    purchase = own(30 * DAYS, used=5)
    notices = {}
    for days in (30, 7, 1):
        now = NINE + (30 - days) * DAYS
        warned(tx, now)
        told = tx.query(Notification).order_by(Notification.id.desc()).first()
        notice = compose(tx, notification_id=told.id, now=now)
        assert isinstance(notice, Notice)
        notices[days] = notice
    keys = below(notices[30], Translator("en")).inline_keyboard
    assert (keys[0][0].text, keys[0][0].callback_data) == ("Mon 23 Nov, 17:00 · Reformer", f"session:{jam.id}:d")
    texts = {days: notice.text for days, notice in notices.items()}
    assert [key.text for row in keys for key in row][-4:] == ["Sessions", "Buy again", "My packages", "Home"]
    assert purchase.remaining == 5
    assert "Your package expires in 30 days: <b>Ten classes</b>" in texts[30]
    assert "5 of 10 credits remaining" in texts[30]
    assert "· Reformer" in texts[30]
    assert "Package expiring soon! <b>Ten classes</b>" in texts[7]
    assert "🟥 Last chance to use your credits: <b>Ten classes</b>" in texts[1]
    assert len({*texts.values()}) == 3


def test_who_wants_no_reminders_gets_none(tx, make, own):
    person = make.user()
    profiles.set_wish(tx, user_id=person.id, kind="reminders", channel="telegram", on=False, now=NINE)
    own(7 * DAYS, person=person)
    assert warned(tx) == [("package_ends_soon", 7)]
    told = tx.query(Notification).order_by(Notification.id.desc()).first()
    assert not isinstance(compose(tx, notification_id=told.id, now=NINE), Notice | Mail)


def test_what_was_used_before_the_message_leaves_is_not_told(tx, own):
    purchase = own(7 * DAYS)
    warned(tx)
    told = tx.query(Notification).order_by(Notification.id.desc()).first()
    crediting.change(tx, purchase, -10, CreditCause.REFUNDED, now=NINE)
    assert not isinstance(compose(tx, notification_id=told.id, now=NINE), Notice | Mail)
