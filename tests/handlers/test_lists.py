"""Lists as text: days with their sessions, an empty day, and what one booked."""

from datetime import timedelta

import pytest

from handlers import lists
from services import registrations, sessions
from services.translator import LANGUAGES, Translator
from tests.factories import NOW

ENGLISH = Translator("en")
TODAY = NOW.date()

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def days(make, tx):
    """Some days as text."""

    def look(*, first=TODAY, days=1, t=ENGLISH):
        page = sessions.browse(tx, viewer_id=make.user().id, zone="UTC", first=first, days=days, page=0, now=NOW)
        return lists.days(page, today=TODAY, t=t)

    return look


@pytest.fixture
def mine(tx):
    """What somebody booked, as text."""

    def look(person, now=NOW):
        return lists.mine(registrations.list_mine(tx, user_id=person.id, now=now), now=now, t=ENGLISH)

    return look


def test_days_have_headers_and_sessions_their_places(make, days):
    make.session(title="Tonight", starts_in=timedelta(hours=2), capacity=2)
    full = make.session(title="Tomorrow", starts_in=timedelta(days=1), capacity=1)
    make.booked(make.quotas(full)[0])
    make.waiting(make.quotas(full)[0])

    text = days(days=7)

    assert "<b>Today, Monday 23 November</b>\n15:00 <b>Tonight</b> · 🟢 2 of 2 left" in text
    assert "<b>Tomorrow, Tuesday 24 November</b>\n13:00 <b>Tomorrow</b> · 🔴 full, 1 waiting" in text


def test_what_was_typed_is_escaped(make, days, mine):
    ana = make.user()
    make.booked(make.quota(title="<i>Jam</i>", place="<u>", roles={"<s>": 1}, starts_in=timedelta(hours=2)), ana)

    for text in (days(), mine(ana)):
        assert "&lt;i&gt;Jam&lt;/i&gt;" in text
        assert "<i>" not in text
        assert "<s>" not in text
        assert "<u>" not in text


def test_an_empty_day_names_the_nearest_place_there_is(make, days):
    full = make.session(title="Full", capacity=1, starts_in=timedelta(days=1))
    make.booked(make.quotas(full)[0])
    make.session(title="Monday Jam", starts_in=timedelta(days=2))

    text = days()

    assert "Monday 23 November" in text
    assert "Monday Jam" in text
    assert "Full" not in text


def test_nothing_booked_is_said_and_not_shown_as_an_empty_list(make, mine):
    text = mine(make.user())

    assert text
    assert "Your registrations" not in text


def test_what_one_booked_is_soonest_first_and_turns_come_after(make, mine):
    ana, teacher = make.user(), make.user("Bo")
    make.booked(make.quota(title="Later", starts_in=timedelta(days=3), places_limit=2), ana, places=2)
    soon = make.session(title="Soon", place="Studio 3", roles={"base": 1}, starts_in=timedelta(hours=5))
    soon.instructor_id = teacher.id
    make.booked(make.quotas(soon)[0], ana)
    full = make.quota(title="Sooner", capacity=1, starts_in=timedelta(hours=2))
    make.booked(full)
    make.waiting(full, ana)

    assert mine(ana).split("\n\n") == [
        "<b>Your registrations</b>",
        "<b>Today, Monday 23 November</b>\n✅ 18:00 Soon · base · in 5 hours\nBo · Studio 3",
        "<b>Thursday 26 November</b>\n✅ 13:00 Later · 2 places",
        "<b>Waiting</b>\n⏳ Mon 23 Nov, 15:00 Sooner · 1st in line · in 2 hours",
    ]


def test_much_that_is_booked_comes_in_pages(make, tx):
    ana = make.user()
    for day in range(1, 11):
        make.booked(make.quota(title=f"Jam {day}", starts_in=timedelta(days=day)), ana)
    booked = registrations.list_mine(tx, user_id=ana.id, now=NOW)

    first, second = (lists.mine(booked, now=NOW, t=ENGLISH, page=page) for page in (0, 1))

    assert [f"Jam {day}" for day in range(1, 11) if f"Jam {day}\n" in f"{first}\n"] == [
        f"Jam {day}" for day in range(1, 9)
    ]
    assert second.count("✅") == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_page_of_what_one_booked_is_one_message(make, tx, language):
    ana = make.user("z" * 64)
    for hour in range(0, 24, 3):
        session = make.session(title="x" * 80, place="y" * 200, roles={"r" * 40: 1}, starts_in=timedelta(hours=hour))
        session.instructor_id = ana.id
        make.booked(make.quotas(session)[0], ana)

    text = lists.mine(registrations.list_mine(tx, user_id=ana.id, now=NOW), now=NOW, t=Translator(language))

    assert len(text.encode("utf-16-le")) // 2 <= 4096


def test_the_past_has_what_was_and_what_was_cancelled(make, tx):
    ana = make.user()
    make.booked(make.quota(title="Was", starts_in=timedelta(hours=1)), ana)
    given_back = make.booked(make.quota(title="Was not", starts_in=timedelta(days=9)), ana)
    registrations.cancel(tx, user_id=ana.id, registration_id=given_back.id, now=NOW)

    page = registrations.list_past(tx, user_id=ana.id, page=0, now=NOW + timedelta(days=1))
    text = lists.past(page, ENGLISH)

    assert "Was not · cancelled\n" in f"{text}\n"
    assert "✅" in text
    assert page.has_next is False


def test_a_late_cancellation_is_told_apart(make, tx):
    late = make.booked(make.quota(title="Was not", starts_in=timedelta(hours=1)))
    registrations.cancel(tx, user_id=late.user_id, registration_id=late.id, now=NOW)

    page = registrations.list_past(tx, user_id=late.user_id, page=0, now=NOW)

    assert "✖️ Mon 23 Nov, 14:00 Was not · cancelled late" in lists.past(page, ENGLISH)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_page_is_one_message_in_every_language(make, days, language):
    for hour in range(1, 9):
        make.session(title="x" * 80, place="y" * 200, starts_in=timedelta(hours=hour))

    assert len(days(t=Translator(language)).encode("utf-16-le")) // 2 <= 4096


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_series_with_a_long_description_is_one_message(make, tx, language):
    series = make.series(title="x" * 80, description="words " * 333, place="y" * 200)
    for day in range(1, 9):
        make.session(series=series, starts_in=timedelta(days=day))
    page = sessions.of_series(tx, series_id=series.id, viewer_id=make.user().id, page=0, now=NOW)

    text = lists.series(page, series.title, series.description, Translator(language), today=TODAY)

    assert len(text.encode("utf-16-le")) // 2 <= 4096
    assert "words words …\n\n" in text
    assert text.count("<b>x") == 7
