"""The numbers of a series: by week of the host's clock, counted right, told to who may see them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from db.models import Session, TeamMember
from db.models.registrations import Attendance, Status
from db.models.team import TeamRole
from services import charts, numbers
from services.errors import NotFound
from services.translator import Translator
from tests.factories import NOW

WEEK = timedelta(weeks=1)


@pytest.fixture
def owner(make):
    return make.user()


@pytest.fixture
def series(make, owner):
    return make.series(owner=owner, capacity=4)


def past(make, series, starts_in=-WEEK):
    return make.quotas(make.session(series=series, starts_in=starts_in))[0]


def booked(make, quota, attendance=None, user=None, **fields):
    registration = make.booked(quota, user, now=day_before(make, quota))
    registration.attendance = attendance
    for name, value in fields.items():
        setattr(registration, name, value)
    make.tx.flush()
    return registration


def day_before(make, quota):
    return make.tx.get(Session, quota.session_id).starts_at - timedelta(days=1)


def look(tx, owner, series, **given):
    tx.flush()
    return numbers.of_series(tx, user_id=owner.id, series_id=series.id, now=given.pop("now", NOW), **given)


def test_nothing_took_place_yet(tx, make, owner, series):
    make.session(series=series)

    found = look(tx, owner, series)

    assert (len(found.weeks), found.sessions, found.places, found.people) == (12, 0, 0, 0)
    assert (found.attendance_percent, found.fill_percent) == (None, None)
    assert found.weeks[-1].begins_on == date(2026, 11, 23)
    assert found.weeks[0].begins_on == date(2026, 9, 7)


def test_sums_are_whole_numbers_and_can_be_drawn(tx, make, owner, series):
    booked(make, past(make, series), Attendance.ATTENDED)

    found = look(tx, owner, series)

    assert {type(value) for value in (found.places, found.booked, found.attended, found.no_shows)} == {int}
    assert charts.draw(found, Translator("en", "UTC")).startswith(b"\x89PNG")


def test_each_week_has_its_sums(tx, make, owner, series):
    quota = past(make, series)
    booked(make, quota, Attendance.ATTENDED)
    booked(make, quota, Attendance.LATE)
    booked(make, quota, Attendance.NO_SHOW)
    booked(make, quota, status=Status.CANCELLED, is_late_cancellation=True)
    other = past(make, series, -3 * WEEK)
    booked(make, other, status=Status.CANCELLED)
    booked(make, other)

    found = look(tx, owner, series)

    week = found.weeks[-2]
    assert (week.sessions, week.places, week.booked, week.attended, week.no_shows, week.late_cancels) == (
        1, 4, 3, 2, 1, 1,
    )  # fmt: skip
    assert (found.sessions, found.places, found.booked) == (2, 8, 4)
    assert (found.attendance_percent, found.fill_percent, found.late_cancels) == (67, 50, 1)


def test_new_people_are_those_who_never_had_a_place_here(tx, make, owner, series):
    regular, guest = make.user(), make.user()
    booked(make, past(make, series, -20 * WEEK), user=regular)
    booked(make, past(make, series, -2 * WEEK), user=regular)
    quota = past(make, series)
    booked(make, quota, user=regular)
    booked(make, quota, user=guest)

    found = look(tx, owner, series)

    assert (found.people, found.new, found.returning) == (2, 1, 1)
    assert look(tx, owner, series, weeks=26).new == 2


def test_what_was_cancelled_and_what_is_to_come_do_not_count(tx, make, owner, series):
    quota = past(make, series)
    booked(make, quota)
    make.tx.get(Session, quota.session_id).status = "cancelled"
    booked(make, past(make, series, timedelta(days=1)))

    found = look(tx, owner, series)

    assert (found.sessions, found.booked, found.people) == (0, 0, 0)


def test_a_host_sums_up_its_series_and_nobody_elses(tx, make, owner, series):
    second = make.series()
    second.host_id = series.host_id
    tx.flush()
    for one in (series, second, make.series()):
        booked(make, past(make, one))

    found = numbers.of_host(tx, user_id=owner.id, host_id=series.host_id, now=NOW)

    assert (found.sessions, found.booked, found.title) == (2, 2, "")
    assert look(tx, owner, series).sessions == 1


def test_weeks_begin_by_the_hosts_clock_also_when_the_clocks_change(tx, make, owner, series):
    """On 25 October 2026 Berlin falls back: its Monday begins at 23:00 UTC from then on, at 22:00 before."""
    moments = [
        datetime(2026, 10, 18, 21, 59, tzinfo=UTC),  # Sunday 23:59
        datetime(2026, 10, 18, 22, 0, tzinfo=UTC),  # Monday 0:00
        datetime(2026, 10, 25, 22, 59, tzinfo=UTC),  # Sunday 23:59, after the change
        datetime(2026, 10, 25, 23, 0, tzinfo=UTC),  # Monday 0:00
    ]
    for moment in moments:
        make.session(series=series, starts_in=moment - NOW)

    found = look(tx, owner, series)

    by_week = {week.begins_on: week.sessions for week in found.weeks if week.sessions}
    assert by_week == {date(2026, 10, 12): 1, date(2026, 10, 19): 2, date(2026, 10, 26): 1}


@pytest.mark.parametrize(("role", "may"), [(TeamRole.MANAGER, True), (TeamRole.INSTRUCTOR, False)])
def test_only_who_may_see_numbers_is_told(tx, make, series, role, may):
    helper, stranger = make.user(), make.user()
    make.kept(TeamMember(host_id=series.host_id, user_id=helper.id, role=role, created_at=NOW))

    with pytest.raises(NotFound):
        look(tx, stranger, series)
    if may:
        assert look(tx, helper, series).sessions == 0
        return
    with pytest.raises(NotFound):
        look(tx, helper, series)
