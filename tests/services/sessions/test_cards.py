"""A session as one person sees it."""

from datetime import timedelta

import pytest

from db.models import Session, User
from db.models.registrations import Status
from db.models.sessions import SessionStatus
from services import sessions
from services.access import ALL
from services.errors import (
    AlreadyRegistered,
    AlreadyWaiting,
    BookingClosed,
    NotFound,
    OverlappingRegistration,
    PersonBlocked,
    SessionCancelled,
)
from services.sessions import Card, Places
from tests.factories import NOW


def card(tx, session, viewer, *, now=NOW) -> Card:
    return sessions.card(tx, session_id=session.id, viewer_id=viewer.id, now=now)


def test_card_tells_what_a_session_is(tx, make):
    session = make.session(
        title="Handstands", description="Bring a wall", place="Studio 1", price=1250, cancellation_notice_minutes=60
    )
    session.instructor_id = make.user("Ida").id
    tx.flush()

    seen = card(tx, session, make.user())

    assert (seen.id, seen.code, seen.series_id) == (session.id, session.code, session.series_id)
    assert (seen.title, seen.description, seen.place) == ("Handstands", "Bring a wall", "Studio 1")
    assert (seen.host_name, seen.instructor_name) == ("Tanzfabrik", "Ida")
    assert (seen.starts_at, seen.ends_at, seen.time_zone) == (session.starts_at, session.ends_at, "Europe/Berlin")
    assert (seen.status, seen.price, seen.currency) == (SessionStatus.SCHEDULED, 1250, "EUR")
    assert seen.free_until == session.starts_at - timedelta(hours=1)
    assert (seen.mine, seen.obstacle, seen.is_over, seen.has_roles, seen.rights) == (
        None,
        None,
        False,
        False,
        frozenset(),
    )


def test_card_prefers_the_sessions_own_place_and_price(tx, make):
    session = make.session(place="Studio 1", price=1250)
    session.place, session.price = "Park", 0
    tx.flush()

    seen = card(tx, session, make.user())

    assert (seen.place, seen.price, seen.instructor_name) == ("Park", 0, None)


def test_card_counts_each_role_in_order(tx, make):
    session = make.session(roles={"base": 2, "flyer": 1})
    base, flyer = make.quotas(session)
    make.booked(base)
    make.booked(flyer)
    make.waiting(flyer)

    seen = card(tx, session, make.user())

    assert seen.places == (Places(base.id, "base", 2, 1, 0), Places(flyer.id, "flyer", 1, 1, 1))
    assert [role.free for role in seen.places] == [1, 0]
    assert (seen.has_roles, seen.role(flyer.id), seen.role(999)) == (True, seen.places[1], None)


def test_places_are_not_free_while_somebody_waits():
    assert Places(quota_id=1, name="", capacity=3, taken=1, waiting=1).free == 0


def test_card_shows_the_viewers_own_registration(tx, make):
    session = make.session(roles={"base": 2, "flyer": 1})
    viewer = make.user()
    booked = make.booked(make.quotas(session)[1], viewer)

    mine = card(tx, session, viewer).mine

    assert mine is not None
    assert (mine.id, mine.quota_id, mine.quota_name) == (booked.id, booked.quota_id, "flyer")
    assert (mine.reference, mine.status, mine.places, mine.position) == (booked.reference, Status.CONFIRMED, 1, 0)
    assert mine.waits is False
    assert isinstance(card(tx, session, viewer).obstacle, AlreadyRegistered)


def test_card_shows_the_viewers_position_in_line(tx, make):
    quota = make.quota(capacity=1)
    make.booked(quota)
    make.waiting(quota)
    viewer = make.user()
    make.waiting(quota, viewer)

    seen = card(tx, tx.get(Session, quota.session_id), viewer)

    assert seen.mine
    assert (seen.mine.waits, seen.mine.position) == (True, 2)
    assert isinstance(seen.obstacle, AlreadyWaiting)


def test_card_tells_why_the_viewer_cannot_book(tx, make):
    session = make.session(owner=make.user("Owner"))
    owner = tx.query(User).filter_by(name="Owner").one()
    busy = make.user()
    make.booked(make.quota(starts_in=timedelta(days=2, hours=1)), busy)

    assert isinstance(card(tx, session, busy).obstacle, OverlappingRegistration)
    assert isinstance(card(tx, session, make.user(blocked_at=NOW)).obstacle, PersonBlocked)
    assert isinstance(card(tx, session, busy, now=session.ends_at).obstacle, BookingClosed)

    sessions.cancel(tx, user_id=owner.id, session_id=session.id, now=NOW)
    assert isinstance(card(tx, session, make.user()).obstacle, SessionCancelled)


def test_card_of_a_session_that_is_over_says_so(tx, make):
    session = make.session(starts_in=timedelta(hours=-1))

    assert card(tx, session, make.user(), now=session.ends_at - timedelta(seconds=1)).is_over is False
    assert card(tx, session, make.user(), now=session.ends_at).is_over is True
    sessions.complete_over(tx, now=session.ends_at)
    assert card(tx, session, make.user(), now=NOW).is_over is True


def test_card_tells_what_its_viewer_may_do_as_one_who_runs_it(tx, make):
    owner, admin = make.user("Owner"), make.user(is_admin=True)
    session = make.session(owner=owner)

    assert [card(tx, session, viewer).rights for viewer in (owner, admin, make.user())] == [ALL, ALL, frozenset()]


@pytest.mark.parametrize("session_id", [0, -1, 999])
def test_card_refuses_a_session_that_is_not_there(tx, make, session_id):
    with pytest.raises(NotFound):
        sessions.card(tx, session_id=session_id, viewer_id=make.user().id, now=NOW)


def test_card_refuses_a_viewer_that_is_not_there(tx, make):
    with pytest.raises(NotFound):
        sessions.card(tx, session_id=make.session().id, viewer_id=999_999, now=NOW)


def test_find_id_reads_a_code_as_it_was_typed(tx, make):
    session = make.session()
    session.code = "1ABCD230"
    tx.flush()

    assert sessions.find_id(tx, typed=" iabcd23o ", viewer_id=make.user().id) == session.id
    assert sessions.find_id(tx, typed="ZZZZZZZZ", viewer_id=make.user().id) is None
    assert sessions.find_id(tx, typed="nothing", viewer_id=make.user().id) is None
