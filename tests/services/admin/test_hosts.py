"""Hosts as admins see them: statistics, the mark of verification, put away and brought back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import AuditEvent
from services.admin import hosts
from services.errors import NotFound
from services.sessions import complete_over
from tests.factories import NOW


@pytest.fixture
def admin(make):
    return make.user("Adam", is_admin=True)


def test_list_all_counts_what_there_is_of_each(tx, make, admin):
    series = make.series(owner=make.user("Olga"))
    over = make.quotas(make.session(series=series, starts_in=timedelta(days=-2)))[0]
    ahead = make.quotas(make.session(series=series))[0]
    bo = make.user("Bo")
    make.booked(over, bo, now=NOW - timedelta(days=3))
    make.booked(ahead, bo)
    make.booked(ahead)
    complete_over(tx, now=NOW)
    make.host(name="Empty")
    tx.flush()

    empty, busy = hosts.list_all(tx, user_id=admin.id, now=NOW).hosts

    assert (empty.name, empty.series, empty.ahead, empty.booked) == ("Empty", 0, 0, 0)
    assert (busy.owner_name, busy.series, busy.ahead, busy.past) == ("Olga", 1, 1, 1)
    assert (busy.booked, busy.booked_ahead, busy.people) == (3, 2, 2)


def test_a_host_starts_unverified_and_an_admin_marks_it(tx, make, admin):
    host = make.host()
    assert host.verified_at is None

    for is_verified in (True, True, False):
        hosts.verify(tx, user_id=admin.id, host_id=host.id, is_verified=is_verified, now=NOW)
        assert (host.verified_at == NOW) == is_verified

    tx.flush()
    actions = list(tx.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))
    assert actions == ["host.verified", "host.unverified"]


def test_an_owner_cannot_verify_their_own_host(tx, make):
    owner = make.user()
    host = make.host(owner)

    with pytest.raises(NotFound):
        hosts.verify(tx, user_id=owner.id, host_id=host.id, is_verified=True, now=NOW)

    assert host.verified_at is None


def test_set_active_puts_a_host_away_and_brings_it_back(tx, make, admin):
    host = make.host()

    hosts.set_active(tx, user_id=admin.id, host_id=host.id, is_active=False, now=NOW)
    assert host.deactivated_at == NOW

    hosts.set_active(tx, user_id=admin.id, host_id=host.id, is_active=True, now=NOW)
    assert host.deactivated_at is None


def test_a_host_that_is_not_there_is_not_found(tx, admin):
    for host_id in (0, 99):
        with pytest.raises(NotFound):
            hosts.show(tx, user_id=admin.id, host_id=host_id, now=NOW)
        with pytest.raises(NotFound):
            hosts.verify(tx, user_id=admin.id, host_id=host_id, is_verified=True, now=NOW)
