"""A month to tap a day in."""

from datetime import date

from keyboards import months
from keyboards.callbacks.founding import ChooseDay, OpenMonth
from services.translator import Translator

FIRST, LAST = date(2026, 11, 23), date(2027, 1, 5)


def grid(shown: date, language: str = "en"):
    return months.grid(
        shown,
        first=FIRST,
        last=LAST,
        choose=lambda day: ChooseDay(day=day.toordinal()),
        turn=lambda day: OpenMonth(day=day.toordinal()),
        t=Translator(language),
    )


def test_only_days_that_can_be_chosen_have_a_number():
    texts = [key.text for row in grid(FIRST)[2:] for key in row]

    assert [text for text in texts if text != "·"] == [str(day) for day in range(23, 31)]


def test_a_day_leads_to_itself():
    keys = [key for row in grid(date(2026, 12, 1)) for key in row if key.text == "24"]

    assert [key.callback_data for key in keys] == [ChooseDay(day=date(2026, 12, 24).toordinal()).pack()]


def test_there_is_no_way_to_months_without_days():
    assert [key.text for key in grid(FIRST)[0]][1:] == ["›"]
    assert [key.text for key in grid(date(2026, 12, 31))[0]] == ["‹", "December 2026", "›"]
    assert [key.text for key in grid(date(2027, 1, 5))[0]] == ["‹", "January 2027"]


def test_each_month_leads_to_the_next_one():
    shown = date(2026, 11, 30)
    turned = OpenMonth.unpack(grid(shown)[0][-1].callback_data)

    assert date.fromordinal(turned.day) == date(2026, 12, 1)


def test_weeks_begin_on_monday_in_ones_language():
    assert [key.text for key in grid(FIRST, "de")[1]] == ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"]
