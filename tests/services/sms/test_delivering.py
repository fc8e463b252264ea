"""SMS as they are delivered: beside Telegram, at most ten a day, and by mail where the provider is down."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Alert, Notification, User
from services.delivery import deliver_due
from services.ports import Delivered, Later, Refused
from tests.factories import NOW
from tests.fakes import FakeSender

PHONE = "+491701234567"
ON = {"sms": {"reminders": True, "bookings": True}, "email": {"bookings": False}}


@pytest.fixture
def ana(make):
    return make.user(phone=PHONE, email="ana@example.org", wishes=ON)


@pytest.fixture
def rows(engine):
    def listed(channel):
        of = select(Notification.status, Notification.reason).where(Notification.channel == channel)
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(of.order_by(Notification.id))]

    return listed


async def deliver(db, sms, *, times=1):
    """Several rounds, an hour apart: each attempt has its time. In each there is a run for what the first one owed."""
    senders = {"telegram": FakeSender(), "email": FakeSender(), "sms": sms}
    for hour in range(times):
        for minutes in range(3):
            await deliver_due(db, senders, now=NOW + timedelta(hours=hour, minutes=minutes))
    return senders


async def test_a_confirmation_goes_by_sms_too_with_its_words_and_cost(db, make, ana, engine):
    registration = make.booked(make.quota(title="Monday Jam", place="Tanzfabrik"), ana)
    content = {"to": PHONE, "text": "You are in"}

    senders = await deliver(db, FakeSender([Delivered("SM1", content=content, cost=7500)]))

    [sms] = senders["sms"].sent
    assert (sms.phone, sms.kind, sms.about.registration_id) == (PHONE, "registration_confirmed", registration.id)
    assert sms.values["title"] == "Monday Jam"
    assert sms.opens.startswith("s_")
    with engine.connect() as connection:
        kept = select(Notification.content, Notification.cost).where(Notification.channel == "sms")
        assert tuple(connection.execute(kept).one()) == (content, 7500)


async def test_nobody_gets_one_who_did_not_ask_for_it(db, make, rows):
    make.booked(make.quota(), make.user(phone=PHONE))

    senders = await deliver(db, FakeSender())

    assert senders["sms"].sent == rows("sms") == []


async def test_where_the_provider_is_down_it_goes_by_mail_after_three_attempts(db, make, rows, engine):
    make.booked(make.quota(), make.user(phone=PHONE, email="ana@example.org", wishes={"sms": {"bookings": True}}))
    senders = {"telegram": FakeSender(), "sms": FakeSender([Later("503")] * 3)}
    await deliver_due(db, senders, now=NOW)  # no mail is set up at first: so none is a copy already
    senders["email"] = FakeSender()

    for hours in range(1, 6):
        await deliver_due(db, senders, now=NOW + timedelta(hours=hours))

    assert len(senders["sms"].sent) == 3
    assert rows("sms") == [("failed", "503")]
    assert [row[0] for row in rows("email")] == ["sent"]
    with engine.connect() as connection:
        assert list(connection.scalars(select(Alert.kind))) == ["messages_failing"]


async def test_a_number_that_is_none_is_not_tried_again(db, make, ana, rows, engine):
    make.booked(make.quota(), ana)

    senders = await deliver(db, FakeSender([Refused("21211 no", unreachable=True)]), times=3)

    assert len(senders["sms"].sent) == 1
    assert rows("sms") == [("failed", "21211 no")]
    with engine.connect() as connection:
        assert connection.scalar(select(User.phone_failed_at).where(User.id == ana.id))
        assert list(connection.scalars(select(Alert.kind))) == ["bad_number"]


async def test_who_stopped_at_the_provider_gets_no_more(db, make, ana, rows, engine):
    make.booked(make.quota(), ana)
    senders = await deliver(db, FakeSender([Refused("21610 no", has_stopped=True)]))

    make.booked(make.quota(starts_in=timedelta(days=9)), ana)
    await deliver_due(db, senders, now=NOW + timedelta(hours=1))
    await deliver_due(db, senders, now=NOW + timedelta(hours=2))

    assert len(senders["sms"].sent) == 1
    assert rows("sms")[1] == ("skipped", "client preference")
    with engine.connect() as connection:
        assert connection.scalar(select(User.sms_stopped_at).where(User.id == ana.id))


async def test_ten_go_on_a_day_and_what_is_over_is_skipped_with_the_reason(db, make, ana, rows):
    for days in range(12):
        make.booked(make.quota(starts_in=timedelta(days=days + 2)), ana)

    senders = await deliver(db, FakeSender())

    assert len(senders["telegram"].sent) == 12
    assert len(senders["sms"].sent) == 10
    assert rows("sms")[10:] == [("skipped", "10 SMS on this day already")] * 2
    assert rows("email") == [("skipped", "client preference")] * 12


async def test_what_is_over_goes_by_mail_where_mail_is_wanted(db, make, rows):
    ana = make.user(phone=PHONE, email="ana@example.org", wishes={"sms": {"reminders": True}})
    for number in range(10):
        make.kept(
            Notification(
                user_id=ana.id, kind="organizer_message", channel="sms", dedupe_key=f"sms-{number}", data={},
                status="sent", sent_at=NOW, due_at=NOW, created_at=NOW,
            )
        )  # fmt: skip
    registration = make.booked(make.quota(starts_in=timedelta(hours=2)), ana)
    make.kept(
        Notification(
            user_id=ana.id, registration_id=registration.id, kind="reminder_soon", channel="telegram",
            dedupe_key="reminder", data={"starts_at": (NOW + timedelta(hours=2)).isoformat()}, status="queued",
            due_at=NOW, created_at=NOW,
        )
    )  # fmt: skip

    senders = await deliver(db, FakeSender())

    assert senders["sms"].sent == []
    assert "reminder_soon" in [mail.kind for mail in senders["email"].sent]
