"""A series is edited field by field; what nobody booked follows it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Notification, Post, Quota, Series, Session, Template
from services import registrations, series
from services.errors import NotFound
from services.errors.organizing import PeopleAhead, TextTooLong, WasBooked
from services.series import Followed
from tests.factories import NOW, faults
from tests.words import text_of


@pytest.fixture
def owner(make):
    return make.user("Olga")


def write(tx, owner, known, field, typed):
    return series.write(tx, user_id=owner.id, series_id=known.id, field=field, typed=typed, language="en", now=NOW)


def places(tx, session):
    rows = tx.execute(select(Quota.name, Quota.capacity).where(Quota.session_id == session.id).order_by(Quota.position))
    return [tuple(row) for row in rows]


def test_places_reach_what_nobody_booked_or_changed(tx, make, owner):
    known = make.series(owner=owner, capacity=5)
    free, changed, booked = (make.session(series=known, starts_in=timedelta(days=day)) for day in (2, 3, 4))
    changed.edited_at = NOW
    make.booked(make.quotas(booked)[0])

    followed = write(tx, owner, known, "quotas", "8")

    assert followed == Followed(sessions=1, left=2)
    assert [places(tx, one) for one in (free, changed, booked)] == [[("", 8)], [("", 5)], [("", 5)]]
    assert not faults(tx)


def test_who_once_booked_keeps_a_session_as_it_is(tx, make, owner):
    known = make.series(owner=owner, capacity=5)
    session = make.session(series=known)
    gone = make.booked(make.quotas(session)[0])
    registrations.cancel(tx, user_id=gone.user_id, registration_id=gone.id, now=NOW)

    assert write(tx, owner, known, "quotas", "8") == Followed(0, 1)


def test_roles_may_come_but_not_go_by_themselves(tx, make, owner):
    known = make.series(owner=owner, capacity=5)
    session = make.session(series=known)

    assert write(tx, owner, known, "quotas", "base 4, flyer 6") == Followed(1, 0)
    assert places(tx, session) == [("base", 4), ("flyer", 6)]
    assert write(tx, owner, known, "quotas", "flyer 7, base 3") == Followed(1, 0)
    assert places(tx, session) == [("flyer", 7), ("base", 3)]
    assert write(tx, owner, known, "quotas", "9") == Followed(0, 1)


def test_the_length_reaches_sessions_and_templates(tx, make, owner):
    begun = series.found(
        tx,
        user_id=owner.id,
        plan=series.Plan("Jam", NOW + timedelta(days=1), [{"name": "", "capacity": 3}], weekly=True),
        now=NOW,
    )

    series.choose(tx, user_id=owner.id, series_id=begun.series_id, field="duration", value="90", now=NOW)

    lengths = {session.ends_at - session.starts_at for session in tx.scalars(select(Session))}
    assert lengths == {timedelta(minutes=90)}
    assert tx.scalars(select(Template.duration_minutes)).all() == [90]


def test_a_new_place_in_words_forgets_the_old_map(tx, make, owner):
    known = make.series(owner=owner)
    series.set_location(
        tx, user_id=owner.id, series_id=known.id, latitude=52.5, longitude=13.4, place="Tanzfabrik", now=NOW
    )
    assert (known.place, known.map_url[:36]) == ("Tanzfabrik", "https://www.openstreetmap.org/?mlat=")

    write(tx, owner, known, "place", "Elsewhere")

    assert (known.place, known.map_url) == ("Elsewhere", None)


def test_cards_in_chats_are_stale_after_an_edit(tx, make, owner):
    session = make.session(series=make.series(owner=owner))
    post = make.kept(
        Post(
            session_id=session.id,
            inline_message_id="m",
            language="en",
            time_zone="UTC",
            created_at=NOW,
            edited_at=NOW,
        )
    )

    write(tx, owner, tx.get_one(Series, session.series_id), "title", "Sunday Jam")

    tx.refresh(post)
    assert post.stale_since == NOW


def test_nothing_is_cut_off(tx, make, owner):
    with pytest.raises(TextTooLong):
        write(tx, owner, make.series(owner=owner), "title", "x" * 81)


def test_strangers_and_unknown_fields_change_nothing(tx, make, owner):
    known, stranger = make.series(owner=owner), make.user()
    with pytest.raises(NotFound):
        write(tx, stranger, known, "title", "Mine")
    with pytest.raises(NotFound):
        write(tx, owner, known, "host_id", "7")
    with pytest.raises(NotFound):
        series.choose(tx, user_id=owner.id, series_id=known.id, field="mode", value="sold", now=NOW)
    with pytest.raises(NotFound):
        series.clear(tx, user_id=owner.id, series_id=known.id, field="title", now=NOW)

    assert known.title == "Monday Jam"


def test_archiving_cancels_what_nobody_booked_and_waits_for_who_did(tx, make, owner):
    known = make.series(owner=owner)
    session = make.session(series=known)
    mine = make.booked(make.quotas(session)[0])
    with pytest.raises(PeopleAhead):
        series.archive(tx, user_id=owner.id, series_id=known.id, now=NOW)
    registrations.cancel(tx, user_id=mine.user_id, registration_id=mine.id, now=NOW)

    assert series.archive(tx, user_id=owner.id, series_id=known.id, now=NOW) == 1
    assert (session.status, known.archived_at) == ("cancelled", NOW)
    with pytest.raises(WasBooked):
        series.delete(tx, user_id=owner.id, series_id=known.id, now=NOW)
    series.restore(tx, user_id=owner.id, series_id=known.id, now=NOW)
    assert known.archived_at is None


def told(tx):
    return (
        tx.query(Notification).filter(Notification.kind.like("session_place_changed%")).order_by(Notification.id).all()
    )


def test_another_place_is_told_to_who_is_in_what_takes_it_from_the_series(tx, make, owner):
    known = make.series(owner=owner, place="Studio 1", capacity=1)
    inherits, own, over = (make.session(series=known, starts_in=timedelta(days=day)) for day in (1, 2, 3))
    own.place, over.status = "Park", "completed"
    tx.flush()
    booked, waits = make.booked(make.quotas(inherits)[0]), make.waiting(make.quotas(inherits)[0])
    make.booked(make.quotas(own)[0])
    seen = series.impact_of_place(tx, user_id=owner.id, series_id=known.id, typed="Studio 9", now=NOW)
    assert (seen.sessions, seen.people, seen.waiting) == (1, 1, 1)

    done = write(tx, owner, known, "place", "Studio 9")

    assert done.told == 2
    assert [(row.kind, row.registration_id, row.data["was"]) for row in told(tx)] == [
        ("session_place_changed", booked.id, "Studio 1"),
        ("session_place_changed_in_line", waits.id, "Studio 1"),
    ]
    text = text_of(tx, told(tx)[0].id)
    assert "Studio 9" in text
    assert "Before: Studio 1" in text
    assert inherits.place is None


def test_the_same_place_again_is_no_news(tx, make, owner):
    known = make.series(owner=owner, place="Studio 1")
    make.booked(make.quotas(make.session(series=known))[0])

    assert series.impact_of_place(tx, user_id=owner.id, series_id=known.id, typed="Studio 1 ", now=NOW).sessions == 0
    assert write(tx, owner, known, "place", "Studio 1").told == 0


def test_a_shared_spot_and_no_place_at_all_are_told_too(tx, make, owner):
    known = make.series(owner=owner, place="Studio 1")
    make.booked(make.quotas(make.session(series=known))[0])
    by = {"user_id": owner.id, "series_id": known.id, "now": NOW}

    assert series.set_location(tx, latitude=52.5, longitude=13.4, **by).told == 1
    assert series.set_location(tx, latitude=52.5, longitude=13.4, **by).told == 0
    assert series.clear(tx, field="place", **by).told == 1

    assert [row.data["was"] for row in told(tx)] == ["", "Studio 1"]
    assert (known.place, known.map_url) == ("", None)


@pytest.mark.parametrize(("field", "typed"), [("duration", "45"), ("quotas", "9"), ("place", "Studio 9")])
def test_many_sessions_take_as_many_statements_as_one(tx, make, owner, count_statements, field, typed):
    def taken(sessions):
        known = make.series(owner=owner)
        for day in range(sessions):
            make.session(series=known, starts_in=timedelta(days=day + 1))
        return count_statements(lambda: write(tx, owner, known, field, typed))

    assert taken(1) == taken(20)
