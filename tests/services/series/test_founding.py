"""A series begins: its host, its first session, each week; and one more session of it."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import AuditEvent, Host, Quota, Series, Session, TeamMember, Template
from db.models.team import TeamRole
from services import hosts, series
from services.errors import NotFound
from services.errors.organizing import MomentPast, MomentTaken, SeriesOver
from services.series import Plan
from tests.factories import NOW, faults

STARTS = NOW + timedelta(days=2)


def plan(**fields: Any) -> Plan:
    usual: dict[str, Any] = {"title": "Monday Jam", "starts_at": STARTS, "quotas": [{"name": "", "capacity": 20}]}
    return Plan(**(usual | fields))


def test_the_first_series_makes_a_host_of_the_persons_name_and_zone(tx, make):
    ana = make.user("Ana Ruiz", called="Ani", time_zone="Europe/Madrid")

    begun = series.found(tx, user_id=ana.id, plan=plan(currency="USD"), now=NOW)

    host = tx.scalars(select(Host)).one()
    session = tx.scalars(select(Session)).one()
    assert (host.name, host.owner_id, host.time_zone, host.currency) == ("Ani", ana.id, "Europe/Madrid", "USD")
    assert (begun.sessions, session.starts_at, session.time_zone) == (1, STARTS, "Europe/Madrid")
    assert tx.scalars(select(Quota.capacity)).all() == [20]
    assert tx.scalars(select(AuditEvent.action)).all() == ["host.founded", "series.founded", "session.scheduled"]
    assert not faults(tx)


def test_the_same_plan_again_is_the_series_that_is_there(tx, make):
    owner, other = make.user(), make.user()
    wanted = plan()

    first = series.found(tx, user_id=owner.id, plan=wanted, now=NOW)
    again = series.found(tx, user_id=owner.id, plan=wanted, now=NOW + timedelta(days=3))
    anew = series.found(tx, user_id=other.id, plan=plan(), now=NOW)

    assert (again.series_id, again.sessions) == (first.series_id, 0)  # its session is over by then
    assert anew.series_id != first.series_id
    assert tx.scalar(select(func.count(Host.id))) == tx.scalar(select(func.count(Session.id))) == 2


async def test_ten_who_create_the_same_at_once_create_it_once(db, make):
    owner = make.user()
    about = {"user_id": owner.id, "plan": plan(), "now": NOW}

    begun = await asyncio.gather(*(db.write(series.found, **about) for _ in range(10)))

    assert len({one.series_id for one in begun}) == 1


def test_a_series_of_a_host_starts_with_the_hosts_ways(tx, make):
    owner = make.user()
    host = make.host(owner, currency="CHF", cancellation_notice_minutes=60)

    begun = series.found(tx, user_id=owner.id, plan=plan(host_id=host.id, currency="USD", price=1200), now=NOW)

    kept = tx.get_one(Series, begun.series_id)
    assert (kept.currency, kept.cancellation_notice_minutes, kept.price) == ("CHF", 60, 1200)
    assert tx.scalar(select(func.count(Host.id))) == 1


def test_every_week_makes_a_template_and_its_sessions(tx, make):
    owner = make.user()

    begun = series.found(tx, user_id=owner.id, plan=plan(weekly=True), now=NOW)

    template = tx.scalars(select(Template)).one()
    starts = tx.scalars(select(Session.starts_at).order_by(Session.starts_at)).all()
    assert (template.weekdays, template.starts_minute) == ([3], 12 * 60)
    assert begun.sessions == len(starts) >= 4
    assert starts[0] == STARTS


def test_every_week_from_a_day_beyond_the_weeks_ahead_makes_that_day(tx, make):
    far = NOW + timedelta(weeks=9)

    begun = series.found(tx, user_id=make.user().id, plan=plan(weekly=True, starts_at=far), now=NOW)

    assert tx.scalars(select(Session.starts_at)).all() == [far]
    assert begun.sessions == 1
    with pytest.raises(MomentTaken):
        series.plan_session(
            tx, user_id=tx.scalars(select(Host.owner_id)).one(), series_id=begun.series_id, starts_at=far, now=NOW
        )


def test_nobody_begins_a_series_of_somebody_elses_host(tx, make):
    host, stranger = make.host(), make.user()

    with pytest.raises(NotFound):
        series.found(tx, user_id=stranger.id, plan=plan(host_id=host.id), now=NOW)

    assert tx.scalars(select(Series)).all() == []


def test_who_is_blocked_or_erased_becomes_no_host(tx, make):
    for person in (make.user(blocked_at=NOW), make.user(erased_at=NOW)):
        with pytest.raises(NotFound):
            series.found(tx, user_id=person.id, plan=plan(), now=NOW)


def test_nothing_begins_in_the_past_or_with_a_host_that_is_put_away(tx, make):
    owner = make.user()
    with pytest.raises(MomentPast):
        series.found(tx, user_id=owner.id, plan=plan(starts_at=NOW), now=NOW)
    host = make.host(owner)
    hosts.deactivate(tx, user_id=owner.id, host_id=host.id, now=NOW)
    with pytest.raises(SeriesOver):
        series.found(tx, user_id=owner.id, plan=plan(host_id=host.id), now=NOW)


def test_one_more_session_may_have_other_places_than_usual(tx, make):
    owner = make.user()
    known = make.series(owner=owner, capacity=5)

    series.plan_session(tx, user_id=owner.id, series_id=known.id, starts_at=STARTS, places=7, now=NOW)
    series.plan_session(tx, user_id=owner.id, series_id=known.id, starts_at=STARTS + timedelta(days=1), now=NOW)

    sessions = tx.execute(select(Quota.capacity, Session.edited_at).join(Session).order_by(Session.starts_at)).all()
    assert [tuple(row) for row in sessions] == [(7, NOW), (5, None)]


def test_two_sessions_of_a_series_do_not_begin_at_once(tx, make):
    owner = make.user()
    known = make.series(owner=owner)
    series.plan_session(tx, user_id=owner.id, series_id=known.id, starts_at=STARTS, now=NOW)

    with pytest.raises(MomentTaken):
        series.plan_session(tx, user_id=owner.id, series_id=known.id, starts_at=STARTS, now=NOW)


def test_an_archived_series_gets_no_session(tx, make):
    owner = make.user()
    known = make.series(owner=owner, archived_at=NOW)

    with pytest.raises(SeriesOver):
        series.plan_session(tx, user_id=owner.id, series_id=known.id, starts_at=STARTS, now=NOW)


@pytest.mark.parametrize(("role", "may"), [(TeamRole.CO_ORGANIZER, True), (TeamRole.DOOR, False)])
def test_a_helper_plans_where_the_role_lets_them(tx, make, role, may):
    known, helper = make.series(), make.user()
    make.kept(TeamMember(host_id=known.host_id, series_id=known.id, user_id=helper.id, role=role, created_at=NOW))

    if may:
        series.plan_session(tx, user_id=helper.id, series_id=known.id, starts_at=STARTS, now=NOW)
    else:
        with pytest.raises(NotFound):
            series.plan_session(tx, user_id=helper.id, series_id=known.id, starts_at=STARTS, now=NOW)

    assert tx.scalar(select(func.count(Session.id))) == int(may)
    assert [line.id for line in series.list_own(tx, user_id=helper.id)] == [known.id] * may
