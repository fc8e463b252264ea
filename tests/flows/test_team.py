"""Stories of a team: an invite goes from hand to hand, somebody joins, helps, and is taken out again."""

import re
from datetime import timedelta

import pytest

from db.models import Member, TeamMember
from db.models.team import TeamRole
from tests.factories import NOW
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, dump, received

LINK = re.compile(r"start=(i_[A-Za-z0-9_-]{22})")
TELL = "Cancel the session and tell everybody"
OVER = "That invite does not work"


@pytest.fixture
def olga(sandbox):
    return sandbox.person("Olga Owner")


@pytest.fixture
def owner(make, olga):
    return make.user("Olga Owner", telegram_id=olga.id)


@pytest.fixture
def series(make, owner):
    return make.series(title="Monday Jam", owner=owner, visibility="private")


@pytest.fixture
def session(make, series):
    return make.session(series=series)


async def open_team(person, series, *, whole=False):
    """The way there from a desk is another topic's."""
    await person.send("/start")
    return await person.tap_data(person.screen, f"team:{series.host_id}:{0 if whole else series.id}")


async def invited(person, button: str) -> str:
    """Tap a button that makes an invite; its payload."""
    await person.tap(button)
    found = LINK.search(person.screen.text)
    assert found
    return found[1]


@ON_BOTH_DATABASES
async def test_a_newcomer_joins_by_a_link_helps_and_is_taken_out(app, crew, olga, series, session, engine):
    ana, bo, _ = crew
    screen = await open_team(olga, series)
    assert "Team of Monday Jam" in screen
    assert "Olga Owner · owner" in screen
    payload = await invited(olga, "Invite co-organizer")
    assert "Forward it to one person" in olga.messages[-2]
    assert "1 open invite" in olga.messages[-2]
    await olga.tap("Copy link")
    assert olga.clipboard
    assert olga.clipboard.endswith(f"start={payload}")

    preview = await bo.open(payload)
    for line in ("Hello Bo Kimura", "Olga Owner invites you: Monday Jam", "Role: co-organizer", "plan and cancel"):
        assert line in preview
    assert ["Join", "No thanks"] in preview.buttons
    await bo.tap("Join")
    assert "✅ You help now: Monday Jam, as co-organizer" in bo.screen
    await olga.wait_for("👤 Bo Kimura accepted the invite: Monday Jam")
    assert OVER in await ana.open(payload)

    assert "Monday Jam" in await bo.send("/organize")

    await bo.open(f"s_{session.code}")
    question = await bo.tap("Cancel session")
    yes = question.data(TELL)

    await open_team(olga, series)
    await olga.tap("Bo Kimura")
    await olga.tap("Remove")
    await olga.tap("Yes, remove")
    assert "Bo Kimura is removed." in olga.screen
    await bo.wait_for("✖️ You were taken out of the team: Monday Jam")
    await all_told(engine)
    before = dump(engine)

    await bo.tap_data(question, yes)

    assert bo.alert == "This is not there any more."
    assert dump(engine) == before
    assert "Monday Jam" not in await bo.send("/organize")
    assert received(olga, "accepted the invite") == 1


@ON_BOTH_DATABASES
async def test_a_co_organizer_cancels_a_session(app, crew, olga, series, session):
    bo = crew[1]
    await open_team(olga, series)
    await bo.open(await invited(olga, "Invite co-organizer"))
    await bo.tap("Join")

    await bo.open(f"s_{session.code}")
    await bo.tap("Cancel session")
    await bo.tap(TELL)

    assert "✖️ Monday Jam was cancelled." in bo.screen


@SIMPLEST
async def test_a_member_is_let_in_to_a_private_series(app, crew, olga, series, session, engine):
    bo, chloe = crew[1:]
    assert "I did not understand that link" in await bo.open(f"j_{series.code}")
    await open_team(olga, series)
    await bo.open(await invited(olga, "Invite member"))
    await bo.tap("Join")
    await bo.tap("Sessions")
    assert "Monday Jam" in bo.screen
    await olga.wait_for("👤 Bo Kimura accepted the invite")

    await open_team(olga, series)
    await olga.tap("Bo Kimura")
    await olga.tap("Remove")
    assert "places that they booked stay theirs" in olga.screen
    await olga.tap("Yes, remove")

    await bo.wait_for("✖️ You are no longer a member: Monday Jam")
    assert "I did not understand that link" in await bo.open(f"j_{series.code}")
    assert "I did not understand that link" in await chloe.open(f"j_{series.code}")


@SIMPLEST
async def test_no_thanks_uses_nothing_up(app, crew, olga, series):
    bo, chloe = crew[1:]
    await open_team(olga, series)
    payload = await invited(olga, "Invite door helper")
    await bo.open(payload)
    await bo.tap("No thanks")
    assert "The invite stays good" in bo.screen

    await chloe.open(payload)
    await chloe.tap("Join")

    assert "✅ You help now" in chloe.screen


@SIMPLEST
async def test_used_withdrawn_over_and_unknown_read_the_same(app, crew, olga, series, clock):
    bo, chloe, _ = crew
    await open_team(olga, series)
    used = await invited(olga, "Invite door helper")
    await bo.open(used)
    await bo.tap("Join")
    assert "You are in already: Monday Jam." in await bo.open(used)
    await open_team(olga, series)
    withdrawn = await invited(olga, "Invite door helper")
    await open_team(olga, series)
    await olga.tap("Open invites")
    await olga.tap("Withdraw 1")
    assert "1 invite is withdrawn." in olga.screen
    assert "None is open." in olga.screen
    await open_team(olga, series)
    over = await invited(olga, "Invite door helper")
    clock.now += timedelta(hours=48, seconds=1)

    for payload in (used, withdrawn, over, "i_" + "x" * 22, "i_1", "i_", "i_" + "x" * 62):
        assert OVER in await chloe.open(payload)


@SIMPLEST
async def test_who_is_in_already_keeps_the_invite_good(app, crew, olga, series):
    bo = crew[1]
    await open_team(olga, series)
    payload = await invited(olga, "Invite co-organizer")

    own = await olga.open(payload)
    assert "You are in already: Monday Jam.\nThe invite was not used up" in own
    assert own.key("Join") is None
    await bo.open(payload)
    await bo.tap("Join")
    assert "✅ You help now" in bo.screen


@SIMPLEST
async def test_all_open_invites_are_withdrawn_at_once(app, crew, olga, series):
    await open_team(olga, series)
    payloads = [await invited(olga, words) for words in ("Invite co-organizer", "Invite member")]
    await open_team(olga, series)
    await olga.tap("Open invites")
    assert "1. co-organizer of Monday Jam, by Olga Owner" in olga.screen

    await olga.tap("Withdraw all")

    assert "2 invites are withdrawn." in olga.screen
    for payload in payloads:
        assert OVER in await crew[0].open(payload)


@SIMPLEST
async def test_a_helper_leaves(app, make, crew, olga, series):
    bo = crew[1]
    person = make.user("Bo Kimura", telegram_id=bo.id)
    make.kept(
        TeamMember(host_id=series.host_id, series_id=series.id, user_id=person.id, role=TeamRole.DOOR, created_at=NOW)
    )
    await olga.send("/start")
    screen = await open_team(bo, series)
    assert "These are your own roles here." in screen
    assert screen.key("Invite door helper") is None
    await bo.tap("Bo Kimura")
    await bo.tap("Leave")
    await bo.tap("Yes, leave")

    assert "✖️ You left Monday Jam." in bo.screen
    await olga.wait_for("👤 Bo Kimura left: Monday Jam")
    await open_team(bo, series)
    assert bo.alert == "This is not there any more."


@ON_BOTH_DATABASES
async def test_a_host_is_passed_on_to_a_manager_who_says_yes(app, make, crew, olga, series, engine):
    bo = crew[1]
    person = make.user("Bo Kimura", telegram_id=bo.id)
    make.kept(TeamMember(host_id=series.host_id, user_id=person.id, role=TeamRole.MANAGER, created_at=NOW))
    await bo.send("/start")
    for answer in ("No thanks", "Take it over"):
        await open_team(olga, series, whole=True)
        await olga.tap("Bo Kimura")
        await olga.tap("Pass the host on")
        await olga.tap("Ask Bo Kimura")
        assert "Bo Kimura is asked." in olga.screen
        await all_told(engine)
        await bo.wait_for("Olga Owner wants to pass Tanzfabrik on to you.")
        await bo.tap(answer)
        await all_told(engine)

    assert "✅ You are the owner now: Tanzfabrik" in bo.screen
    assert received(olga, "👤 Bo Kimura does not want to take it over") == 1
    await olga.wait_for("👤 Bo Kimura is the owner now: Tanzfabrik")
    screen = await open_team(olga, series, whole=True)
    assert "Bo Kimura · owner" in screen
    assert "Olga Owner · manager" in screen
    assert screen.key("Invite manager") is None


@SIMPLEST
async def test_many_members_come_in_pages(app, make, olga, series):
    for number in range(12):
        user = make.user(f"Member {number:02}")
        make.kept(Member(series_id=series.id, user_id=user.id, created_at=NOW))
    await open_team(olga, series)

    await olga.tap("Next")

    assert "Member 11" in olga.screen
    assert "Member 00" not in olga.screen
    await olga.tap("Previous")
    assert "Member 00" in olga.screen
