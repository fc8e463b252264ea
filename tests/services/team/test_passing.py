"""A host changes hands by two yeses, and always has one owner."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest

from db.models import Host, Notification, TeamMember
from db.models.team import TeamRole
from services import access, team
from services.access import Right, Role, Scope
from services.errors import NotFound
from services.errors.organizing import HandoverOver, InviteOver
from services.team import Passed
from tests.factories import NOW

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def owner(make):
    return make.user("Olga Owner")


@pytest.fixture
def host(make, owner):
    return make.host(owner)


@pytest.fixture
def manage(make, host):
    def managing(name="Mia"):
        person = make.user(name)
        row = TeamMember(host_id=host.id, user_id=person.id, role=TeamRole.MANAGER, created_at=NOW)
        return person, make.kept(row)

    return managing


def offer(tx, owner, row):
    """The offer's number, as the notice tells it."""
    team.offer(tx, user_id=owner.id, helper_id=row.id, now=NOW)
    notices = tx.query(Notification).filter_by(kind="host_offered").order_by(Notification.id)
    return notices.all()[-1].data["invite_id"]


def roles(tx, person, host):
    return access.roles(tx, person.id, Scope(host.id, host.owner_id))


def test_take_swaps_owner_and_manager(tx, owner, host, manage):
    mia, row = manage()
    invite_id = offer(tx, owner, row)
    assert (roles(tx, owner, host), roles(tx, mia, host)) == ({Role.OWNER}, {Role.MANAGER})

    team.take(tx, user_id=mia.id, invite_id=invite_id, now=LATER)

    assert (roles(tx, owner, host), roles(tx, mia, host)) == ({Role.MANAGER}, {Role.OWNER})
    assert [one.user_id for one in tx.query(TeamMember)] == [owner.id]
    told = [(one.kind, one.user_id) for one in tx.query(Notification).order_by(Notification.id)]
    assert told == [("host_offered", mia.id), ("host_passed", owner.id)]
    with pytest.raises(HandoverOver):
        team.take(tx, user_id=mia.id, invite_id=invite_id, now=LATER)


def test_only_a_manager_is_asked_and_only_by_the_owner(tx, make, owner, host, manage):
    mia, row = manage()
    door = make.kept(
        TeamMember(host_id=host.id, user_id=make.user().id, role=TeamRole.INSTRUCTOR, created_at=NOW),
    )

    for asks, helper_id in ((mia, row.id), (make.user(), row.id), (owner, door.id), (owner, 999)):
        with pytest.raises(NotFound):
            team.offer(tx, user_id=asks.id, helper_id=helper_id, now=NOW)


def test_nobody_else_can_take_it(tx, make, owner, manage):
    _, row = manage()
    other, _ = manage("Max")
    invite_id = offer(tx, owner, row)

    for person in (other, owner, make.user()):
        with pytest.raises(HandoverOver):
            team.take(tx, user_id=person.id, invite_id=invite_id, now=LATER)
        with pytest.raises(HandoverOver):
            team.decline(tx, user_id=person.id, invite_id=invite_id, now=LATER)


def test_an_invite_to_the_team_makes_nobody_the_owner(tx, make, owner, host):
    bo = make.user()
    made = team.invite(tx, user_id=owner.id, role=team.Invited.MANAGER, scope_id=host.id, now=NOW)
    [row] = team.look(tx, host_id=host.id, series_id=None, viewer_id=owner.id, now=NOW).invites
    team.accept(tx, token=made.token, user_id=bo.id, now=LATER)

    with pytest.raises(HandoverOver):
        team.take(tx, user_id=bo.id, invite_id=row.id, now=LATER)


@pytest.mark.parametrize("end", ["48 hours", "declined", "withdrawn", "another offer", "removed", "blocked"])
def test_an_offer_ends(tx, make, owner, host, manage, end):
    mia, row = manage()
    _, other = manage("Max")
    invite_id, now = offer(tx, owner, row), LATER
    if end == "48 hours":
        now = NOW + timedelta(hours=48)
    elif end == "declined":
        team.decline(tx, user_id=mia.id, invite_id=invite_id, now=LATER)
    elif end == "withdrawn":
        team.revoke(tx, user_id=owner.id, invite_id=invite_id, now=LATER)
    elif end == "another offer":
        offer(tx, owner, other)
    elif end == "removed":
        team.remove(tx, user_id=owner.id, helper_id=row.id, now=LATER)
    else:
        mia.blocked_at = NOW
        tx.flush()

    with pytest.raises(HandoverOver):
        team.take(tx, user_id=mia.id, invite_id=invite_id, now=now)
    assert host.owner_id == owner.id


def test_what_the_old_owner_alone_could_invite_to_ends(tx, make, owner, host, manage):
    mia, row = manage()
    made = team.invite(tx, user_id=owner.id, role=team.Invited.MANAGER, scope_id=host.id, now=NOW)
    team.take(tx, user_id=mia.id, invite_id=offer(tx, owner, row), now=LATER)

    with pytest.raises(InviteOver):
        team.accept(tx, token=made.token, user_id=make.user().id, now=LATER)
    with pytest.raises(NotFound):
        access.host_to(tx, Right.OWN, host.id, owner.id)


@pytest.mark.usefixtures("open_doors")
async def test_taken_ten_times_at_once_it_is_taken_once(db, owner, host, manage):
    mia, row = manage()
    await db.write(team.offer, user_id=owner.id, helper_id=row.id, now=NOW)
    invite_id = await db.read(lambda tx: tx.query(Notification).one().data["invite_id"])

    outcomes = await asyncio.gather(
        *(db.write(team.take, user_id=mia.id, invite_id=invite_id, now=LATER) for _ in range(10)),
        return_exceptions=True,
    )

    assert Counter(type(outcome) for outcome in outcomes) == {Passed: 1, HandoverOver: 9}
    assert await db.read(lambda tx: tx.get(Host, host.id).owner_id) == mia.id
    assert await db.read(lambda tx: [one.user_id for one in tx.query(TeamMember)]) == [owner.id]
