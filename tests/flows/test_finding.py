"""Stories of finding a session: filters that combine and stay, words, nothing that fits, what is not for everybody."""

from datetime import timedelta

import pytest

from db.models.series import Visibility
from keyboards.callbacks.attending import BookPlace, ChooseFilter, JoinWaitlist, OpenSeries, OpenSession, SetFilter
from services.sessions.filters import Kind
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import NOTHING_FOUND, dump

GONE = "This is not there any more."


def flat(screen):
    return [text for row in screen.buttons for text in row]


@pytest.fixture
def programme(make):
    """An evening class that is free, a morning class that costs, a full one in the evening; tomorrow all."""
    evening = make.session(title="Evening Jam", place="Hall", starts_in=timedelta(days=1, hours=6))
    evening.instructor_id = make.user("Ida").id
    make.kept(evening)
    make.session(title="Morning Yoga", place="Roof", price=1200, starts_in=timedelta(hours=20))
    full = make.session(title="Full Jam", place="Hall", capacity=1, starts_in=timedelta(days=1, hours=7))
    make.booked(make.quotas(full)[0])
    return evening


async def filtered(person, row, option=None):
    """From the list to a filter and back to the list."""
    await person.tap("Filters")
    await person.tap(row)
    if option:
        await person.tap(option)
    return person.screen


@ON_BOTH_DATABASES
async def test_filters_act_at_once_combine_and_are_cleared_with_one_tap(app, crew, programme):
    ana = crew[0]
    await ana.send("/sessions")
    await ana.tap("Next 7 days")
    assert "Clear filters" not in flat(ana.screen)

    await filtered(ana, "Time of day: any", "Evening, from 17:00")
    assert ana.screen.text.startswith("🔎 Next 7 days · evening\n\nTomorrow")
    assert "Evening Jam" in ana.screen
    assert "Full Jam" in ana.screen
    assert "Morning Yoga" not in ana.screen

    await filtered(ana, "◻️ Free places only")
    assert ana.screen.text.startswith("🔎 Next 7 days · evening · Free places only\n\n")
    assert "Full Jam" not in ana.screen

    await filtered(ana, "Instructor: any", "Ida")
    assert "· Ida" in ana.screen.text.splitlines()[0]
    assert "Evening Jam" in ana.screen

    await ana.tap("Clear filters")
    assert ana.screen.text.startswith("Today, Monday 23 November")
    assert "Clear filters" not in flat(ana.screen)
    assert len(ana.messages) == 2


@SIMPLEST
@pytest.mark.parametrize(
    ("row", "option", "line", "shown"),
    [
        ("Series: any", "Evening Jam", "Evening Jam", {"Evening Jam"}),
        ("Place: any", "Hall", "Hall", {"Evening Jam", "Full Jam"}),
        ("Instructor: any", "Ida", "Ida", {"Evening Jam"}),
        ("◻️ Free of charge only", None, "Free of charge only", {"Evening Jam", "Full Jam"}),
        ("Time of day: any", "Morning, until 12:00", "morning", {"Morning Yoga"}),
    ],
)
async def test_each_filter_has_its_row(app, crew, programme, row, option, line, shown):
    ana = crew[0]
    await ana.send("/sessions")
    await ana.tap("Next 7 days")

    await filtered(ana, row, option)

    assert ana.screen.text.splitlines()[0] == f"🔎 Next 7 days · {line}"
    assert {title for title in ("Evening Jam", "Morning Yoga", "Full Jam") if f" {title} ·" in ana.screen} == shown


@ON_BOTH_DATABASES
async def test_filters_and_page_are_there_after_a_look_at_a_card_and_after_a_restart(start, make, crew):
    for hour in range(1, 9):
        make.session(title=f"Jam {hour}", starts_in=timedelta(days=1, hours=hour))
    make.session(title="Dear", price=100, starts_in=timedelta(days=1))
    ana = crew[0]
    async with start():
        await ana.send("/sessions")
        await ana.tap("Next 7 days")
        await filtered(ana, "◻️ Free of charge only")
        await ana.tap("Next")
        second_page = ana.screen

        await ana.tap(next(label for label in flat(ana.screen) if label.endswith("Jam 8")))
        await ana.tap("Back")
        assert (ana.screen.text, ana.screen.buttons) == (second_page.text, second_page.buttons)

        await ana.tap(next(label for label in flat(ana.screen) if label.endswith("Jam 8")))
        await ana.tap("Register")
        await ana.tap("Confirm")
        await ana.tap("Home")
        await ana.send("/settings")
    async with start():
        await ana.send("/sessions")
        assert ana.screen.text.startswith("🔎 Next 7 days · Free of charge only")
        assert "Dear" not in ana.screen


@SIMPLEST
async def test_chosen_days_give_way_to_today_in_the_morning_and_other_filters_stay(app, crew, programme, clock):
    ana = crew[0]
    await ana.send("/sessions")
    await ana.tap("Next 7 days")
    await filtered(ana, "◻️ Free of charge only")

    clock.now += timedelta(days=1)
    await ana.send("/sessions")

    assert ana.screen.text.startswith("🔎 Free of charge only\n\nToday, Tuesday 24 November")


@SIMPLEST
async def test_days_have_presets(app, crew, programme):
    ana = crew[0]
    await ana.send("/sessions")
    for preset, line in (
        ("Tomorrow", "Tomorrow, Tuesday 24 November"),
        ("Weekend", "🔎 Weekend"),
        ("Next 7 days", "🔎 Next 7 days"),
        ("Next 30 days", "🔎 Next 30 days"),
        ("Today", "Today, Monday 23 November"),
    ):
        await ana.tap("Pick a day")
        await ana.tap(preset)
        assert ana.screen.text.startswith(line), preset


@SIMPLEST
async def test_nothing_that_fits_says_so_names_the_next_best_and_how_to_loosen(app, crew, programme):
    ana = crew[0]
    await ana.send("/sessions")
    await filtered(ana, "Place: any", "Roof")

    assert "Nothing fits." in ana.screen
    assert "The next one that fits and has a free place: " in ana.screen
    assert "Morning Yoga" in ana.screen
    assert {"Without: Roof", "Whole schedule", "Clear filters"} <= set(flat(ana.screen))

    await filtered(ana, "◻️ Free of charge only")
    assert "Nothing in the next 30 days fits and has a free place." in ana.screen
    await ana.tap("Without: Free of charge only")
    assert "Morning Yoga" in ana.screen

    await ana.tap("Whole schedule")
    assert ana.screen.text.startswith("🔎 Next 30 days\n\n")
    for title in ("Evening Jam", "Morning Yoga", "Full Jam"):
        assert title in ana.screen


@SIMPLEST
async def test_a_long_choice_has_pages(app, make, crew):
    for number in range(10):
        make.session(title=f"Series {number}", starts_in=timedelta(days=1))
    ana = crew[0]
    await ana.send("/sessions")
    await ana.tap("Filters")
    await ana.tap("Series: any")
    assert "Series 8" not in flat(ana.screen)

    await ana.tap("Next")
    await ana.tap("Series 9")

    assert ana.screen.text.splitlines()[0] == "🔎 Series 9"
    await ana.tap("Filters")
    await ana.tap("Series: Series 9")
    await ana.tap("Any")
    assert not ana.screen.text.startswith("🔎")


@SIMPLEST
async def test_words_find_series_with_their_dates_and_lead_back(app, make, crew):
    for number in range(6):
        make.session(title=f"Jam {number}", starts_in=timedelta(days=1))
    ana = crew[0]

    await ana.send("jAM")

    assert ana.screen.text.startswith("🔎 Found for “jAM”:\n\nJam 0 · Tanzfabrik\nTue")
    await ana.tap("Next")
    found = ana.screen
    assert "Jam 5 · Tanzfabrik" in found
    await ana.tap("Jam 5")
    assert ana.screen.text.startswith("Jam 5\n\nTomorrow")
    await ana.tap("Back")
    await ana.tap("Next")
    await ana.tap(next(label for label in flat(ana.screen) if label.startswith("🟢")))
    assert ["Register"] in ana.screen.buttons
    await ana.tap("Back")
    assert (ana.screen.text, ana.screen.buttons) == (found.text, found.buttons)


@SIMPLEST
@pytest.mark.parametrize("words", ["%%", "__", '<b>zzz</b> & "q"', "' OR 1=1 --", "\u202ezzz\u2066", "שלום", "\x00zz"])
async def test_words_that_find_nothing_are_told_with_what_is_on_and_change_nothing(app, make, crew, engine, words):
    make.session(title="Monday Jam", starts_in=timedelta(hours=1))
    ana = crew[0]
    await ana.send("/start")
    before = dump(engine)

    await ana.send(words)

    assert NOTHING_FOUND in ana.screen
    assert "Monday Jam" in ana.screen
    assert dump(engine) == before


@SIMPLEST
async def test_where_nothing_is_found_all_of_today_is_shown_and_the_filters_stay(app, make, crew):
    make.session(title="Monday Jam", price=100, starts_in=timedelta(hours=1))
    ana = crew[0]
    await ana.send("/sessions")
    await filtered(ana, "◻️ Free of charge only")
    assert "Nothing fits." in ana.screen

    await ana.send("zumba")
    assert "Monday Jam" in ana.screen

    await ana.send("/sessions")
    assert ana.screen.text.startswith("🔎 Free of charge only")


@ON_BOTH_DATABASES
async def test_a_private_series_is_not_there_for_strangers_by_any_way(app, make, crew, engine):
    series = make.series(title="Secret Jam", visibility=Visibility.PRIVATE)
    session = make.session(series=series, starts_in=timedelta(hours=1))
    quota = make.quotas(session)[0]
    ana = crew[0]
    await ana.open("s_ZZZZZZZZ")
    unknown = ana.screen.text
    before = dump(engine)

    for link in (f"s_{session.code}", f"j_{series.code}"):
        assert (await ana.open(link)).text == unknown
    for forged in (
        OpenSession(session_id=session.id),
        OpenSeries(series_id=series.id),
        BookPlace(quota_id=quota.id),
        JoinWaitlist(quota_id=quota.id),
        SetFilter(kind=Kind.SERIES, value=series.id),
    ):
        await ana.tap_data(ana.screen, forged.pack())
        assert ana.alert == GONE, forged
    await ana.send("secret")
    assert NOTHING_FOUND in ana.screen
    await ana.send("/sessions")
    assert "Secret" not in ana.screen
    assert await ana.inline("secret") == []
    assert await ana.inline(f"s_{session.code}") == []
    assert dump(engine) == before


@SIMPLEST
async def test_an_unlisted_series_opens_by_its_link_and_is_found_by_nobody(app, make, crew):
    series = make.series(title="Quiet Jam", visibility=Visibility.UNLISTED)
    session = make.session(series=series, starts_in=timedelta(hours=1))
    ana = crew[0]
    await ana.send("/sessions")
    assert "Quiet" not in ana.screen
    await ana.send("quiet")
    assert NOTHING_FOUND in ana.screen
    assert await ana.inline("quiet") == []

    await ana.open(f"j_{series.code}")
    assert ana.screen.text.startswith("Quiet Jam\n\nToday")
    await ana.open(f"s_{session.code}")
    await ana.tap("Register")
    await ana.tap("Confirm")

    await ana.wait_for("You are in: Quiet Jam")
    await ana.send("/my")
    assert "Quiet Jam" in ana.screen


@SIMPLEST
@pytest.mark.parametrize(
    "forged",
    [
        ChooseFilter(kind=Kind.IS_FREE).pack(),
        "filters.choose:nothing:0",
        "filters.set:series:-1",
        "filters.set:place:99999999999999999999",
        "filters.clear:31",
        "filters.choose:series:1001",
        "search:1001",
        "series.host:'--:0",
        "session.from:1:x:0",
        "session.details:999:d:0",
    ],
)
async def test_a_forged_choice_changes_nothing(app, make, crew, engine, forged):
    make.session()
    ana = crew[0]
    await ana.send("/sessions")
    before = dump(engine)

    await ana.tap_data(ana.screen, forged)

    assert ana.alert in {GONE, "That button is out of date. Here is what is true now."}
    assert dump(engine) == before
