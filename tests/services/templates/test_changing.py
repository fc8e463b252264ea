"""A template is changed, and what was made of it along; nothing that is somebody's own, nothing into a conflict."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Closure, Notification, Occurrence, Session, Space
from db.models.sessions import SessionStatus
from db.models.team import TeamMember, TeamRole
from services import templates
from services.errors import NotFound
from services.errors.organizing import NoWeekdayChosen, OutOfTeam, RoomGone
from tests.factories import NOW, faults
from tests.services.templates.conftest import MONDAY, made, outcomes

WEEK, DAY = timedelta(weeks=1), timedelta(days=1)


@pytest.fixture
def change(tx, owner_id):
    def changed(template, **changes):
        seen = templates.effect(tx, user_id=owner_id, template_id=template.id, changes=changes, now=NOW)
        done = templates.change(tx, user_id=owner_id, template_id=template.id, changes=changes, now=NOW)
        assert seen == replace(done, kept=seen.kept)
        assert faults(tx) == []
        return done

    return changed


def starts(tx, template):
    return [one.starts_minute for one in made(tx, template) if one.status == "scheduled"]


@pytest.fixture
def room(make, series):
    return make.kept(Space(host_id=series.host_id, name="Studio 1", created_at=NOW))


def test_looking_at_an_effect_changes_nothing(tx, owner_id, create):
    template = create()
    before = [(one.starts_at, one.status) for one in made(tx, template)]

    found = templates.effect(
        tx, user_id=owner_id, template_id=template.id, changes={"weekdays": [2, 3], "starts_minute": 60}, now=NOW
    )
    tx.flush()
    tx.expire_all()

    assert (found.moved, found.cancelled) == (0, 4)
    assert [(one.starts_at, one.status) for one in made(tx, template)] == before
    assert template.weekdays == [1]


def test_another_time_and_length_move_what_is_there_and_tell_who_is_in(tx, make, create, change):
    template = create()
    make.booked(make.quotas(made(tx, template)[1])[0])

    done = change(template, starts_minute=20 * 60, duration_minutes=90)

    assert (done.moved, done.told.people) == (4, 1)
    assert starts(tx, template) == [20 * 60] * 4
    assert {one.ends_at - one.starts_at for one in made(tx, template)} == {timedelta(minutes=90)}
    assert {one.edited_at for one in made(tx, template)} == {None}
    assert tx.scalars(select(Notification.kind).where(Notification.kind == "session_moved")).all() == ["session_moved"]


def test_what_has_something_of_its_own_is_left_alone(tx, create, change):
    template = create()
    own = made(tx, template)[2]
    own.edited_at = NOW

    done = change(template, starts_minute=1200)

    assert [reason for _, reason in done.left] == ["edited"]
    assert starts(tx, template)[2] == 1170


def test_one_that_would_be_over_is_left_alone(tx, create, change):
    template = create()

    done = change(template, starts_minute=9 * 60)

    assert (done.moved, [reason for _, reason in done.left]) == (3, ["time_taken"])
    assert starts(tx, template) == [1170, 540, 540, 540, 540]


def test_one_that_would_meet_another_of_the_series_is_left_alone(tx, create, change):
    template = create()
    create(starts_minute=20 * 60, weeks_ahead=1)

    done = change(template, starts_minute=20 * 60)

    assert (done.moved, [reason for _, reason in done.left]) == (3, ["time_taken"])


def test_one_day_instead_of_another_moves_it_and_keeps_what_was_left_out(tx, owner_id, create, change):
    template = create()
    templates.skip(tx, user_id=owner_id, template_id=template.id, day=MONDAY + WEEK, now=NOW)

    done = change(template, weekdays=[4])

    assert (done.moved, done.made) == (3, 0)
    assert [one.original_day for one in made(tx, template)] == [MONDAY + week * WEEK + 3 * DAY for week in range(4)]
    assert [one.status for one in made(tx, template)].count(SessionStatus.CANCELLED) == 1


def test_days_that_fall_away_are_cancelled_and_come_back_with_the_rule(tx, make, create, change):
    template = create(weekdays=[1, 3])
    make.booked(make.quotas(made(tx, template)[0])[0])

    gone = change(template, weekdays=[3, 5])
    assert (gone.cancelled, gone.told.people, gone.made) == (4, 1, 4)

    back = change(template, weekdays=[1, 3])
    assert (back.cancelled, back.made) == (4, 4)
    assert len([one for one in made(tx, template) if one.status == "scheduled"]) == 8


def test_every_other_week_cancels_the_weeks_between(tx, create, change):
    template = create()

    assert change(template, every_weeks=2).cancelled == 2
    assert [one.original_day for one in made(tx, template)] == [MONDAY, MONDAY + 2 * WEEK]


def test_an_end_cancels_what_comes_after_it(tx, create, change):
    template = create()

    assert change(template, ends_on=MONDAY + 2 * WEEK).cancelled == 1
    assert len(outcomes(tx, template)) == 3


def test_other_instructors_take_turns_from_the_next_one_on(tx, make, series, create, change):
    ana, ben = make.user("Ana"), make.user("Ben")
    for one in (ana, ben):
        role = TeamRole.INSTRUCTOR
        make.kept(TeamMember(host_id=series.host_id, user_id=one.id, role=role, created_at=NOW))
    elsewhere = make.session(starts_in=timedelta(days=7, hours=6))
    elsewhere.instructor_id = ben.id
    template = create()

    done = change(template, instructor_ids=[ana.id, ben.id])

    assert [one.instructor_id for one in made(tx, template)] == [ana.id, None, ana.id, ben.id]
    assert [reason for _, reason in done.left] == ["instructor_busy"]


def test_other_places_are_given_as_far_as_nobody_loses_one(tx, make, create, change):
    template = create(weeks_ahead=2)
    first, second = made(tx, template)
    for _ in range(3):
        make.booked(make.quotas(first)[0])

    change(template, quotas=[{"name": "", "capacity": 2}])

    assert [make.quotas(one)[0].capacity for one in (first, second)] == [3, 2]
    tx.expire_all()
    assert {one.edited_at for one in made(tx, template)} == {None}


def test_a_room_is_taken_where_it_is_free(tx, make, create, change, room):
    other = make.session(starts_in=timedelta(days=7, hours=6))
    other.space_id = room.id
    template = create()

    done = change(template, space_id=room.id)

    assert [one.space_id for one in made(tx, template)] == [room.id, None, room.id, room.id]
    assert [reason for _, reason in done.left] == ["room_taken"]


def test_more_weeks_ahead_are_made_at_once(tx, create, change):
    assert change(create(), weeks_ahead=6).made == 2


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"weekdays": []}, NoWeekdayChosen), ({"instructor_ids": [99]}, OutOfTeam), ({"space_id": 99}, RoomGone)],
)
def test_what_cannot_be_is_refused_before_and_when_it_is_done(tx, owner_id, create, changes, error):
    template = create()

    for act in (templates.effect, templates.change):
        with pytest.raises(error), tx.begin_nested():
            act(tx, user_id=owner_id, template_id=template.id, changes=changes, now=NOW)


def test_whoever_may_not_plan_can_do_nothing_to_it(tx, make, create):
    template, stranger = create(), make.user()
    of = {"user_id": stranger.id, "template_id": template.id, "now": NOW}

    for act, more in (
        (templates.find, {}),
        (templates.effect, {"changes": {}}),
        (templates.change, {"changes": {"starts_minute": 0}}),
        (templates.pause, {}),
        (templates.resume, {}),
        (templates.skip, {"day": MONDAY}),
        (templates.impact_of_skipping, {}),
        (templates.generate_days, {"first": MONDAY, "last": MONDAY}),
        (templates.impact_of_deleting, {}),
        (templates.delete, {"with_sessions": True}),
    ):
        with pytest.raises(NotFound):
            act(tx, **of, **more)


def test_a_skipped_day_that_was_not_made_is_recorded(tx, owner_id, create):
    template = create(begins_on=MONDAY + 10 * WEEK)
    impact = templates.impact_of_skipping(tx, user_id=owner_id, template_id=template.id, now=NOW)
    assert impact
    assert (impact.day, impact.made, impact.told.people) == (MONDAY + 10 * WEEK, False, 0)

    for _ in range(2):
        templates.skip(tx, user_id=owner_id, template_id=template.id, day=impact.day, now=NOW)
    templates.generate(tx, template.id, now=NOW + 8 * WEEK)

    assert outcomes(tx, template)[impact.day] == "skipped"
    assert [one.original_day for one in made(tx, template)] == [MONDAY + 11 * WEEK]


def test_deleting_keeps_the_sessions_or_cancels_those_without_anything_of_their_own(tx, owner_id, create):
    kept, gone = create(), create(starts_minute=600)
    ids = [[one.id for one in made(tx, template)] for template in (kept, gone)]
    made(tx, gone)[-1].edited_at = NOW
    tx.flush()

    templates.delete(tx, user_id=owner_id, template_id=kept.id, with_sessions=False, now=NOW)
    templates.delete(tx, user_id=owner_id, template_id=gone.id, with_sessions=True, now=NOW)

    tx.expire_all()
    assert [tx.get_one(Session, one).status for one in ids[0]] == ["scheduled"] * 4
    assert [tx.get_one(Session, one).status for one in ids[1]] == ["cancelled"] * 3 + ["scheduled"]
    assert tx.scalars(select(Occurrence)).all() == []


def test_a_closure_that_is_removed_lets_its_days_be_made(tx, make, series, owner_id, create):
    closure = make.kept(Closure(host_id=series.host_id, first_day=MONDAY, last_day=MONDAY + WEEK, created_at=NOW))
    template = create()
    assert len(made(tx, template)) == 2

    templates.closures.remove(tx, user_id=owner_id, closure_id=closure.id, now=NOW)
    templates.generate(tx, template.id, now=NOW)

    assert len(made(tx, template)) == 4


def test_who_is_told_of_a_cancellation_on_closed_days_is_told_why(tx, make, series, owner_id, create):
    booked = make.booked(make.quotas(made(tx, create())[0])[0])
    closure = templates.closures.add(
        tx, user_id=owner_id, host_id=series.host_id, first_day=MONDAY, last_day=MONDAY, reason="Inventory", now=NOW
    )

    assert templates.closures.cancel_affected(tx, user_id=owner_id, closure_id=closure.id, now=NOW) == (1, 1)

    notice = tx.query(Notification).filter_by(registration_id=booked.id, kind="session_cancelled").one()
    assert notice.data["reason"] == "Inventory"


def test_what_could_not_be_moved_is_not_counted_as_moved(tx, make, series, owner_id, create):
    """While it is planned the time seems free; a session of the series that is over already stands there."""
    template = create()
    at = made(tx, template)[1].starts_at + timedelta(minutes=30)
    there = make.session(series=series, starts_in=at - NOW)
    there.status = "completed"
    tx.flush()

    done = templates.change(tx, user_id=owner_id, template_id=template.id, changes={"starts_minute": 20 * 60}, now=NOW)

    assert (done.moved, len(done.left)) == (3, 1)


def test_who_gets_a_new_place_is_not_among_those_told_of_the_change(tx, make, create, change):
    template = create(quotas=[{"name": "", "capacity": 1}])
    [quota] = make.quotas(made(tx, template)[0])
    make.booked(quota)
    waits = make.waiting(quota)

    done = change(template, quotas=[{"name": "", "capacity": 2}])

    assert (waits.status, done.told.people) == ("confirmed", 0)
