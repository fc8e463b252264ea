"""A host's own terms: who reads them, and who does not."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.models import Host
from db.models.series import BookingMode
from services.errors import NotFound
from services.errors.organizing import TextTooLong
from services.hosts import clear, terms, write
from tests.factories import NOW
from tests.services.refunds.paying import paid

WORDS = "No refund after the first class.\nBring your own mat."


@pytest.fixture
def owner(make):
    return make.user("Olga")


@pytest.fixture
def quota(make, owner):
    return make.quota(owner=owner, mode=BookingMode.PAID, price=1250)


@pytest.fixture
def host(make, quota):
    host = make.tx.scalars(select(Host)).one()
    host.name, host.terms = "Lumen", WORDS
    return make.kept(host)


def words(tx, user):
    return [(one.host_name, one.words) for one in terms.of_mine(tx, user_id=user.id)]


def test_of_mine_has_hosts_that_one_booked_with_or_paid_for(tx, make, host, quota):
    ana, bo, cleo = make.user("Ana"), make.user("Bo"), make.user("Cleo")
    paid(tx, make, quota, ana, payer=bo)
    assert words(tx, ana) == words(tx, bo) == [("Lumen", WORDS)]
    assert words(tx, cleo) == []
    assert terms.of_host(tx, user_id=bo.id, host_id=host.id).words == WORDS


def test_of_host_is_not_found_for_who_has_nothing_to_do_with_it(tx, make, host, quota):
    ana = make.user("Ana")
    for host_id in (host.id, 987654):
        with pytest.raises(NotFound):
            terms.of_host(tx, user_id=ana.id, host_id=host_id)


def test_of_mine_leaves_out_hosts_that_say_nothing(tx, make, owner, host, quota):
    ana = make.user("Ana")
    paid(tx, make, quota, ana)
    clear(tx, user_id=owner.id, host_id=host.id, field="terms", now=NOW)
    assert words(tx, ana) == []


def test_write_keeps_lines_and_refuses_what_is_too_long(tx, owner, host):
    write(tx, user_id=owner.id, host_id=host.id, field="terms", typed="  One.\nTwo. ", now=NOW)
    assert tx.get_one(Host, host.id).terms == "One.\nTwo."
    with pytest.raises(TextTooLong):
        write(tx, user_id=owner.id, host_id=host.id, field="terms", typed="x" * 1001, now=NOW)


def test_of_mine_stops_after_so_many(tx, make):
    ana = make.user("Ana")
    for number in range(terms.MOST + 1):
        make.booked(make.quota(starts_in=timedelta(days=number + 1)), ana)
    tx.execute(update(Host).values(terms="Be kind."))
    assert len(words(tx, ana)) == terms.MOST
