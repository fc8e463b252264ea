"""Stories of the ways between an organizer's screens: what is needed every week is at hand, and Back leads back."""

from datetime import timedelta

import pytest

from db.models import TeamMember
from db.models.series import BookingMode
from db.models.team import TeamRole
from keyboards.callbacks.organizing import EditSession, OpenHostDesk, OpenRoster, OpenSeriesDesk
from tests.factories import NOW
from tests.flows.conftest import SIMPLEST
from tests.flows.steps import all_told

pytestmark = SIMPLEST


@pytest.fixture
def olga(sandbox):
    return sandbox.person("Olga Owner")


@pytest.fixture
def owner(make, olga):
    return make.user("Olga Owner", telegram_id=olga.id)


@pytest.fixture
def series(make, owner):
    return make.series(title="Monday Jam", capacity=9, owner=owner, mode=BookingMode.APPROVAL)


@pytest.fixture
def session(make, series):
    return make.session(series=series, starts_in=timedelta(hours=6, minutes=30))


async def asks_for_a_place(person, session):
    await person.open(f"s_{session.code}")
    await person.tap("Register")
    await person.tap("Confirm")
    await person.wait_for("⏳ You asked to come · ")


async def test_a_series_shows_what_is_needed_every_week_and_keeps_the_rest_behind_more(app, olga, series, session):
    home = await olga.send("/organize")
    desk = await olga.tap_data(home, OpenSeriesDesk(series_id=series.id).pack())
    assert desk.buttons == [
        ["Roster", "Sessions"],
        ["Announce", "Share"],
        ["Team", "Repeat"],
        ["Edit", "More"],
        ["Back", "Home"],
    ]
    assert desk.key("Share")["style"] == "primary"

    more = await olga.tap("More")
    assert more.buttons == [
        ["Share the series", "Post into a group"],
        ["New session"],
        ["Numbers", "Money"],
        ["Export", "Host"],
        ["Back", "Home"],
    ]
    for label in ("Numbers", "Money", "Export", "Host"):
        await olga.tap(label)
        again = await olga.tap("Back")
        assert again.buttons == more.buttons
    assert (await olga.tap("Back")).buttons == desk.buttons


async def test_without_a_session_the_first_thing_is_to_plan_one(app, olga, series):
    home = await olga.send("/organize")
    desk = await olga.tap_data(home, OpenSeriesDesk(series_id=series.id).pack())
    assert desk.buttons[0] == ["New session", "Sessions"]
    assert desk.key("Share") is None


async def test_who_helps_at_the_door_has_no_button_that_would_be_refused(app, make, sandbox, series, session):
    door = sandbox.person("Dora Door")
    user = make.user("Dora Door", telegram_id=door.id)
    role = {"user_id": user.id, "role": TeamRole.DOOR, "created_at": NOW}
    make.kept(TeamMember(host_id=series.host_id, series_id=series.id, **role))
    home = await door.send("/start")
    desk = await door.tap_data(home, OpenSeriesDesk(series_id=series.id).pack())
    assert desk.buttons == [["Roster", "Share"], ["More"], ["Back", "Home"]]


@pytest.mark.parametrize(
    ("taps", "words"),
    [
        (["/organize"], "Seven days: 1 session"),
        (["/today"], "Tap one for its people."),
        (["/organize", "All sessions"], "The next 30 days"),
        (["/organize", "Monday Jam", "Sessions"], "Monday Jam: sessions to come"),
        (["/organize", "Monday Jam"], "of 9 taken"),
    ],
)
async def test_back_from_a_roster_leads_to_the_list_it_was_opened_from(app, olga, session, taps, words):
    shown = await olga.send(taps[0])
    for label in taps[1:]:
        shown = await olga.tap(label)
    assert words in shown
    await olga.tap_data(shown, OpenRoster(session_id=session.id).pack())
    await olga.tap("Announce")
    await olga.tap("Back")
    await olga.tap("Edit")
    await olga.tap("Move")
    await olga.send("not a day")
    await olga.tap("Back")
    await olga.tap("Back")
    assert "0/9" in olga.screen

    await olga.tap("Back")

    assert olga.screen.text == shown.text


async def test_back_from_a_roster_that_came_by_itself_leads_to_the_sessions_of_its_series(app, olga, session):
    home = await olga.send("/start")
    await olga.tap_data(home, OpenRoster(session_id=session.id).pack())
    assert "Monday Jam: sessions to come" in await olga.tap("Back")


async def test_the_list_of_another_series_is_no_way_back(app, make, olga, owner, series, session):
    other = make.session(series=make.series(title="Night Jam", owner=owner))
    home = await olga.send("/organize")
    desk = await olga.tap_data(home, OpenSeriesDesk(series_id=series.id).pack())
    await olga.tap_data(desk, OpenRoster(session_id=other.id).pack())
    assert "Night Jam: sessions to come" in await olga.tap("Back")


async def test_back_from_a_series_leads_to_its_host_where_that_showed_it(app, olga, series, session):
    home = await olga.send("/organize")
    host = await olga.tap_data(home, OpenHostDesk(host_id=series.host_id).pack())
    await olga.tap("Monday Jam")
    await olga.tap("Edit")
    await olga.tap("Title")
    await olga.tap("Back")
    await olga.tap("Back")
    assert (await olga.tap("Back")).text == host.text


async def test_requests_are_one_tap_from_home_and_decided_one_after_the_other(app, crew, olga, session, engine):
    ana, bo, _ = crew
    home = await olga.send("/organize")
    assert home.key("Pending (1)") is None
    for person in (ana, bo):
        await asks_for_a_place(person, session)
    await all_told(engine)

    home = await olga.send("/organize")
    assert home.buttons[0] == ["Pending (2)"]
    asked = await olga.tap("Pending (2)")
    assert "Monday Jam · Mon 23 Nov, 19:30\n⏳ Ana Ruiz\n⏳ Bo Kimura" in asked
    await olga.tap("Ana Ruiz")
    await olga.tap("Approve")
    left = await olga.tap("Back")
    assert "Ana Ruiz" not in left
    await olga.tap("Bo Kimura")
    await olga.tap("Reject")
    await olga.tap("Reject without a reason")
    assert "Nobody waits for a decision." in await olga.tap("Back")
    assert "Seven days" in await olga.tap("Back")


async def test_who_may_not_decide_sees_no_requests(app, make, crew, sandbox, series, session, engine):
    await asks_for_a_place(crew[0], session)
    await all_told(engine)
    door = sandbox.person("Dora Door")
    user = make.user("Dora Door", telegram_id=door.id)
    role = {"user_id": user.id, "role": TeamRole.DOOR, "created_at": NOW}
    make.kept(TeamMember(host_id=series.host_id, series_id=series.id, **role))
    home = await door.send("/organize")
    assert "1 pending" in home
    assert home.key("Pending (1)") is None
    shown = await door.tap_data(home, "organize.pending:0")
    assert "Ana Ruiz" not in shown


async def test_cancelling_a_session_stands_apart_and_looks_dangerous(app, olga, session):
    home = await olga.send("/start")
    desk = await olga.tap_data(home, EditSession(session_id=session.id).pack())
    assert desk.buttons[-2:] == [["Back", "Home"], ["Cancel session"]]
    assert desk.key("Cancel session")["style"] == "danger"
