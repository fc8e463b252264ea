"""Counting places: each change is one guarded update."""

import pytest
from sqlalchemy.exc import IntegrityError

from services import quotas


def counts(tx, quota) -> tuple[int, int]:
    tx.refresh(quota)
    return quota.taken, quota.waiting


@pytest.fixture
def quota(make):
    return make.quota(capacity=3)


@pytest.mark.parametrize(("places", "fits"), [(1, True), (3, True), (4, False)])
def test_take_takes_what_is_free_and_no_more(tx, quota, places, fits):
    assert quotas.take(tx, quota.id, places) is fits
    assert counts(tx, quota) == (places if fits else 0, 0)


def test_take_refuses_while_somebody_waits(tx, quota):
    quota.waiting = 1
    tx.flush()

    assert quotas.take(tx, quota.id, 1) is False
    assert counts(tx, quota) == (0, 1)


def test_take_refuses_a_closed_quota(tx, quota):
    quotas.close(tx, quota.session_id)

    assert quotas.take(tx, quota.id, 1) is False
    assert counts(tx, quota) == (0, 0)


def test_give_back_returns_places(tx, quota):
    quotas.take(tx, quota.id, 3)

    quotas.give_back(tx, quota.id, 2)

    assert counts(tx, quota) == (1, 0)


def test_give_back_of_more_than_was_taken_is_refused_by_the_database(tx, quota):
    with pytest.raises(IntegrityError, match="taken"):
        quotas.give_back(tx, quota.id, 1)


def test_queue_needs_no_line_while_places_are_free(tx, quota):
    assert quotas.queue(tx, quota.id, 3) is False
    assert counts(tx, quota) == (0, 0)


def test_queue_counts_a_party_as_one_registration(tx, quota):
    assert quotas.queue(tx, quota.id, 4) is True
    assert counts(tx, quota) == (0, 1)


def test_queue_goes_on_where_somebody_waits(tx, quota):
    quotas.queue(tx, quota.id, 4)

    assert quotas.queue(tx, quota.id, 1) is True
    assert counts(tx, quota) == (0, 2)


def test_queue_refuses_a_closed_quota(tx, quota):
    quotas.close(tx, quota.session_id)

    assert quotas.queue(tx, quota.id, 4) is False


def test_unqueue_takes_one_out_of_the_line(tx, quota):
    quotas.queue(tx, quota.id, 4)

    quotas.unqueue(tx, quota.id)

    assert counts(tx, quota) == (0, 0)


def test_unqueue_of_an_empty_line_is_refused_by_the_database(tx, quota):
    with pytest.raises(IntegrityError, match="waiting"):
        quotas.unqueue(tx, quota.id)


@pytest.mark.parametrize(
    ("taken", "waiting", "is_open", "seated"),
    [
        (1, 1, True, True),
        (2, 1, True, False),
        (0, 0, True, False),
        (0, 1, False, False),
    ],
)
def test_seat_needs_room_a_line_and_an_open_quota(tx, quota, taken, waiting, is_open, seated):
    quota.taken, quota.waiting, quota.is_open = taken, waiting, is_open
    tx.flush()

    assert quotas.seat(tx, quota.id, 2) is seated
    assert counts(tx, quota) == ((taken + 2, waiting - 1) if seated else (taken, waiting))


def test_let_in_counts_many_at_once(tx, quota):
    quotas.let_in(tx, quota.id, places=3, waiting=7)

    assert counts(tx, quota) == (3, 7)


def test_let_in_of_more_than_the_capacity_is_refused_by_the_database(tx, quota):
    with pytest.raises(IntegrityError, match="taken"):
        quotas.let_in(tx, quota.id, places=4, waiting=0)


def test_close_closes_all_roles_of_one_session(tx, make):
    mine, other = make.session(roles={"base": 1, "flyer": 1}), make.session()

    quotas.close(tx, mine.id)

    for quota in make.quotas(mine) + make.quotas(other):
        tx.refresh(quota)
    assert [quota.is_open for quota in make.quotas(mine) + make.quotas(other)] == [False, False, True]
