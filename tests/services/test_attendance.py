"""Who came, came late or did not: each mark once, by who may, in its time, in the audit."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import AuditEvent, Host, Notification, Post, Session, TeamMember
from db.models.registrations import Attendance
from db.models.team import TeamRole
from services import attendance, notices, registrations
from services.errors import NotFound
from services.errors.organizing import CheckInNotOpen, CheckInOver, NoPlaceToCheckIn, NotStarted
from services.notices import Notice, Obsolete
from tests.factories import NOW

MINUTE = timedelta(minutes=1)


@pytest.fixture
def owner(make):
    return make.user("Olga Owner")


@pytest.fixture
def quota(make, owner):
    return make.quota(owner=owner, title="Monday Jam", capacity=2)


@pytest.fixture
def booked(make, quota):
    return make.booked(quota, make.user("Ana Ruiz", called="Ani"))


@pytest.fixture
def act(tx, owner, booked):
    """An act of attendance on Ani's place, by the owner if nobody is named."""

    def done(act, now, actor_id=None, registration_id=booked.id):
        return act(tx, registration_id=registration_id, actor_id=actor_id or owner.id, now=now)

    return done


def events(tx):
    found = tx.scalars(select(AuditEvent).where(AuditEvent.action.like("attendance.%")).order_by(AuditEvent.id))
    return [(event.action, event.actor_id, event.data["was"]) for event in found]


def owed(tx):
    return tx.scalars(
        select(Notification).where(Notification.kind == "attendance_late").order_by(Notification.id)
    ).all()


def test_check_in_is_saved_with_its_time_and_who_did_it(tx, act, owner, booked):
    at = booked.starts_at - MINUTE

    marked = act(attendance.check_in, at)

    assert (booked.attendance, booked.attendance_at) == (Attendance.ATTENDED, at)
    assert (marked.name, marked.is_news, marked.is_late) == ("Ani", True, False)
    assert events(tx) == [("attendance.attended", owner.id, None)]
    assert owed(tx) == []


@pytest.mark.parametrize(
    ("minutes", "mark"), [(-1, Attendance.ATTENDED), (0, Attendance.LATE), (8, Attendance.LATE), (20, Attendance.LATE)]
)
def test_late_begins_with_the_session_whatever_the_grace_period(tx, act, booked, minutes, mark):
    tx.query(Host).one().grace_minutes = 10

    act(attendance.check_in, booked.starts_at + minutes * MINUTE)

    assert booked.attendance == mark
    assert len(owed(tx)) == (mark == Attendance.LATE)


def test_who_is_here_already_stays_so_and_is_told_since_when(tx, act, booked):
    first = act(attendance.check_in, booked.starts_at - MINUTE)

    again = act(attendance.check_in, booked.starts_at + 30 * MINUTE)

    assert (again.is_news, again.at, again.attendance) == (False, first.at, Attendance.ATTENDED)
    assert len(events(tx)) == 1


def test_who_came_late_gets_one_gentle_note_while_that_mark_stands(tx, act, booked):
    at = booked.starts_at + 11 * MINUTE
    act(attendance.check_in, at)
    act(attendance.clear, at + MINUTE)
    act(attendance.check_in, at + 2 * MINUTE)

    first, second = owed(tx)

    def text(notification):
        return notices.compose(tx, notification_id=notification.id, now=at + 5 * MINUTE)

    assert isinstance(text(first), Obsolete)
    note = text(second)
    assert isinstance(note, Notice)
    assert "a little late: <b>Monday Jam</b>" in note.text


def test_nobody_is_told_that_they_came_in_time_or_that_a_mark_is_taken_back(tx, act, booked):
    before = len(tx.scalars(select(Notification)).all())
    act(attendance.check_in, booked.starts_at - MINUTE)
    act(attendance.clear, booked.starts_at)

    assert len(tx.scalars(select(Notification)).all()) == before


def test_who_was_missed_is_told_gently_after_the_end_while_that_mark_stands(tx, act, booked):
    at = booked.starts_at + MINUTE
    act(attendance.mark_no_show, at)
    act(attendance.clear, at + MINUTE)
    act(attendance.mark_no_show, at + 2 * MINUTE)

    first, second = tx.scalars(select(Notification).where(Notification.kind == "no_show").order_by(Notification.id))

    assert first.due_at == second.due_at == booked.ends_at
    assert isinstance(notices.compose(tx, notification_id=first.id, now=booked.ends_at), Obsolete)
    note = notices.compose(tx, notification_id=second.id, now=booked.ends_at)
    assert isinstance(note, Notice)
    assert note.text.splitlines()[0] == "We missed you: <b>Monday Jam</b>"
    assert "That is 1 session within 30 days at Tanzfabrik" in note.text
    assert "suspend" not in note.text


def test_check_in_is_open_from_some_hours_before_to_a_day_after(act, booked):
    opens, closes = booked.starts_at - attendance.OPENS_BEFORE, booked.ends_at + attendance.CLOSES_AFTER
    with pytest.raises(CheckInNotOpen):
        act(attendance.check_in, opens - MINUTE)
    act(attendance.check_in, opens)
    act(attendance.clear, opens)
    for mark in (attendance.check_in, attendance.mark_no_show):
        with pytest.raises(CheckInOver):
            act(mark, closes)

    assert act(attendance.check_in, closes - MINUTE).is_late


def test_a_no_show_comes_after_the_start_and_can_be_reversed_at_any_time(tx, act, owner, booked):
    with pytest.raises(NotStarted):
        act(attendance.mark_no_show, booked.starts_at - MINUTE)
    assert act(attendance.mark_no_show, booked.starts_at).attendance == Attendance.NO_SHOW
    assert not act(attendance.mark_no_show, booked.starts_at + MINUTE).is_news

    assert act(attendance.clear, booked.starts_at + timedelta(days=20)).is_news

    assert (booked.attendance, booked.attendance_at) == (None, None)
    assert not act(attendance.clear, booked.starts_at + timedelta(days=20)).is_news
    assert events(tx) == [("attendance.no_show", owner.id, None), ("attendance.cleared", owner.id, "no_show")]


def test_who_comes_after_all_is_no_no_show(act, booked):
    act(attendance.mark_no_show, booked.starts_at)

    assert act(attendance.check_in, booked.starts_at + 20 * MINUTE).is_late


def test_only_who_has_a_place_is_checked_in(tx, make, act, quota, booked):
    make.booked(quota)
    waiting, gone = make.waiting(quota), make.booked(make.quota(owner=None))
    with pytest.raises(NoPlaceToCheckIn):
        act(attendance.check_in, booked.starts_at, registration_id=waiting.id)
    registrations.cancel(tx, user_id=booked.user_id, registration_id=booked.id, now=NOW)
    for mark in (attendance.check_in, attendance.mark_no_show):
        with pytest.raises(NoPlaceToCheckIn):
            act(mark, booked.starts_at)
    with pytest.raises(NotFound):
        act(attendance.check_in, gone.starts_at, registration_id=gone.id)


@pytest.mark.parametrize("mark", [attendance.check_in, attendance.mark_no_show, attendance.clear])
def test_nobody_marks_without_the_right(tx, make, act, booked, mark):
    for person in (make.user(), make.user("Owner of another", telegram_id=7)):
        with pytest.raises(NotFound):
            act(mark, booked.starts_at, person.id)
    with pytest.raises(NotFound):
        act(mark, booked.starts_at, booked.user_id)
    with pytest.raises(NotFound):
        act(mark, booked.starts_at, registration_id=10**9)
    assert events(tx) == []


def test_a_door_helper_marks_until_they_are_removed(tx, make, act, quota, booked):
    helper = make.user("Helper")
    host = tx.query(Host).one()
    series_id = tx.get_one(Session, quota.session_id).series_id
    member = make.kept(
        TeamMember(host_id=host.id, series_id=series_id, user_id=helper.id, role=TeamRole.DOOR, created_at=NOW)
    )
    assert act(attendance.check_in, booked.starts_at, helper.id).is_news
    tx.delete(member)
    tx.flush()

    with pytest.raises(NotFound):
        act(attendance.clear, booked.starts_at, helper.id)
    assert booked.attendance == Attendance.LATE


def test_a_mark_makes_open_rosters_stale(tx, act, owner, booked):
    post = Post(
        kind="roster", session_id=booked.session_id, chat_id=1, message_id=2, viewer_id=owner.id,
        language="en", time_zone="UTC", created_at=NOW,
    )  # fmt: skip
    tx.add(post)
    tx.flush()

    act(attendance.check_in, booked.starts_at)

    tx.refresh(post)
    assert post.stale_since == booked.starts_at


async def test_twenty_check_ins_of_one_person_have_one_effect(db, make):
    helpers = [make.user(f"Helper {number}") for number in range(20)]
    series = make.series(owner=helpers[0])
    booked = make.booked(make.quotas(make.session(series=series))[0])
    for helper in helpers[1:]:
        make.kept(
            TeamMember(
                host_id=series.host_id,
                series_id=series.id,
                user_id=helper.id,
                role=TeamRole.DOOR,
                created_at=NOW,
            )
        )

    marks = await asyncio.gather(
        *(
            db.write(
                attendance.check_in,
                registration_id=booked.id,
                actor_id=helper.id,
                now=booked.starts_at + (11 + number) * MINUTE,
            )
            for number, helper in enumerate(helpers)
        )
    )

    [first] = [mark for mark in marks if mark.is_news]
    assert {mark.at for mark in marks} == {first.at}
    found = await db.read(lambda tx: (len(events(tx)), len(owed(tx))))
    assert found == (1, 1)
