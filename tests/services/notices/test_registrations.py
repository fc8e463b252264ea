"""The texts about a person's own registration."""

from dataclasses import replace
from datetime import timedelta

import pytest

from services.notices import registrations as texts
from services.notices.subject import Subject
from services.translator import Translator
from tests.factories import NOW

SUBJECT = Subject(
    title="Monday Jam",
    place="Studio 1",
    quota_name="",
    reference="ABCD1234",
    starts_at=NOW,
    ends_at=NOW + timedelta(hours=2),
    time_zone="Europe/Berlin",
    position=3,
    is_late_cancellation=False,
    person="Ana",
    other="",
    places=1,
    price=0,
    currency="EUR",
    request="",
    reason="",
    host_name="Tanzfabrik",
    data={},
    now=NOW,
)
WHEN = "🗓 Mon 23 Nov, 13:00–15:00 (Berlin time)"
T = Translator("en", "Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            texts.confirmed,
            [
                "✅ You are in: <b>Monday Jam</b>",
                WHEN,
                "📍 Studio 1",
                "🎟 Your reference: <code>ABCD1234</code>",
            ],
        ),
        (
            texts.waitlisted,
            [
                "⏳ You are 3rd in line: <b>Monday Jam</b>",
                WHEN,
                "📍 Studio 1",
                "You hear from me the moment a place is yours.",
            ],
        ),
        (
            texts.promoted,
            [
                "✅ A place came free and it is yours: <b>Monday Jam</b>",
                WHEN,
                "📍 Studio 1",
                "🎟 Your reference: <code>ABCD1234</code>",
                "If you cannot come, please cancel: somebody else may be waiting.",
            ],
        ),
        (texts.cancelled, ["✖️ You cancelled: <b>Monday Jam</b>", WHEN]),
        (
            texts.session_cancelled,
            ["✖️ <b>Monday Jam</b> was cancelled by the organizer.", WHEN, "You do not have to do anything."],
        ),
    ],
)
def test_text_reads(text, lines):
    assert text(SUBJECT, T).split("\n") == lines


def test_text_has_no_empty_line_where_there_is_no_place():
    assert "📍" not in texts.confirmed(replace(SUBJECT, place=""), T)
    assert "\n\n" not in texts.confirmed(replace(SUBJECT, place=""), T)


def test_text_names_the_role_and_escapes_what_was_typed():
    subject = replace(SUBJECT, title="<Jam>", quota_name='"base"', place="A & B")

    assert texts.confirmed(subject, T).split("\n")[:3] == [
        "✅ You are in: <b>&lt;Jam&gt; as &quot;base&quot;</b>",
        WHEN,
        "📍 A &amp; B",
    ]


def test_cancelled_says_when_it_was_late():
    assert texts.cancelled(replace(SUBJECT, is_late_cancellation=True), T).endswith("\nIt was a late cancellation.")
