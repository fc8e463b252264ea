"""A lease has one holder at a time, by the database's clock; it ends by itself, and released it is free at once."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from db.models import Lease
from db.queries import leases as queries
from services import leases
from services.leases import Standing

SPAN = timedelta(seconds=60)


def take(tx, holder, span=SPAN):
    return leases.take(tx, name="timetable", holder=holder, span=span)


def let_end(tx):
    """What a minute would do."""
    tx.flush()
    tx.execute(update(Lease).values(until=queries.clock(tx) - timedelta(seconds=1)))
    tx.expire_all()


def test_the_clock_is_in_utc_and_goes(tx):
    assert abs(queries.clock(tx) - datetime.now(UTC)) < timedelta(seconds=5)


def test_the_first_takes_it_and_the_second_does_not(tx):
    assert [take(tx, who) for who in ("a", "b", "a")] == [True, False, True]
    assert leases.find_leader(tx) == "a"


def test_what_is_over_is_taken_by_another_and_lost_for_the_first(tx):
    take(tx, "a")
    let_end(tx)

    assert leases.find_leader(tx) is None
    assert take(tx, "b")
    assert not take(tx, "a")


def test_taking_it_again_prolongs_it(tx):
    take(tx, "a")
    before = tx.scalars(select(Lease.until)).one()

    assert leases.take(tx, name="timetable", holder="a", span=2 * SPAN)
    tx.flush()
    assert tx.scalars(select(Lease.until)).one() - before >= SPAN


def test_released_it_is_free_at_once_and_only_its_holder_releases_it(tx):
    take(tx, "a")
    leases.release(tx, name="timetable", holder="b")
    assert not take(tx, "b")

    leases.release(tx, name="timetable", holder="a")
    tx.flush()
    assert take(tx, "b")


def test_a_pulse_leads_once_and_counts_who_takes_tasks(tx):
    first = leases.pulse(tx, holder="a", takes_tasks=False, span=SPAN)
    second = leases.pulse(tx, holder="b", takes_tasks=True, span=SPAN)
    third = leases.pulse(tx, holder="c", takes_tasks=True, span=SPAN)

    assert [first, second, third] == [Standing(True, 0), Standing(False, 1), Standing(False, 2)]
    assert leases.list_workers(tx) == ["b", "c"]


def test_who_leaves_is_not_waited_for(tx):
    leases.pulse(tx, holder="a", takes_tasks=True, span=SPAN)
    leases.leave(tx, holder="a")
    tx.flush()

    assert leases.pulse(tx, holder="b", takes_tasks=False, span=SPAN) == Standing(True, 0)


def test_dead_workers_are_forgotten_after_a_day_and_marks_of_sweeps_are_not(tx):
    leases.pulse(tx, holder="a", takes_tasks=True, span=timedelta(days=-2))
    tx.add(Lease(name="reminders", holder="sweep", until=queries.clock(tx) - timedelta(days=9)))
    leases.pulse(tx, holder="b", takes_tasks=False, span=SPAN)

    assert sorted(tx.scalars(select(Lease.name))) == ["reminders", "timetable"]


@pytest.mark.parametrize("contenders", [20])
async def test_of_twenty_at_once_one_leads(db, contenders):
    standings = await asyncio.gather(
        *(db.write(leases.pulse, holder=f"p{one}", takes_tasks=True, span=SPAN) for one in range(contenders))
    )

    assert sum(one.leads for one in standings) == 1
    assert (await db.write(leases.pulse, holder="p0", takes_tasks=True, span=SPAN)).workers == contenders
