"""Stories of the organizer's home: what one runs at a glance, one tap to each roster, over all hosts and one."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from db.models import Notification, TeamMember
from db.models.team import TeamRole
from tests.factories import NOW
from tests.flows.conftest import SIMPLEST

pytestmark = SIMPLEST


@pytest.fixture
def olga(sandbox):
    return sandbox.person("Olga Owner")


@pytest.fixture
def owner(make, olga):
    return make.user("Olga Owner", telegram_id=olga.id)


@pytest.fixture
def jam(make, owner, engine):
    """Two sessions of Olga's: one tonight, one in two days. She was told of who booked before."""
    series = make.series(title="Monday Jam", roles={"base": 4, "flyer": 4}, owner=owner)
    tonight = make.session(series=series, starts_in=timedelta(hours=6, minutes=30))
    make.session(series=series, starts_in=timedelta(days=2))
    base = make.quotas(tonight)[0]
    for _ in range(4):
        make.booked(base)
    make.waiting(base)
    with engine.begin() as connection:
        connection.execute(delete(Notification))
    return series


async def test_who_runs_nothing_sees_what_one_can_do(app, olga):
    home = await olga.send("/organize")

    assert "Nothing is yours to run yet." in home
    assert home.buttons == [["New series"], ["Home"]]
    today = await olga.send("/today")
    assert "You have no session today." in today


async def test_home_shows_each_session_with_its_fill(app, olga, jam):
    home = await olga.send("/organize")

    assert "Today, Monday 23 November\n19:30 Monday Jam · 4/8, 1 waiting" in home
    assert "Wed 25 Nov, 13:00 Monday Jam · 0/8" in home.text.replace("Wed,", "Wed")
    assert "Seven days: 2 sessions, 4 of 16 places taken, 1 waiting" in home
    assert home.data("19:30 Monday Jam").startswith("roster:")
    assert home.data("Monday Jam") == f"desk:{jam.id}"
    assert ["🔁 Monday Jam"] in home.buttons
    assert home.data("Host") == f"host:{jam.host_id}"
    assert home.data("New series") == "new:0"


async def test_today_is_one_tap_from_each_roster_over_all_hosts(app, make, olga, owner, jam):
    studio = make.series(title="Handstands", owner=owner)
    make.session(series=studio, starts_in=timedelta(hours=2))
    make.session(title="Somebody else's", starts_in=timedelta(hours=3))

    today = await olga.send("/today")

    assert today.buttons[0] == ["🗓 15:00 Handstands", "🗓 19:30 Monday Jam"]
    assert "Somebody else's" not in today


async def test_what_waits_for_a_yes_and_lacks_an_instructor_is_told(app, make, olga, jam):
    session = make.session(series=jam, starts_in=timedelta(days=1))
    session.needs_instructor = True
    make.kept(session)

    home = await olga.send("/organize")

    assert "13:00 Monday Jam · 0/8 · needs instructor" in home


async def test_several_hosts_are_summed_up_and_narrowed_to_one(app, make, olga, owner, jam):
    host = make.host(owner, name="Studio Lumen")
    other = make.series(title="Reformer", owner=owner)
    other.host_id = host.id
    make.kept(other)
    make.session(series=other, starts_in=timedelta(days=1))
    home = await olga.send("/organize")
    assert "3 sessions" in home

    narrowed = await olga.tap("Studio Lumen")

    assert "Seven days: 1 session, 0 of 5 places taken" in narrowed
    assert "Monday Jam" not in narrowed
    assert narrowed.data("Numbers") == f"numbers.of:{host.id}:0:12"
    back = await olga.tap("All hosts")
    assert "3 sessions" in back


async def test_a_helped_series_stands_beside_ones_own(app, make, olga, owner, jam):
    helped = make.series(title="Night Jam")
    make.session(series=helped, starts_in=timedelta(hours=9))
    role = TeamRole.CO_ORGANIZER
    make.kept(TeamMember(host_id=helped.host_id, series_id=helped.id, user_id=owner.id, role=role, created_at=NOW))

    home = await olga.send("/organize")

    assert "Night Jam · Tanzfabrik · you co-organize it" in home
    assert home.data("Night Jam") == f"desk:{helped.id}"


async def test_an_instructor_sees_their_own_sessions_of_the_coming_weeks(app, make, olga, owner):
    series = make.series(title="Reformer")
    mine = make.session(series=series, starts_in=timedelta(days=20))
    mine.instructor_id = owner.id
    make.kept(mine)
    make.session(series=series, starts_in=timedelta(days=21))
    make.kept(TeamMember(host_id=series.host_id, user_id=owner.id, role=TeamRole.INSTRUCTOR, created_at=NOW))
    home = await olga.send("/organize")
    assert "Nothing is planned in the next seven days." in home
    assert home.key("Host") is None

    ahead = await olga.tap("All sessions")

    assert "Sunday 13 December\n13:00 Reformer · 0/5" in ahead
    assert "Monday 14 December" not in ahead


async def test_an_instructor_tells_when_they_are_away(app, make, olga, owner):
    series = make.series(title="Reformer")
    make.kept(TeamMember(host_id=series.host_id, user_id=owner.id, role=TeamRole.INSTRUCTOR, created_at=NOW))
    await olga.send("/organize")
    await olga.tap("Absences")
    await olga.tap("I am away")

    kept = await olga.send("24.12. - 2.1.")

    assert "✅ Kept: Olga Owner" in kept
    assert kept.key("👤 Owner") is None
    back = await olga.tap("Back")
    assert back.data("Absences") == f"repeat.absences:{series.host_id}:0"


async def test_the_weeks_ahead_are_paged(app, make, olga, owner):
    series = make.series(title="Reformer", owner=owner)
    for day in range(1, 11):
        make.session(series=series, starts_in=timedelta(days=day))
    await olga.send("/organize")
    await olga.tap("All sessions")
    assert len(olga.screen.text.split("\n\n")) == 9

    await olga.tap("Next")

    assert len(olga.screen.text.split("\n\n")) == 3
    await olga.tap("Previous")
    assert len(olga.screen.text.split("\n\n")) == 9


async def test_a_host_that_is_theirs_no_more_shows_what_is(app, make, olga, owner, jam):
    foreign = make.host()
    home = await olga.send("/organize")

    await olga.tap_data(home, f"organize.host:{foreign.id}")
    assert "Monday Jam" in olga.screen

    await olga.tap_data(home, f"organize.ahead:{foreign.id}:0")
    assert olga.alert == "This is not there any more."
