"""SMS on and off, ten a day, and what a number has to do with it."""

from datetime import timedelta

import pytest

from db.models import Notification
from services import profiles
from services.errors import PhoneFailed, PhoneMissing, SmsStopped, SmsUnavailable
from services.notices import NoAddress, Sms, compose
from services.sms import limits, switching
from tests.factories import NOW

PHONE, OTHER = "+491701234567", "+491701234568"
NUMBER = "+15005550006"


@pytest.fixture
def ana(make):
    return make.user(phone=PHONE)


def switch(tx, user, kind="reminders", *, on=True, number=NUMBER):
    switching.set_wish(tx, user_id=user.id, kind=kind, on=on, number=number, now=NOW)
    tx.flush()


def owed(tx):
    return tx.query(Notification).filter_by(channel="sms", kind="sms_on").order_by(Notification.id).all()


def composed(tx, notification, now=NOW):
    return compose(tx, notification_id=notification.id, now=now)


def test_the_first_one_is_confirmed_by_an_sms_that_explains_stop(tx, ana):
    switch(tx, ana)
    switch(tx, ana, "bookings")

    [notification] = owed(tx)
    sms = composed(tx, notification)
    assert isinstance(sms, Sms)
    assert (sms.phone, "STOP" in sms.text, "10 a day" in sms.text) == (PHONE, True, True)
    assert switching.standing(tx, user_id=ana.id).wanted == {"reminders", "bookings"}


def test_on_again_it_is_confirmed_again(tx, ana):
    switch(tx, ana)
    switch(tx, ana, on=False)
    switch(tx, ana)

    assert len(owed(tx)) == 2


def test_it_is_not_confirmed_where_it_is_off_again_by_then(tx, ana):
    switch(tx, ana)
    ana.sms_stopped_at = NOW

    assert composed(tx, owed(tx)[0]).reason == "is no longer so"


@pytest.mark.parametrize(
    ("fields", "number", "error"),
    [
        ({}, "", SmsUnavailable),
        ({"phone": None}, NUMBER, PhoneMissing),
        ({"phone_failed_at": NOW}, NUMBER, PhoneFailed),
        ({"sms_stopped_at": NOW}, NUMBER, SmsStopped),
    ],
)
def test_on_needs_a_number_that_works_and_did_not_say_stop(tx, make, fields, number, error):
    user = make.user(**({"phone": PHONE} | fields))

    with pytest.raises(error):
        switch(tx, user, number=number)

    assert user.wishes == {}
    switch(tx, user, on=False, number=number)


def test_without_a_number_it_is_off_and_stays_off_when_another_comes(tx, ana):
    switch(tx, ana)
    ana.sms_stopped_at = NOW

    profiles.forget_phone(tx, user_id=ana.id, version=ana.version, now=NOW)
    profiles.set_phone(tx, user_id=ana.id, phone=PHONE, version=ana.version, now=NOW)

    assert switching.standing(tx, user_id=ana.id).wanted == frozenset()
    assert (ana.sms_stopped_at, len(owed(tx))) == (None, 1)


def test_another_number_is_told_too_and_has_its_own_stop(tx, ana):
    switch(tx, ana)
    ana.sms_stopped_at = ana.phone_failed_at = NOW

    profiles.set_phone(tx, user_id=ana.id, phone=OTHER, version=ana.version, now=NOW)
    tx.flush()

    assert (ana.sms_stopped_at, ana.phone_failed_at) == (None, None)
    assert [notification.data["to"] for notification in owed(tx)] == [PHONE, OTHER]


def test_the_same_number_again_does_not_undo_stop(tx, ana):
    switch(tx, ana)
    ana.sms_stopped_at = NOW

    profiles.set_phone(tx, user_id=ana.id, phone=PHONE, version=ana.version, now=NOW)

    assert ana.sms_stopped_at == NOW
    assert len(owed(tx)) == 1


def sent(make, user, at, number=0):
    return make.kept(
        Notification(
            user_id=user.id, kind="reminder_soon", channel="sms", dedupe_key=f"{user.id}-{at}-{number}", data={},
            status="sent", sent_at=at, provider_id=f"SM{number}", due_at=at, created_at=at,
        )
    )  # fmt: skip


def test_ten_are_sent_on_a_day_and_no_eleventh(tx, ana, make):
    quota = make.quota(starts_in=timedelta(hours=2))
    registration = make.booked(quota, ana)
    ana.wishes = {"sms": {"bookings": True}}
    one = make.kept(
        Notification(
            user_id=ana.id, registration_id=registration.id, kind="registration_confirmed", channel="sms",
            dedupe_key="x", data={}, status="queued", due_at=NOW, created_at=NOW,
        )
    )  # fmt: skip
    for number in range(9):
        sent(make, ana, NOW - timedelta(hours=1), number)
    assert isinstance(composed(tx, one), Sms)

    sent(make, ana, NOW - timedelta(hours=1), 9)
    assert composed(tx, one) == NoAddress(limits.REACHED)


@pytest.mark.parametrize(
    ("zone", "hours_ago", "is_reached"),
    [("UTC", 12, True), ("UTC", 13, False), ("Asia/Tokyo", 20, True), ("Asia/Tokyo", 22, False)],
)
def test_a_day_is_the_persons_own(tx, make, zone, hours_ago, is_reached):
    ana = make.user(phone=PHONE, time_zone=zone)  # noon in UTC is 21:00 in Tokyo
    for number in range(10):
        sent(make, ana, NOW - timedelta(hours=hours_ago), number)

    assert limits.is_reached(tx, ana, now=NOW) is is_reached
