"""The people of a session as those who run it see them: what is shown to whom, in which order, at which cost."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from db.models import Host, TeamMember
from db.models.registrations import Attendance
from db.models.team import TeamRole
from services import attendance, registrations, rosters
from services.errors import NotAllowed, NotFound
from tests.factories import NOW

DAYS = timedelta(days=1)


@pytest.fixture
def owner(make):
    return make.user("Olga Owner")


@pytest.fixture
def session(make, owner):
    """In two days; with roles."""
    return make.session(series=make.series(owner=owner, title="Monday Jam", roles={"base": 2, "flyer": 40}))


@pytest.fixture
def base(make, session):
    return make.quotas(session)[0]


@pytest.fixture
def flyer(make, session):
    return make.quotas(session)[1]


def roster(tx, session, viewer, now=NOW, **given):
    return rosters.open_page(tx, session_id=session.id, viewer_id=viewer.id, now=now, **given)


def test_people_stand_by_role_and_those_who_wait_below_in_order(tx, make, session, owner, base, flyer):
    make.booked(flyer, make.user("Zoe"))
    make.booked(base, make.user("Bo"))
    make.booked(base, make.user("Ana Ruiz", called="Ani"))
    make.waiting(base, make.user("Early"), now=NOW)
    make.waiting(base, make.user("Dora"), now=NOW + DAYS / 24)

    shown = roster(tx, session, owner)

    assert [(one.name, one.role, one.position) for one in shown.people] == [
        ("Ani", "base", 0), ("Bo", "base", 0), ("Zoe", "flyer", 0), ("Early", "base", 1), ("Dora", "base", 2),
    ]  # fmt: skip
    assert [(role.name, role.taken, role.capacity, role.waiting) for role in shown.head.roles] == [
        ("base", 2, 2, 2),
        ("flyer", 1, 40, 0),
    ]
    assert (shown.head.tally.confirmed, shown.head.tally.waiting) == (3, 2)


def test_who_cancelled_late_is_a_number_and_no_person(tx, make, session, owner, base):
    gone = make.booked(base)
    registrations.cancel(tx, user_id=gone.user_id, registration_id=gone.id, now=session.starts_at - DAYS / 24)

    shown = roster(tx, session, owner)

    assert (shown.people, shown.head.tally.cancelled_late, shown.head.tally.confirmed) == ((), 1, 0)


def test_who_comes_for_the_first_time_is_told_by_what_was_before_at_this_host(tx, make, owner, session, flyer):
    before = make.session(series=make.series(owner=owner), starts_in=-DAYS)  # another host of hers
    same_host = make.kept(make.series(owner=owner))
    same_host.host_id = session.host_id
    earlier = make.session(series=same_host, starts_in=DAYS)
    elsewhere, came, missed, new = (make.user(name) for name in ("A", "B", "C", "D"))
    make.booked(make.quotas(before)[0], elsewhere, now=NOW - 2 * DAYS)
    make.booked(make.quotas(earlier)[0], came)
    make.booked(make.quotas(earlier)[0], missed).attendance = Attendance.NO_SHOW
    for person in (elsewhere, came, missed, new):
        make.booked(flyer, person)

    shown = roster(tx, session, owner)

    assert {one.name: one.is_first_time for one in shown.people} == {"A": True, "B": False, "C": True, "D": True}


def test_who_has_no_telegram_or_blocked_us_is_not_reachable(tx, make, session, owner, flyer):
    make.booked(flyer, make.user("By hand", telegram_id=None))
    make.booked(flyer, make.user("Left", unreachable_at=NOW))
    make.booked(flyer, make.user("Reads"))

    assert [(one.name, one.is_reachable) for one in roster(tx, session, owner).people] == [
        ("By hand", False),
        ("Left", False),
        ("Reads", True),
    ]


def statements(tx, session, viewer) -> list[str]:
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_):
        seen.append(statement)

    tx.expire_all()
    connection = tx.connection()
    event.listen(connection, "before_cursor_execute", note)
    roster(tx, session, viewer)
    rosters.check_in_list(tx, session_id=session.id, viewer_id=viewer.id, now=NOW)
    event.remove(connection, "before_cursor_execute", note)
    return seen


def test_a_roster_costs_the_same_for_one_and_for_thirty(tx, make, session, owner, flyer):
    make.booked(flyer)
    tx.flush()
    for_one = statements(tx, session, owner)
    for _ in range(29):
        make.booked(flyer)
    tx.flush()

    for_thirty = statements(tx, session, owner)

    assert len(for_one) == len(for_thirty)
    assert for_thirty


def test_a_note_is_for_those_who_may_write_one(tx, make, session, owner):
    session.note = "Bring the key"
    helper = make.user("Helper")
    about = {"host_id": session.host_id, "series_id": session.series_id, "user_id": helper.id}
    make.kept(TeamMember(**about, role=TeamRole.DOOR, created_at=NOW))

    assert roster(tx, session, owner).head.note == "Bring the key"
    assert roster(tx, session, helper).head.note == ""


def test_pages_show_each_person_once(tx, make, session, owner, flyer):
    for person in make.users(30):
        make.booked(flyer, person)

    shown = [roster(tx, session, owner, page=number) for number in range(3)]

    assert [(len(page.people), page.has_next) for page in shown] == [(12, True), (12, True), (6, False)]
    assert len({one.registration_id for page in shown for one in page.people}) == 30


@pytest.mark.parametrize(
    ("typed", "found"), [("ANI", ["Ani"]), ("ruiz ana", ["Ani"]), ("çelik", ["Çelik"]), ("celik", ["Çelik"])]
)
def test_a_name_is_found_without_case_accents_and_order(tx, make, session, owner, flyer, typed, found):
    make.booked(flyer, make.user("Ana Ruiz", called="Ani"))
    make.booked(flyer, make.user("Çelik"))

    shown = rosters.find(tx, session_id=session.id, viewer_id=owner.id, typed=typed, now=NOW)

    assert [one.name for one in shown.people] == found


def test_a_reference_is_found_in_any_case_and_nothing_is_no_word(tx, make, session, owner, flyer):
    booked = make.booked(flyer)

    def found(typed):
        shown = rosters.find(tx, session_id=session.id, viewer_id=owner.id, typed=typed, now=NOW)
        return [one.reference for one in shown.people]

    assert found(booked.reference.lower()[:5]) == [booked.reference]
    assert found(" \u200b ") == []
    assert found("%") == []


def test_nobody_else_sees_the_people(tx, make, session, owner, flyer):
    stranger, attendee = make.user(), make.user()
    make.booked(flyer, attendee)

    for person in (stranger, attendee):
        for look in (rosters.open_page, rosters.check_in_list):
            with pytest.raises(NotAllowed):
                look(tx, session_id=session.id, viewer_id=person.id, now=NOW)
        with pytest.raises(NotAllowed):
            rosters.find(tx, session_id=session.id, viewer_id=person.id, typed="a", now=NOW)
    with pytest.raises(NotFound):
        rosters.open_page(tx, session_id=10**9, viewer_id=owner.id, now=NOW)


def test_the_door_lists_who_is_not_here_and_the_last_one_who_came(tx, make, session, owner, flyer):
    helper = make.user("Helper")
    make.kept(
        TeamMember(
            host_id=session.host_id, series_id=session.series_id, user_id=helper.id, role=TeamRole.DOOR, created_at=NOW
        )
    )
    here, away = make.booked(flyer, make.user("Bo")), make.booked(flyer, make.user("Ana"))
    now = session.starts_at
    attendance.check_in(tx, registration_id=here.id, actor_id=helper.id, now=now)

    def door(person):
        return rosters.check_in_list(tx, session_id=session.id, viewer_id=person.id, now=now)

    assert [one.registration_id for one in door(helper).roster.people] == [away.id]
    assert door(helper).last.registration_id == here.id
    assert door(owner).last is None, "somebody else's check-in is theirs to take back"
    attendance.clear(tx, registration_id=here.id, actor_id=owner.id, now=now)
    assert door(helper).last is None
    assert len(door(helper).roster.people) == 2


def test_the_last_page_of_the_door_is_shown_when_there_are_fewer_by_now(tx, make, session, owner, flyer):
    for person in make.users(21):
        make.booked(flyer, person)
    tx.flush()

    def names(page):
        shown = rosters.check_in_list(tx, session_id=session.id, viewer_id=owner.id, page=page, now=NOW)
        return shown.roster.number, len(shown.roster.people)

    assert names(1) == (1, 1)
    assert names(7) == (1, 1)


def test_a_session_that_is_over_tells_how_many_came(tx, make, session, owner, flyer):
    here, late, missed, _ = (make.booked(flyer, places=places) for places in (2, 1, 1, 1))
    now = session.starts_at
    attendance.check_in(tx, registration_id=here.id, actor_id=owner.id, now=now - DAYS / 24)
    attendance.check_in(tx, registration_id=late.id, actor_id=owner.id, now=now + DAYS / 24)
    attendance.mark_no_show(tx, registration_id=missed.id, actor_id=owner.id, now=now + DAYS / 24)

    tally = roster(tx, session, owner, now=session.ends_at).head.tally

    assert (tally.confirmed, tally.here, tally.late, tally.no_shows, tally.unmarked) == (5, 3, 1, 1, 1)
    assert tally.rate == 60


def test_an_instructor_sees_the_people_of_what_they_give(tx, make, session):
    teacher = make.user("Ina")
    member = make.kept(
        TeamMember(host_id=session.host_id, user_id=teacher.id, role=TeamRole.INSTRUCTOR, created_at=NOW)
    )
    others, elsewhere = make.session(starts_in=3 * DAYS), make.session(starts_in=DAYS)
    others.series_id, others.host_id = session.series_id, session.host_id
    for one in (session, elsewhere):
        one.instructor_id = teacher.id
    tx.flush()

    assert roster(tx, session, teacher).head.title == "Monday Jam"
    for one in (others, elsewhere):
        with pytest.raises(NotAllowed):
            roster(tx, one, teacher)
    tx.delete(member)
    tx.flush()
    with pytest.raises(NotAllowed):
        roster(tx, session, teacher)


def test_a_persons_history_is_the_same_for_them_and_for_the_host(tx, make, owner, session, flyer):
    person = make.user()
    booked = make.booked(flyer, person)

    def with_past(days: int, **fields):
        series = make.series(owner=owner)
        series.host_id = session.host_id
        past = make.session(series=series, starts_in=-timedelta(days=days))
        row = make.booked(make.quotas(past)[0], person, now=NOW - timedelta(days=days + 1))
        for name, value in fields.items():
            setattr(row, name, value)
        tx.flush()

    with_past(3, attendance=Attendance.ATTENDED)
    with_past(5, attendance=Attendance.LATE)
    with_past(40, attendance=Attendance.ATTENDED)
    with_past(7, attendance=Attendance.NO_SHOW)
    with_past(50, attendance=Attendance.NO_SHOW)
    code = host_code(tx, session)

    theirs = rosters.of_person(tx, registration_id=booked.id, viewer_id=owner.id, now=NOW)

    assert (theirs.attended, theirs.attended_recently, theirs.late) == (3, 2, 1)
    assert (theirs.no_shows, theirs.no_shows_recently, theirs.late_cancels) == (2, 1, 0)
    assert theirs.since == NOW - timedelta(days=51)
    assert rosters.mine(tx, code=code, user_id=person.id, now=NOW) == theirs
    with pytest.raises(NotFound):
        rosters.of_person(tx, registration_id=booked.id, viewer_id=make.user().id, now=NOW)


def host_code(tx, session) -> str:
    return tx.get_one(Host, session.host_id).code


def test_a_history_that_has_not_begun_is_empty(tx, make, session):
    history = rosters.mine(tx, code=host_code(tx, session), user_id=make.user().id, now=NOW)

    assert (history.attended, history.since) == (0, None)
    with pytest.raises(NotFound):
        rosters.mine(tx, code="nothing", user_id=1, now=NOW)
