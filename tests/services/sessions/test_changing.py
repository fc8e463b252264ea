"""Price, place, who gives it, the note, the end; and calling off this and all later ones."""

from datetime import date, timedelta

import pytest

from db.models import AuditEvent, Notification, Session, TeamMember, Template
from db.models.registrations import Status
from db.models.sessions import SessionStatus
from db.models.team import TeamRole
from services import registrations, sessions
from services.errors import BookingClosed, NotAllowed, NotFound
from services.errors.organizing import LinkNotUnderstood, NotBegun, NumberNotUnderstood, OutOfTeam, TextTooLong
from services.sessions import Reach
from tests.factories import NOW, faults
from tests.words import text_of

FUTURE = Reach(future=True)


@pytest.fixture
def owner(make):
    return make.user("Owner")


@pytest.fixture
def series(make, owner):
    return make.series(owner=owner, price=1000, place="Tanzfabrik", map_url="https://maps.example.org/old")


@pytest.fixture
def rows(make, series):
    """Four weeks of it."""
    return [make.session(series=series, starts_in=timedelta(days=days)) for days in (2, 9, 16, 23)]


def about(tx, make, session):
    card = sessions.card(tx, session_id=session.id, viewer_id=make.user().id, now=NOW)
    return card.price, card.place, card.map_url


def test_a_price_of_one_session_is_its_own_and_people_keep_what_they_agreed(tx, make, owner, rows):
    booked = make.booked(make.quotas(rows[0])[0], places=2)
    seen = sessions.impact_of_pricing(tx, user_id=owner.id, session_id=rows[0].id, price=1500, now=NOW)
    assert (seen.keep, seen.amounts, seen.impact.sessions, seen.impact.later) == (1, ((1000, "EUR"),), 1, 3)

    sessions.set_price(tx, user_id=owner.id, session_id=rows[0].id, price=1500, now=NOW)

    assert [about(tx, make, row)[0] for row in rows] == [1500, 1000, 1000, 1000]
    assert (booked.price, rows[0].edited_at, rows[1].edited_at) == (2000, NOW, None)
    assert tx.query(Notification).filter(Notification.kind.like("session_%")).count() == 0


def test_a_price_of_all_later_ones_is_that_of_the_series_and_of_what_is_made_later(tx, make, owner, series, rows):
    rows[2].price, rows[2].edited_at = 700, NOW
    tx.flush()

    outcome = sessions.set_price(tx, user_id=owner.id, session_id=rows[1].id, price=1500, reach=FUTURE, now=NOW)

    assert outcome.sessions == 2
    tx.expire_all()
    assert [about(tx, make, row)[0] for row in rows] == [1000, 1500, 700, 1500]
    assert about(tx, make, make.session(series=series, starts_in=timedelta(days=30)))[0] == 1500


@pytest.mark.parametrize("price", [-1, 10**12])
def test_a_price_is_a_sane_one(tx, owner, rows, price):
    with pytest.raises(NumberNotUnderstood):
        sessions.set_price(tx, user_id=owner.id, session_id=rows[0].id, price=price, now=NOW)


def test_everybody_is_told_of_another_place(tx, make, owner, rows):
    booked = make.booked(make.quotas(rows[0])[0])
    sequence = booked.sequence

    outcome = sessions.set_place(
        tx, user_id=owner.id, session_id=rows[0].id, place=" Ufer\u202ehallen ", map_url="https://m.example/1", now=NOW
    )

    assert outcome.told == 1
    assert about(tx, make, rows[0])[1:] == ("Uferhallen", "https://m.example/1")
    assert about(tx, make, rows[1])[1:] == ("Tanzfabrik", "https://maps.example.org/old")
    assert booked.sequence == sequence + 1
    notice = tx.query(Notification).filter_by(kind="session_place_changed").one()
    text = text_of(tx, notice.id)
    assert "📍 Uferhallen" in text
    assert "Before: Tanzfabrik" in text


def test_a_place_of_all_later_ones_leaves_the_earlier_where_they_are(tx, make, owner, series, rows):
    make.booked(make.quotas(rows[0])[0])
    make.booked(make.quotas(rows[3])[0])

    outcome = sessions.set_place(tx, user_id=owner.id, session_id=rows[1].id, place="Uferhallen", reach=FUTURE, now=NOW)

    tx.expire_all()
    assert (outcome.sessions, outcome.told) == (3, 1)
    old, new = ("Tanzfabrik", "https://maps.example.org/old"), ("Uferhallen", None)
    assert [about(tx, make, row)[1:] for row in rows] == [old, new, new, new]


@pytest.mark.parametrize("link", ["http://m.example/1", "javascript:alert(1)", "https://", "https://[", "maps"])
def test_a_link_that_is_none_is_refused(tx, owner, rows, link):
    with pytest.raises(LinkNotUnderstood):
        sessions.set_place(tx, user_id=owner.id, session_id=rows[0].id, place="x", map_url=link, now=NOW)
    with pytest.raises(TextTooLong):
        sessions.set_place(tx, user_id=owner.id, session_id=rows[0].id, place="x" * 201, now=NOW)


def test_who_gives_it_helps_the_host(tx, make, owner, series, rows):
    ida, stranger = make.user("Ida"), make.user("Stranger")
    make.kept(TeamMember(host_id=series.host_id, user_id=ida.id, role=TeamRole.INSTRUCTOR, created_at=NOW))
    template = make.kept(
        Template(
            series_id=series.id, weekdays=[3], starts_minute=780, duration_minutes=120, time_zone="Europe/Berlin",
            begins_on=date(2026, 11, 1), created_at=NOW, instructor_ids=[owner.id],
        )
    )  # fmt: skip
    rows[0].needs_instructor = True
    for number, row in enumerate(rows):
        row.template_id, row.original_day = template.id, date(2026, 11, 1 + number)
    tx.flush()
    assert [one.name for one in sessions.staff(tx, user_id=owner.id, session_id=rows[0].id)] == ["Ida", "Owner"]

    with pytest.raises(OutOfTeam):
        sessions.set_instructor(tx, user_id=owner.id, session_id=rows[0].id, instructor_id=stranger.id, now=NOW)
    sessions.set_instructor(tx, user_id=owner.id, session_id=rows[0].id, instructor_id=ida.id, reach=FUTURE, now=NOW)
    sessions.set_instructor(tx, user_id=owner.id, session_id=rows[1].id, instructor_id=None, now=NOW)

    assert [row.instructor_id for row in rows] == [ida.id, None, ida.id, ida.id]
    assert (rows[0].needs_instructor, template.instructor_ids) == (False, [ida.id])


def test_a_note_is_of_those_who_run_it(tx, make, owner, series, rows):
    ida, door = make.user("Ida"), make.user("Door")
    make.kept(TeamMember(host_id=series.host_id, user_id=ida.id, role=TeamRole.INSTRUCTOR, created_at=NOW))
    make.kept(
        TeamMember(host_id=series.host_id, series_id=series.id, user_id=door.id, role=TeamRole.DOOR, created_at=NOW)
    )
    rows[0].instructor_id = ida.id
    tx.flush()

    sessions.set_note(tx, user_id=ida.id, session_id=rows[0].id, note="Mats:\n\n\n\u202ecellar", now=NOW)

    assert rows[0].note == "Mats:\n\ncellar"
    for person, session in ((door, rows[0]), (ida, rows[1])):
        with pytest.raises(NotAllowed):
            sessions.set_note(tx, user_id=person.id, session_id=session.id, note="x", now=NOW)
    with pytest.raises(TextTooLong):
        sessions.set_note(tx, user_id=owner.id, session_id=rows[0].id, note="x" * 2001, now=NOW)
    assert sessions.desk(tx, user_id=ida.id, session_id=rows[0].id, now=NOW).note == "Mats:\n\ncellar"


def test_the_plan_is_for_those_who_run_it(tx, make, owner, series, rows):
    ida = make.user("Ida")
    make.kept(TeamMember(host_id=series.host_id, user_id=ida.id, role=TeamRole.INSTRUCTOR, created_at=NOW))
    with pytest.raises(NotFound):
        sessions.plan(tx, user_id=ida.id, series_id=series.id, now=NOW)
    rows[2].instructor_id = ida.id
    tx.flush()

    assert [one.id for one in sessions.plan(tx, user_id=ida.id, series_id=series.id, now=NOW).sessions] == [rows[2].id]
    page = sessions.plan(tx, user_id=owner.id, series_id=series.id, now=NOW)
    assert [one.id for one in page.sessions] == [row.id for row in rows]
    with pytest.raises(NotFound):
        sessions.plan(tx, user_id=make.user().id, series_id=series.id, now=NOW)


def test_a_session_is_closed_once_it_has_begun(tx, make, owner):
    session = make.session(owner=owner, capacity=1, starts_in=timedelta(hours=1))
    [quota] = make.quotas(session)
    booked, waits = make.booked(quota), make.waiting(quota)
    with pytest.raises(NotBegun):
        sessions.complete(tx, user_id=owner.id, session_id=session.id, now=NOW)
    then = NOW + timedelta(hours=2)

    sessions.complete(tx, user_id=owner.id, session_id=session.id, now=then)

    assert (session.status, session.completed_at) == (SessionStatus.COMPLETED, then)
    assert (booked.status, waits.status) == (Status.CONFIRMED, Status.EXPIRED)
    with pytest.raises(BookingClosed):
        registrations.cancel(tx, user_id=booked.user_id, registration_id=booked.id, now=then)
    with pytest.raises(BookingClosed):
        sessions.complete(tx, user_id=owner.id, session_id=session.id, now=then)
    assert faults(tx, now=then) == []


def test_calling_off_all_later_ones_ends_what_repeats(tx, make, owner, series, rows):
    template = make.kept(
        Template(
            series_id=series.id, weekdays=[3], starts_minute=780, duration_minutes=120, time_zone="Europe/Berlin",
            begins_on=date(2026, 11, 1), created_at=NOW,
        )
    )  # fmt: skip
    for row in rows:
        row.template_id, row.original_day = template.id, row.starts_at.date()
    rows[3].edited_at = NOW
    make.booked(make.quotas(rows[1])[0])
    make.booked(make.quotas(rows[2])[0])

    outcome = sessions.call_off(
        tx, user_id=owner.id, session_id=rows[1].id, reason="The roof leaks.", reach=FUTURE, now=NOW
    )

    assert (outcome.sessions, outcome.told) == (2, 2)
    tx.expire_all()
    assert [row.status for row in rows] == ["scheduled", "cancelled", "cancelled", "scheduled"]
    assert (template.ends_on, template.is_active) == (date(2026, 12, 1), True)
    told = tx.query(Notification).filter_by(kind="session_cancelled").all()
    assert {row.data["reason"] for row in told} == {"The roof leaks."}
    events = tx.query(AuditEvent).filter_by(action="session.cancelled").all()
    assert [event.data for event in events] == [{"told": 1, "reason": "The roof leaks."}] * 2

    sessions.call_off(tx, user_id=owner.id, session_id=rows[0].id, reach=Reach(future=True, edited=True), now=NOW)
    assert template.ends_on == date(2026, 11, 24)
    assert tx.query(Session).filter_by(status=SessionStatus.SCHEDULED).count() == 0
    assert faults(tx) == []
