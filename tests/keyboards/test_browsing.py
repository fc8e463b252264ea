"""Keyboards of lists: sessions of some days, a calendar, a series."""

from datetime import timedelta

import pytest

from keyboards import browsing as keyboards
from keyboards import registrations as mine_keyboards
from keyboards.callbacks.attending import Browse, OpenFromList
from services import registrations, sessions
from services.translator import Translator
from tests.factories import NOW

ENGLISH = Translator("en")
TODAY = NOW.date()

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


@pytest.fixture
def shown(make, tx):
    """The labels and callback data under some days."""

    def look(*, first=TODAY, days=1, page=0):
        found = sessions.browse(tx, viewer_id=make.user().id, zone="UTC", first=first, days=days, page=page, now=NOW)
        markup = keyboards.days(found, today=TODAY, t=ENGLISH)
        return {button.text: button.callback_data or "" for row in markup.inline_keyboard for button in row}

    return look


def test_each_session_has_its_button_with_its_state(make, shown):
    session = make.session(title="Monday Jam", starts_in=timedelta(hours=2))
    full = make.session(title="Handstands", capacity=1, starts_in=timedelta(hours=3))
    make.booked(make.quotas(full)[0])

    buttons = shown()

    assert OpenFromList.unpack(buttons["🟢 15:00 Monday Jam"]).session_id == session.id
    assert OpenFromList.unpack(buttons["🔴 16:00 Handstands"]).session_id == full.id


def test_yesterday_and_the_day_beyond_the_last_are_not_offered(shown):
    first, last = shown(), shown(first=TODAY + timedelta(days=sessions.DAYS_AHEAD))

    assert [text for text in first if "‹" in text] == []
    assert len([text for text in first if "›" in text]) == 1
    assert [text for text in last if "›" in text] == []
    assert len([text for text in last if "‹" in text]) == 1


def test_pages_are_offered_where_there_are_any(make, shown):
    for hour in range(1, 9):
        make.session(starts_in=timedelta(hours=hour))

    assert Browse.unpack(shown()["Next"]).page == 1
    assert "Previous" not in shown()
    assert Browse.unpack(shown(page=1)["Previous"]).page == 0
    assert "Next" not in shown(page=1)


def test_a_calendar_has_four_weeks_from_today(backend):
    rows = keyboards.calendar(TODAY, ENGLISH).inline_keyboard[2:]
    days = [button for row in rows for button in row if button.text.isdigit()]

    assert [len(row) for row in rows[:5]] == [7] * 5
    assert [Browse.unpack(day.callback_data or "").day for day in days] == [
        TODAY.toordinal() + offset for offset in range(28)
    ]


def test_what_one_booked_has_a_button_each_on_its_page(make, tx):
    ana = make.user()
    for day in range(1, 13):
        make.booked(make.quota(title=f"Jam {day}", starts_in=timedelta(days=day)), ana)

    markup = mine_keyboards.mine(registrations.list_mine(tx, user_id=ana.id, now=NOW), ENGLISH)

    opened = [
        button
        for row in markup.inline_keyboard
        for button in row
        if (button.callback_data or "").startswith("session:")
    ]
    assert len(opened) == registrations.MINE_PAGE
    assert [button.text for button in markup.inline_keyboard[4]] == ["Next"]
