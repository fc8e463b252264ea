"""Leaving and being taken out: who may, what ends with it, what is owed to whom."""

from datetime import timedelta

import pytest

from db.models import Host, Member, Notification, Post, Series, Session, TeamMember
from db.models.team import TeamRole
from services import access, team
from services.access import Right
from services.errors import NotFound
from services.team import Invited
from tests.factories import NOW


@pytest.fixture
def owner(make):
    return make.user("Olga Owner")


@pytest.fixture
def series(make, owner):
    return make.series(owner=owner, title="Monday Jam", visibility="private")


@pytest.fixture
def hire(tx, series):
    def hired(person, role):
        of_series = role in (TeamRole.CO_ORGANIZER, TeamRole.DOOR)
        scope = {"host_id": series.host_id, "series_id": series.id if of_series else None}
        row = TeamMember(**scope, user_id=person.id, role=role, created_at=NOW)
        tx.add(row)
        tx.flush()
        return row

    return hired


@pytest.mark.parametrize("target", list(TeamRole))
@pytest.mark.parametrize("by", ["admin", "owner", *TeamRole, "stranger"])
def test_who_may_remove_whom(tx, make, owner, hire, by, target):
    row = hire(make.user("Bo"), target)
    actor = owner if by == "owner" else make.user(is_admin=by == "admin")
    if by in list(TeamRole):
        hire(actor, by)
    managers = {"admin", "owner"} if target == TeamRole.MANAGER else {"admin", "owner", TeamRole.MANAGER}

    if by in managers:
        gone = team.remove(tx, user_id=actor.id, helper_id=row.id, now=NOW)
        assert (gone.name, gone.by_themselves) == ("Bo", False)
        assert tx.get(TeamMember, row.id) is None
    else:
        with pytest.raises(NotFound):
            team.remove(tx, user_id=actor.id, helper_id=row.id, now=NOW)
        assert tx.get(TeamMember, row.id) is row


@pytest.mark.parametrize("role", list(TeamRole))
def test_everybody_may_leave_and_the_owner_is_told(tx, make, owner, hire, role):
    bo = make.user("Bo")

    gone = team.remove(tx, user_id=bo.id, helper_id=hire(bo, role).id, now=NOW)

    assert gone.by_themselves
    notice = tx.query(Notification).one()
    assert (notice.kind, notice.user_id, notice.data["other_id"]) == ("team_left", owner.id, bo.id)


def test_who_was_taken_out_is_told_each_time(tx, make, owner, hire):
    bo = make.user("Bo")
    for _ in range(2):
        team.remove(tx, user_id=owner.id, helper_id=hire(bo, TeamRole.DOOR).id, now=NOW)

    assert [(one.kind, one.user_id) for one in tx.query(Notification)] == [("team_removed", bo.id)] * 2


def test_what_an_instructor_was_going_to_give_needs_another(tx, make, owner, series, hire):
    ana, bo = make.user("Ana"), make.user("Bo")
    ours = [make.session(series=series, starts_in=timedelta(days=days)) for days in (1, 2, 3, 4)]
    elsewhere = make.session(title="Elsewhere")
    over, ahead, others, cancelled = ours
    over.starts_at, over.ends_at = NOW - timedelta(hours=3), NOW - timedelta(hours=1)
    cancelled.status = "cancelled"
    for session in (over, ahead, cancelled, elsewhere):
        session.instructor_id = bo.id
    others.instructor_id = ana.id
    post = make.kept(Post(session_id=ahead.id, inline_message_id="x", created_at=NOW, language="en", time_zone="UTC"))
    row = hire(bo, TeamRole.INSTRUCTOR)
    assert access.session_to(tx, Right.CHECK_IN, ahead.id, bo.id).id == ahead.id

    gone = team.remove(tx, user_id=owner.id, helper_id=row.id, now=NOW)

    assert gone.unled == 1
    tx.expire_all()
    needing = [session.id for session in tx.query(Session).filter_by(needs_instructor=True)]
    assert needing == [ahead.id]
    assert ahead.instructor_id is None
    assert [one.instructor_id for one in (over, others, cancelled, elsewhere)] == [bo.id, ana.id, bo.id, bo.id]
    assert post.stale_since == NOW


def test_another_role_keeps_the_sessions_that_it_lets_one_give(tx, make, owner, series, hire):
    """Out of one series, somebody still gives what is theirs in another."""
    bo, host = make.user(), tx.get_one(Host, series.host_id)
    other = make.kept(
        Series(
            code="other", host_id=host.id, title="Other", quotas=[], duration_minutes=60, currency="EUR", created_at=NOW
        )
    )
    here, there = make.session(series=series), make.session(series=other)
    here.instructor_id = there.instructor_id = bo.id
    helper = hire(bo, TeamRole.CO_ORGANIZER)
    make.kept(
        TeamMember(host_id=host.id, series_id=other.id, user_id=bo.id, role=TeamRole.CO_ORGANIZER, created_at=NOW)
    )

    gone = team.remove(tx, user_id=owner.id, helper_id=helper.id, now=NOW)

    assert gone.unled == 1
    assert (here.instructor_id, here.needs_instructor) == (None, True)
    assert (there.instructor_id, there.needs_instructor) == (bo.id, False)


def test_a_manager_who_stays_an_instructor_keeps_what_they_give(tx, make, owner, series, hire):
    bo, session = make.user(), make.session(series=series)
    session.instructor_id = bo.id
    manager, _ = hire(bo, TeamRole.MANAGER), hire(bo, TeamRole.INSTRUCTOR)

    assert team.remove(tx, user_id=owner.id, helper_id=manager.id, now=NOW).unled == 0
    assert session.instructor_id == bo.id


def test_a_right_ends_with_the_role(tx, make, owner, series, hire):
    bo, session = make.user(), make.session(series=series)
    row = hire(bo, TeamRole.CO_ORGANIZER)
    assert access.session_to(tx, Right.PLAN, session.id, bo.id).id == session.id

    team.remove(tx, user_id=owner.id, helper_id=row.id, now=NOW)

    with pytest.raises(NotFound):
        access.session_to(tx, Right.PLAN, session.id, bo.id)


def test_a_member_is_removed_by_a_co_organizer_and_keeps_their_place(tx, make, series, hire):
    bo, co = make.user("Bo"), make.user("Co")
    hire(co, TeamRole.CO_ORGANIZER)
    member = make.kept(Member(series_id=series.id, user_id=bo.id, created_at=NOW))
    booked = make.booked(make.quotas(make.session(series=series))[0], bo)

    gone = team.remove_member(tx, user_id=co.id, member_id=member.id, now=NOW)

    assert gone.role == Invited.MEMBER
    assert tx.query(Member).count() == 0
    assert booked.status == "confirmed"
    assert access.series_to_see(tx, series.id, bo.id)  # as long as they have a place there
    with pytest.raises(NotFound):
        team.remove_member(tx, user_id=co.id, member_id=member.id, now=NOW)


@pytest.mark.parametrize("by", [TeamRole.DOOR, TeamRole.INSTRUCTOR, None])
def test_a_member_is_not_removed_by_others(tx, make, series, hire, by):
    member = make.kept(Member(series_id=series.id, user_id=make.user().id, created_at=NOW))
    actor = make.user()
    if by:
        hire(actor, by)

    with pytest.raises(NotFound):
        team.remove_member(tx, user_id=actor.id, member_id=member.id, now=NOW)


def test_a_member_may_leave(tx, make, series):
    bo = make.user()
    member = make.kept(Member(series_id=series.id, user_id=bo.id, created_at=NOW))

    assert team.remove_member(tx, user_id=bo.id, member_id=member.id, now=NOW).by_themselves


def test_a_missing_role_is_not_there(tx, owner):
    with pytest.raises(NotFound):
        team.remove(tx, user_id=owner.id, helper_id=999, now=NOW)
    with pytest.raises(NotFound):
        team.remove_member(tx, user_id=owner.id, member_id=999, now=NOW)
