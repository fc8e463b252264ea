"""The team as its own people see it: all of it, or what they are themselves."""

from datetime import timedelta

import pytest

from db.models import Member, TeamMember
from db.models.team import TeamRole
from services import team
from services.errors import NotFound
from services.team import Invited
from services.team.listing import PAGE
from tests.factories import NOW


@pytest.fixture
def owner(make):
    return make.user("Olga Owner")


@pytest.fixture
def series(make, owner):
    return make.series(owner=owner, title="Monday Jam", visibility="private")


@pytest.fixture
def hire(make, series):
    def hired(name, role):
        of_series = role in (TeamRole.CO_ORGANIZER, TeamRole.DOOR)
        scope = {"host_id": series.host_id, "series_id": series.id if of_series else None}
        person = make.user(name)
        make.kept(TeamMember(**scope, user_id=person.id, role=role, created_at=NOW))
        return person

    return hired


@pytest.fixture
def look(tx, series):
    def looked(viewer, *, whole=False, page=0):
        series_id = None if whole else series.id
        return team.look(tx, host_id=series.host_id, series_id=series_id, viewer_id=viewer.id, page=page, now=NOW)

    return looked


def people(found):
    return [(one.name, one.role.value) for one in found.people]


def test_the_owner_sees_all_by_role(tx, make, owner, series, hire, look):
    for name, role in (
        ("Dora", TeamRole.DOOR),
        ("Ina", TeamRole.INSTRUCTOR),
        ("Cora", TeamRole.CO_ORGANIZER),
        ("Mia", TeamRole.MANAGER),
    ):
        hire(name, role)
    other = make.session(title="Elsewhere", owner=owner)
    ina = next(one for one in look(owner, whole=True).people if one.name == "Ina")
    for days in (-1, 1, 2):
        session = make.session(series=series, starts_in=timedelta(days=days))
        session.instructor_id = ina.user_id
    other.instructor_id = ina.user_id
    tx.flush()

    whole = look(owner, whole=True)

    assert people(whole) == [
        ("Mia", "manager"),
        ("Ina", "instructor"),
        ("Cora", "co_organizer"),
        ("Dora", "door"),
    ]
    assert [one.to_come for one in whole.people] == [0, 2, 0, 0]
    assert [one.title for one in whole.people] == ["", "", "Monday Jam", "Monday Jam"]
    assert (whole.owner, whole.may_invite) == ("Olga Owner", (Invited.INSTRUCTOR, Invited.MANAGER))
    assert people(look(owner)) == [("Cora", "co_organizer"), ("Dora", "door")]
    assert look(owner).may_invite == (Invited.CO_ORGANIZER, Invited.DOOR, Invited.MEMBER)


def test_a_co_organizer_sees_the_team_of_the_series_and_lets_members_in(make, series, hire, look):
    cora, _ = hire("Cora", TeamRole.CO_ORGANIZER), hire("Dora", TeamRole.DOOR)
    make.kept(Member(series_id=series.id, user_id=make.user("Bo").id, created_at=NOW))

    found = look(cora)

    assert people(found) == [("Cora", "co_organizer"), ("Dora", "door"), ("Bo", "member")]
    assert [one.is_in_reach for one in found.people] == [True, False, True]
    assert found.may_invite == (Invited.MEMBER,)


@pytest.mark.parametrize("role", [TeamRole.DOOR, TeamRole.INSTRUCTOR])
def test_others_see_what_they_are_themselves(owner, tx, hire, look, role, series):
    person, _ = hire("Bo", role), hire("Ana", role)
    team.invite(tx, user_id=owner.id, role=Invited.DOOR, scope_id=series.id, now=NOW)

    for whole in (True, False):
        found = look(person, whole=whole)
        assert people(found) == [("Bo", role.value)]
        assert (found.sees_all, found.invites, found.may_invite) == (False, (), ())


def test_strangers_and_members_see_nothing(make, series, look):
    bo = make.user()
    make.kept(Member(series_id=series.id, user_id=bo.id, created_at=NOW))

    for person in (bo, make.user(), make.user(blocked_at=NOW)):
        for whole in (True, False):
            with pytest.raises(NotFound):
                look(person, whole=whole)


def test_open_invites_are_for_who_may_withdraw_them(tx, owner, series, hire, look):
    cora = hire("Cora", TeamRole.CO_ORGANIZER)
    for role in (Invited.DOOR, Invited.MEMBER):
        team.invite(tx, user_id=owner.id, role=role, scope_id=series.id, now=NOW)
    team.invite(tx, user_id=owner.id, role=Invited.MANAGER, scope_id=series.host_id, now=NOW)

    roles = [Invited.DOOR, Invited.MEMBER, Invited.MANAGER]
    assert [one.role for one in look(owner, whole=True).invites] == roles
    assert [(one.inviter, one.until) for one in look(cora).invites] == [("Olga Owner", NOW + timedelta(hours=48))]


def test_pages_go_from_helpers_to_members_and_miss_nobody(make, owner, series, hire, look):
    for number in range(3):
        hire(f"Helper {number}", TeamRole.DOOR)
    for number in range(2 * PAGE):
        member = make.user(f"Member {number:02}")
        make.kept(Member(series_id=series.id, user_id=member.id, created_at=NOW))

    pages = [look(owner, page=page) for page in range(3)]

    names = [one.name for page in pages for one in page.people]
    assert names == [*(f"Helper {n}" for n in range(3)), *(f"Member {n:02}" for n in range(2 * PAGE))]
    assert [page.has_next for page in pages] == [True, True, False]


def test_a_person_is_opened_by_who_may_remove_them_and_by_themselves(tx, make, owner, series, hire, look):
    mia, dora = hire("Mia", TeamRole.MANAGER), hire("Dora", TeamRole.DOOR)
    rows = {one.name: one.id for one in look(owner, whole=True).people}

    def opened(viewer, name):
        return team.person(tx, viewer_id=viewer.id, role_id=rows[name], is_member=False, now=NOW)

    assert opened(owner, "Mia").may_pass_on
    assert opened(mia, "Mia").is_viewer
    assert not opened(mia, "Mia").may_pass_on
    assert opened(dora, "Dora").helper.title == "Monday Jam"
    assert not opened(mia, "Dora").is_viewer
    for viewer, name in ((dora, "Mia"), (make.user(), "Dora")):
        with pytest.raises(NotFound):
            opened(viewer, name)


def test_many_helpers_and_invites_take_as_many_statements_as_one(tx, make, owner, series, hire, look, count_statements):
    def add(number):
        for index in range(number):
            hire(f"Helper {number} {index}", TeamRole.DOOR)
            team.invite(tx, user_id=owner.id, role=Invited.DOOR, scope_id=series.id, now=NOW)
        return count_statements(lambda: look(owner, whole=True)), count_statements(lambda: look(owner))

    assert add(1) == add(7)
