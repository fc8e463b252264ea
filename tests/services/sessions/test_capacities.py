"""More places and fewer, and the roles of a session: nobody loses a place by it."""

import asyncio
from datetime import timedelta

import pytest

from db.models import AuditEvent, Quota, Registration, Template
from db.models.registrations import Status
from services import registrations, sessions
from services.errors import NotAllowed, SessionFull
from services.errors.organizing import FewerThanTaken, NumberNotUnderstood, RoleExists, RoleInUse, RoleNameless
from services.sessions import Reach
from tests.factories import NOW, faults

FUTURE = Reach(future=True)


@pytest.fixture
def owner(make):
    return make.user("Owner")


def resize(tx, quota, owner, capacity, **given):
    return sessions.resize(tx, user_id=owner.id, quota_id=quota.id, capacity=capacity, now=NOW, **given)


def test_more_places_go_to_those_who_wait_at_once(tx, make, owner):
    session = make.session(owner=owner, capacity=1)
    [quota] = make.quotas(session)
    make.booked(quota)
    line = [make.waiting(quota) for _ in range(3)]

    outcome = resize(tx, quota, owner, 3)

    assert (outcome.told, outcome.short) == (2, 0)
    assert [row.status for row in line] == [Status.CONFIRMED, Status.CONFIRMED, Status.WAITLISTED]
    tx.refresh(quota)
    assert (quota.capacity, quota.taken, quota.waiting) == (3, 3, 1)
    assert session.edited_at == NOW
    assert faults(tx) == []


def test_fewer_than_are_in_is_refused_and_shows_whom_it_would_affect(tx, make, owner):
    session = make.session(owner=owner, capacity=4)
    [quota] = make.quotas(session)
    for number, name in enumerate(["Ana", "Bo", "Chloé"]):
        make.booked(quota, make.user(name), now=NOW + timedelta(minutes=number))

    seen = sessions.impact_of_resizing(tx, user_id=owner.id, quota_id=quota.id, capacity=1, now=NOW)
    assert (seen.was, seen.taken, seen.affected, seen.short) == (4, 3, ("Chloé", "Bo"), 1)
    with pytest.raises(FewerThanTaken) as refusal:
        resize(tx, quota, owner, 1)
    assert refusal.value.taken == 3
    assert quota.capacity == 4

    outcome = resize(tx, quota, owner, 1, as_far_as_possible=True)

    assert (quota.capacity, outcome.short) == (3, 1)
    assert tx.query(Registration).filter_by(status=Status.CONFIRMED).count() == 3


@pytest.mark.parametrize("capacity", [0, -1, 10_001])
def test_a_number_of_places_is_a_sane_one(tx, make, owner, capacity):
    [quota] = make.quotas(make.session(owner=owner))

    with pytest.raises(NumberNotUnderstood):
        resize(tx, quota, owner, capacity)


def test_all_later_ones_and_what_is_made_later_have_as_many(tx, make, owner):
    series = make.series(owner=owner, roles={"base": 2, "flyer": 2})
    rows = [make.session(series=series, starts_in=timedelta(days=days)) for days in (1, 8, 15)]
    template = make.kept(
        Template(
            series_id=series.id, weekdays=[1], starts_minute=600, duration_minutes=60, time_zone="Europe/Berlin",
            begins_on=NOW.date(), created_at=NOW, quotas=[dict(quota) for quota in series.quotas],
        )
    )  # fmt: skip
    for number, row in enumerate(rows):
        row.template_id, row.original_day = template.id, NOW.date() + timedelta(days=number)
    tx.flush()
    flyers = [make.quotas(row)[1] for row in rows]
    make.booked(flyers[2])
    make.booked(flyers[2])

    seen = sessions.impact_of_resizing(tx, user_id=owner.id, quota_id=flyers[1].id, capacity=1, reach=FUTURE, now=NOW)
    assert (seen.impact.sessions, seen.impact.later, seen.short, seen.affected) == (2, 1, 1, ())
    outcome = resize(tx, flyers[1], owner, 1, as_far_as_possible=True, reach=FUTURE)

    assert [flyer.capacity for flyer in flyers] == [2, 1, 2]
    assert (outcome.sessions, outcome.short) == (2, 1)
    expected = [{"name": "base", "capacity": 2}, {"name": "flyer", "capacity": 1}]
    assert template.quotas == series.quotas == expected
    assert [row.edited_at for row in rows] == [None] * 3


def test_who_does_not_plan_changes_nothing(tx, make, owner):
    [quota] = make.quotas(make.session(owner=owner))

    with pytest.raises(NotAllowed):
        resize(tx, quota, make.user(), 9)

    assert quota.capacity == 5


def test_a_role_is_added_named_and_removed(tx, make, owner):
    session = make.session(owner=owner)
    [quota] = make.quotas(session)
    with pytest.raises(RoleNameless):
        sessions.add_role(tx, user_id=owner.id, session_id=session.id, name="flyer", capacity=3, now=NOW)
    sessions.rename_role(tx, user_id=owner.id, quota_id=quota.id, name="base", now=NOW)
    sessions.add_role(tx, user_id=owner.id, session_id=session.id, name="flyer", capacity=3, now=NOW)
    with pytest.raises(RoleExists):
        sessions.add_role(tx, user_id=owner.id, session_id=session.id, name="Flyer", capacity=3, now=NOW)
    base, flyer = make.quotas(session)
    assert [(one.name, one.capacity) for one in (base, flyer)] == [("base", 5), ("flyer", 3)]
    booked = make.booked(flyer)
    with pytest.raises(RoleInUse):
        sessions.remove_role(tx, user_id=owner.id, quota_id=flyer.id, now=NOW)
    registrations.cancel(tx, user_id=booked.user_id, registration_id=booked.id, now=NOW)
    with pytest.raises(RoleInUse):  # they can still take it back
        sessions.remove_role(tx, user_id=owner.id, quota_id=flyer.id, now=NOW)

    sessions.remove_role(tx, user_id=owner.id, quota_id=flyer.id, now=NOW + timedelta(minutes=1))

    assert [one.name for one in make.quotas(session)] == ["base"]
    assert (booked.quota_id, booked.status) == (base.id, Status.CANCELLED)
    assert tx.query(AuditEvent).filter_by(action="quota.removed").one().data == {"name": "flyer", "ended": [booked.id]}
    with pytest.raises(RoleInUse):
        sessions.remove_role(tx, user_id=owner.id, quota_id=base.id, now=NOW)
    assert faults(tx) == []


async def test_lowering_while_twenty_people_register_never_goes_below_what_is_taken(db, make, owner, open_doors):
    session = make.session(owner=owner, capacity=25)
    [quota] = make.quotas(session)
    people = make.users(20)

    def lowered(capacity):
        return db.write(
            sessions.resize, user_id=owner.id, quota_id=quota.id, capacity=capacity, as_far_as_possible=True, now=NOW
        )

    outcomes = await asyncio.gather(
        *(db.write(registrations.book, user_id=person.id, quota_id=quota.id, now=NOW) for person in people[:10]),
        lowered(8),
        *(db.write(registrations.book, user_id=person.id, quota_id=quota.id, now=NOW) for person in people[10:]),
        lowered(5),
        return_exceptions=True,
    )

    inside = sum(isinstance(one, Registration) for one in outcomes)
    assert all(isinstance(one, SessionFull) for one in outcomes if isinstance(one, Exception))
    make.tx.expire_all()
    row = make.tx.get_one(Quota, quota.id)
    assert row.taken == inside <= row.capacity < 25
    make.tx.rollback()
    assert await db.read(faults) == []
