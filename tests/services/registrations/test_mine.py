"""What a person sees of what they booked."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from db.models.registrations import Status
from db.models.sessions import SessionStatus
from services import registrations
from services.registrations import MINE_AHEAD, Mine
from services.registrations.mine import PAST_PAGE
from tests.factories import NOW


def mine(tx, person) -> list[Mine]:
    return registrations.list_mine(tx, user_id=person.id, now=NOW)


def test_list_mine_shows_what_is_to_come_soonest_first(tx, make):
    person = make.user()
    later = make.booked(make.quota(starts_in=timedelta(days=3)), person, places=2)
    sooner = make.booked(make.quota(starts_in=timedelta(days=1), title="Handstands", roles={"base": 3}), person)
    make.booked(make.quota())

    first, second = mine(tx, person)

    assert (first.id, second.id) == (sooner.id, later.id)
    assert (first.title, first.quota_name, first.reference) == ("Handstands", "base", sooner.reference)
    assert (first.status, first.session_status) == (Status.CONFIRMED, SessionStatus.SCHEDULED)
    assert (first.starts_at, first.ends_at, first.time_zone) == (sooner.starts_at, sooner.ends_at, "Europe/Berlin")
    assert (first.waits, first.position, second.places, second.title) == (False, 0, 2, "Monday Jam")


def test_list_mine_tells_the_position_of_those_who_wait(tx, make):
    quota = make.quota(capacity=1)
    make.booked(quota)
    people = make.users(3)
    for person in people:
        make.waiting(quota, person)

    seen = [mine(tx, person)[0] for person in people]

    assert [(row.waits, row.position) for row in seen] == [(True, 1), (True, 2), (True, 3)]


def test_list_mine_tells_where_and_with_whom(tx, make):
    person, teacher = make.user(), make.user("Ana Ruiz", called="Ani")
    session = make.session(place="Studio 3")
    session.instructor_id = teacher.id
    make.booked(make.quotas(session)[0], person)

    [row] = mine(tx, person)

    assert (row.place, row.instructor_name) == ("Studio 3", "Ani")


def test_list_mine_has_what_one_waits_for_after_what_one_has(tx, make):
    person, full = make.user(), make.quota(capacity=1, starts_in=timedelta(days=1))
    make.booked(full)
    waits = make.waiting(full, person)
    has = make.booked(make.quota(starts_in=timedelta(days=5)), person)

    assert [row.id for row in mine(tx, person)] == [has.id, waits.id]


@pytest.mark.parametrize("number", [1, 3])
def test_list_mine_is_one_query_however_much_there_is(tx, make, engine, number):
    person = make.user()
    for day in range(number):
        full = make.quota(capacity=1, starts_in=timedelta(days=day + 1))
        make.booked(full)
        make.waiting(full, person)
    statements = []
    event.listen(engine, "before_cursor_execute", lambda *about: statements.append(about[2]))

    assert len(mine(tx, person)) == number

    assert len(statements) == 1


def test_list_mine_shows_a_session_while_it_runs_and_not_after(tx, make):
    person = make.user()
    runs = make.booked(make.quota(starts_in=timedelta(hours=-2, seconds=1)), person)
    make.booked(make.quota(starts_in=timedelta(hours=-5)), person, now=NOW - timedelta(hours=4))
    ended = make.booked(make.quota(starts_in=timedelta(hours=-8)), person, now=NOW - timedelta(hours=7))

    assert [row.id for row in mine(tx, person)] == [runs.id]
    assert ended.status == Status.CONFIRMED


def test_list_mine_looks_ninety_days_ahead(tx, make):
    person = make.user()
    make.booked(make.quota(starts_in=MINE_AHEAD), person)
    seen = make.booked(make.quota(starts_in=MINE_AHEAD - timedelta(hours=3)), person)

    assert [row.id for row in mine(tx, person)] == [seen.id]


def test_list_mine_leaves_cancelled_ones_to_the_past(tx, make):
    person = make.user()
    booked = make.booked(make.quota(), person)
    registrations.cancel(tx, user_id=person.id, registration_id=booked.id, now=NOW)

    assert mine(tx, person) == []
    page = registrations.list_past(tx, user_id=person.id, page=0, now=NOW)
    assert [(row.id, row.status) for row in page.registrations] == [(booked.id, Status.CANCELLED)]


def test_list_past_comes_in_pages_newest_first(tx, make):
    person = make.user()
    series = make.series()
    booked = [
        make.booked(
            make.quotas(make.session(series=series, starts_in=timedelta(days=-day)))[0],
            person,
            now=NOW - timedelta(days=day),
        )
        for day in range(1, PAST_PAGE + 2)
    ]

    first = registrations.list_past(tx, user_id=person.id, page=0, now=NOW)
    second = registrations.list_past(tx, user_id=person.id, page=1, now=NOW)

    assert [row.id for row in first.registrations] == [row.id for row in booked[:PAST_PAGE]]
    assert (first.number, first.has_next) == (0, True)
    assert [row.id for row in second.registrations] == [booked[-1].id]
    assert (second.number, second.has_next) == (1, False)


def test_list_past_shows_a_session_from_the_second_it_ends(tx, make):
    person = make.user()
    ended = make.booked(make.quota(starts_in=timedelta(hours=-2)), person, now=NOW - timedelta(hours=1))

    assert mine(tx, person) == []
    page = registrations.list_past(tx, user_id=person.id, page=0, now=NOW)
    assert [row.id for row in page.registrations] == [ended.id]
