"""Finding sessions by day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services import sessions
from services.sessions import DAYS_AHEAD, Page, Places
from services.sessions.browsing import PAGE, midnight
from tests.factories import NOW

TODAY = NOW.date()


@pytest.fixture
def viewer(make):
    return make.user()


def browse(tx, viewer, *, first=TODAY, days=DAYS_AHEAD, page=0, zone="UTC", now=NOW) -> Page:
    return sessions.browse(tx, viewer_id=viewer.id, zone=zone, first=first, days=days, page=page, now=now)


def ids(page) -> list[int]:
    return [line.id for line in page.lines]


def test_browse_lists_sessions_by_day_soonest_first(tx, make, viewer):
    series = make.series()
    later, evening, morning = (
        make.session(series=series, starts_in=timedelta(**when))
        for when in ({"days": 2}, {"days": 1, "hours": 6}, {"days": 1})
    )

    page = browse(tx, viewer)

    assert [(day.date, [line.id for line in day.lines]) for day in page.days] == [
        (TODAY + timedelta(days=1), [morning.id, evening.id]),
        (TODAY + timedelta(days=2), [later.id]),
    ]
    assert (page.number, page.has_next, page.nearest) == (0, False, None)


def test_browse_tells_what_a_line_needs(tx, make, viewer):
    session = make.session(title="Handstands", place="Studio 1", price=1250, roles={"base": 2, "flyer": 1})
    session.instructor_id = make.user("Ida").id
    base, flyer = make.quotas(session)
    make.booked(base)
    make.booked(flyer)
    make.waiting(flyer)

    [line] = browse(tx, viewer).lines

    assert (line.id, line.title, line.place, line.instructor_name) == (session.id, "Handstands", "Studio 1", "Ida")
    assert (line.starts_at, line.time_zone) == (session.starts_at, "Europe/Berlin")
    assert (line.price, line.currency) == (1250, "EUR")
    assert line.places == (Places(base.id, "base", 2, 1, 0), Places(flyer.id, "flyer", 1, 1, 1))
    assert (line.free, line.capacity, line.waiting, line.mine_waits) == (1, 3, 1, None)


def test_browse_tells_how_the_viewer_stands(tx, make, viewer):
    has_place, waits_for = make.quota(capacity=1), make.quota(capacity=1, starts_in=timedelta(days=3))
    make.booked(has_place, viewer)
    make.booked(waits_for)
    make.waiting(waits_for, viewer)

    assert [line.mine_waits for line in browse(tx, viewer).lines] == [False, True]
    assert [line.mine_waits for line in browse(tx, make.user()).lines] == [None, None]


def test_browse_comes_in_pages(tx, make, viewer):
    series = make.series()
    made = [make.session(series=series, starts_in=timedelta(hours=hour + 1)).id for hour in range(PAGE + 1)]

    first, second = browse(tx, viewer), browse(tx, viewer, page=1)

    assert (ids(first), first.has_next, first.number) == (made[:PAGE], True, 0)
    assert (ids(second), second.has_next, second.number) == (made[PAGE:], False, 1)


def test_browse_leaves_out_what_is_cancelled_or_over(tx, make, viewer):
    owner = make.user()
    cancelled = make.session(owner=owner)
    sessions.cancel(tx, user_id=owner.id, session_id=cancelled.id, now=NOW)
    make.session(starts_in=timedelta(hours=-2))
    runs = make.session(starts_in=timedelta(hours=-2, seconds=1))

    assert ids(browse(tx, viewer)) == [runs.id]


def test_a_day_begins_at_midnight_where_the_viewer_lives(tx, make, viewer):
    before, after = (make.session(starts_in=datetime(2026, 11, 24, hour, 59, tzinfo=UTC) - NOW) for hour in (21, 22))
    day = date(2026, 11, 25)

    assert ids(browse(tx, viewer, first=day, days=1, zone="UTC")) == []
    assert ids(browse(tx, viewer, first=day, days=1, zone="Europe/Kyiv")) == [after.id]
    assert ids(browse(tx, viewer, first=day - timedelta(days=1), days=1, zone="Europe/Kyiv")) == [before.id]


@pytest.mark.parametrize(("day", "hours"), [(date(2027, 3, 28), 23), (date(2027, 10, 31), 25), (date(2027, 6, 1), 24)])
def test_a_day_is_as_long_as_the_clock_makes_it(day, hours):
    begin, end = (midnight(each, "Europe/Berlin").astimezone(UTC) for each in (day, day + timedelta(days=1)))

    assert end - begin == timedelta(hours=hours)


def test_an_empty_page_names_the_nearest_session_with_a_free_place(tx, make, viewer):
    full = make.quota(capacity=1, starts_in=timedelta(days=3))
    make.booked(full)
    free = make.session(starts_in=timedelta(days=5))
    make.session(starts_in=timedelta(days=6))

    nearest = browse(tx, viewer, days=1).nearest
    assert nearest
    assert (nearest.id, nearest.free) == (free.id, 5)
    assert browse(tx, viewer, days=7).nearest is None


def test_an_empty_page_names_nothing_where_there_is_nothing(tx, make, viewer):
    make.booked(make.quota(capacity=1))
    make.session(starts_in=timedelta(days=DAYS_AHEAD))

    assert browse(tx, viewer, days=1).nearest is None


def test_of_series_lists_its_own_sessions_of_the_next_thirty_days(tx, make, viewer):
    series = make.series()
    make.session()
    seen = [make.session(series=series, starts_in=timedelta(days=day)).id for day in (0, 1, DAYS_AHEAD - 1)]
    make.session(series=series, starts_in=timedelta(days=DAYS_AHEAD))

    page = sessions.of_series(tx, series_id=series.id, viewer_id=viewer.id, page=0, now=NOW)

    assert ids(page) == seen
    empty = sessions.of_series(tx, series_id=999, viewer_id=viewer.id, page=0, now=NOW)
    assert (empty.days, empty.nearest) == ((), None)
