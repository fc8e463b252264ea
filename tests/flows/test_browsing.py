"""Stories of finding a session: days, pages, a calendar, an empty day, a series, and what one has booked."""

from datetime import timedelta

import pytest

from sandbox.screens import Screen
from tests.flows.conftest import SIMPLEST
from tests.flows.steps import all_told, cancel, register, wait_in_line

pytestmark = SIMPLEST


def flat(screen: Screen) -> list[str]:
    return [text for row in screen.buttons for text in row]


async def test_days_follow_each_other_until_the_last_that_can_be_seen(app, make, crew):
    make.session(title="Tonight", starts_in=timedelta(hours=3))
    make.session(title="Tomorrow", starts_in=timedelta(days=1))
    ana = crew[0]

    await ana.send("/sessions")
    assert ana.screen.text.startswith("Today, Monday 23 November\n16:00 Tonight")
    assert not any(text.startswith("‹") for text in flat(ana.screen)), "there is no yesterday"
    await ana.tap("Tue, 24 Nov ›") if ana.screen.key("Tue, 24 Nov ›") else await ana.tap("Tue 24 Nov ›")
    assert ana.screen.text.startswith("Tomorrow, Tuesday 24 November\n13:00 Tomorrow")

    days = 1
    while any(text.endswith("›") for text in flat(ana.screen)):
        await ana.tap(next(text for text in flat(ana.screen) if text.endswith("›")))
        days += 1
    assert days == 30
    assert len(ana.messages) == 2


async def test_an_empty_day_names_the_nearest_session_with_a_place(app, make, crew):
    full = make.session(title="Full", capacity=1, starts_in=timedelta(days=2))
    make.booked(make.quotas(full)[0])
    make.session(title="Monday Jam", starts_in=timedelta(days=3))
    ana = crew[0]

    await ana.send("/sessions")

    assert "Monday 23 November" in ana.screen
    assert "26 Nov, 13:00" in ana.screen
    assert "Monday Jam" in ana.screen
    await ana.tap(next(text for text in flat(ana.screen) if text.endswith("Monday Jam")))
    assert ["Register"] in ana.screen.buttons


async def test_nothing_at_all_is_said_so(app, crew):
    ana = crew[0]

    await ana.send("/sessions")

    assert "There is no session with a free place" in ana.screen


async def test_a_long_day_has_pages(app, make, crew):
    for hour in range(1, 9):
        make.session(title=f"Jam {hour}", starts_in=timedelta(hours=hour))
    ana = crew[0]
    await ana.send("/sessions")
    assert "Jam 6" in ana.screen
    assert "Jam 7" not in ana.screen
    assert ana.screen.key("Previous") is None

    await ana.tap("Next")
    assert "Jam 7" in ana.screen
    assert "Jam 8" in ana.screen
    assert ana.screen.key("Next") is None

    await ana.tap("Previous")
    assert "Jam 1" in ana.screen


async def test_a_week_shows_its_days(app, make, crew):
    for day in (1, 3):
        make.session(title=f"Jam {day}", starts_in=timedelta(days=day))
    make.session(title="Later", starts_in=timedelta(days=8))
    ana = crew[0]
    await ana.send("/sessions")

    await ana.tap("Next 7 days")

    assert "Tomorrow, Tuesday 24 November" in ana.screen
    assert "Thursday 26 November" in ana.screen
    assert "Later" not in ana.screen


@pytest.mark.parametrize(("day", "text"), [("25", "Wednesday 25 November"), ("20", "Sunday 20 December")])
async def test_a_day_is_picked_from_four_weeks(app, make, crew, day, text):
    ana = crew[0]
    await ana.send("/sessions")
    await ana.tap("Pick a day")
    assert sum(label.isdigit() for label in flat(ana.screen)) == 28

    await ana.tap(day)

    assert text in ana.screen


async def test_a_list_tells_where_one_is_in_and_where_one_waits(app, make, crew, engine):
    mine = make.session(title="Mine", starts_in=timedelta(days=1))
    full = make.session(title="Full", capacity=1, starts_in=timedelta(days=1, hours=4))
    make.booked(make.quotas(full)[0])
    ana = crew[0]
    await register(ana, mine)
    await wait_in_line(ana, full)
    await all_told(engine)

    await ana.send("/sessions")
    await ana.tap("Next 7 days")

    labels = flat(ana.screen)
    assert any(label.startswith("✅") and label.endswith("Mine") for label in labels)
    assert any(label.startswith("⏳") and label.endswith("Full") for label in labels)


async def test_a_series_shows_its_next_dates(app, make, crew):
    series = make.series(title="Monday Jam", description="Bring <shoes> & a friend.")
    for week in range(1, 9):
        make.session(series=series, starts_in=timedelta(days=3 * week))
    ana = crew[0]

    await ana.open(f"j_{series.code}")

    assert ana.screen.text.startswith("Monday Jam\n\nBring <shoes> & a friend.")
    await ana.tap("Next")
    await ana.tap(next(label for label in flat(ana.screen) if "Monday Jam" in label))
    assert ["Register"] in ana.screen.buttons


async def test_what_one_booked_is_to_come_waiting_or_past(app, make, crew, clock, engine):
    soon = make.session(title="Soon", starts_in=timedelta(hours=2))
    later = make.session(title="Later", roles={"base": 1, "flyer": 1}, starts_in=timedelta(days=3))
    full = make.session(title="Full", capacity=1, starts_in=timedelta(days=5))
    given_back = make.session(title="Given back", starts_in=timedelta(days=6))
    make.booked(make.quotas(full)[0])
    ana = crew[0]
    await ana.send("/my")
    assert ["Browse sessions"] in ana.screen.buttons
    await register(ana, soon)
    await register(ana, later, "flyer")
    await register(ana, given_back)
    await cancel(ana)
    await wait_in_line(ana, full)
    await all_told(engine)

    mine = await ana.send("/my")

    assert [line for line in mine.text.splitlines() if line.startswith(("✅", "⏳"))] == [
        "✅ 15:00 Soon · in 2 hours",
        "✅ 13:00 Later · flyer",
        "⏳ Sat 28 Nov, 13:00 Full · 1st in line",
    ]
    clock.now += timedelta(days=1)
    await ana.tap("Past")
    past = ana.screen
    assert "✅ Mon 23 Nov, 15:00 Soon" in past.text.replace("Mon,", "Mon")
    assert "Given back · cancelled" in past
    await ana.tap("Mon 23 Nov Soon")
    assert "✅ You are in" in ana.screen
    await ana.tap("Back")
    assert "Soon" not in ana.screen
    await ana.tap(next(label for label in flat(ana.screen) if label.endswith("Full")))
    await ana.tap("Back")
    assert "Your registrations" in ana.screen
