"""The room of a session: of its own host, free at that time, shown on its card."""

import asyncio
from datetime import timedelta

import pytest

from db.models import AuditEvent, Space
from services import rosters, sessions
from services.errors import NotAllowed
from services.errors.organizing import RoomGone, RoomTaken
from tests.factories import NOW


@pytest.fixture
def owner(make):
    return make.user("Olga")


@pytest.fixture
def series(make, owner):
    return make.series(owner=owner)


@pytest.fixture
def room(make, series):
    return make.kept(Space(host_id=series.host_id, name="Studio 1", created_at=NOW))


def put(tx, owner, session, space_id):
    return sessions.set_room(tx, user_id=owner.id, session_id=session.id, space_id=space_id, now=NOW)


def card(tx, session, owner):
    return sessions.card(tx, session_id=session.id, viewer_id=owner.id, now=NOW)


def test_a_session_gets_a_room_of_its_own_and_has_none_again(tx, make, owner, series, room):
    session = make.session(series=series)
    assert card(tx, session, owner).room == ""

    put(tx, owner, session, room.id)

    assert (card(tx, session, owner).room, session.edited_at) == ("Studio 1", NOW)
    assert rosters.open_page(tx, session_id=session.id, viewer_id=owner.id, now=NOW).head.room == "Studio 1"
    put(tx, owner, session, None)
    assert card(tx, session, owner).room == ""
    events = tx.query(AuditEvent).filter_by(action="session.roomed").order_by(AuditEvent.id)
    assert [one.data for one in events] == [{"was": None, "to": room.id}, {"was": room.id, "to": None}]


@pytest.mark.parametrize(("hours", "is_free"), [(-2, True), (-1, False), (0.5, False), (1.9, False), (2, True)])
def test_a_room_that_is_taken_for_any_part_of_the_time_is_refused(tx, make, owner, series, room, hours, is_free):
    there = make.session(series=series)
    put(tx, owner, there, room.id)
    session = make.session(series=series, starts_in=timedelta(days=2, hours=hours))

    if is_free:
        put(tx, owner, session, room.id)
        assert session.space_id == room.id
    else:
        with pytest.raises(RoomTaken):
            put(tx, owner, session, room.id)
        assert session.space_id is None


def test_rooms_are_the_hosts_own_and_chosen_by_who_plans(tx, make, owner, series, room):
    session = make.session(series=series)
    elsewhere = make.kept(Space(host_id=make.host().id, name="Elsewhere", created_at=NOW))
    deleted = make.kept(Space(host_id=series.host_id, name="Old", created_at=NOW, deleted_at=NOW))

    assert sessions.list_rooms(tx, user_id=owner.id, session_id=session.id) == ((room.id, "Studio 1"),)
    for space_id in (elsewhere.id, deleted.id, 4711):
        with pytest.raises(RoomGone):
            put(tx, owner, session, space_id)
    with pytest.raises(NotAllowed):
        put(tx, make.user(), session, room.id)


def look(tx, owner, session, by, **given):
    starts_at = session.starts_at + by
    return sessions.impact_of_moving(
        tx, user_id=owner.id, session_id=session.id, starts_at=starts_at, now=NOW, **given
    ).crowded


def move(tx, owner, session, by, **given):
    starts_at = session.starts_at + by
    return sessions.move(tx, user_id=owner.id, session_id=session.id, starts_at=starts_at, now=NOW, **given)


def test_who_moves_a_session_is_told_what_is_in_its_room_then_and_it_goes_without(tx, make, owner, series, room):
    session = make.session(series=series)
    silks = make.series(title="Silks", owner=owner)
    silks.host_id = series.host_id
    other = make.session(series=silks, starts_in=timedelta(days=2, hours=3))
    put(tx, owner, session, room.id)
    put(tx, owner, other, room.id)

    assert look(tx, owner, session, timedelta(hours=1)) == ()
    [met] = look(tx, owner, session, timedelta(hours=2))
    assert (met.session_id, met.room, met.title, met.starts_at) == (session.id, "Studio 1", "Silks", other.starts_at)
    assert move(tx, owner, session, timedelta(hours=2)).roomless == 1

    assert (session.space_id, other.space_id) == (None, room.id)
    last = tx.query(AuditEvent).filter_by(action="session.roomed").order_by(AuditEvent.id.desc()).first()
    assert (last.subject_id, last.data) == (session.id, {"was": room.id, "to": None})


def test_a_longer_session_gives_up_a_room_that_is_taken_by_then(tx, make, owner, series, room):
    session = make.session(series=series)
    other = make.session(series=series, starts_in=timedelta(days=2, hours=2))
    for one in (session, other):
        put(tx, owner, one, room.id)
    about = {"user_id": owner.id, "session_id": session.id, "now": NOW}

    assert sessions.impact_of_moving(tx, minutes=120, **about).crowded == ()
    assert len(sessions.impact_of_moving(tx, minutes=121, **about).crowded) == 1
    assert sessions.move(tx, minutes=121, **about).roomless == 1


def test_sessions_that_move_together_keep_their_room(tx, make, owner, series, room):
    first, second = (make.session(series=series, starts_in=timedelta(days=days)) for days in (2, 3))
    for one in (first, second):
        put(tx, owner, one, room.id)
    reach = sessions.Reach(future=True, edited=True)

    assert look(tx, owner, first, timedelta(days=1), reach=reach) == ()
    assert move(tx, owner, first, timedelta(days=1), reach=reach).roomless == 0
    assert {first.space_id, second.space_id} == {room.id}


async def test_of_ten_that_move_into_one_room_at_once_one_keeps_it(db, make, owner, series, room):
    rows = [make.session(series=series, starts_in=timedelta(days=days)) for days in range(2, 12)]
    for one in rows:
        one.space_id = room.id
        make.kept(one)
    series_of_their_own = [make.series(title=f"Jam {number}", owner=owner) for number in range(10)]
    for one, own in zip(rows, series_of_their_own, strict=True):
        one.series_id, one.host_id = own.id, own.host_id
        make.kept(one)
    meeting = NOW + timedelta(days=20)

    outcomes = await asyncio.gather(
        *(db.write(sessions.move, user_id=owner.id, session_id=one.id, starts_at=meeting, now=NOW) for one in rows)
    )

    assert sum(one.roomless for one in outcomes) == 9
