"""Weekly times of a series as a form: added once, changed with what it does to people read before, and taken away."""

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from db.models import Notification, Session, Space, TeamMember, Template
from db.models.sessions import SessionStatus
from db.models.team import OF_SERIES, TeamRole
from services import templates
from tests.factories import NOW
from tests.services.templates.conftest import HALF_PAST_SEVEN, MONDAY
from tests.web.test_editing import filled, signed_in


@pytest.fixture
def olga(make):
    return make.user("Olga", language="en")


@pytest.fixture
def series(make, olga):
    return make.series(owner=olga, title="Monday <Jam>", roles={"base": 3, "flyer": 2}, duration_minutes=90)


@pytest.fixture
def listed(series):
    return f"/admin/series/{series.id}/times"


@pytest.fixture
def weekly(make, series, olga):
    """Every Monday at half past seven; four sessions of it are to come."""
    usual: dict[str, Any] = {"weekdays": [1], "starts_minute": HALF_PAST_SEVEN, "begins_on": MONDAY, "now": NOW}
    template = templates.create(make.tx, user_id=olga.id, series_id=series.id, **usual)
    make.commit()
    return template


@pytest.fixture
def path(weekly):
    return f"/admin/times/{weekly.id}"


@pytest.fixture
async def desk(browser, make, olga):
    return await signed_in(browser, make, olga)


@pytest.fixture
def rows(engine):
    """Columns of all rows, as the database has them now."""

    def read(*columns):
        with engine.connect() as connection:
            return sorted((tuple(row) for row in connection.execute(select(*columns))), key=repr)

    return read


@pytest.fixture
def first(make, weekly):
    """The soonest session of the weekly time."""
    made = select(Session).where(Session.template_id == weekly.id).order_by(Session.starts_at)
    session = make.tx.scalars(made).first()
    make.commit()
    return session


async def test_a_weekly_time_is_added_once_however_often_it_is_sent(desk, listed, series, rows):
    assert f'href="{listed}"' in (await desk.get("/admin")).text
    form = filled(await desk.get(f"{listed}/new"))
    assert (form["time"], form["length"], form["until"], form["places"]) == ("19:00", "90", "", "")
    assert not any(name.startswith("day") for name in form)
    form |= {"day1": "yes", "day4": "yes", "time": "18:30", "places": "base 4, flyer 4", "weeks": "2"}

    answers = await asyncio.gather(*(desk.post(f"{listed}/new", form) for _ in range(10)))

    assert Counter(one.status for one in answers) == {303: 10}
    assert {one.headers["Location"] for one in answers} == {f"{listed}?done=added"}
    own = [{"name": "base", "capacity": 4}, {"name": "flyer", "capacity": 4}]
    found = rows(Template.weekdays, Template.starts_minute, Template.every_weeks, Template.quotas, Template.ends_on)
    assert found == [([1, 4], 18 * 60 + 30, 2, own, None)]
    page = await desk.get(f"{listed}?done=added")
    assert "From now on it repeats by itself" in page.text
    assert "Mon and Thu 18:30, every 2 weeks, base 4 · flyer 4" in page.text


async def test_what_is_wrong_with_a_new_one_stands_beside_its_field(desk, listed, rows):
    form = filled(await desk.get(f"{listed}/new")) | {"time": "25:00", "until": "2026-12-01", "length": "long"}
    page = await desk.post(f"{listed}/new", form)
    assert (page.status, filled(page)["until"]) == (422, "2026-12-01")
    assert [f'id="wrong-{name}"' in page.text for name in ("time", "length", "until")] == [True, True, False]

    no_day = await desk.post(f"{listed}/new", form | {"time": "19:00", "length": "60"})
    assert (no_day.status, 'id="wrong-days"' in no_day.text) == (422, True)
    backwards = form | {"time": "19:00", "length": "60", "day1": "yes", "from": "2026-12-02"}
    page = await desk.post(f"{listed}/new", backwards)
    assert (page.status, 'id="wrong-until"' in page.text) == (422, True)
    for name in ("room", "turn1"):
        page = await desk.post(f"{listed}/new", backwards | {"from": "2026-12-01", name: "4711"})
        assert page.status == 422
    assert rows(Template.id) == []


async def test_a_form_from_before_anothers_weekly_time_adds_nothing_and_the_next_try_does(desk, listed, rows, weekly):
    old = filled(await desk.get(f"{listed}/new")) | {"day2": "yes", "version": "0" * 16}
    page = await desk.post(f"{listed}/new", old)
    assert (page.status, filled(page)["day2"]) == (409, "yes")
    assert (await desk.post(f"{listed}/new", filled(page))).status == 303
    assert rows(Template.weekdays) == [([1],), ([2],)]


async def test_a_change_is_shown_with_whom_it_concerns_and_done_when_it_is_confirmed(
    desk, make, path, listed, rows, first, weekly
):
    make.booked(make.quotas(first)[0], make.user("Ana"))
    form = filled(await desk.get(path)) | {"time": "20:00"}
    assert (form["day1"], form["length"]) == ("yes", "90")

    look = await desk.post(path, form)
    assert look.status == 200
    for said in ("Nothing was changed yet.", "Every Monday 20:00", "4 sessions are moved.", "1 person is told."):
        assert said in look.text
    assert rows(Template.starts_minute) == [(HALF_PAST_SEVEN,)]

    back = await desk.post(path, {**filled(look), "again": "yes"})
    assert filled(back)["time"] == "20:00"
    sent = {**filled(look), "confirmed": "yes"}
    answers = await asyncio.gather(*(desk.post(path, sent) for _ in range(10)))
    assert {one.status for one in answers} <= {303, 409}
    done = f"{listed}?done=changed&moved=4&told=1"
    assert Counter(one.headers.get("Location") for one in answers)[done] == 1
    assert (await desk.post(path, sent)).headers["Location"] == listed
    assert rows(Template.starts_minute) == [(20 * 60,)]
    assert rows(func.count(Notification.id).filter(Notification.kind == "session_moved")) == [(1,)]
    page = await desk.get(done)
    assert "4 sessions are moved." in page.text
    assert "1 person is told." in page.text


async def test_a_session_with_something_of_its_own_is_said_to_stay(desk, make, path, first):
    first.edited_at = NOW
    make.kept(first)
    look = await desk.post(path, filled(await desk.get(path)) | {"time": "20:00"})
    assert "3 sessions are moved." in look.text
    assert "1 session is left alone:" in look.text
    assert "it has something of its own" in look.text


async def test_room_turns_and_end_are_kept_and_nothing_different_changes_nothing(desk, make, series, path, rows):
    room = make.kept(Space(host_id=series.host_id, name="Hall", created_at=NOW))
    ben = make.user("Ben")
    make.kept(
        TeamMember(host_id=series.host_id, user_id=ben.id, role=TeamRole.INSTRUCTOR, series_id=None, created_at=NOW)
    )
    form = filled(await desk.get(path))
    assert "Nothing is different" in (await desk.post(path, form)).text

    form |= {"room": str(room.id), "turn1": str(ben.id), "until": "2027-01-31"}
    look = await desk.post(path, form)
    assert "All planned sessions keep their time." in look.text
    assert (await desk.post(path, {**filled(look), "confirmed": "yes"})).status == 303
    assert rows(Template.space_id, Template.instructor_ids) == [(room.id, [ben.id])]
    again = filled(await desk.get(path))
    assert (again["room"], again["turn1"], again["until"]) == (str(room.id), str(ben.id), "2027-01-31")


async def test_a_change_from_before_anothers_changes_nothing(desk, path, rows):
    old = filled(await desk.get(path))
    look = await desk.post(path, old | {"time": "20:00"})
    await desk.post(path, {**filled(look), "confirmed": "yes"})
    page = await desk.post(path, {**old, "time": "21:00", "confirmed": "yes"})
    assert (page.status, filled(page)["time"]) == (409, "21:00")
    assert rows(Template.starts_minute) == [(20 * 60,)]


async def test_it_is_taken_away_with_or_without_its_sessions(desk, make, path, listed, rows, first):
    make.booked(make.quotas(first)[0], make.user("Ana"))
    page = await desk.get(f"{path}/delete")
    assert "4 sessions are planned." in page.text
    assert "If you cancel them too, 1 person is told." in page.text
    old = {**filled(page), "version": "0" * 16, "sessions": "cancel"}
    outdated = await desk.post(f"{path}/delete", old)
    assert (outdated.status, "This is what it means now." in outdated.text) == (409, True)
    assert len(rows(Template.id)) == 1

    done = await desk.post(f"{path}/delete", {**filled(page), "sessions": "cancel"})
    assert done.headers["Location"] == f"{listed}?done=deleted&cancelled=4&told=1"
    assert (await desk.get(path)).status == 404
    assert rows(Template.id) == []
    assert {status for (status,) in rows(Session.status)} == {SessionStatus.CANCELLED}
    assert "The weekly time is deleted." in (await desk.get(done.headers["Location"])).text


async def test_it_is_taken_away_and_its_sessions_stay(desk, path, listed, rows):
    done = await desk.post(f"{path}/delete", filled(await desk.get(f"{path}/delete")))
    assert done.headers["Location"] == f"{listed}?done=deleted"
    assert {status for (status,) in rows(Session.status)} == {SessionStatus.SCHEDULED}


async def test_a_day_in_conflict_is_told_on_the_list(desk, make, series, olga, listed):
    room = make.kept(Space(host_id=series.host_id, name="Hall", created_at=NOW))
    for minute in (HALF_PAST_SEVEN, HALF_PAST_SEVEN + 15):
        usual: dict[str, Any] = {"weekdays": [1], "starts_minute": minute, "space_id": room.id, "now": NOW}
        later = MONDAY + timedelta(days=7)
        templates.create(make.tx, user_id=olga.id, series_id=series.id, begins_on=later, **usual)
    make.commit()
    page = await desk.get(listed)
    assert "3 days in conflict" in page.text
    assert page.text.count("the room is taken") == 3


@pytest.mark.parametrize(
    ("role", "status"), [(TeamRole.CO_ORGANIZER, 200), (TeamRole.INSTRUCTOR, 404), (TeamRole.DOOR, 404), (None, 404)]
)
async def test_weekly_times_are_for_who_plans_the_series(browser, make, series, listed, path, rows, role, status):
    helper = make.user("Hal", language="en")
    if role:
        of = series.id if role in OF_SERIES else None
        make.kept(TeamMember(host_id=series.host_id, series_id=of, user_id=helper.id, role=role, created_at=NOW))
    await signed_in(browser, make, helper)
    csrf = (await browser.get("/me/visits")).csrf
    for page in (listed, f"{listed}/new", path, f"{path}/delete"):
        assert (await browser.get(page)).status == status
    if status == 404:
        for page in (f"{listed}/new", path, f"{path}/delete"):
            assert (await browser.post(page, {"csrf": csrf, "day2": "yes", "confirmed": "yes"})).status == 404
        assert rows(Template.weekdays) == [([1],)]
