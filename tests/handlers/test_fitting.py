"""Every screen fits into a message, with as many buttons as it takes, in the worst case."""

from datetime import date, timedelta
from typing import Any

import pytest

from db.models import Closure, Space, User
from db.models.registrations import Status
from handlers import closings, fitting, repeats, teams
from handlers.organizer.people import screen
from handlers.screens import plain
from keyboards import closings as closing_keyboards
from keyboards import repeats as repeat_keyboards
from keyboards import team as team_keyboards
from services.people import PersonView
from services.rosters import History
from services.team import Invited, OpenInvite, Place, Team
from services.templates import Conflict, Repeat
from services.templates.absences import Absences, Away
from services.templates.closures import Closures
from services.templates.rooms import Rooms
from services.translator import Translator
from tests.factories import NOW

DAY = date(2026, 12, 24)
WIDE = "🧘"
"""A letter that Telegram counts as two."""
MOST_BUTTONS = 100


@pytest.fixture(params=["en", "de", "es", "ru"])
def t(request):
    return Translator(request.param, "Europe/Berlin")


def check(text, keyboard=None):
    assert fitting.fits(text)
    if keyboard is not None:
        buttons = [button for row in keyboard.inline_keyboard for button in row]
        assert len(buttons) <= MOST_BUTTONS


def somebody(letter, **other):
    about = {
        **dict.fromkeys(("registration_id", "session_id", "series_id", "host_id", "user_id"), 1),
        "title": letter * 80, "starts_at": NOW, "ends_at": NOW, "time_zone": "Europe/Berlin", "name": letter * 64,
        "telegram_name": letter * 64, "quota_name": letter * 40, "places": 20, "guests": (letter * 64,) * 19,
        "status": Status.CONFIRMED, "is_late_cancellation": False, "reference": "ABCDEFGH", "booked_at": NOW,
        "added_by": letter * 64, "position": 0, "held_until": None, "request": letter * 500, "reason": letter * 300,
        "phone": "+491701234567", "email": "x" * 254, "note": letter * 1000, "client_note": letter * 1000,
        "suspended_until": NOW, "attendance": None, "attendance_at": None, "is_on_telegram": True,
        "is_reachable": True, "is_told": True, "rights": frozenset(), "is_on": True, "seen_at": NOW,
    }  # fmt: skip
    return PersonView(**about | other)


PAST = History("x" * 80, "ABCDEFGH", 999, 99, 99, 99, 99, 99, NOW)


@pytest.mark.parametrize("letter", ["x", WIDE, "<"])
def test_a_person_fits(t, letter):
    text = screen.in_words(somebody(letter), PAST, t, said="✅ " + "x" * 200)

    check(text)
    assert "ABCDEFGH" in text
    assert letter * 4 in plain(text)


def test_a_person_is_whole_where_there_is_room():
    text = screen.in_words(somebody("x", guests=("Bo",), request=""), PAST, Translator("en", "UTC"))

    assert text.count("x" * 1000) == 2


def test_of_a_party_that_is_too_long_some_are_named_and_the_others_counted():
    text = screen.in_words(somebody("x"), PAST, Translator("en", "UTC"))

    assert "16 more" in text


@pytest.mark.parametrize("letter", ["x", WIDE])
def test_open_invites_fit(t, letter):
    invite = OpenInvite(1, Invited.CO_ORGANIZER, letter * 80, letter * 64, NOW)
    where = Place(1, None, 1, letter * 80, "", False)
    team = Team(where, letter * 64, True, (), 0, False, (invite,) * 30, ())
    labels = [teams.withdraw(number, t) for number in range(1, 31)]

    text = teams.open_invites(team, t)

    check(text, team_keyboards.invites(team, labels, t))
    assert "\n30. " in text


@pytest.mark.parametrize("letter", ["x", WIDE])
def test_conflicts_fit(t, letter):
    conflicts = tuple(Conflict(number, 1, DAY, 600, "instructor_busy", letter * 64) for number in range(200))
    shown = Repeat(
        id=1, series_id=1, title=letter * 80, weekdays=(1, 2, 3, 4, 5, 6, 7), starts_minute=600, duration_minutes=60,
        time_zone="Europe/Berlin", every_weeks=1, begins_on=DAY, ends_on=None, weeks_ahead=8,
        quotas=((letter * 40, 10),) * 6, has_own_places=True, instructor_ids=(1,) * 5, instructors=(letter * 64,) * 5,
        space_id=1, room=letter * 80, is_active=True, attention="", planned=3, next_day=DAY, conflicts=conflicts,
        version="x",
    )  # fmt: skip
    labels = {one.occurrence_id: "x" for one in conflicts[: repeat_keyboards.CONFLICTS_SHOWN]}

    check(repeats.details(shown, t), repeat_keyboards.one(shown, labels, t))
    assert "and 194 more" in repeats.details(shown, Translator("en", "UTC"))


@pytest.mark.parametrize("letter", ["x", WIDE])
def test_closures_fit(t, letter):
    ranges = tuple(
        Closure(id=number, first_day=DAY, last_day=DAY + timedelta(days=9), reason=letter * 80) for number in range(150)
    )
    shown = Closures(1, letter * 80, "Europe/Berlin", ranges)
    labels = {one.id: closings.days(one.first_day, one.last_day, t) for one in ranges}

    check(closings.closures(shown, t), closing_keyboards.closures(shown, 1, labels, t))
    assert "and 130 more" in closings.closures(shown, Translator("en", "UTC"))


@pytest.mark.parametrize("letter", ["x", WIDE])
def test_absences_fit(t, letter):
    away = tuple(Away(number, 1, letter * 64, DAY, DAY + timedelta(days=9)) for number in range(150))
    team: Any = tuple(User(id=number, name="x" * 64) for number in range(150))
    shown = Absences(1, letter * 80, "Europe/Berlin", 1, away, team)
    labels = {one.absence_id: one.name for one in away}

    check(closings.absences(shown, t), closing_keyboards.absences(shown, 1, labels, t))
    assert "and 130 more" in closings.absences(shown, Translator("en", "UTC"))


def test_rooms_fit(t):
    shown = Rooms(1, "x" * 80, tuple(Space(id=number, name="x" * 80) for number in range(150)))

    check(closings.rooms(shown, t), closing_keyboards.rooms(shown, 1, t))
