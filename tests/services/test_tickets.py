"""Tickets: for who is in, seen by the holder and those who run the session, as a picture that phones read."""

import struct
from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session as Tx

from db.models import Registration
from db.models.registrations import Attendance
from db.models.tokens import TokenPurpose
from services import registrations, tickets, tokens, transfers
from services.errors import NotFound, NoTicket, NotYourTicket
from services.errors.organizing import NoPlaceToCheckIn, TicketGivenAway, TicketTooEarly, TicketTooLate
from services.tickets import Scan, Ticket
from tests.factories import NOW


@pytest.fixture
def owner(make):
    return make.user("Owner")


@pytest.fixture
def quota(make, owner):
    return make.quota(title="Monday Jam", place="Studio 3", roles={"base": 1}, owner=owner)


@pytest.fixture
def booked(make, quota):
    return make.booked(quota, make.user("Ana Ruiz", called="Ani"))


def issue(tx: Tx, registration: Registration, now: datetime = NOW) -> Ticket:
    return tickets.issue(tx, user_id=registration.user_id, registration_id=registration.id, now=now)


def scan(tx: Tx, ticket: Ticket, viewer_id: int, now: datetime = NOW) -> Scan:
    return tickets.scan(tx, token=ticket.token, viewer_id=viewer_id, now=now)


def test_issue_tells_what_stands_beside_the_code(tx, booked):
    ticket = issue(tx, booked)

    assert (ticket.title, ticket.quota_name, ticket.place) == ("Monday Jam", "base", "Studio 3")
    assert (ticket.reference, ticket.starts_at) == (booked.reference, booked.starts_at)


def test_a_ticket_is_for_who_is_in(tx, make, quota, booked):
    waiting = make.waiting(quota)
    registrations.cancel(tx, user_id=waiting.user_id, registration_id=waiting.id, now=NOW)

    for registration in (make.waiting(quota), waiting):
        with pytest.raises(NoTicket):
            issue(tx, registration)
    with pytest.raises(NoTicket):
        issue(tx, booked, booked.ends_at + timedelta(days=1))


def test_nobody_gets_somebody_elses_ticket(tx, make, booked):
    with pytest.raises(NotFound):
        tickets.issue(tx, user_id=make.user().id, registration_id=booked.id, now=NOW)


def test_scan_tells_the_holder_and_who_runs_the_session(tx, owner, booked):
    ticket = issue(tx, booked)

    mine, theirs = scan(tx, ticket, booked.user_id), scan(tx, ticket, owner.id, booked.starts_at)

    assert (mine.is_holder, mine.marked, theirs.is_holder) == (True, None, False)
    assert theirs.marked
    assert (theirs.marked.name, theirs.marked.role, theirs.marked.is_news) == ("Ani", "base", True)
    assert booked.attendance == Attendance.LATE  # the start itself is no longer before it
    assert mine.session_id == theirs.session_id == booked.session_id


def test_scan_tells_nobody_else(tx, make, booked):
    with pytest.raises(NotYourTicket):
        scan(tx, issue(tx, booked), make.user().id)


def test_a_ticket_stays_good_when_another_is_made(tx, booked):
    first, second = issue(tx, booked), issue(tx, booked)

    assert first.token != second.token
    assert scan(tx, first, booked.user_id).reference == scan(tx, second, booked.user_id).reference


def test_a_second_scan_tells_when_the_first_was(tx, owner, booked):
    ticket = issue(tx, booked)
    first = scan(tx, ticket, owner.id, booked.starts_at)

    second = scan(tx, ticket, owner.id, booked.starts_at + timedelta(hours=1))

    assert first.marked
    assert second.marked
    assert (second.marked.is_news, second.marked.at) == (False, first.marked.at)


def test_a_ticket_of_another_day_says_which(tx, owner, booked):
    ticket = issue(tx, booked)

    early = scan(tx, ticket, owner.id, NOW).refusal
    late = scan(tx, ticket, owner.id, booked.ends_at + timedelta(days=3)).refusal

    assert isinstance(early, TicketTooEarly)
    assert isinstance(late, TicketTooLate)
    assert (early.title, late.title, early.starts_at, late.starts_at) == (
        "Monday Jam",
        "Monday Jam",
        *[booked.starts_at] * 2,
    )
    assert booked.attendance is None


def test_a_cancelled_place_is_seen_at_the_door(tx, owner, booked):
    ticket = issue(tx, booked)
    registrations.cancel(tx, user_id=booked.user_id, registration_id=booked.id, now=NOW)

    assert isinstance(scan(tx, ticket, owner.id).refusal, NoPlaceToCheckIn)


def test_a_place_that_was_given_away_is_seen_at_the_door(tx, make, owner, booked):
    ticket = issue(tx, booked)
    gift = transfers.offer(tx, user_id=booked.user_id, registration_id=booked.id, now=NOW)
    transfers.take(tx, user_id=make.user().id, token=gift, now=NOW)

    assert isinstance(scan(tx, ticket, owner.id).refusal, TicketGivenAway)


def test_a_ticket_is_nobodys_once_the_place_was_given_away(tx, make, owner, booked):
    ticket = issue(tx, booked)
    booked.user_id = make.user().id
    tx.flush()

    for viewer in (booked.user_id, owner.id):
        with pytest.raises(NotFound):
            scan(tx, ticket, viewer)


def test_a_ticket_ends_a_day_after_the_session(tx, booked):
    ticket = issue(tx, booked)
    scan(tx, ticket, booked.user_id, booked.ends_at)

    with pytest.raises(NotFound):
        scan(tx, ticket, booked.user_id, booked.ends_at + timedelta(days=1))


def test_only_a_ticket_is_a_ticket(tx, booked):
    token = tokens.issue(tx, TokenPurpose.FEED, booked.user_id, registration_id=booked.id, now=NOW)

    with pytest.raises(NotFound):
        tickets.scan(tx, token=token, viewer_id=booked.user_id, now=NOW)


def test_the_picture_is_large_enough_for_another_phone():
    png = tickets.picture("https://t.me/turnout_bot?start=t_0123456789abcdefghijkl")

    width, height = struct.unpack(">II", png[16:24])
    assert png.startswith(b"\x89PNG")
    assert width == height
    assert 800 <= width <= 1280
