"""Narrowing the list of sessions down: each filter alone and together, kept with the person."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest

from db.models import Host, Session
from db.models.series import Visibility
from services import sessions
from services.errors import NotFound
from services.sessions import Filters, filters
from services.sessions.filters import DAYS_AHEAD, LISTED, Kind, PartOfDay
from tests.factories import NOW

TODAY = NOW.date()


@pytest.fixture
def viewer(make):
    return make.user()


@pytest.fixture
def fits(tx, viewer) -> Callable[..., list[int]]:
    """The ids of the sessions of the next 30 days that fit."""

    def look(**chosen: Any) -> list[int]:
        page = sessions.browse(
            tx,
            viewer_id=viewer.id,
            zone="UTC",
            first=TODAY,
            days=DAYS_AHEAD,
            page=0,
            now=NOW,
            chosen=Filters(**chosen),
        )
        return [line.id for line in page.lines]

    return look


@pytest.fixture
def wanted(make) -> Session:
    """In the evening (19:00 in Berlin), with Ida, in Studio 1, with a place, for nothing."""
    session: Session = make.session(title="Wanted", place="Studio 1", starts_in=timedelta(hours=6))
    session.instructor_id = make.user("Ida").id
    make.kept(session)
    return session


@pytest.fixture
def chosen(wanted) -> dict[str, Any]:
    """A value a kind that the wanted session has."""
    return {
        "part": PartOfDay.EVENING,
        "series": wanted.series_id,
        "host": wanted.host_id,
        "instructor": wanted.instructor_id,
        "place": "Studio 1",
        "has_place": True,
        "is_free": True,
    }


@pytest.fixture
def others(make, wanted, chosen) -> dict[str, int]:
    """For each kind a session that differs in it; in all else it is as wanted, as far as that can be."""
    plain = {"place": "Studio 1", "starts_in": timedelta(days=1, hours=6)}
    full = make.session(**plain, capacity=1)
    make.booked(make.quotas(full)[0])
    different = {
        "part": make.session(**(plain | {"starts_in": timedelta(days=1)})),
        "series": make.session(**plain),
        "host": make.session(**plain),
        "instructor": make.session(**plain),
        "place": make.session(**(plain | {"place": "Studio 2"})),
        "has_place": full,
        "is_free": make.session(**plain, price=100),
    }
    for kind, session in different.items():
        if kind != "instructor":
            session.instructor_id = wanted.instructor_id
        make.kept(session)
    return {kind: session.id for kind, session in different.items()}


@pytest.mark.parametrize("kind", [kind.value for kind in Kind])
def test_a_filter_keeps_what_fits_and_leaves_out_what_differs_in_it(fits, wanted, chosen, others, kind):
    found = fits(**{kind: chosen[kind]})

    assert wanted.id in found
    assert others[kind] not in found


@pytest.mark.parametrize("pair", list(combinations([kind.value for kind in Kind], 2)), ids=" and ".join)
def test_filters_combine(fits, wanted, chosen, others, pair):
    found = fits(**{kind: chosen[kind] for kind in pair})

    assert wanted.id in found
    assert not {others[kind] for kind in pair} & set(found)


def test_all_filters_together_leave_the_one_that_fits(fits, wanted, chosen, others):
    assert fits(**chosen) == [wanted.id]
    assert len(fits()) > 1


@pytest.mark.parametrize(
    ("clock", "part"),
    [
        ("00:00", "morning"), ("11:59", "morning"), ("12:00", "afternoon"), ("16:59", "afternoon"),
        ("17:00", "evening"), ("23:59", "evening"),
    ],
)  # fmt: skip
def test_the_time_of_day_is_that_of_the_place(make, fits, clock, part):
    hour, minute = map(int, clock.split(":"))
    there = datetime(2026, 11, 25, hour, minute, tzinfo=UTC) - timedelta(hours=1)  # Berlin is an hour ahead
    session = make.session(starts_in=there - NOW)

    assert [one for one in PartOfDay if session.id in fits(part=one)] == [part]


def test_a_session_that_was_moved_to_another_place_is_found_there_alone(make, fits):
    series = make.series(place="Studio 1")
    stays, moves = (make.session(series=series, starts_in=timedelta(days=day)) for day in (1, 2))
    moves.place = "Park"
    make.kept(moves)

    assert fits(place="Studio 1") == [stays.id]
    assert fits(place="Park") == [moves.id]


def test_a_place_that_is_waited_for_is_not_free(make, fits):
    session = make.session(roles={"base": 1, "flyer": 1})
    base, flyer = make.quotas(session)
    make.booked(base)
    assert fits(has_place=True) == [session.id]

    make.booked(flyer)
    assert fits(has_place=True) == []


def test_nothing_that_fits_names_the_nearest_that_does_on_another_day(tx, make, viewer, wanted, others):
    chosen = Filters(place="Studio 2", part=PartOfDay.EVENING)

    page = sessions.browse(tx, viewer_id=viewer.id, zone="UTC", first=TODAY, days=1, page=0, now=NOW, chosen=chosen)

    assert page.days == ()
    assert page.nearest
    assert page.nearest.id == others["place"]
    assert page.filters.kinds == [Kind.PART, Kind.PLACE]


def choose(tx, viewer, kind: Kind, value: int) -> Filters:
    return filters.choose(tx, user_id=viewer.id, kind=kind, value=value, today=TODAY, now=NOW)


def kept(tx, viewer, today: date = TODAY) -> Filters:
    tx.flush()
    return filters.find(tx, user_id=viewer.id, today=today)


def test_what_is_chosen_is_kept_until_it_is_taken_away(tx, viewer, wanted, chosen):
    numbers = chosen | {"part": 3, "place": filters.number_of("Studio 1"), "has_place": 1, "is_free": 1}
    for kind in Kind:
        choose(tx, viewer, kind, numbers[kind])
    assert kept(tx, viewer) == Filters(**chosen)

    choose(tx, viewer, Kind.PLACE, 0)
    assert kept(tx, viewer) == replace(Filters(**chosen), place=None)

    filters.clear(tx, user_id=viewer.id, today=TODAY, days=1)
    assert kept(tx, viewer).kinds == []


def test_one_persons_filters_are_nobody_elses(tx, make, viewer):
    choose(tx, viewer, Kind.IS_FREE, 1)

    assert kept(tx, make.user()) == Filters()


@pytest.mark.parametrize("kind", [Kind.PART, *LISTED])
@pytest.mark.parametrize("value", [999_999, 2**63 - 1])
def test_what_is_not_there_cannot_be_chosen(tx, viewer, wanted, kind, value):
    with pytest.raises(NotFound):
        choose(tx, viewer, kind, value)
    assert kept(tx, viewer) == Filters()


def test_days_are_kept_until_they_begin_to_pass(tx, viewer):
    filters.choose_days(tx, user_id=viewer.id, first=TODAY, days=7, today=TODAY)
    choose(tx, viewer, Kind.IS_FREE, 1)

    assert kept(tx, viewer) == Filters(first=TODAY, days=7, is_free=True)
    assert kept(tx, viewer, TODAY + timedelta(days=1)) == Filters(is_free=True), "today comes first again"


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        (date(1, 1, 1), TODAY),
        (TODAY - timedelta(days=1), TODAY),
        (TODAY + timedelta(days=DAYS_AHEAD), TODAY + timedelta(days=DAYS_AHEAD)),
        (date.max, TODAY + timedelta(days=DAYS_AHEAD)),
    ],
)
def test_days_stay_within_those_that_can_be_looked_at(tx, viewer, asked, first):
    assert filters.choose_days(tx, user_id=viewer.id, first=asked, days=1, today=TODAY).first == first


def test_browse_as_chosen_shows_what_was_chosen(tx, make, viewer, wanted, others):
    filters.choose_days(tx, user_id=viewer.id, first=TODAY, days=7, today=TODAY)
    choose(tx, viewer, Kind.SERIES, wanted.series_id)
    tx.flush()

    page = sessions.browse_as_chosen(tx, viewer_id=viewer.id, zone="UTC", page=0, now=NOW)

    assert [line.id for line in page.lines] == [wanted.id]
    assert (page.filters.days, page.names) == (7, {Kind.SERIES: "Wanted"})


def test_a_filter_whose_series_went_out_of_sight_is_left_out(tx, make, viewer):
    series = make.series(title="Secret")
    choose(tx, viewer, Kind.SERIES, series.id)
    series.visibility = Visibility.PRIVATE
    other = make.session(starts_in=timedelta(hours=1))

    page = sessions.browse_as_chosen(tx, viewer_id=viewer.id, zone="UTC", page=0, now=NOW)

    assert (page.filters.kinds, page.names) == ([], {})
    assert [line.id for line in page.lines] == [other.id]


@pytest.mark.parametrize(("visibility", "is_found"), [("public", True), ("unlisted", False), ("private", False)])
def test_the_name_of_an_instructor_is_for_those_who_may_find_a_session_of_theirs(
    tx, make, viewer, visibility, is_found
):
    session = make.session(visibility=visibility)
    session.instructor_id = make.user("Ida").id
    make.booked(make.quota())
    chosen = Filters(instructor=session.instructor_id)
    owner_id = tx.get_one(Host, session.host_id).owner_id

    assert filters.names(tx, chosen, viewer_id=viewer.id) == ({Kind.INSTRUCTOR: "Ida"} if is_found else {})
    assert filters.names(tx, chosen, viewer_id=owner_id) == {Kind.INSTRUCTOR: "Ida"}


def names(tx, kind: Kind) -> list[str]:
    return [option.name for option in filters.options(tx, kind=kind, now=NOW)]


def test_options_are_what_the_public_sessions_of_thirty_days_have(tx, make):
    for title, place, visibility, day in (
        ("Yoga", "Roof", "public", 1),
        ("jam", "Hall", "public", 2),
        ("Over", "Cellar", "public", -2),
        ("Far", "Moon", "public", DAYS_AHEAD),
        ("Hidden", "Attic", "unlisted", 1),
        ("Secret", "Vault", "private", 1),
    ):
        host = make.host(name=f"Host of {title}")
        series = make.series(title=title, place=place, visibility=Visibility(visibility))
        series.host_id = host.id
        session = make.session(series=make.kept(series), starts_in=timedelta(days=day))
        session.instructor_id = make.user(f"{title} teacher", called=f"Teacher of {title}").id
        make.kept(session)
    make.session(series=make.series(title="No place", place="", capacity=1))

    assert names(tx, Kind.SERIES) == ["jam", "No place", "Yoga"]
    assert names(tx, Kind.HOST) == ["Host of jam", "Host of Yoga", "Tanzfabrik"]
    assert names(tx, Kind.INSTRUCTOR) == ["Teacher of jam", "Teacher of Yoga"]
    assert names(tx, Kind.PLACE) == ["Hall", "Roof"]


def test_a_place_of_one_session_is_an_option_and_the_usual_one_only_while_something_is_there(tx, make):
    moved = make.session(place="Studio 1")
    moved.place = "Park"
    make.kept(moved)

    assert names(tx, Kind.PLACE) == ["Park"]


def test_nothing_but_lists_has_options(tx, make):
    with pytest.raises(NotFound):
        filters.options(tx, kind=Kind.PART, now=NOW)
