"""Alerts: raised once, counted again, told to admins, and gone when one has seen to it."""

import re
from pathlib import Path

import pytest
from sqlalchemy import select

from db.models import Alert, Notification
from services import alerts, notices
from services.errors import NotFound
from services.notices import Obsolete
from services.notices.alerts import WORDS, in_words
from services.translator import Translator
from tests.factories import NOW
from tests.words import text_of

SUBJECT = ("template", 7)


def raised(tx, **data):
    alerts.raise_alert(tx, "template_failed", subject=SUBJECT, now=NOW, **data)


def owed(tx):
    return list(tx.scalars(select(Notification).where(Notification.kind == "alert_raised")))


@pytest.fixture
def admin(make):
    return make.user("Adam", is_admin=True)


def test_an_alert_is_counted_while_it_is_open(tx, admin):
    raised(tx, reason="a")
    raised(tx, reason="b")

    tx.expire_all()
    [alert] = alerts.list_open(tx, user_id=admin.id).alerts
    assert (alert.count, alert.data) == (2, {"reason": "b"})


def test_admins_are_told_once_and_nobody_else(tx, make, admin):
    make.user("Bo")
    make.user("Former", is_admin=True, blocked_at=NOW)

    raised(tx)
    raised(tx)

    [message] = owed(tx)
    assert message.user_id == admin.id
    assert "<b>template failed</b> · template 7" in text_of(tx, message.id)


def test_what_is_seen_to_is_told_no_more_and_may_be_raised_anew(tx, admin):
    raised(tx)
    alert = tx.scalars(select(Alert)).one()

    for _ in range(2):
        alerts.acknowledge(tx, user_id=admin.id, alert_id=alert.id, now=NOW)

    assert (alert.acknowledged_at, alert.acknowledged_by_id) == (NOW, admin.id)
    assert alerts.list_open(tx, user_id=admin.id).alerts == ()
    assert isinstance(notices.compose(tx, notification_id=owed(tx)[0].id, now=NOW), Obsolete)
    raised(tx)
    assert len(owed(tx)) == 2


def test_only_admins_see_and_acknowledge_alerts(tx, make, admin):
    raised(tx)
    alert = tx.scalars(select(Alert)).one()
    somebody = make.user()

    with pytest.raises(NotFound):
        alerts.list_open(tx, user_id=somebody.id)
    with pytest.raises(NotFound):
        alerts.acknowledge(tx, user_id=somebody.id, alert_id=alert.id, now=NOW)
    with pytest.raises(NotFound):
        alerts.acknowledge(tx, user_id=admin.id, alert_id=99, now=NOW)
    assert alert.acknowledged_at is None


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        (
            "messages_failing",
            {"channel": "email", "reason": "535 <no>"},
            "<b>Messages by email do not arrive</b>: 535 &lt;no&gt;.",
        ),
        ("email_bounced", {"message": "reminder", "reason": "full"}, "<b>A mail came back</b> (template 7): full."),
        ("needs_instructor", {"days": ["2026-12-01", "2026-12-08"]}, "(template 7): 2026-12-01, 2026-12-08."),
        ("generation_failed", {"attention": "failed"}, "(template 7). "),
        ("quota.taken", {"found": "says 2, counted 1"}, "(template 7, quota taken): says 2, counted 1."),
        ("recount", {"more": 4}, "found 4 more"),
        ("refund_failed", {"amount": 1250, "currency": "EUR"}, "<b>€12.50 could not be paid back</b>"),
        ("messages_failing", {}, "<b>Messages by  do not arrive</b>"),
        ("of_another_version", {"reason": "a < b"}, "<b>of another version</b> · template 7 · reason: a &lt; b"),
    ],
)
def test_an_alert_says_what_it_means_and_what_to_do(tx, kind, data, words):
    alerts.raise_alert(tx, kind, subject=SUBJECT, now=NOW, **data)

    assert words in in_words(tx.scalars(select(Alert)).one(), Translator("en"))


def test_every_alert_that_is_raised_has_words():
    """Those of the recount share theirs."""
    code = "".join(file.read_text() for file in Path("services").rglob("*.py"))
    raised_kinds = set(re.findall(r'alert\(\s*tx,\s*"(\w+)"', code))

    assert len(raised_kinds) > 15
    assert raised_kinds <= set(WORDS)
