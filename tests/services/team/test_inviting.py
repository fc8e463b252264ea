"""Invites: one winner, 48 hours, only while who made them may invite; a look and a refusal use nothing up."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from db.models import AuditEvent, Member, Notification, TeamMember, Token
from db.models.team import TeamRole
from db.models.tokens import TokenPurpose
from services import access, team, tokens
from services.access import Right, Scope
from services.errors import NotAllowed, NotFound
from services.errors.organizing import AlreadyOnTeam, CannotJoin, InviteOver, TooManyInvites
from services.team import Invited, Joined
from services.team.inviting import LASTS, MOST_OPEN
from tests.factories import NOW

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def owner(make):
    return make.user("Olga Owner")


@pytest.fixture
def series(make, owner):
    return make.series(owner=owner, title="Monday Jam", visibility="private")


def invite(tx, by, role, series, *, now=NOW):
    scope_id = series.id if role.is_of_series else series.host_id
    return team.invite(tx, user_id=by.id, role=role, scope_id=scope_id, now=now)


def accept(tx, invite, person, *, now=LATER):
    return team.accept(tx, token=invite.token, user_id=person.id, now=now)


def helper(tx, series, person, role):
    of_series = role in (TeamRole.CO_ORGANIZER, TeamRole.DOOR)
    row = TeamMember(
        host_id=series.host_id,
        series_id=series.id if of_series else None,
        user_id=person.id,
        role=role,
        created_at=NOW,
    )
    tx.add(row)
    tx.flush()
    return row


@pytest.mark.parametrize("role", [Invited.MANAGER, Invited.INSTRUCTOR, Invited.CO_ORGANIZER, Invited.DOOR])
def test_accept_gives_the_role_and_tells_the_owner(tx, make, owner, series, role):
    bo = make.user("Bo Kimura")

    joined = accept(tx, invite(tx, owner, role, series), bo)

    assert (joined.role, joined.where.host_id) == (role, series.host_id)
    row = tx.query(TeamMember).one()
    assert (row.user_id, row.role.value, row.added_by_id) == (bo.id, role.value, owner.id)
    assert row.series_id == (series.id if role.is_of_series else None)
    notice = tx.query(Notification).one()
    assert (notice.kind, notice.user_id, notice.data["other_id"]) == ("team_joined", owner.id, bo.id)
    assert [event.action for event in tx.query(AuditEvent)] == ["team.invited", "team.joined"]


def test_a_member_sees_the_private_series_and_is_no_helper(tx, make, owner, series):
    session, bo = make.session(series=series), make.user("Bo")
    with pytest.raises(NotFound):
        access.series_to_see(tx, series.id, bo.id)

    accept(tx, invite(tx, owner, Invited.MEMBER, series), bo)

    assert access.series_to_see(tx, series.id, bo.id).title == "Monday Jam"
    assert tx.query(Member).one().user_id == bo.id
    assert access.rights(tx, bo.id, Scope(series.host_id, owner.id, series.id)) == frozenset()
    with pytest.raises(NotAllowed):
        access.session_to(tx, Right.SEE_PEOPLE, session.id, bo.id)


def test_only_a_private_series_has_members(tx, owner, make):
    series = make.series(owner=owner)

    with pytest.raises(NotFound):
        invite(tx, owner, Invited.MEMBER, series)


def test_nobody_is_invited_to_be_the_owner(tx, owner, series):
    with pytest.raises(NotFound):
        invite(tx, owner, Invited.OWNER, series)


def test_the_token_is_kept_as_a_hash_only(tx, owner, series):
    made = invite(tx, owner, Invited.DOOR, series)

    row = tx.query(Token).one()
    assert row.hash == tokens.hashed(made.token)
    assert made.token not in repr([row.data, *(event.data for event in tx.query(AuditEvent))])


def test_both_who_invited_and_the_owner_are_told(tx, make, owner, series):
    manager = make.user("Mia")
    helper(tx, series, manager, TeamRole.MANAGER)

    accept(tx, invite(tx, manager, Invited.DOOR, series), make.user("Bo"))

    assert {notice.user_id for notice in tx.query(Notification)} == {manager.id, owner.id}


def test_a_look_uses_nothing_up_and_tells_all(tx, make, owner, series):
    made, bo = invite(tx, owner, Invited.CO_ORGANIZER, series), make.user("Bo")

    for _ in range(3):
        found = team.find(tx, token=made.token, viewer_id=bo.id, now=LATER)
        assert (found.inviter, found.where.title, found.role, found.until, found.obstacle) == (
            "Olga Owner",
            "Monday Jam",
            Invited.CO_ORGANIZER,
            NOW + LASTS,
            None,
        )
    assert accept(tx, made, bo).role == Invited.CO_ORGANIZER


def test_it_works_until_the_second_before_48_hours(tx, make, owner, series):
    made = invite(tx, owner, Invited.DOOR, series)

    with pytest.raises(InviteOver):
        accept(tx, made, make.user(), now=NOW + timedelta(hours=48))
    assert accept(tx, made, make.user(), now=NOW + timedelta(hours=48, seconds=-1))


@pytest.mark.parametrize("token", ["", "x", "x" * 22, "x" * 62, "../../../../etc/passwd%", "1", "a\0b"])
def test_what_is_no_token_leads_nowhere(tx, make, token):
    with pytest.raises(InviteOver):
        team.find(tx, token=token, viewer_id=make.user().id, now=NOW)


def test_a_token_with_a_letter_changed_or_added_or_of_another_purpose_leads_nowhere(tx, make, owner, series):
    bo, token = make.user(), invite(tx, owner, Invited.DOOR, series).token
    other = tokens.issue(tx, TokenPurpose.TRANSFER, owner.id, now=NOW)

    for wrong in (token[:-1] + ("B" if token[-1] == "A" else "A"), token + "=", token.swapcase(), other):
        with pytest.raises(InviteOver):
            team.accept(tx, token=wrong, user_id=bo.id, now=LATER)
    assert tx.query(TeamMember).count() == 0


@pytest.mark.parametrize(
    ("has", "role"),
    [
        (TeamRole.MANAGER, Invited.MANAGER),
        (TeamRole.MANAGER, Invited.CO_ORGANIZER),
        (TeamRole.CO_ORGANIZER, Invited.CO_ORGANIZER),
        (TeamRole.CO_ORGANIZER, Invited.DOOR),
        (TeamRole.DOOR, Invited.MEMBER),
        (TeamRole.INSTRUCTOR, Invited.INSTRUCTOR),
    ],
)
def test_who_is_in_already_does_not_waste_it(tx, make, owner, series, has, role):
    bo, made = make.user("Bo"), invite(tx, owner, role, series)
    helper(tx, series, bo, has)

    assert isinstance(team.find(tx, token=made.token, viewer_id=bo.id, now=LATER).obstacle, AlreadyOnTeam)
    with pytest.raises(AlreadyOnTeam):
        accept(tx, made, bo)
    assert accept(tx, made, make.user("Chloe")).role == role


@pytest.mark.parametrize("role", [role for role in Invited if role != Invited.OWNER])
def test_the_owner_does_not_waste_it(tx, make, owner, series, role):
    made = invite(tx, owner, role, series)

    with pytest.raises(AlreadyOnTeam):
        accept(tx, made, owner)
    assert accept(tx, made, make.user()).role == role


def test_a_door_helper_can_become_a_co_organizer(tx, make, owner, series):
    bo = make.user()
    helper(tx, series, bo, TeamRole.DOOR)

    assert accept(tx, invite(tx, owner, Invited.CO_ORGANIZER, series), bo).role == Invited.CO_ORGANIZER


@pytest.mark.parametrize("field", ["blocked_at", "erased_at"])
def test_who_is_blocked_or_erased_does_not_waste_it(tx, make, owner, series, field):
    made = invite(tx, owner, Invited.DOOR, series)
    gone = make.user(**{"blocked_at": NOW, field: NOW})

    with pytest.raises(CannotJoin):
        accept(tx, made, gone)
    assert accept(tx, made, make.user()).role == Invited.DOOR


def test_revoke_ends_one(tx, make, owner, series):
    one, two = (invite(tx, owner, Invited.DOOR, series) for _ in range(2))
    first = team.look(tx, host_id=series.host_id, series_id=series.id, viewer_id=owner.id, now=NOW).invites[0]

    team.revoke(tx, user_id=owner.id, invite_id=first.id, now=NOW)

    with pytest.raises(InviteOver):
        accept(tx, one, make.user())
    with pytest.raises(NotFound):
        team.revoke(tx, user_id=owner.id, invite_id=first.id, now=NOW)
    assert accept(tx, two, make.user())


def test_revoke_all_ends_what_the_person_could_make(tx, make, owner, series):
    co_organizer = make.user()
    helper(tx, series, co_organizer, TeamRole.CO_ORGANIZER)
    door, member = invite(tx, owner, Invited.DOOR, series), invite(tx, owner, Invited.MEMBER, series)

    where = {"host_id": series.host_id, "series_id": series.id}
    assert team.revoke_all(tx, user_id=co_organizer.id, **where, now=NOW) == 1
    with pytest.raises(InviteOver):
        accept(tx, member, make.user())
    assert accept(tx, door, make.user())
    assert team.revoke_all(tx, user_id=owner.id, **where, now=NOW) == 0


def test_it_ends_with_the_right_of_who_made_it(tx, make, owner, series):
    manager, admin = make.user(), make.user(is_admin=True)
    row = helper(tx, series, manager, TeamRole.MANAGER)
    of_manager, of_admin = (invite(tx, by, Invited.DOOR, series) for by in (manager, admin))

    team.remove(tx, user_id=owner.id, helper_id=row.id, now=NOW)
    admin.is_admin = False
    tx.flush()

    for made in (of_manager, of_admin):
        with pytest.raises(InviteOver):
            accept(tx, made, make.user())
    withdrawn = [one.revoked_at for one in tx.query(Token).order_by(Token.id)]
    assert withdrawn == [NOW, None]


def test_it_ends_with_the_series(tx, make, owner, series):
    made = invite(tx, owner, Invited.DOOR, series)
    series.archived_at = NOW
    tx.flush()

    with pytest.raises(InviteOver):
        accept(tx, made, make.user())


def test_a_host_has_a_bounded_number_of_open_invites(tx, owner, series):
    for _ in range(MOST_OPEN):
        invite(tx, owner, Invited.DOOR, series)

    with pytest.raises(TooManyInvites):
        invite(tx, owner, Invited.DOOR, series)
    assert invite(tx, owner, Invited.DOOR, series, now=NOW + LASTS)


@pytest.mark.usefixtures("open_doors")
@pytest.mark.parametrize("role", [Invited.CO_ORGANIZER, Invited.MEMBER])
async def test_of_fifty_who_use_one_at_once_one_joins(db, make, owner, series, role):
    made = await db.write(team.invite, user_id=owner.id, role=role, scope_id=series.id, now=NOW)
    people = make.users(50)

    outcomes = await asyncio.gather(
        *(db.write(team.accept, token=made.token, user_id=person.id, now=LATER) for person in people),
        return_exceptions=True,
    )

    assert Counter(type(outcome) for outcome in outcomes) == {Joined: 1, InviteOver: 49}
    table = Member if role == Invited.MEMBER else TeamMember
    assert await db.read(lambda tx: tx.query(table).count()) == 1
    assert await db.read(lambda tx: tx.query(Notification).count()) == 1


@pytest.mark.usefixtures("open_doors")
@pytest.mark.parametrize("why", ["over", "revoked"])
async def test_after_its_end_none_of_fifty_joins(db, make, owner, series, why):
    made = await db.write(team.invite, user_id=owner.id, role=Invited.DOOR, scope_id=series.id, now=NOW)
    now = NOW + LASTS if why == "over" else LATER
    if why == "revoked":
        await db.write(team.revoke_all, user_id=owner.id, host_id=series.host_id, series_id=None, now=NOW)
    people = make.users(50)

    outcomes = await asyncio.gather(
        *(db.write(team.accept, token=made.token, user_id=person.id, now=now) for person in people),
        return_exceptions=True,
    )

    assert Counter(type(outcome) for outcome in outcomes) == {InviteOver: 50}
    assert await db.read(lambda tx: tx.query(TeamMember).count()) == 0


@pytest.mark.usefixtures("open_doors")
async def test_who_uses_ten_invites_at_once_has_the_role_once(db, make, owner, series):
    bo = make.user("Bo")
    invites = [
        await db.write(team.invite, user_id=owner.id, role=Invited.DOOR, scope_id=series.id, now=NOW) for _ in range(10)
    ]

    outcomes = await asyncio.gather(
        *(db.write(team.accept, token=made.token, user_id=bo.id, now=LATER) for made in invites),
        return_exceptions=True,
    )

    assert Counter(type(outcome) for outcome in outcomes) == {Joined: 1, AlreadyOnTeam: 9}


@pytest.mark.usefixtures("open_doors")
async def test_an_invite_is_accepted_or_withdrawn_and_never_both(db, make, owner, series):
    people = make.users(10)
    for person in people:
        made = await db.write(team.invite, user_id=owner.id, role=Invited.DOOR, scope_id=series.id, now=NOW)
        where = {"host_id": series.host_id, "series_id": None}
        outcomes = await asyncio.gather(
            db.write(team.accept, token=made.token, user_id=person.id, now=LATER),
            db.write(team.revoke_all, user_id=owner.id, **where, now=LATER),
            return_exceptions=True,
        )
        assert (isinstance(outcomes[0], Joined), outcomes[1]) in {(True, 0), (False, 1)}
