"""A day in conflict is resolved by hand, once."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db.models import Occurrence, Session, Space
from db.models.team import TeamMember, TeamRole
from services import templates
from services.errors import NotFound
from services.errors.organizing import InstructorBusy, MomentPast, OutOfTeam, RoomTaken
from services.templates import Way
from tests.factories import NOW, Factory
from tests.services.templates.conftest import MONDAY, create_in, made, outcomes

WEEK = timedelta(weeks=1)


def blocked_by_instructor(make: Factory, series, owner_id):
    """A template whose first day its instructor cannot give: they give another session then."""
    elsewhere = make.session(starts_in=timedelta(hours=6))
    elsewhere.instructor_id = owner_id
    return create_in(make.tx, series, instructor_ids=[owner_id])


def conflict_of(tx, template):
    return tx.scalar(select(Occurrence).where(Occurrence.template_id == template.id, Occurrence.outcome == "conflict"))


@pytest.fixture
def resolve(tx, owner_id):
    def resolved(occurrence, way, **more):
        by = more.pop("user_id", owner_id)
        return templates.resolve(tx, user_id=by, occurrence_id=occurrence.id, way=way, **({"now": NOW} | more))

    return resolved


def test_somebody_else_gives_it(tx, make, series, owner_id, resolve):
    template = blocked_by_instructor(make, series, owner_id)
    ben = make.user("Ben")
    occurrence = conflict_of(tx, template)
    with pytest.raises(OutOfTeam):
        resolve(occurrence, Way.INSTRUCTOR, instructor_id=ben.id)
    with pytest.raises(InstructorBusy):
        resolve(occurrence, Way.INSTRUCTOR, instructor_id=owner_id)
    make.kept(TeamMember(host_id=series.host_id, user_id=ben.id, role=TeamRole.INSTRUCTOR, created_at=NOW))

    resolve(occurrence, Way.INSTRUCTOR, instructor_id=ben.id)

    assert (made(tx, template)[0].instructor_id, made(tx, template)[0].original_day) == (ben.id, MONDAY)
    assert outcomes(tx, template)[MONDAY] == "created"
    with pytest.raises(NotFound):
        resolve(occurrence, Way.SKIP)


def test_it_is_made_without_anybody_for_now(tx, make, series, owner_id, resolve):
    template = blocked_by_instructor(make, series, owner_id)

    resolve(conflict_of(tx, template), Way.ANYWAY)

    first = made(tx, template)[0]
    assert (first.instructor_id, first.needs_instructor) == (None, True)
    assert [quota.capacity for quota in make.quotas(first)] == [12]


def test_it_is_made_without_the_room_that_is_taken(tx, make, series, create, resolve):
    room = make.kept(Space(host_id=series.host_id, name="Studio 1", created_at=NOW))
    other = make.session(starts_in=timedelta(hours=6))
    other.space_id = room.id
    template = create(space_id=room.id)
    occurrence = conflict_of(tx, template)
    with pytest.raises(RoomTaken):
        resolve(occurrence, Way.ANYWAY)

    resolve(occurrence, Way.NO_ROOM)

    assert [one.space_id for one in made(tx, template)] == [None, room.id, room.id, room.id]


def test_it_is_left_out_for_good(tx, make, series, owner_id, resolve):
    template = blocked_by_instructor(make, series, owner_id)
    resolve(conflict_of(tx, template), Way.SKIP)

    templates.generate(tx, template.id, now=NOW)

    assert outcomes(tx, template)[MONDAY] == "skipped"


def test_what_is_over_cannot_be_made_and_strangers_find_nothing(tx, make, series, owner_id, resolve):
    template = blocked_by_instructor(make, series, owner_id)
    occurrence = conflict_of(tx, template)

    with pytest.raises(MomentPast):
        resolve(occurrence, Way.ANYWAY, now=NOW + WEEK)
    with pytest.raises(NotFound):
        resolve(occurrence, Way.ANYWAY, user_id=make.user().id)


async def test_ten_taps_at_once_make_one_session(db, make, open_doors, engine):
    series = make.series()
    owner_id = make.tx.get_one(type(make.host()), series.host_id).owner_id
    template = blocked_by_instructor(make, series, owner_id)
    occurrence_id = conflict_of(make.tx, template).id
    make.tx.commit()

    act = {"user_id": owner_id, "occurrence_id": occurrence_id, "way": Way.ANYWAY, "now": NOW}
    done = await asyncio.gather(*(db.write(templates.resolve, **act) for _ in range(10)), return_exceptions=True)

    assert sorted(type(one).__name__ for one in done) == ["NotFound"] * 9 + ["Template"]
    with engine.connect() as connection:
        assert connection.scalar(select(func.count(Session.id)).where(Session.series_id == series.id)) == 4
