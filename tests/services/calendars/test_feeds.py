"""The feed: behind a secret that can be renewed and withdrawn, it tells what comes, was, and was cancelled."""

from datetime import datetime, timedelta

import pytest
from icalendar import Calendar
from sqlalchemy.orm import Session as Tx

from db.models import Registration, User
from services import calendars, registrations
from services.calendars.feeds import CANCELLED_SHOWN, LASTS, PAST_SHOWN
from services.errors import NotFound
from tests.factories import NOW


@pytest.fixture
def person(make):
    return make.user()


def states(tx: Tx, person: User, now: datetime = NOW) -> list[tuple[str, str]]:
    """What the feed tells: each entry's reference and status, in order."""
    content = calendars.feed(tx, user_id=person.id, now=now).content
    events = Calendar.from_ical(content).walk("VEVENT")
    return [(str(event["UID"]).split("-")[1].split("@")[0], str(event["STATUS"])) for event in events]


def test_subscribe_opens_the_persons_own_feed(tx, make, person):
    subscription = calendars.subscribe(tx, user_id=person.id, now=NOW)

    assert calendars.subscriber(tx, token=subscription.token, now=NOW) == person.id
    assert calendars.subscribed_until(tx, user_id=person.id, now=NOW) == subscription.until == NOW + LASTS
    assert calendars.subscribed_until(tx, user_id=make.user().id, now=NOW) is None


def test_a_link_ends_after_a_year(tx, person):
    token = calendars.subscribe(tx, user_id=person.id, now=NOW).token

    with pytest.raises(NotFound):
        calendars.subscriber(tx, token=token, now=NOW + LASTS)


def test_a_new_link_ends_the_old_one(tx, person):
    old, new = (calendars.subscribe(tx, user_id=person.id, now=NOW).token for _ in range(2))

    assert calendars.subscriber(tx, token=new, now=NOW) == person.id
    with pytest.raises(NotFound):
        calendars.subscriber(tx, token=old, now=NOW)


def test_unsubscribe_ends_the_link(tx, person):
    token = calendars.subscribe(tx, user_id=person.id, now=NOW).token

    for _ in range(2):
        calendars.unsubscribe(tx, user_id=person.id, now=NOW)

    assert calendars.subscribed_until(tx, user_id=person.id, now=NOW) is None
    with pytest.raises(NotFound):
        calendars.subscriber(tx, token=token, now=NOW)


def test_the_feed_tells_all_that_comes_and_the_last_ninety_days(tx, make, person):
    def booked(starts_in: timedelta) -> str:
        quota = make.quota(starts_in=starts_in)
        booked: Registration = make.booked(quota, person, now=NOW + min(starts_in, timedelta()) - timedelta(days=1))
        return booked.reference

    hour, two_hours = timedelta(hours=1), timedelta(hours=2)
    booked(-PAST_SHOWN - 2 * two_hours)
    recent = booked(-PAST_SHOWN - hour)
    far = booked(timedelta(days=300))
    make.booked(make.quota())

    assert states(tx, person) == [(recent, "CONFIRMED"), (far, "CONFIRMED")]


def test_the_feed_follows_from_waiting_to_in_to_cancelled_and_then_drops_it(tx, make, person):
    quota = make.quota(capacity=1, starts_in=timedelta(days=30))
    other, mine = make.booked(quota), make.waiting(quota, person)
    assert states(tx, person) == [(mine.reference, "TENTATIVE")]

    registrations.cancel(tx, user_id=other.user_id, registration_id=other.id, now=NOW)
    assert states(tx, person) == [(mine.reference, "CONFIRMED")]

    registrations.cancel(tx, user_id=person.id, registration_id=mine.id, now=NOW)
    assert states(tx, person) == [(mine.reference, "CANCELLED")]
    assert states(tx, person, NOW + CANCELLED_SHOWN) == []


def test_the_feed_is_the_same_until_something_changes(tx, make, person):
    mine = make.booked(make.quota(starts_in=timedelta(days=30)), person)
    first = calendars.feed(tx, user_id=person.id, now=NOW)

    later = NOW + timedelta(hours=5)
    assert calendars.feed(tx, user_id=person.id, now=later) == first
    assert first.changed_at == NOW

    registrations.cancel(tx, user_id=person.id, registration_id=mine.id, now=later)
    changed = calendars.feed(tx, user_id=person.id, now=later)
    assert changed.content != first.content
    assert changed.changed_at == later


def test_an_empty_feed_is_a_calendar(tx, person):
    feed = calendars.feed(tx, user_id=person.id, now=NOW)

    assert Calendar.from_ical(feed.content)["X-WR-CALNAME"] == "Turnout: my sessions"
    assert feed.changed_at is None


def test_the_feed_names_nobody_else(tx, make, person):
    quota = make.quota(roles={"base": 2})
    make.booked(quota, make.user("Somebody Else"))
    make.booked(quota, person)

    assert b"Somebody" not in calendars.feed(tx, user_id=person.id, now=NOW).content
