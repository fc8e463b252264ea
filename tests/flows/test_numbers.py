"""Stories of the numbers: a picture with the same in words, the span of time, and what is there without any."""

from datetime import timedelta

import pytest

from db.models.registrations import Attendance
from tests.factories import NOW
from tests.flows.conftest import SIMPLEST
from tests.flows.steps import made_calls

pytestmark = SIMPLEST


@pytest.fixture
def olga(sandbox):
    return sandbox.person("Olga Owner")


@pytest.fixture
def series(make, olga):
    return make.series(title="Jam <3", owner=make.user("Olga Owner", telegram_id=olga.id), capacity=4)


@pytest.fixture
def past(make, series):
    """A session of last week: two came, one did not."""
    quota = make.quotas(make.session(series=series, starts_in=-timedelta(weeks=1)))[0]
    for mark in (Attendance.ATTENDED, Attendance.LATE, Attendance.NO_SHOW):
        registration = make.booked(quota, make.user(telegram_id=None), now=NOW - timedelta(weeks=2))
        registration.attendance = mark
        make.kept(registration)


async def test_numbers_are_a_picture_and_the_same_in_words(app, sandbox, olga, series, past):
    await olga.send("/organize")

    await olga.tap("Numbers")

    shown = olga.screen
    assert shown.message["photo"]
    assert shown.text.splitlines()[0] == "Tanzfabrik"
    assert "The last 12 weeks: 1 session" in shown
    assert "🎟 3 of 4 places booked: 75 % full" in shown
    assert "✅ 2 of 3 checked places came: 67 %" in shown
    assert "✖️ 1 no-show, 0 late cancellations" in shown
    assert "👤 3 people: 3 new in this time, 0 from before" in shown


async def test_another_span_edits_the_picture_and_back_leads_home(app, sandbox, olga, series, past):
    await olga.send("/organize")
    await olga.tap("Numbers")
    first = olga.screen.message_id

    await olga.tap("4 weeks")

    assert olga.screen.message_id == first
    assert "The last 4 weeks: 1 session" in olga.screen
    assert olga.screen.buttons[0] == ["12 weeks", "26 weeks"]
    assert made_calls(sandbox, "sendPhoto", olga) == 0
    await olga.tap("Back")
    assert olga.screen.text.startswith("Tanzfabrik\n\nToday")
    assert "photo" not in olga.screen.message


async def test_a_series_has_numbers_of_its_own(app, make, olga, series, past):
    home = await olga.send("/organize")

    await olga.tap_data(home, f"numbers:{series.id}")

    assert "Jam <3 · Tanzfabrik" in olga.screen
    assert olga.screen.data("Back") == f"desk.more:{series.id}"


async def test_without_data_one_is_told_what_to_do(app, olga, series):
    home = await olga.send("/organize")

    await olga.tap_data(home, f"numbers:{series.id}")

    assert "No data yet: no session took place in these weeks." in olga.screen
    assert olga.screen.data("Sessions") == f"plan:{series.id}:0"
    assert "photo" not in olga.screen.message


@pytest.mark.parametrize(
    "data", ["numbers:{series}", "numbers.of:{host}:0:12", "numbers.of:0:{series}:4", "numbers.of:0:0:12"]
)
async def test_numbers_are_not_for_strangers(app, make, crew, series, past, data):
    ana = crew[0]
    home = await ana.send("/start")

    await ana.tap_data(home, data.format(series=series.id, host=series.host_id))

    assert ana.alert == "This is not there any more."
    assert "Tanzfabrik" not in ana.screen


@pytest.mark.parametrize("data", ["numbers.of:1:0:13", "numbers:-1", "numbers.of:1"])
async def test_forged_numbers_are_out_of_date(app, olga, series, data):
    home = await olga.send("/organize")

    await olga.tap_data(home, data)

    assert olga.alert == "That button is out of date. Here is what is true now."
