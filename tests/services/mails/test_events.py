"""What the provider tells of mails: genuine or not, kept once, and what follows from it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Alert, Notification, ProviderEvent, User
from services import outbox
from services.mails import events
from tests.factories import NOW
from tests.services.mails.svix import SECRET, signed

CHANNELS = frozenset({"telegram", "email", "sms"})
BODY = b'{"type":"email.delivered"}'


@pytest.mark.parametrize(
    ("change", "genuine"),
    [
        ({}, True),
        ({"svix-signature": "v1,AAAA v2,x {mark}"}, True),
        ({"svix-signature": "v1,AAAA"}, False),
        ({"svix-signature": "{mark}x"}, False),
        ({"svix-signature": ""}, False),
        ({"svix-id": "msg_2"}, False),
        ({"svix-id": ""}, False),
        ({"svix-timestamp": "0"}, False),
        ({"svix-timestamp": "now"}, False),
        ({"svix-timestamp": ""}, False),
    ],
)
def test_only_what_carries_a_good_signature_is_genuine(change, genuine):
    headers = signed(BODY, now=NOW)
    mark = headers["svix-signature"]
    headers |= {name: value.replace("{mark}", mark) for name, value in change.items()}

    assert events.is_genuine(SECRET, headers, BODY, now=NOW) is genuine


def test_another_body_or_key_and_what_is_old_are_no_good():
    headers = signed(BODY, now=NOW)

    assert not events.is_genuine(SECRET, headers, BODY + b" ", now=NOW)
    assert not events.is_genuine("whsec_AAAA", headers, BODY, now=NOW)
    assert not events.is_genuine(SECRET, headers, BODY, now=NOW + timedelta(minutes=6))
    assert not events.is_genuine(SECRET, headers, BODY, now=NOW - timedelta(minutes=6))
    assert events.is_genuine(SECRET, headers, BODY, now=NOW + timedelta(minutes=4))


@pytest.fixture
def ana(make):
    make.user("Adam", is_admin=True)
    return make.user("Ana", email="ana@example.org")


@pytest.fixture
def mail(tx, ana):
    """A copy by mail that was sent to Ana."""
    outbox.put_matter(tx, "announcement", user_id=ana.id, subject=("x", 1), due_at=NOW)
    row = tx.scalars(select(Notification).where(Notification.user_id == ana.id)).one()
    row.channel, row.provider_id, row.status, row.sent_at = "email", "re_1", "sent", NOW
    row.content = {"to": "ana@example.org"}
    tx.flush()
    return row


def told(tx, what, *, event_id="msg_1", at=NOW, **data):
    payload = {
        "type": what,
        "created_at": at.isoformat(),
        "data": {"email_id": "re_1", "to": ["ana@example.org"], **data},
    }
    events.keep(tx, event_id=event_id, payload=payload, now=NOW + timedelta(minutes=1))
    return [events.handle(tx, one, channels=CHANNELS, now=NOW + timedelta(minutes=2)) for one in events.list_open(tx)]


def test_an_event_is_kept_once_and_worked_on_once(tx, mail):
    assert told(tx, "email.delivered") == [True]
    assert told(tx, "email.delivered") == []

    [event] = tx.scalars(select(ProviderEvent))
    assert event.handled_at
    assert event.payload == {"type": "email.delivered", "email_id": "re_1"}
    assert events.handle(tx, event.id, now=NOW) is False


@pytest.mark.parametrize("what", ["delivered", "opened", "clicked", "bounced"])
def test_the_log_shows_when_it_happened_first(tx, mail, what):
    told(tx, f"email.{what}", at=NOW + timedelta(seconds=5))
    told(tx, f"email.{what}", at=NOW + timedelta(seconds=9), event_id="msg_2")

    assert getattr(mail, f"{what}_at") == NOW + timedelta(seconds=5)


@pytest.mark.parametrize("at", ["soon", "2026-11-23T12:00:00", "2099-01-01T00:00:00+00:00", None])
def test_a_time_that_cannot_be_is_that_of_the_news(tx, mail, at):
    payload = {"type": "email.opened", "created_at": at, "data": {"email_id": "re_1"}}
    events.keep(tx, event_id="msg_1", payload=payload, now=NOW)
    events.handle(tx, events.list_open(tx)[0], now=NOW)

    assert mail.opened_at == NOW


def test_a_bounce_marks_the_address_and_tells_the_admins(tx, mail, ana):
    told(tx, "email.bounced", bounce={"message": "no such user"})

    assert ana.email_failed_at
    [alert] = tx.scalars(select(Alert))
    assert (alert.kind, alert.subject_id, alert.data) == (
        "email_bounced",
        ana.id,
        {"message": "announcement", "reason": "no such user"},
    )


def test_a_bounce_of_an_address_that_was_changed_meanwhile_marks_nothing(tx, mail, ana):
    ana.email = "new@example.org"

    told(tx, "email.bounced")

    assert ana.email_failed_at is None


@pytest.mark.parametrize(
    ("what", "data", "is_marked"),
    [
        ("bounced", {"bounce": {"type": "Permanent", "message": "no such user"}}, True),
        ("bounced", {"bounce": {"type": "Transient", "message": "mailbox full"}}, False),
        ("bounced", {"bounce": {"type": "Undetermined", "message": "?"}}, False),
        ("suppressed", {"suppressed": {"type": "OnAccountSuppressionList", "message": "bounced before"}}, True),
        ("failed", {"failed": {"reason": "reached_daily_quota"}}, False),
        ("bounced", {"bounce": "of another shape"}, True),
    ],
)
def test_a_mail_that_is_lost_goes_by_sms_once_where_that_is_wanted(tx, mail, ana, what, data, is_marked):
    mail.kind, mail.dedupe_key = "session_cancelled", "1:email"
    ana.phone, ana.wishes, ana.telegram_id = "+491701234567", {"sms": {"bookings": True}}, None

    told(tx, f"email.{what}", **data)
    told(tx, f"email.{what}", event_id="msg_2", **data)

    assert (mail.status, mail.bounced_at is not None) == ("failed", True)
    assert (ana.email_failed_at is not None) == is_marked
    [copy] = tx.scalars(select(Notification).where(Notification.copy_of_id == mail.id))
    assert (copy.channel, copy.kind) == ("sms", "session_cancelled")
    assert [alert.kind for alert in tx.scalars(select(Alert))] == ["email_bounced"]


def test_what_came_back_by_mail_is_owed_again_to_whom_telegram_reaches_again(tx, mail, ana, make):
    """The mail stood in for a message that Telegram refused."""
    refused = {"status": "failed", "reason": "blocked", "data": {}, "due_at": NOW, "created_at": NOW}
    first = make.kept(
        Notification(user_id=ana.id, kind="transfer_given", channel="telegram", dedupe_key="t", **refused)
    )
    mail.copy_of_id, mail.kind = first.id, first.kind

    outbox.wake(tx, ana.id, now=NOW)
    assert first.status == "failed"  # the mail has told it
    told(tx, "email.bounced")
    outbox.wake(tx, ana.id, now=NOW)

    tx.refresh(first)
    assert first.status == "queued"


def test_what_may_have_arrived_is_not_owed_again(tx, make):
    """An announcement whose answer got lost: nobody reads it twice."""
    user = make.user()
    lost = {"status": "failed", "reason": "unknown: TimeoutError", "data": {}, "due_at": NOW, "created_at": NOW}
    row = make.kept(Notification(user_id=user.id, kind="announcement", channel="telegram", dedupe_key="a", **lost))

    outbox.wake(tx, user.id, now=NOW)

    tx.refresh(row)
    assert row.status == "failed"


def test_a_complaint_ends_mails_of_that_kind_and_no_others(tx, mail, ana):
    mail.kind = "reminder"

    told(tx, "email.complained")

    assert tx.get_one(User, ana.id, populate_existing=True).wishes == {"email": {"reminders": False}}
    assert tx.scalars(select(Alert.kind)).all() == ["email_complained"]


def test_news_that_is_faster_than_the_answer_waits_for_it(tx, mail):
    mail.provider_id = None
    assert told(tx, "email.delivered") == [False]

    mail.provider_id = "re_1"
    assert told(tx, "email.delivered") == [True]
    assert mail.delivered_at


def test_news_of_no_mail_of_ours_is_done_with_after_a_while(tx, mail):
    mail.provider_id = "re_2"
    told(tx, "email.delivered")

    assert events.handle(tx, events.list_open(tx)[0], now=NOW + timedelta(minutes=12))
    assert events.list_open(tx) == []


@pytest.mark.parametrize(
    "payload", [{}, {"data": []}, {"data": {"email_id": 7}}, {"type": 7, "data": {"email_id": "re_1"}}]
)
def test_a_payload_of_another_shape_is_no_error(tx, mail, payload):
    events.keep(tx, event_id="msg_1", payload=payload, now=NOW)

    assert events.handle(tx, events.list_open(tx)[0], now=NOW + timedelta(hours=1))
