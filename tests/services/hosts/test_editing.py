"""A host tells of itself; who may, and what is refused."""

import pytest
from sqlalchemy import select

from db.models import Host, Series, TeamMember
from db.models.team import TeamRole
from services import hosts
from services.errors import InvalidEmail, NotFound, UnknownTimeZone
from services.errors.organizing import UnknownCurrency, WasBooked
from tests.factories import NOW


@pytest.fixture
def owner(make):
    return make.user("Olga")


@pytest.fixture
def host(make, owner):
    return make.host(owner)


def write(tx, person, host, field, typed):
    hosts.write(tx, user_id=person.id, host_id=host.id, field=field, typed=typed, now=NOW)


@pytest.mark.parametrize("typed", ["a@example.org", "anna.maria+jam@sub.example.co.uk", "ä@bücher.example"])
def test_an_address_is_kept(tx, host, owner, typed):
    write(tx, owner, host, "email", typed)

    assert (host.contact_email, host.updated_at) == (typed, NOW)


@pytest.mark.parametrize(
    "typed", ["", "a", "a@", "@b.org", "a b@c.org", "a@b", "a@b..org", "a@b.org, c@d.org", "x" * 250 + "@b.org"]
)
def test_what_is_no_address_is_refused(tx, host, owner, typed):
    with pytest.raises(InvalidEmail):
        write(tx, owner, host, "email", typed)


def test_an_unknown_currency_or_zone_is_refused(tx, host, owner):
    for code in ("XXQ", "XAU", "DEM", "XXX", "XTR"):  # no currency, gold, gone, none at all, Stars
        with pytest.raises(UnknownCurrency):
            write(tx, owner, host, "currency", code)
    with pytest.raises(UnknownTimeZone):
        hosts.set_time_zone(tx, user_id=owner.id, host_id=host.id, time_zone="Mars/Base", now=NOW)
    with pytest.raises(NotFound):
        hosts.choose(tx, user_id=owner.id, host_id=host.id, field="grace", value="7", now=NOW)


def test_a_manager_edits_and_only_the_owner_puts_away(tx, make, host, owner):
    manager = make.user()
    make.kept(TeamMember(host_id=host.id, user_id=manager.id, role=TeamRole.MANAGER, created_at=NOW))
    write(tx, manager, host, "name", "Studio Lumen")
    with pytest.raises(NotFound):
        hosts.deactivate(tx, user_id=manager.id, host_id=host.id, now=NOW)
    with pytest.raises(NotFound):
        hosts.delete(tx, user_id=manager.id, host_id=host.id, now=NOW)

    hosts.deactivate(tx, user_id=owner.id, host_id=host.id, now=NOW)

    assert (host.name, host.deactivated_at) == ("Studio Lumen", NOW)
    assert [(line.name, line.is_owned, line.is_active) for line in hosts.list_own(tx, user_id=manager.id)] == [
        ("Studio Lumen", False, False)
    ]


def test_a_host_is_deleted_only_while_nobody_booked(tx, make, owner):
    booked, fresh = make.series(owner=owner), make.series(owner=owner)
    make.session(series=fresh)
    make.booked(make.quotas(make.session(series=booked))[0])
    with pytest.raises(WasBooked):
        hosts.delete(tx, user_id=owner.id, host_id=booked.host_id, now=NOW)

    hosts.delete(tx, user_id=owner.id, host_id=fresh.host_id, now=NOW)
    tx.flush()

    assert tx.scalars(select(Host.id)).all() == [booked.host_id]
    assert tx.scalars(select(Series.id)).all() == [booked.id]


def test_bookings_are_counted_for_each_host(tx, make, owner):
    first = make.series(owner=owner)
    quota = make.quotas(make.session(series=first))[0]
    make.booked(quota)
    make.booked(quota)
    make.series(owner=owner)

    assert sorted(line.bookings for line in hosts.list_own(tx, user_id=owner.id)) == [0, 2]
    assert hosts.list_own(tx, user_id=make.user().id) == ()
