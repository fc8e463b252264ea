"""STOP and START, receipts before their SMS, and who may tell us such things."""

from datetime import timedelta

import pytest

from db.models import Notification, ProviderEvent
from services.sms import events
from tests.factories import NOW

PHONE = "+491701234567"
ON = {"sms": {"reminders": True}}
TOKEN = "12345"


@pytest.fixture
def ana(make):
    return make.user(phone=PHONE, wishes=ON)


def kept(tx, fields, *, now=NOW):
    """The number of what Twilio told, where it is news."""
    told = events.read(fields, "")
    assert told
    return events.keep(tx, event_id=told[0], payload=told[1], now=now)


def receive(tx, word, *, phone=PHONE, sid="SM1", now=NOW, **fields):
    """What somebody answered; what they are told."""
    number = kept(tx, {"MessageSid": sid, "From": phone, "Body": word} | fields, now=now)
    reply = events.handle(tx, number, now=now) if number else ""
    tx.flush()
    return reply


@pytest.mark.parametrize("word", ["STOP", "stop", " Stop. ", "STOPALL", "Unsubscribe", "CANCEL", "end", "QUIT", "стоп"])
def test_stop_holds_at_once_and_is_confirmed_once(tx, ana, word):
    assert "no more SMS" in receive(tx, word)
    assert receive(tx, word, sid="SM2") == ""

    assert ana.sms_stopped_at == NOW
    assert ana.wishes == ON


@pytest.mark.parametrize("word", ["START", "unstop", "Yes"])
def test_start_brings_back_what_there_was(tx, ana, word):
    receive(tx, "STOP")

    assert "again" in receive(tx, word, sid="SM2")

    assert ana.sms_stopped_at is None
    assert ana.wishes == ON
    assert receive(tx, word, sid="SM3") == ""


def test_start_switches_all_on_where_nothing_was_wanted(tx, ana):
    ana.wishes, ana.sms_stopped_at, ana.phone_failed_at = {"email": {"news": True}}, NOW, NOW

    receive(tx, "START")

    assert ana.wishes == {"email": {"news": True}, "sms": {"reminders": True, "bookings": True}}
    assert ana.phone_failed_at is None


def test_help_is_given_and_other_words_are_not_answered(tx, ana):
    assert "STOP" in receive(tx, "HELP")
    assert receive(tx, "Please stop sending", sid="SM2") == ""
    assert ana.sms_stopped_at is None


def test_a_stranger_is_not_answered(tx, ana):
    assert receive(tx, "STOP", phone="+15005550006") == ""
    assert ana.sms_stopped_at is None


def test_all_who_gave_the_number_are_stopped(tx, ana, make):
    other = make.user(phone=PHONE)

    receive(tx, "STOP")

    assert ana.sms_stopped_at == other.sms_stopped_at == NOW


def test_where_the_provider_has_answered_we_do_not(tx, ana):
    assert receive(tx, "STOP", OptOutType="STOP") == ""
    assert ana.sms_stopped_at == NOW


def test_the_same_message_twice_is_one(tx, ana):
    receive(tx, "STOP")
    receive(tx, "START", sid="SM2")
    assert receive(tx, "STOP") == ""

    assert ana.sms_stopped_at is None
    assert tx.query(ProviderEvent).count() == 2


def test_neither_what_people_wrote_nor_their_number_is_kept(tx, ana):
    receive(tx, "my secret is 42")
    receive(tx, "STOP", sid="SM2")

    kept = str([event.payload for event in tx.query(ProviderEvent)])
    assert "secret" not in kept.lower()
    assert PHONE not in kept


def test_a_receipt_waits_for_its_sms_but_not_for_ever(tx, ana, make):
    number = kept(tx, {"MessageSid": "SM7", "MessageStatus": "delivered"})
    assert number
    events.handle(tx, number, now=NOW)
    assert events.list_open(tx) == [number]

    sms = make.kept(
        Notification(
            user_id=ana.id, kind="reminder_soon", channel="sms", dedupe_key="1", data={}, status="sent", sent_at=NOW,
            provider_id="SM7", due_at=NOW, created_at=NOW,
        )
    )  # fmt: skip
    events.handle(tx, number, now=NOW + timedelta(minutes=1))
    assert sms.delivered_at
    assert events.list_open(tx) == []

    stray = kept(tx, {"MessageSid": "SM404", "MessageStatus": "delivered"})
    assert stray
    events.handle(tx, stray, now=NOW + timedelta(minutes=16))
    assert events.list_open(tx) == []


@pytest.mark.parametrize("fields", [{}, {"MessageSid": "SM1"}, {"MessageStatus": "sent"}, {"MessageSid": "x" * 65}])
def test_what_is_neither_a_receipt_nor_an_answer_is_nothing(fields):
    assert events.read(fields, "") is None


@pytest.mark.parametrize("number", ["", "x", "-1", "1.5", "٣", "9" * 30])
def test_a_number_that_is_none_names_no_notification(number):
    told = events.read({"MessageSid": "SM1", "MessageStatus": "sent"}, number)

    assert told
    assert told[1]["notification"] == 0


FIELDS = [("To", "+18005551212"), ("Digits", "1234"), ("CallSid", "CA1234567890ABCDE"), ("From", "+14158675309"),
          ("Caller", "+14158675309")]  # fmt: skip
ADDRESS = "https://mycompany.com/myapp.php?foo=1&bar=2"
MARK = "RSOYDt4T1cUTdK1PDd93/VVr8B8="
"""The example of Twilio's own pages."""


def test_a_signature_is_made_as_twilio_makes_it():
    assert events.signature(TOKEN, ADDRESS, FIELDS) == MARK


@pytest.mark.parametrize("port", ["", ":443"])
def test_with_and_without_the_usual_port_it_is_genuine(port):
    mark = events.signature(TOKEN, ADDRESS.replace(".com/", f".com{port}/"), FIELDS)

    assert events.is_genuine(TOKEN, mark, ADDRESS, FIELDS)


@pytest.mark.parametrize(
    ("token", "mark", "address", "fields"),
    [
        ("54321", MARK, ADDRESS, FIELDS),
        (TOKEN, "", ADDRESS, FIELDS),
        (TOKEN, "Я\udcff", ADDRESS, FIELDS),
        (TOKEN, MARK, ADDRESS + "1", FIELDS),
        (TOKEN, MARK, ADDRESS, FIELDS[:-1]),
        (TOKEN, MARK, ADDRESS, [*FIELDS, ("Body", "STOP")]),
    ],
)
def test_anything_else_is_not(token, mark, address, fields):
    assert not events.is_genuine(token, mark, address, fields)
