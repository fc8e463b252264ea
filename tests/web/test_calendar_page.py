"""The organizers' calendar: what stands on which day, for whom, and that nothing in the address breaks it."""

from datetime import timedelta

import pytest

from tests.web.test_admin import signed_in

DAY = timedelta(days=1)


@pytest.fixture
def olga(make):
    return make.user("Olga", language="en", time_zone="Europe/Berlin")


@pytest.fixture
async def desk(browser, make, olga):
    return await signed_in(browser, make, olga)


@pytest.fixture
def jam(make, olga):
    """On the 25th of November at 13:00 in Berlin."""
    session = make.session(series=make.series(owner=olga, title="Monday <Jam>", capacity=1), starts_in=2 * DAY)
    make.booked(make.quotas(session)[0], make.user("Ana"))
    return session


async def test_a_month_shows_each_session_with_how_full_it_is(desk, jam):
    page = (await desk.get("/admin/calendar")).text
    assert "November 2026" in page
    day = page.split("Wednesday 25 November")[1].split("</td>")[0]
    assert f'href="/admin/sessions/{jam.id}"' in day
    assert "<b>13:00</b> Monday &lt;Jam&gt;" in day
    assert "🔴 1/1" in day
    assert "26 October" in page, "whole weeks"
    assert "Thursday 3 December" not in (await desk.get("/admin/calendar?day=2027-02-01")).text


async def test_a_week_and_the_way_on(desk, jam):
    page = (await desk.get("/admin/calendar?view=week&day=2026-11-25")).text
    assert "Mon 23 Nov – Sun 29 Nov" in page
    assert "view=week&amp;day=2026-12-02" in page
    assert "Monday &lt;Jam&gt;" in page
    after = (await desk.get("/admin/calendar?view=week&day=2026-12-02")).text
    assert "Nothing takes place in these days." in after


async def test_what_others_run_is_not_there(desk, make, jam):
    make.session(title="Foreign", starts_in=2 * DAY)
    assert "Foreign" not in (await desk.get("/admin/calendar")).text
    foreign = make.series(title="Other host")
    assert (await desk.get(f"/admin/calendar?host={foreign.host_id}")).status == 404
    assert (await desk.get(f"/admin/calendar?host={jam.host_id}")).status == 200


@pytest.mark.parametrize("day", ["", "x", "2026-13-01", "0001-01-01", "9999-12-31", "2026-02-30", "%00"])
async def test_what_is_no_day_is_today(desk, jam, day):
    page = await desk.get(f"/admin/calendar?day={day}&view=odd&host=x")
    assert (page.status, "November 2026" in page.text) == (200, True)


async def test_who_is_not_signed_in_is_led_to_the_sign_in(browser):
    answer = await browser.get("/admin/calendar")
    assert (answer.status, answer.headers["Location"]) == (303, "/login")


async def test_a_session_stands_on_the_day_and_at_the_hour_of_its_own_place(browser, make):
    """In New York it is still the day before."""
    olga = make.user("Olga", language="en", time_zone="America/New_York")
    late = make.session(series=make.series(owner=olga, title="Late"), starts_in=timedelta(days=2, hours=12, minutes=30))
    desk = await signed_in(browser, make, olga)

    page = (await desk.get("/admin/calendar")).text

    assert f'href="/admin/sessions/{late.id}"' in page.split("Thursday 26 November")[1].split("</td>")[0]
    assert "<b>01:30</b> Late" in page
