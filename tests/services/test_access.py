"""From an id to an object, or NotFound."""

import pytest

from db.models import User
from services import access
from services.errors import NotAllowed, NotFound


def test_quota_to_book_comes_with_its_sessions_facts(tx, make):
    session = make.session(title="Handstands", place="Studio 1", price=5)
    quota = make.quotas(session)[0]

    facts = access.quota_to_book(tx, quota.id)

    assert (facts.id, facts.quota_id, facts.title) == (session.id, quota.id, "Handstands")
    assert (facts.place, facts.price, facts.capacity) == ("Studio 1", 5, 5)


def test_own_registration_is_ones_own(tx, make):
    booked = make.booked(make.quota())

    assert access.own_registration(tx, booked.id, booked.user_id) is booked
    assert access.series_of(tx, booked).title == "Monday Jam"


@pytest.mark.parametrize("whose", ["missing", "forbidden"])
def test_a_missing_and_a_forbidden_registration_look_the_same(tx, make, whose):
    booked = make.booked(make.quota())
    registration_id = 999 if whose == "missing" else booked.id

    with pytest.raises(NotFound) as refusal:
        access.own_registration(tx, registration_id, make.user().id)

    assert vars(refusal.value) == {}


def test_session_to_run_is_for_the_owner_and_admins(tx, make):
    owner, admin = make.user(), make.user(is_admin=True)
    session = make.session(owner=owner)

    assert [access.session_to_run(tx, session.id, user.id) for user in (owner, admin)] == [session, session]
    with pytest.raises(NotAllowed):
        access.session_to_run(tx, session.id, make.user().id)
    with pytest.raises(NotFound):
        access.session_to_run(tx, 999, owner.id)


def test_a_missing_session_and_one_out_of_sight_look_the_same_to_who_wants_to_run_it(tx, make):
    quota = make.quota(visibility="private")
    owner = tx.get_one(User, access.quota_to_book(tx, quota.id).owner_id)
    guest = make.booked(quota, owner)

    with pytest.raises(NotFound) as refusal:
        access.session_to_run(tx, quota.session_id, make.user().id)
    assert vars(refusal.value) == {}

    guest.user_id = make.user().id
    tx.flush()
    with pytest.raises(NotAllowed):
        access.session_to_run(tx, quota.session_id, guest.user_id)


def test_may_run_is_false_for_nobody(tx, make):
    assert access.may_run(tx, 999_999, make.user().id) is False
