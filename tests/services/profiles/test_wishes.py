"""Wishes: what is usual, what was chosen, and hours as people type them."""

import pytest
from sqlalchemy.orm import Session as Tx

from db.models import User
from services import profiles
from services.errors import HoursNotUnderstood, NotFound
from tests.factories import NOW

USUAL = {(kind, channel) for kind in ("reminders", "bookings") for channel in ("telegram", "email")}


@pytest.fixture
def person(make):
    return make.user()


def seen(tx: Tx, person: User) -> profiles.Wishes:
    return profiles.wishes(tx, user_id=person.id)


def wish(tx: Tx, person: User, kind: str, channel: str, *, on: bool) -> None:
    profiles.set_wish(tx, user_id=person.id, kind=kind, channel=channel, on=on, now=NOW)


def test_usual_are_reminders_and_confirmations_and_neither_news_nor_sms(tx, person):
    assert seen(tx, person).wanted == USUAL
    assert not profiles.wants({}, "news", "telegram")
    assert not any(profiles.wants({}, kind, "sms") for kind in profiles.KINDS)


def test_a_wish_holds_for_its_kind_and_channel_alone(tx, make, person):
    other = make.user()
    wish(tx, person, "reminders", "telegram", on=False)
    wish(tx, person, "reminders", "sms", on=True)

    assert seen(tx, person).wanted == USUAL - {("reminders", "telegram")} | {("reminders", "sms")}
    assert seen(tx, other).wanted == USUAL

    wish(tx, person, "reminders", "telegram", on=True)
    assert ("reminders", "telegram") in seen(tx, person).wanted


@pytest.mark.parametrize(("kind", "channel"), [("spam", "telegram"), ("news", "fax")])
def test_a_wish_for_what_there_is_not_is_refused(tx, person, kind, channel):
    with pytest.raises(NotFound):
        wish(tx, person, kind, channel, on=True)


def test_reminders_begin_with_the_usual_ones(tx, person):
    assert (seen(tx, person).reminders, seen(tx, person).are_reminders_usual) == ((1440, 120), True)

    profiles.set_reminder(tx, user_id=person.id, minutes=30, on=True, now=NOW)
    profiles.set_reminder(tx, user_id=person.id, minutes=1440, on=False, now=NOW)
    assert (seen(tx, person).reminders, seen(tx, person).are_reminders_usual) == ((120, 30), False)

    profiles.remind_as_usual(tx, user_id=person.id, now=NOW)
    assert seen(tx, person).reminders == profiles.USUAL_REMINDERS


def test_no_reminder_at_all_is_a_choice(tx, person):
    for minutes in profiles.USUAL_REMINDERS:
        profiles.set_reminder(tx, user_id=person.id, minutes=minutes, on=False, now=NOW)

    assert (seen(tx, person).reminders, seen(tx, person).are_reminders_usual) == ((), False)


def test_a_reminder_at_another_time_is_refused(tx, person):
    with pytest.raises(NotFound):
        profiles.set_reminder(tx, user_id=person.id, minutes=7, on=True, now=NOW)


def test_quiet_hours_are_kept_and_cleared(tx, person):
    profiles.set_quiet_hours(tx, user_id=person.id, begins=1320, ends=480, now=NOW)
    assert (seen(tx, person).quiet_from, seen(tx, person).quiet_until) == (1320, 480)

    profiles.clear_quiet_hours(tx, user_id=person.id, now=NOW)
    assert (seen(tx, person).quiet_from, seen(tx, person).quiet_until) == (None, None)


def test_quiet_hours_without_a_length_are_refused(tx, person):
    with pytest.raises(HoursNotUnderstood):
        profiles.set_quiet_hours(tx, user_id=person.id, begins=60, ends=60, now=NOW)


@pytest.mark.parametrize(
    ("typed", "hours"),
    [
        ("22:00-08:00", (1320, 480)),
        ("22-8", (1320, 480)),
        (" 22:30 – 6:15 ", (1350, 375)),
        ("from 23.00 to 7", (1380, 420)),
        ("0:00-9:00", (0, 540)),
        ("22 bis 8 Uhr", (1320, 480)),
        ("10pm to 8am", (1320, 480)),
        ("10 p.m. - 8 a.m.", (1320, 480)),
        ("11 Uhr abends bis 7", (1380, 420)),
        ("de 10 de la noche a 8 de la mañana", (1320, 480)),
        ("с 10 вечера до 8 утра", (1320, 480)),
        ("12am-6am", (0, 360)),
    ],
)
def test_hours_are_read_as_people_type_them(typed, hours):
    assert profiles.read_hours(typed) == hours


@pytest.mark.parametrize(
    "typed",
    ["", "22", "never", "24:00-08:00", "22:60-08:00", "8-8", "١٢-١٣", "9" * 40, "1-2-3-4", "22:00" * 50, "-1-8\x00x1"],
)
def test_what_is_no_two_hours_is_refused(typed):
    with pytest.raises(HoursNotUnderstood):
        profiles.read_hours(typed)
