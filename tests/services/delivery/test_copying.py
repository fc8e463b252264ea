"""Other channels: who gets a copy, what stands in for what, and what happens where there is no way at all."""

from datetime import timedelta

import pytest

from db.models import Alert, Notification, User
from db.models.notifications import NotificationStatus
from services import delivery, outbox, users
from services.delivery import ATTEMPTS
from services.notices import Mail, NoAddress, Notice, NotNow, Obsolete, Sms, compose
from services.ports import Delivered, Later, Refused, Unknown
from tests.factories import NOW

ALL = ("telegram", "email", "sms")
MAIL, PHONE = {"email": "ana@example.org"}, {"phone": "+491701234567"}
SMS_WANTED = {"sms": {"bookings": True, "reminders": True}}
BLOCKED = Refused("blocked the bot", unreachable=True)


def rows(tx, **fields):
    tx.flush()
    return tx.query(Notification).filter_by(**fields).order_by(Notification.id).populate_existing().all()


def copies(tx):
    return {(row.channel, row.status, row.reason) for row in rows(tx) if row.copy_of_id}


def claim(tx, *, channel="telegram", channels=ALL, now=NOW):
    return delivery.claim_due(tx, channel=channel, channels=channels, now=now)


def settle(tx, one, outcome, *, now=NOW, channels=ALL):
    delivery.settle(tx, claim=one, outcome=outcome, channels=channels, jitter=0.5, now=now)
    tx.flush()
    return tx.get_one(Notification, one.id)


@pytest.fixture
def owed(tx, make):
    """One notification of a kind, for somebody with these facts."""

    def owe(kind="registration_confirmed", **person):
        user = make.user(**person)
        booked = make.booked(make.quota(), user)
        tx.query(Notification).update({"kind": kind})
        return booked

    return owe


QUEUED, SKIPPED = NotificationStatus.QUEUED, NotificationStatus.SKIPPED


@pytest.mark.parametrize(
    ("kind", "person", "channels", "expected"),
    [
        ("registration_confirmed", {}, ALL, set()),
        ("registration_confirmed", MAIL, ALL, {("email", QUEUED, None)}),
        ("registration_confirmed", MAIL, ("telegram",), set()),
        ("registration_confirmed", MAIL | {"email_failed_at": NOW}, ALL, set()),
        ("registration_confirmed", MAIL | {"wishes": {"email": {"bookings": False}}}, ALL,
         {("email", SKIPPED, "client preference")}),
        ("registration_confirmed", PHONE, ALL, set()),
        ("registration_confirmed", PHONE | {"wishes": SMS_WANTED}, ALL, {("sms", QUEUED, None)}),
        ("registration_confirmed", PHONE | {"wishes": SMS_WANTED, "sms_stopped_at": NOW}, ALL,
         {("sms", SKIPPED, "client preference")}),
        ("registration_confirmed", PHONE | {"wishes": SMS_WANTED, "phone_failed_at": NOW}, ALL, set()),
        ("reminder_soon", MAIL | PHONE | {"wishes": SMS_WANTED}, ALL, {("sms", QUEUED, None)}),
        ("reminder", MAIL | PHONE | {"wishes": SMS_WANTED}, ALL, {("email", QUEUED, None)}),
        ("organizer_message", MAIL, ALL, set()),
    ],
)  # fmt: skip
def test_copies_are_owed_where_the_kind_the_wishes_and_the_addresses_say_so(tx, owed, kind, person, channels, expected):
    owed(kind, **person)

    claim(tx, channels=channels)

    assert copies(tx) == expected


def test_copies_are_owed_once_however_often_a_row_is_claimed(tx, owed):
    owed(**MAIL)
    [first] = claim(tx)
    settle(tx, first, Later("429", 30))

    claim(tx, now=NOW + timedelta(seconds=30))

    assert len(rows(tx, channel="email")) == 1


def test_a_copy_says_the_same_and_holds_nothing_up_on_the_other_channel(tx, owed):
    booked = owed(**MAIL)
    claim(tx)
    [mail] = claim(tx, channel="email")

    message = compose(tx, notification_id=mail.id, now=NOW)

    assert isinstance(message, Mail)
    assert (message.address, message.subject) == ("ana@example.org", "You are in: Monday Jam")
    assert message.values["reference"] == booked.reference
    assert message.host
    assert message.host.name == "Tanzfabrik"


@pytest.mark.parametrize(
    ("person", "channel"),
    [(MAIL, "email"), (PHONE | {"wishes": SMS_WANTED}, "sms"), (MAIL | PHONE | {"wishes": SMS_WANTED}, "email")],
)
def test_whom_telegram_refuses_hears_by_mail_or_else_by_sms(tx, owed, person, channel):
    owed("organizer_message", **person)
    [one] = claim(tx)

    row = settle(tx, one, BLOCKED)

    assert tx.get_one(User, row.user_id).unreachable_at == NOW
    assert copies(tx) == {(channel, QUEUED, None)}
    [copy] = claim(tx, channel=channel)
    message = compose(tx, notification_id=copy.id, now=NOW)
    assert isinstance(message, Mail if channel == "email" else Sms)


def test_what_is_owed_by_mail_anyway_is_not_owed_there_twice(tx, owed):
    owed(**MAIL)
    [one] = claim(tx)

    settle(tx, one, BLOCKED)

    assert len(rows(tx, channel="email")) == 1


@pytest.mark.parametrize("refused", [{"wishes": {"email": {"bookings": False}}}, {"email": None}])
def test_nothing_stands_in_for_what_was_refused(tx, owed, refused):
    owed("organizer_message", **(MAIL | refused))
    [one] = claim(tx)

    assert settle(tx, one, BLOCKED).status == NotificationStatus.FAILED
    assert copies(tx) == set()


def test_who_is_known_to_be_unreachable_is_not_tried_and_an_admin_hears_where_no_way_is_left(tx, owed):
    owed(unreachable_at=NOW)
    [one] = claim(tx)
    obstacle = compose(tx, notification_id=one.id, now=NOW)

    row = settle(tx, one, obstacle)

    assert obstacle == NoAddress("unreachable")
    assert (row.status, row.reason, row.attempts) == (NotificationStatus.FAILED, "No email address", 0)
    [alert] = tx.query(Alert)
    assert (alert.kind, alert.subject_type, alert.subject_id) == ("no_address", "user", row.user_id)


def test_who_is_unreachable_but_has_an_address_costs_no_alert(tx, owed):
    owed(unreachable_at=NOW, **MAIL)
    [one] = claim(tx)

    row = settle(tx, one, compose(tx, notification_id=one.id, now=NOW))

    assert (row.status, row.reason) == (NotificationStatus.SKIPPED, "unreachable")
    assert copies(tx) == {("email", QUEUED, None)}
    assert tx.query(Alert).count() == 0


@pytest.mark.parametrize(("channel", "other"), [("email", "sms"), ("sms", "email")])
def test_a_bad_address_is_marked_told_to_admins_and_stood_in_for(tx, owed, channel, other):
    owed(**MAIL, **PHONE, wishes={"sms": {"bookings": True}, "email": {"bookings": None}})
    claim(tx)
    tx.query(Notification).filter_by(channel=other).delete()
    tx.query(Notification).filter_by(channel="telegram").update({"status": NotificationStatus.FAILED})
    tx.expire_all()
    [one] = claim(tx, channel=channel)

    row = settle(tx, one, Refused("no such address", unreachable=True))

    user = tx.get_one(User, row.user_id)
    assert (user.email_failed_at, user.phone_failed_at) == ((NOW, None) if channel == "email" else (None, NOW))
    assert [alert.kind for alert in tx.query(Alert)] == ["bad_email" if channel == "email" else "bad_number"]
    assert [row.status for row in rows(tx, channel=other)] == [QUEUED]


@pytest.mark.parametrize("channel", ["email", "sms"])
def test_an_address_that_was_changed_while_a_message_was_on_its_way_is_not_marked(tx, owed, channel):
    owed(**MAIL, **PHONE, wishes={"sms": {"bookings": True}, "email": {"bookings": None}})
    claim(tx)
    [one] = claim(tx, channel=channel)

    row = settle(tx, one, Refused("no such address", unreachable=True, address="the old one"))

    user = tx.get_one(User, row.user_id)
    assert (user.email_failed_at, user.phone_failed_at) == (None, None)
    assert row.status == NotificationStatus.FAILED


def test_who_answered_stop_from_a_number_that_is_theirs_no_more_has_not_stopped(tx, owed):
    owed(**PHONE, wishes={"sms": {"bookings": True}})
    claim(tx)
    [one] = claim(tx, channel="sms")

    row = settle(tx, one, Refused("21610", has_stopped=True, address="+491700000000"))

    assert tx.get_one(User, row.user_id).sms_stopped_at is None


@pytest.mark.parametrize("channel", ["telegram", "email", "sms"])
def test_what_is_refused_for_a_fault_of_ours_an_admin_hears_of(tx, owed, channel):
    owed(**MAIL, **PHONE, wishes={"sms": {"bookings": True}, "email": {"bookings": None}})
    [one, *_] = [*claim(tx), *claim(tx, channel=channel)][-1:]

    row = settle(tx, one, Refused("can't parse entities"))

    assert (row.channel, row.status) == (channel, NotificationStatus.FAILED)
    assert [(alert.kind, alert.data["channel"]) for alert in tx.query(Alert)] == [("messages_failing", channel)]


@pytest.mark.parametrize(("channel", "attempts"), [("telegram", ATTEMPTS), ("email", 3)])
def test_after_the_last_attempt_an_admin_hears_of_it(tx, owed, channel, attempts):
    owed(**MAIL)
    claim(tx)
    now = NOW + delivery.LEASE
    for _ in range(attempts):
        [one] = claim(tx, channel=channel, now=now)
        row = settle(tx, one, Later("502"), now=now)
        now = max(row.due_at, now)

    assert (row.status, row.attempts) == (NotificationStatus.FAILED, attempts)
    assert [(alert.kind, alert.count) for alert in tx.query(Alert)] == [("messages_failing", 1)]


def test_an_alert_that_cannot_be_told_is_not_told_of(tx, make):
    admin = make.user(is_admin=True)
    outbox.put_matter(tx, "alert_raised", user_id=admin.id, subject=("alert", 1), due_at=NOW, alert_id=1)
    now = NOW
    for _ in range(ATTEMPTS):
        [one] = claim(tx, now=now)
        now = settle(tx, one, Later("502"), now=now).due_at

    assert tx.query(Alert).count() == 0


def test_a_crowd_is_not_told_again_what_may_have_arrived(tx, make):
    outbox.put_matter(
        tx, "announcement", user_id=make.user().id, subject=("announcement", 1), due_at=NOW, announcement_id=1
    )
    [one] = claim(tx)

    row = settle(tx, one, Unknown("timeout"))

    assert (row.status, row.reason) == (NotificationStatus.FAILED, "unknown: timeout")


def test_who_writes_to_us_again_gets_what_they_missed_and_nobody_told_them_otherwise(tx, make):
    missed, mailed = make.user("Ana", telegram_id=7), make.user("Bo", telegram_id=8, email="bo@example.org")
    for user in (missed, mailed):
        make.booked(make.quota(), user)
    for one in claim(tx):
        settle(tx, one, BLOCKED)
    [letter] = claim(tx, channel="email")
    settle(tx, letter, Delivered("m1"))
    later = NOW + timedelta(hours=1)

    for user in (missed, mailed):
        profile = users.Profile(user.telegram_id, user.name, "en", "UTC", is_admin=False)
        users.welcome(tx, profile=profile, now=later)

    assert missed.unreachable_at is None
    assert [(row.user_id, row.attempts) for row in rows(tx, status=QUEUED)] == [(missed.id, 0)]


def test_what_is_refused_by_a_wish_is_skipped_and_what_changes_a_place_is_told_anyway(tx, owed):
    owed(wishes={"telegram": {"bookings": False}})
    [one] = claim(tx)
    assert compose(tx, notification_id=one.id, now=NOW) == Obsolete("client preference")

    tx.query(Notification).update({"kind": "registration_promoted"})
    tx.expire_all()
    assert isinstance(compose(tx, notification_id=one.id, now=NOW), Notice)


@pytest.mark.parametrize(
    ("kind", "channel", "waits"),
    [
        ("registration_added", "telegram", True),
        ("registration_confirmed", "telegram", False),
        ("registration_promoted", "telegram", False),
        ("registration_promoted", "email", True),
        ("registration_confirmed", "sms", True),
    ],
)
def test_quiet_hours_hold_what_is_neither_urgent_nor_an_answer(tx, owed, kind, channel, waits):
    owed(kind, **MAIL, **PHONE, wishes=SMS_WANTED, quiet_from=11 * 60, quiet_until=13 * 60)
    tx.query(Notification).update({"channel": channel})
    tx.expire_all()
    [one] = claim(tx, channel=channel)

    message = compose(tx, notification_id=one.id, now=NOW)

    assert (message == NotNow(NOW + timedelta(hours=1))) is waits
    if waits:
        row = settle(tx, one, message)
        assert (row.status, row.due_at, row.attempts) == (QUEUED, NOW + timedelta(hours=1), 0)


def test_what_waits_for_the_morning_holds_nothing_up(tx, owed):
    booked = owed()
    [one] = claim(tx)
    settle(tx, one, NotNow(NOW + timedelta(hours=9)))
    outbox.put(tx, "organizer_message", user_id=booked.user_id, registration_id=booked.id, due_at=NOW, text="Hi")

    assert len(claim(tx)) == 1


def test_what_would_come_too_late_after_the_quiet_is_not_sent(tx, owed):
    owed("registration_added", quiet_from=11 * 60, quiet_until=13 * 60)
    tx.query(Notification).update({"useful_until": NOW + timedelta(minutes=30)})
    tx.expire_all()
    [one] = claim(tx)

    assert compose(tx, notification_id=one.id, now=NOW) == Obsolete("quiet hours until it is too late", is_late=True)
