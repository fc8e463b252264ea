"""The audit as admins search it: by person, code and action, in pages, with names."""

import pytest

from services import registrations
from services.admin import events
from tests.factories import NOW


@pytest.fixture
def admin(make):
    return make.user("Adam", is_admin=True)


@pytest.fixture
def story(tx, make):
    """Bo booked and cancelled; Carmen booked."""
    bo, carmen = make.user("Bo", telegram_id=4711), make.user("Carmen")
    session = make.session(title="Monday Jam")
    quota = make.quotas(session)[0]
    place = make.booked(quota, bo)
    make.booked(quota, carmen)
    registrations.cancel(tx, user_id=bo.id, registration_id=place.id, now=NOW)
    tx.flush()
    return bo, session, place


def search(tx, admin, words):
    return [(one.action, one.subject_name) for one in events.search(tx, user_id=admin.id, words=words).events]


@pytest.mark.parametrize("words", ["Bo", "4711", "reference"])
def test_search_finds_a_persons_events(tx, admin, story, words):
    _, _, place = story

    found = search(tx, admin, place.reference if words == "reference" else words)

    assert found == [("registration.cancelled", "Bo"), ("registration.confirmed", "Bo")]


def test_search_finds_actions_by_words(tx, admin, story):
    assert search(tx, admin, "cancelled") == [("registration.cancelled", "Bo")]
    assert search(tx, admin, "Session scheduled") == [("session.scheduled", "Monday Jam")]
    assert search(tx, admin, "%") == []


def test_search_finds_what_happened_to_a_session(tx, admin, story):
    _, session, _ = story

    assert search(tx, admin, session.code.lower()) == [("session.scheduled", "Monday Jam")]


def test_of_person_tells_who_did_what_to_which_registration(tx, admin, story):
    bo, session, _ = story

    page = events.of_person(tx, user_id=admin.id, subject_id=bo.id)

    latest = page.events[0]
    assert (latest.actor_name, latest.subject_name, latest.title) == ("Bo", "Bo", "Monday Jam")
    assert (latest.starts_at, latest.data["was"]) == (session.starts_at, "confirmed")


def test_pages_follow_each_other(tx, make, admin):
    for _ in range(events.PAGE + 2):
        make.session()

    first = events.search(tx, user_id=admin.id, words="")
    second = events.search(tx, user_id=admin.id, words="", page=1)

    assert (len(first.events), first.has_next) == (events.PAGE, True)
    assert (len(second.events), second.has_next) == (2, False)
    assert first.events[0].subject_id > second.events[0].subject_id
