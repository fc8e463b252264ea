"""A template is made, checked, and its sessions are there at once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from db.models import AuditEvent, Quota, Session, Space, Template
from db.models.team import TeamMember, TeamRole
from services import registrations, templates
from services.errors import NotFound, UnknownTimeZone
from services.errors.organizing import (
    EndsBeforeItBegins,
    NoWeekdayChosen,
    NumberOutOfRange,
    OutOfTeam,
    RoomGone,
    SeriesOver,
)
from tests.factories import NOW
from tests.services.templates.conftest import HALF_PAST_SEVEN, MONDAY, made

WEEK = timedelta(weeks=1)


def test_create_makes_the_sessions_of_four_weeks(tx, create):
    template = create()

    sessions = made(tx, template)
    assert [one.original_day for one in sessions] == [MONDAY + number * WEEK for number in range(4)]
    assert {one.starts_minute for one in sessions} == {HALF_PAST_SEVEN}
    assert {one.ends_at - one.starts_at for one in sessions} == {timedelta(hours=2)}
    assert all(one.is_generated and one.time_zone == "Europe/Berlin" for one in sessions)
    assert tx.scalars(select(Quota.capacity)).all() == [12] * 4


def test_what_is_made_can_be_booked_at_once(tx, make, create):
    session = made(tx, create())[0]
    quota = make.quotas(session)[0]

    registration = registrations.book(tx, user_id=make.user().id, quota_id=quota.id, now=NOW)

    assert registration.status == "confirmed"


def test_three_days_a_week_make_twelve_sessions(tx, create):
    assert len(made(tx, create(weekdays=[1, 3, 5]))) == 12


def test_fifteen_templates_make_fifteen_sessions_a_week(tx, create):
    for number in range(15):
        create(starts_minute=8 * 60 + number * 30, weeks_ahead=1)

    assert tx.scalar(select(func.count(Session.id))) == 15


def test_sessions_have_what_the_template_says(tx, make, series, owner_id, create):
    room = make.kept(Space(host_id=series.host_id, name="Studio 1", created_at=NOW))
    template = create(
        quotas=[{"name": "base", "capacity": 4}, {"name": "flyer", "capacity": 6}],
        duration_minutes=75,
        instructor_ids=[owner_id],
        space_id=room.id,
        weeks_ahead=1,
    )

    (session,) = made(tx, template)
    assert [(one.name, one.capacity) for one in make.quotas(session)] == [("base", 4), ("flyer", 6)]
    assert session.ends_at - session.starts_at == timedelta(minutes=75)
    assert (session.instructor_id, session.space_id, session.needs_instructor) == (owner_id, room.id, False)


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"weekdays": []}, NoWeekdayChosen),
        ({"weekdays": [0]}, NoWeekdayChosen),
        ({"weekdays": [8]}, NoWeekdayChosen),
        ({"ends_on": date(2026, 11, 22)}, EndsBeforeItBegins),
        ({"starts_minute": 1440}, NumberOutOfRange),
        ({"duration_minutes": 0}, NumberOutOfRange),
        ({"every_weeks": 9}, NumberOutOfRange),
        ({"weeks_ahead": 0}, NumberOutOfRange),
        ({"weeks_ahead": 9}, NumberOutOfRange),
        ({"quotas": [{"name": "", "capacity": 0}]}, NumberOutOfRange),
        ({"quotas": [{"name": "", "capacity": 1001}]}, NumberOutOfRange),
        ({"quotas": []}, NumberOutOfRange),
        ({"time_zone": "Middle/Earth"}, UnknownTimeZone),
        ({"space_id": 99}, RoomGone),
    ],
)
def test_create_refuses_what_cannot_be(tx, create, fields, error):
    with pytest.raises(error):
        create(**fields)

    assert tx.scalar(select(func.count(Session.id))) == 0


def test_an_instructor_is_on_the_team(tx, make, series, create):
    ana = make.user()
    with pytest.raises(OutOfTeam):
        create(instructor_ids=[ana.id])

    make.kept(TeamMember(host_id=series.host_id, user_id=ana.id, role=TeamRole.INSTRUCTOR, created_at=NOW))

    assert {one.instructor_id for one in made(tx, create(instructor_ids=[ana.id]))} == {ana.id}


def test_another_hosts_room_is_not_there(make, create):
    room = make.kept(Space(host_id=make.host().id, name="Studio 1", created_at=NOW))

    with pytest.raises(RoomGone):
        create(space_id=room.id)


def test_a_series_that_is_over_repeats_no_more(series, create):
    series.archived_at = NOW

    with pytest.raises(SeriesOver):
        create()


@pytest.mark.parametrize("role", [TeamRole.INSTRUCTOR, TeamRole.DOOR])
def test_who_may_not_plan_makes_no_template(tx, make, series, create, role):
    helper = make.user()
    of_series = series.id if role == TeamRole.DOOR else None
    make.kept(TeamMember(host_id=series.host_id, series_id=of_series, user_id=helper.id, role=role, created_at=NOW))

    with pytest.raises(NotFound):
        create(user_id=helper.id)

    assert tx.scalar(select(func.count(Template.id))) == 0


@pytest.mark.parametrize("role", [TeamRole.MANAGER, TeamRole.CO_ORGANIZER])
def test_whoever_may_plan_makes_templates(make, series, create, role):
    helper = make.user()
    of_series = series.id if role == TeamRole.CO_ORGANIZER else None
    make.kept(TeamMember(host_id=series.host_id, series_id=of_series, user_id=helper.id, role=role, created_at=NOW))

    assert create(user_id=helper.id).id


def test_templates_and_what_is_made_of_them_are_in_the_audit(tx, owner_id, create):
    template = create()
    templates.follow(tx, template.id, starts_minute=600, actor_id=owner_id, now=NOW)

    events = tx.scalars(select(AuditEvent).where(AuditEvent.subject_type == "template").order_by(AuditEvent.id)).all()
    assert [one.action for one in events] == ["template.created", "template.generated", "template.changed"]
    assert {one.actor_id for one in events} == {owner_id}
    assert len(events[1].data["sessions"]) == 4
    assert events[2].data == {"starts_minute": 600}


def test_follow_changes_only_what_is_made_from_now_on(tx, create):
    template = create()
    before = [one.starts_at for one in made(tx, template)]
    templates.follow(tx, template.id, starts_minute=600, duration_minutes=45, now=NOW)

    templates.generate(tx, template.id, now=NOW + WEEK)

    sessions = made(tx, template)
    assert [one.starts_at for one in sessions[:4]] == before
    assert (sessions[4].starts_minute, sessions[4].original_day) == (600, MONDAY + 4 * WEEK)
    assert sessions[4].ends_at - sessions[4].starts_at == timedelta(minutes=45)


def test_follow_refuses_what_cannot_be(tx, make, create):
    template = create()

    with pytest.raises(OutOfTeam):
        templates.follow(tx, template.id, instructor_ids=[make.user().id], now=NOW)
