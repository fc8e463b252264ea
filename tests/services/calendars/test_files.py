"""Calendar files, read back by the library that calendars are read with: one booking, all, a session."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from sqlalchemy.orm import Session as Tx

from db.models import Registration
from services import calendars, registrations, sessions
from services.calendars import File
from services.errors import NotFound
from services.translator import Translator
from tests.factories import NOW

T = Translator("en", "UTC")
BERLIN = ZoneInfo("Europe/Berlin")
SPRING, AUTUMN = datetime(2027, 3, 28), datetime(2027, 10, 31)
"""The days on which Berlin's clocks change."""


def read(file: File) -> list[Any]:
    """The events of a file, each by the names of RFC 5545."""
    return Calendar.from_ical(file.content).walk("VEVENT")


def of_booking(tx: Tx, registration: Registration, t: Translator = T) -> Any:
    file = calendars.of_booking(tx, user_id=registration.user_id, registration_id=registration.id, t=t, now=NOW)
    [event] = read(file)
    return event


@pytest.fixture
def jam(make):
    teacher = make.user("Ana Ruiz")
    session = make.session(title="Monday Jam", place="Tanzfabrik, Studio 3", roles={"base": 1})
    session.instructor_id = teacher.id
    return session


@pytest.fixture
def booked(make, jam):
    return make.booked(make.quotas(jam)[0])


def test_a_booking_tells_what_when_where_and_with_whom(tx, jam, booked):
    event = of_booking(tx, booked)

    assert event["SUMMARY"] == "Monday Jam as base"
    assert event["LOCATION"] == "Tanzfabrik, Studio 3"
    assert event["DESCRIPTION"] == f"With Ana Ruiz\nOffered by Tanzfabrik\nReference: {booked.reference}"
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (jam.starts_at, jam.ends_at)
    assert (event["STATUS"], event["TRANSP"], event["UID"]) == (
        "CONFIRMED",
        "OPAQUE",
        f"registration-{booked.reference}@turnout",
    )


def test_a_booking_rings_two_hours_and_half_an_hour_before(tx, booked):
    alarms = of_booking(tx, booked).walk("VALARM")

    assert [alarm.decoded("TRIGGER") for alarm in alarms] == [-timedelta(hours=2), -timedelta(minutes=30)]
    assert {(alarm["ACTION"], alarm["DESCRIPTION"]) for alarm in alarms} == {("DISPLAY", "Monday Jam")}


def test_who_waits_has_a_tentative_entry_that_does_not_ring(tx, make, jam, booked):
    event = of_booking(tx, make.waiting(make.quotas(jam)[0]))

    assert (event["SUMMARY"], event["STATUS"], event["TRANSP"]) == ("Waitlist: Monday Jam", "TENTATIVE", "TRANSPARENT")
    assert "not certain" in event["DESCRIPTION"]
    assert event.walk("VALARM") == []


def test_a_change_keeps_the_entry_and_raises_its_sequence(tx, make, jam, booked):
    waiting = make.waiting(make.quotas(jam)[0])
    before = of_booking(tx, waiting)
    registrations.cancel(tx, user_id=booked.user_id, registration_id=booked.id, now=NOW)
    tx.refresh(waiting)

    after, cancelled = of_booking(tx, waiting), of_booking(tx, booked)

    assert (before["UID"], before["STATUS"], after["STATUS"]) == (after["UID"], "TENTATIVE", "CONFIRMED")
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert (cancelled["STATUS"], cancelled["SUMMARY"]) == ("CANCELLED", "Cancelled: Monday Jam")
    assert cancelled.walk("VALARM") == []


@pytest.mark.parametrize(
    ("day", "offset_before", "offset_after"), [(SPRING, 1, 2), (AUTUMN, 2, 1)], ids=["spring", "autumn"]
)
def test_an_evening_stays_an_evening_across_a_change_of_clocks(tx, make, day, offset_before, offset_after):
    series, person = make.series(duration_minutes=90), make.user()
    for date in (day - timedelta(days=1), day):
        starts_at = date.replace(hour=19, minute=30, tzinfo=BERLIN)
        session = sessions.schedule(
            tx, series_id=series.id, starts_at=starts_at, time_zone="Europe/Berlin", actor_id=None, now=NOW
        )
        tx.flush()
        make.booked(make.quotas(session)[0], person)

    before, after = read(calendars.of_all(tx, user_id=person.id, t=T, now=NOW))

    for event, offset in ((before, offset_before), (after, offset_after)):
        start, end = event.decoded("DTSTART"), event.decoded("DTEND")
        assert (start.astimezone(BERLIN).strftime("%H:%M"), end - start) == ("19:30", timedelta(minutes=90))
        assert start.astimezone(UTC).hour == 19 - offset


def test_a_night_through_the_change_keeps_its_real_length(tx, make):
    series, person = make.series(duration_minutes=180), make.user()
    session = sessions.schedule(
        tx,
        series_id=series.id,
        starts_at=AUTUMN.replace(hour=1, minute=30, tzinfo=BERLIN).astimezone(UTC),
        time_zone="Europe/Berlin",
        actor_id=None,
        now=NOW,
    )
    tx.flush()

    event = of_booking(tx, make.booked(make.quotas(session)[0], person))

    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(hours=3)
    assert event.decoded("DTEND").astimezone(BERLIN).strftime("%H:%M") == "03:30"


@pytest.mark.parametrize(
    "title",
    ['Jam; base, flyer \\ and "more"', "😀" * 80, "Ünïcödé " * 10, "BEGIN:VEVENT", "a:b", "<b>&amp;</b>"],
)
def test_any_title_survives_escaping_and_folding(tx, make, title):
    booked = make.booked(make.quota(title=title[:80]))
    file = calendars.of_booking(tx, user_id=booked.user_id, registration_id=booked.id, t=T, now=NOW)

    [event] = read(file)

    assert event["SUMMARY"] == title[:80]
    assert max(len(line) for line in file.content.split(b"\r\n")) <= 75
    assert file.content.decode()


def test_a_text_with_line_breaks_cannot_add_properties(tx, make):
    booked = make.booked(make.quota(place="Studio 3\r\nATTENDEE:mailto:x@example.org\nSTATUS:CANCELLED"))

    event = of_booking(tx, booked)

    assert "ATTENDEE" not in event
    assert event["STATUS"] == "CONFIRMED"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Monday Jam!", "monday-jam.ics"),
        ("../../etc/passwd", "etc-passwd.ics"),
        ("🤸", "session.ics"),
        ("Йога", "йога.ics"),
    ],
)
def test_a_file_has_a_name_that_every_system_takes(tx, make, title, name):
    booked = make.booked(make.quota(title=title))

    assert calendars.of_booking(tx, user_id=booked.user_id, registration_id=booked.id, t=T, now=NOW).name == name


def test_nobody_gets_somebody_elses_booking(tx, make, booked):
    with pytest.raises(NotFound):
        calendars.of_booking(tx, user_id=make.user().id, registration_id=booked.id, t=T, now=NOW)


def test_the_whole_calendar_has_what_is_to_come(tx, make):
    person = make.user()
    later = make.booked(make.quota(starts_in=timedelta(days=100)), person)
    sooner = make.booked(make.quota(starts_in=timedelta(days=1)), person)
    over = make.booked(make.quota(starts_in=-timedelta(days=1)), person, now=NOW - timedelta(days=2))
    make.booked(make.quota())

    file = calendars.of_all(tx, user_id=person.id, t=T, now=NOW)

    assert [event["UID"].split("-")[1].split("@")[0] for event in read(file)] == [sooner.reference, later.reference]
    assert file.count == 2
    assert over.reference.encode() not in file.content


def test_a_reader_gets_their_language(tx, booked):
    assert of_booking(tx, booked, Translator("de", "UTC"))["SUMMARY"] == Translator("de")(
        "{title} as {role}", title="Monday Jam", role="base"
    )


def test_a_session_is_there_for_whoever_has_its_code(tx, jam, booked):
    [event] = read(calendars.of_session(tx, typed=jam.code.lower(), t=T))

    assert (event["SUMMARY"], event["UID"]) == ("Monday Jam", f"session-{jam.code}@turnout")
    assert booked.reference not in event["DESCRIPTION"]


def test_a_cancelled_session_says_so(tx, make, jam):
    owner = jam.series_id and make.user(is_admin=True)
    sessions.cancel(tx, user_id=owner.id, session_id=jam.id, now=NOW)

    [event] = read(calendars.of_session(tx, typed=jam.code, t=T))

    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 1)


@pytest.mark.parametrize("typed", ["", "XXXXXXXX", "x" * 100, "\x00", "%27"])
def test_an_unknown_code_opens_nothing(tx, jam, typed):
    with pytest.raises(NotFound):
        calendars.of_session(tx, typed=typed, t=T)


def test_a_private_session_is_nobodys_by_its_code(tx, make):
    session = make.session(visibility="private")

    with pytest.raises(NotFound):
        calendars.of_session(tx, typed=session.code, t=T)
