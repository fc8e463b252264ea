"""Who comes along is named after booking: until it begins, by who booked; nothing else about the booking changes."""

from datetime import timedelta

import pytest

from db.models import AuditEvent, Notification
from db.models.registrations import Attendance
from services import registrations
from services.calendars import feeds
from services.errors import AttendanceKnown, BookingClosed, NotFound, NothingToCancel
from tests.factories import NOW


@pytest.fixture
def party(make):
    """Three places, one guest named."""
    registration = make.booked(make.quotas(make.session(capacity=5))[0], places=3)
    registration.guests = ["Bo"]
    return make.kept(registration)


def name(tx, registration, *names, user_id=None, now=NOW):
    mine = {"user_id": user_id or registration.user_id, "registration_id": registration.id}
    return registrations.name_guests(tx, **mine, names=names, now=now)


def test_names_are_kept_in_place_of_those_before_and_written_down_without_them(tx, party):
    name(tx, party, "Eli", "Dana")

    assert party.guests == ["Eli", "Dana"]
    [event] = tx.query(AuditEvent).filter_by(action="party.named")
    assert (event.actor_id, event.subject_id, event.data) == (party.user_id, party.id, {"names": 2})


def test_nobody_is_told_and_time_and_places_stay(tx, party):
    told = tx.query(Notification).count()
    before = (party.status, party.places, party.starts_at, party.price, party.reference)

    name(tx, party, "Eli")

    assert (party.status, party.places, party.starts_at, party.price, party.reference) == before
    assert tx.query(Notification).count() == told


def test_a_calendar_shows_what_it_showed(tx, party):
    def event():
        content = feeds.feed(tx, user_id=party.user_id, now=NOW).content.decode()
        return [line for line in content.splitlines() if not line.startswith("SEQUENCE")]

    before = event()
    name(tx, party, "Eli", "Dana")

    assert event() == before
    assert "Eli" not in "".join(before)


def test_no_more_are_named_than_come_along(tx, party):
    assert name(tx, party, "Eli", "Dana", "Fay").guests == ["Eli", "Dana"]


def test_nobody_is_named_once_it_has_begun_or_somebody_is_here(tx, party):
    with pytest.raises(BookingClosed):
        name(tx, party, "Eli", now=party.starts_at)
    name(tx, party, "Eli", now=party.starts_at - timedelta(seconds=1))
    party.attendance, party.attendance_at = Attendance.ATTENDED, NOW
    tx.flush()
    with pytest.raises(AttendanceKnown):
        name(tx, party, "Dana")
    assert party.guests == ["Eli"]


def test_only_who_booked_for_several_names_them(tx, make, party):
    with pytest.raises(NotFound):
        name(tx, party, "Eli", user_id=make.user().id)
    alone = make.booked(make.quotas(make.session())[0])
    with pytest.raises(NothingToCancel):
        name(tx, alone, "Eli")
    assert party.guests == ["Bo"]
