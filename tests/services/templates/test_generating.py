"""Each day of a template is decided once: made, left out, or named as a conflict."""

import asyncio
from datetime import date, timedelta

import pytest
from sqlalchemy import event, func, select
from structlog.testing import capture_logs

from db.models import Absence, Alert, Closure, Host, Notification, Occurrence, Quota, Session, Space, User
from db.models.team import TeamMember, TeamRole
from db.models.templates import Outcome
from services import series as series_acts
from services import sessions, templates
from services.notices import compose
from tests.factories import NOW
from tests.services.templates.conftest import MONDAY, create_in, made, outcomes

WEEK = timedelta(weeks=1)


@pytest.fixture
def teach(make, series):
    """Somebody new on the team, who may give sessions."""

    def joined(name):
        user = make.user(name)
        role = TeamRole.INSTRUCTOR
        make.kept(TeamMember(host_id=series.host_id, user_id=user.id, role=role, created_at=NOW))
        return user

    return joined


def test_generating_again_makes_nothing(tx, create):
    template = create()

    again = templates.generate(tx, template.id, now=NOW)

    assert (again.created, again.skipped) == ([], 0)
    assert len(made(tx, template)) == 4


def test_the_window_rolls_on(tx, create):
    template = create()

    results = [templates.generate(tx, template.id, now=NOW + timedelta(days=day)) for day in range(1, 15)]

    assert [result.created for result in results if result.created] == [[MONDAY + 4 * WEEK], [MONDAY + 5 * WEEK]]


def test_nothing_is_made_in_the_past(tx, create):
    template = create(starts_minute=9 * 60, begins_on=MONDAY - 10 * WEEK)

    assert [one.original_day for one in made(tx, template)] == [MONDAY + number * WEEK for number in range(1, 5)]


def test_a_day_that_was_cancelled_is_not_made_again(tx, owner_id, create):
    template = create()
    sessions.cancel(tx, user_id=owner_id, session_id=made(tx, template)[0].id, now=NOW)

    templates.generate(tx, template.id, now=NOW)

    assert [one.status for one in made(tx, template)] == ["cancelled", "scheduled", "scheduled", "scheduled"]


def test_what_is_there_already_is_left_as_it_is(tx, series, create):
    there = sessions.schedule(
        tx,
        series_id=series.id,
        starts_at=NOW + timedelta(hours=6, minutes=30),
        time_zone="Europe/Berlin",
        actor_id=None,
        now=NOW,
    )

    with capture_logs() as lines:
        template = create()

    assert there.template_id is None
    assert outcomes(tx, template)[MONDAY] == Outcome.EXISTS
    assert len(made(tx, template)) == 3
    assert next(line["event"] for line in lines if line["log_level"] == "info") == "Skipped: already there"


def test_a_closed_day_is_skipped_and_the_others_are_made(tx, make, series, create):
    first_day, last_day = MONDAY + timedelta(days=5), MONDAY + timedelta(days=8)
    make.kept(Closure(host_id=series.host_id, first_day=first_day, last_day=last_day, created_at=NOW))

    with capture_logs() as lines:
        template = create()

    assert outcomes(tx, template)[MONDAY + WEEK] == Outcome.CLOSED
    assert [one.original_day for one in made(tx, template)] == [MONDAY, MONDAY + 2 * WEEK, MONDAY + 3 * WEEK]
    assert "Skipped: Studio closure" in [line["event"] for line in lines]
    assert tx.scalar(select(func.count(Alert.id))) == 0


def test_another_hosts_closure_closes_nothing_here(tx, make, create):
    make.kept(Closure(host_id=make.host().id, first_day=MONDAY, last_day=MONDAY + 8 * WEEK, created_at=NOW))

    assert len(made(tx, create())) == 4


def test_instructors_take_turns_and_the_next_run_goes_on(tx, teach, create):
    ana, ben = teach("Ana"), teach("Ben")
    template = create(instructor_ids=[ana.id, ben.id, ana.id], weeks_ahead=2)

    for week in range(1, 5):
        templates.generate(tx, template.id, now=NOW + week * WEEK)

    turns = [ana.id, ben.id, ana.id]
    assert [one.instructor_id for one in made(tx, template)] == turns + turns
    assert template.rotation == 6


def test_who_is_away_is_replaced_by_nobody_and_the_admins_hear_of_it(tx, make, series, teach, create):
    ana, ben = teach("Ana"), teach("Ben")
    day = MONDAY + 2 * WEEK
    make.kept(Absence(host_id=series.host_id, user_id=ana.id, first_day=day, last_day=day, created_at=NOW))

    template = create(instructor_ids=[ana.id, ben.id])

    assert [one.instructor_id for one in made(tx, template)] == [ana.id, ben.id, None, ben.id]
    assert [one.needs_instructor for one in made(tx, template)] == [False, False, True, False]
    alert = tx.scalars(select(Alert)).one()
    assert (alert.kind, alert.subject_type, alert.subject_id) == ("needs_instructor", "template", template.id)
    assert alert.data["days"] == [day.isoformat()]


def test_who_left_the_team_leaves_a_session_that_needs_somebody(tx, teach, create):
    ana = teach("Ana")
    template = create(instructor_ids=[ana.id])
    tx.query(TeamMember).delete()

    templates.generate(tx, template.id, now=NOW + WEEK)

    assert [one.needs_instructor for one in made(tx, template)] == [False, False, False, False, True]


def test_an_alert_that_is_open_counts_on(tx, teach, create):
    template = create(instructor_ids=[teach("Ana").id])
    tx.query(TeamMember).delete()

    for week in (1, 2, 3):
        templates.generate(tx, template.id, now=NOW + week * WEEK)

    alert = tx.scalars(select(Alert)).one()
    assert (alert.count, alert.created_at, alert.last_at) == (3, NOW + WEEK, NOW + 3 * WEEK)


def test_one_who_teaches_already_is_a_conflict_and_the_others_are_made(tx, make, series, teach, create):
    ana = teach("Ana")
    elsewhere = make.session(starts_in=timedelta(days=7, hours=5))
    elsewhere.instructor_id = ana.id

    template = create(instructor_ids=[ana.id])

    assert outcomes(tx, template)[MONDAY + WEEK] == Outcome.CONFLICT
    assert [one.original_day for one in made(tx, template)] == [MONDAY, MONDAY + 2 * WEEK, MONDAY + 3 * WEEK]


def test_a_conflict_is_looked_at_again_and_keeps_whose_turn_it_was(tx, make, owner_id, teach, create):
    ana, ben = teach("Ana"), teach("Ben")
    elsewhere = make.session(starts_in=timedelta(days=7, hours=5))
    elsewhere.instructor_id = ben.id
    template = create(instructor_ids=[ana.id, ben.id])
    assert [one.instructor_id for one in made(tx, template)] == [ana.id, ana.id, ben.id]

    elsewhere.status = "cancelled"
    result = templates.generate(tx, template.id, now=NOW + timedelta(hours=1))

    assert result.created == [MONDAY + WEEK]
    assert [one.instructor_id for one in made(tx, template)] == [ana.id, ben.id, ana.id, ben.id]


@pytest.mark.parametrize(
    ("hours", "outcome"),
    [(4.5, Outcome.CREATED), (5, Outcome.CONFLICT), (8, Outcome.CONFLICT), (8.5, Outcome.CREATED)],
)
def test_a_room_that_is_taken_for_any_part_of_the_time_is_a_conflict(tx, make, series, create, hours, outcome):
    """The session would be from 6.5 to 8.5 hours from now; each other one lasts two hours as well."""
    room = make.kept(Space(host_id=series.host_id, name="Studio 1", created_at=NOW))
    other = make.session(starts_in=timedelta(hours=hours))
    other.space_id = room.id

    template = create(space_id=room.id)

    assert outcomes(tx, template)[MONDAY] == outcome
    assert len(made(tx, template)) == 3 + (outcome == Outcome.CREATED)


def test_sessions_of_one_run_do_not_meet_in_a_room(tx, make, series, create):
    room = make.kept(Space(host_id=series.host_id, name="Studio 1", created_at=NOW))

    template = create(space_id=room.id, weekdays=[1, 2], duration_minutes=30 * 60, weeks_ahead=1)

    assert list(outcomes(tx, template).values()) == [Outcome.CREATED, Outcome.CONFLICT]


def test_a_room_that_was_deleted_stops_the_template_and_the_owner_is_told(tx, make, series, owner_id, create):
    room = make.kept(Space(host_id=series.host_id, name="Studio 1", created_at=NOW))
    template = create(space_id=room.id)
    room.deleted_at = NOW
    tx.get_one(User, owner_id).telegram_id = 1

    for week in (1, 2):
        result = templates.generate(tx, template.id, now=NOW + week * WEEK)

    assert (result.created, result.attention) == ([], "room_deleted")
    assert template.attention == "room_deleted"
    (notice,) = told(tx, owner_id)
    assert "Cannot generate classes - Room deleted. Update schedule." in notice.text
    assert [alert.kind for alert in tx.scalars(select(Alert))] == ["generation_failed"]


def test_places_are_looked_at_again_when_sessions_are_made(tx, series, create):
    template = create()
    series.quotas = [{"name": "", "capacity": 0}]

    templates.generate(tx, template.id, now=NOW + WEEK)
    assert (template.attention, len(made(tx, template))) == ("wrong_places", 4)

    series.quotas = [{"name": "", "capacity": 3}]
    templates.generate(tx, template.id, now=NOW + WEEK)
    assert (template.attention, len(made(tx, template))) == ("", 5)


@pytest.mark.parametrize("what", ["paused", "archived", "deactivated"])
def test_what_is_over_makes_nothing(tx, series, create, what):
    template = create()
    if what == "paused":
        template.is_active = False
    elif what == "archived":
        series.archived_at = NOW
    else:
        tx.get_one(Host, series.host_id).deactivated_at = NOW
    tx.flush()

    assert templates.list_active(tx) == []
    assert templates.generate(tx, template.id, now=NOW + WEEK).created == []


def test_a_series_that_is_put_away_and_back_makes_its_days_again(tx, owner_id, series, create):
    template = create()
    [left_out, *others] = made(tx, template)
    sessions.cancel(tx, user_id=owner_id, session_id=left_out.id, now=NOW)
    away, back = NOW + timedelta(hours=1), NOW + timedelta(hours=2)

    series_acts.archive(tx, user_id=owner_id, series_id=series.id, now=away)
    series_acts.restore(tx, user_id=owner_id, series_id=series.id, now=back)

    there = [one for one in made(tx, template) if one.status == "scheduled"]
    assert [one.starts_at for one in there] == [one.starts_at for one in others]
    assert {one.status for one in others} == {"cancelled"}
    assert templates.generate(tx, template.id, now=back).created == []


async def test_nothing_is_made_of_a_series_that_is_being_put_away(db, make, open_doors, engine):
    """Ten runs meet the act that puts the series away: whoever comes later makes nothing."""
    series = make.series()
    template = create_in(make.tx, series, weekdays=[1, 2, 3, 4, 5], weeks_ahead=1)
    owner = make.tx.get_one(Host, series.host_id).owner_id
    make.tx.commit()
    later = NOW + 3 * WEEK

    await asyncio.gather(
        db.write(series_acts.archive, user_id=owner, series_id=series.id, now=later),
        *(db.write(templates.generate, template.id, now=later) for _ in range(10)),
    )

    with engine.connect() as connection:
        on = select(func.count(Session.id)).where(Session.status == "scheduled", Session.starts_at > later)
        assert connection.scalar(on) == 0


def test_generating_by_hand_makes_a_range_of_days(tx, create):
    template = create()
    first, last = date(2027, 2, 1), date(2027, 2, 28)

    result = templates.generate(tx, template.id, first=first, last=last, now=NOW)

    assert result.created == [first + number * WEEK for number in range(4)]
    assert [one.original_day for one in made(tx, template)][4:] == result.created


def told(tx, user_id):
    owed = tx.scalars(select(Notification).where(Notification.user_id == user_id).order_by(Notification.id))
    return [compose(tx, notification_id=one.id, now=NOW) for one in owed]


async def test_many_at_once_make_each_session_once(db, make, open_doors, engine):
    series = make.series(capacity=3)
    template = create_in(make.tx, series, weekdays=[1, 2, 3], weeks_ahead=1)
    make.tx.commit()

    later = NOW + 3 * WEEK
    results = await asyncio.gather(*(db.write(templates.generate, template.id, now=later) for _ in range(10)))

    assert sorted(len(result.created) for result in results) == [0] * 9 + [3]
    with engine.connect() as connection:
        assert connection.scalar(select(func.count(Session.id))) == 6
        assert connection.scalar(select(func.count(Quota.id))) == 6
        assert connection.scalar(select(func.count(Occurrence.id))) == 6


async def test_at_once_nobody_is_given_two_sessions(db, make, open_doors, engine):
    """Ten series want the same instructor at the same time: one gets them, the others have a conflict."""
    owner = make.user("Olga")
    ids = []
    for _ in range(10):
        template = create_in(make.tx, make.series(owner=owner), begins_on=MONDAY + WEEK, weeks_ahead=1)
        template.instructor_ids = [owner.id]
        ids.append(template.id)
    make.tx.commit()

    await asyncio.gather(*(db.write(templates.generate, one, now=NOW + timedelta(days=4)) for one in ids))

    with engine.connect() as connection:
        assert connection.scalar(select(func.count(Session.id))) == 1
        outcomes = connection.scalars(select(Occurrence.outcome).order_by(Occurrence.outcome)).all()
    assert outcomes == [Outcome.CONFLICT] * 9 + [Outcome.CREATED]


def statements_of(engine, act):
    count = 0

    def counted(*_):
        nonlocal count
        count += 1

    event.listen(engine, "before_cursor_execute", counted)
    act()
    event.remove(engine, "before_cursor_execute", counted)
    return count


def test_many_days_take_as_many_statements_as_few(tx, engine, teach, create):
    few = create(weekdays=[1], weeks_ahead=1, instructor_ids=[teach("Ana").id], starts_minute=600)
    many = create(weekdays=[1, 2, 3, 4, 5], weeks_ahead=1, instructor_ids=[teach("Ben").id], starts_minute=800)
    later = NOW + 8 * WEEK
    tx.expire_all()

    for_few = statements_of(engine, lambda: templates.generate(tx, few.id, now=later))
    many.weeks_ahead = 8
    tx.flush()
    for_many = statements_of(engine, lambda: templates.generate(tx, many.id, now=later))

    assert len(made(tx, many)) == 5 + 40
    assert for_many <= for_few + 3
