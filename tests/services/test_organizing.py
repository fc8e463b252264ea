"""What somebody runs or gives: who sees which sessions, summed up right, in few statements."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from db.models import TeamMember
from db.models.registrations import Status
from db.models.team import TeamRole
from services import organizing
from services.errors import NotFound
from tests.factories import NOW

ZONE = "Europe/Berlin"


def view(tx, user, host_id=0):
    tx.flush()
    return organizing.overview(tx, user_id=user.id, zone=ZONE, host_id=host_id, now=NOW)


def helps(make, user, series, role):
    of = None if role in {TeamRole.MANAGER, TeamRole.INSTRUCTOR} else series.id
    make.kept(TeamMember(host_id=series.host_id, series_id=of, user_id=user.id, role=role, created_at=NOW))


def test_overview_is_empty_for_who_runs_nothing(tx, make):
    make.session()

    found = view(tx, make.user())

    assert (found.hosts, found.week, found.series) == ((), (), ())


def test_overview_tells_fill_waiting_and_pending_of_all_roles_together(tx, make):
    owner = make.user()
    session = make.session(series=make.series(owner=owner, roles={"base": 2, "flyer": 3}))
    base, flyer = make.quotas(session)
    make.booked(base)
    make.booked(base)
    make.waiting(base)
    make.booked(flyer).status = Status.PENDING_APPROVAL
    tx.flush()

    [line] = view(tx, owner).week

    assert (line.capacity, line.taken, line.waiting, line.pending) == (5, 3, 1, 1)


@pytest.mark.parametrize(
    ("role", "sees", "plans"),
    [
        (TeamRole.MANAGER, {"Jam", "Class"}, {"Jam", "Class"}),
        (TeamRole.CO_ORGANIZER, {"Jam"}, {"Jam"}),
        (TeamRole.DOOR, {"Jam"}, set()),
        (TeamRole.INSTRUCTOR, {"Class"}, set()),
    ],
)
def test_overview_reaches_as_far_as_a_role(tx, make, role, sees, plans):
    helper = make.user()
    jam = make.series(title="Jam")
    lesson = make.series(title="Class")
    lesson.host_id = jam.host_id
    tx.flush()
    make.session(series=jam)
    make.session(series=lesson, starts_in=timedelta(days=1)).instructor_id = helper.id
    make.session(title="Foreign").instructor_id = helper.id
    helps(make, helper, jam, role)

    found = view(tx, helper)

    assert {line.title for line in found.week} == sees
    assert {one.title for one in found.series} == plans
    assert found.hosts[0].is_theirs == (role == TeamRole.MANAGER)


def test_a_helper_who_was_removed_or_blocked_sees_nothing(tx, make):
    helper = make.user()
    series = make.series()
    make.session(series=series)
    helps(make, helper, series, TeamRole.CO_ORGANIZER)
    assert len(view(tx, helper).week) == 1

    helper.blocked_at = NOW
    assert view(tx, helper).week == ()

    helper.blocked_at = None
    tx.query(TeamMember).delete()
    assert view(tx, helper).week == ()


def test_a_foreign_host_is_not_found(tx, make):
    owner = make.user()
    make.series(owner=owner)
    foreign = make.host()

    for look in (organizing.overview, organizing.ahead):
        with pytest.raises(NotFound):
            look(tx, user_id=owner.id, zone=ZONE, host_id=foreign.id, now=NOW)
    with pytest.raises(NotFound):
        organizing.series(tx, user_id=owner.id, host_id=foreign.id)


def test_today_is_the_readers_day_and_keeps_what_is_over(tx, make):
    owner = make.user()
    series = make.series(owner=owner)
    over = make.session(series=series, starts_in=timedelta(hours=-5))
    late = make.session(series=series, starts_in=timedelta(hours=10, minutes=59))
    make.session(series=series, starts_in=timedelta(hours=11))

    found = organizing.today(tx, user_id=owner.id, zone=ZONE, now=NOW)

    assert [line.id for line in found] == [over.id, late.id]


def test_what_is_cancelled_or_archived_is_left_out(tx, make):
    owner = make.user()
    series = make.series(owner=owner)
    make.session(series=series).status = "cancelled"
    make.series(owner=owner, archived_at=NOW)

    found = view(tx, owner)

    assert found.week == ()
    assert [one.id for one in found.series] == [series.id]


@pytest.mark.parametrize("look", [organizing.overview, organizing.today, organizing.ahead])
def test_looks_take_as_many_statements_for_thirty_sessions_as_for_one(tx, make, engine, look):
    owner = make.user()
    series = make.series(owner=owner)

    def statements() -> int:
        tx.flush()
        ran = []

        def note(*given):
            ran.append(given[2])

        event.listen(engine, "before_cursor_execute", note)
        look(tx, user_id=owner.id, zone=ZONE, now=NOW)
        event.remove(engine, "before_cursor_execute", note)
        return len(ran)

    make.booked(make.quotas(make.session(series=series, starts_in=timedelta(hours=1)))[0])
    few = statements()
    for number in range(2, 31):
        make.booked(make.quotas(make.session(series=series, starts_in=timedelta(minutes=15 * number + 7)))[0])

    assert statements() == few <= 7
