"""Stories of hosts with more rooms and people than a keyboard takes: all of them are reached, page by page."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Session, Space, TeamMember, Template
from db.models.team import TeamRole
from keyboards.callbacks.organizing import EditSession, OpenRepeats
from keyboards.callbacks.repeating import OpenAbsences, OpenRooms
from tests.factories import NOW
from tests.flows.conftest import SIMPLEST

pytestmark = SIMPLEST
MANY = 70


@pytest.fixture
def owner(sandbox):
    return sandbox.person("Olga Owner")


@pytest.fixture
def series(make, owner):
    """Of a host with many rooms and many instructors."""
    series = make.series(title="Monday Jam", owner=make.user("Olga Owner", telegram_id=owner.id))
    for number in range(1, MANY + 1):
        make.kept(Space(host_id=series.host_id, name=f"Room {number:02}", created_at=NOW))
        helper = {"user_id": make.user(f"Helper {number:02}").id, "role": TeamRole.INSTRUCTOR}
        make.kept(TeamMember(host_id=series.host_id, **helper, created_at=NOW))
    return series


async def go(owner, intent):
    home = await owner.send("/start")
    return await owner.tap_data(home, intent.pack())


def shown(screen, word):
    return [label for row in screen.buttons for label in row if word in label]


async def paged(owner, word):
    """All that is shown from page to page, and back on the first one."""
    found = shown(owner.screen, word)
    while owner.screen.key("Next"):
        await owner.tap("Next")
        found += shown(owner.screen, word)
    while owner.screen.key("Previous"):
        await owner.tap("Previous")
    return found


def numbered(word):
    return [f"{word} {number:02}" for number in range(1, MANY + 1)]


async def test_all_rooms_of_a_host_are_reached(app, owner, series):
    await go(owner, OpenRooms(host_id=series.host_id))
    assert await paged(owner, "Room ") == numbered("Room")


async def test_absences_of_everybody_can_be_told(app, owner, series):
    await go(owner, OpenAbsences(host_id=series.host_id, series_id=series.id))
    assert sorted(await paged(owner, "Helper")) == numbered("👤 Helper")
    await owner.tap("Next")
    await owner.tap("👤 Helper 40")
    await owner.send("24.12. - 2.1.")
    assert "✅ Kept: Helper 40" in owner.screen


async def test_a_session_gets_the_last_room_and_the_last_instructor(app, make, owner, series, engine):
    session = make.session(series=series, starts_in=timedelta(days=3))
    await go(owner, EditSession(session_id=session.id))
    await owner.tap("Room")
    assert await paged(owner, "Room ") == numbered("Room")
    await owner.tap("Next")
    await owner.tap("Next")
    await owner.tap("Room 70")
    await owner.tap("Instructor")
    assert await paged(owner, "Helper") == numbered("Helper")
    await owner.tap("Next")
    await owner.tap("Next")
    await owner.tap("Helper 70")
    await owner.tap("Confirm")

    assert "👤 Helper 70" in owner.screen
    kept = select(Space.name).join(Session, Session.space_id == Space.id)
    with engine.connect() as connection:
        assert connection.scalars(kept).all() == ["Room 70"]


async def test_a_weekly_time_gets_people_of_several_pages(app, owner, series, engine):
    await go(owner, OpenRepeats(series_id=series.id))
    await owner.tap("New weekly time")
    await owner.tap("Days")
    await owner.tap("Mon")
    await owner.tap("Done")
    await owner.tap("Room")
    await owner.tap("Next")
    await owner.tap("Room 40")
    await owner.tap("Instructors")
    await owner.tap("Helper 01")
    await owner.tap("Next")
    assert "1. Helper 01" not in shown(owner.screen, "Helper")
    await owner.tap("Helper 40")
    assert "2. Helper 40" in shown(owner.screen, "Helper")
    await owner.tap("Done")
    await owner.tap("Create")

    with engine.connect() as connection:
        [turns] = connection.scalars(select(Template.instructor_ids)).all()
        assert len(turns) == 2
