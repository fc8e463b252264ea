"""From an id to an object, or NotFound."""

from datetime import timedelta
from typing import Any

import pytest

from db.models import TeamMember, User
from db.models.team import TeamRole
from db.queries import listings
from db.queries import sessions as session_queries
from services import access
from services.access import Right
from services.errors import NotAllowed, NotFound
from tests.factories import NOW


def test_quota_to_book_comes_with_its_sessions_facts(tx, make):
    session = make.session(title="Handstands", place="Studio 1", price=5)
    quota = make.quotas(session)[0]

    facts = access.quota_to_book(tx, quota.id)

    assert (facts.id, facts.quota_id, facts.title) == (session.id, quota.id, "Handstands")
    assert (facts.place, facts.price, facts.capacity) == ("Studio 1", 5, 5)


def test_own_registration_is_ones_own(tx, make):
    booked = make.booked(make.quota())

    assert access.own_registration(tx, booked.id, booked.user_id) is booked
    assert access.series_of(tx, booked).title == "Monday Jam"


@pytest.mark.parametrize("whose", ["missing", "forbidden"])
def test_a_missing_and_a_forbidden_registration_look_the_same(tx, make, whose):
    booked = make.booked(make.quota())
    registration_id = 999 if whose == "missing" else booked.id

    with pytest.raises(NotFound) as refusal:
        access.own_registration(tx, registration_id, make.user().id)

    assert vars(refusal.value) == {}


def test_session_to_plan_is_for_the_owner_and_admins(tx, make):
    owner, admin = make.user(), make.user(is_admin=True)
    session = make.session(owner=owner)

    assert [access.session_to(tx, Right.PLAN, session.id, user.id) for user in (owner, admin)] == [session, session]
    with pytest.raises(NotAllowed):
        access.session_to(tx, Right.PLAN, session.id, make.user().id)
    with pytest.raises(NotFound):
        access.session_to(tx, Right.PLAN, 999, owner.id)


def test_a_missing_session_and_one_out_of_sight_look_the_same_to_who_wants_to_run_it(tx, make):
    quota = make.quota(visibility="private")
    owner = tx.get_one(User, access.quota_to_book(tx, quota.id).owner_id)
    guest = make.booked(quota, owner)

    with pytest.raises(NotFound) as refusal:
        access.session_to(tx, Right.PLAN, quota.session_id, make.user().id)
    assert vars(refusal.value) == {}

    guest.user_id = make.user().id
    tx.flush()
    with pytest.raises(NotAllowed):
        access.session_to(tx, Right.PLAN, quota.session_id, guest.user_id)


def test_nobody_has_a_right(tx, make):
    host = make.host()

    assert access.rights(tx, 999_999, access.Scope(host.id, host.owner_id)) == frozenset()


def test_holders_are_the_owner_and_who_helps_with_this_very_session(tx, make):
    owner = make.user("Olga")
    series = make.series(owner=owner)
    session = make.session(series=series)
    team = {role: make.user(role) for role in (*TeamRole, "gives another")}
    for role, person in team.items():
        of_series = role in (TeamRole.CO_ORGANIZER, TeamRole.DOOR)
        where = {"host_id": series.host_id, "series_id": series.id if of_series else None}
        kind = TeamRole.INSTRUCTOR if role == "gives another" else role
        make.kept(TeamMember(**where, user_id=person.id, role=kind, created_at=NOW))
    session.instructor_id = team[TeamRole.INSTRUCTOR].id
    tx.flush()
    facts = access.quota_to_book(tx, make.quotas(session)[0].id)

    everybody = [owner.id, *(team[role].id for role in TeamRole)]
    assert access.holders(tx, Right.SEE_PEOPLE, facts) == sorted(everybody)
    managing = [owner.id, team[TeamRole.MANAGER].id, team[TeamRole.CO_ORGANIZER].id]
    assert access.holders(tx, Right.MANAGE_PEOPLE, facts) == sorted(managing)


def test_an_instructor_finds_of_private_series_what_they_give(tx, make):
    series = make.series(visibility="private")
    mine, _ = make.session(series=series), make.session(series=series, starts_in=timedelta(days=3))
    bo = make.user("Bo")
    mine.instructor_id = bo.id
    tx.flush()
    span: dict[str, Any] = {"starts_from": NOW, "starts_before": NOW + timedelta(days=9), "now": NOW, "limit": 9}
    assert listings.list_page(tx, viewer_id=bo.id, **span) == []

    make.kept(TeamMember(host_id=series.host_id, user_id=bo.id, role=TeamRole.INSTRUCTOR, created_at=NOW))

    assert [row.id for row in listings.list_page(tx, viewer_id=bo.id, **span)] == [mine.id]
    seen = session_queries.find_to_see(tx, mine.id)
    assert seen
    assert access.may_see(tx, bo.id, seen)
