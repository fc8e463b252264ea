"""What must never happen is refused by both databases, whatever the code does."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from db.models import (
    Absence,
    Alert,
    Closure,
    Host,
    Notification,
    Occurrence,
    Quota,
    Series,
    Session,
    Space,
    Template,
    User,
)
from db.models.registrations import Status
from tests.factories import NOW


@pytest.fixture
def booked(make):
    return make.booked(make.quota(capacity=3))


def change(tx, row, **values: Any) -> None:
    tx.flush()
    tx.execute(update(type(row)).where(type(row).id == row.id).values(**values))


def again(tx, row, **values: Any) -> None:
    """Add a copy of a row, but for some values."""
    tx.flush()
    table = type(row).__table__
    copied = {column.name: getattr(row, column.name) for column in table.columns if column.name != "id"}
    tx.execute(insert(type(row)), copied | values)


@pytest.mark.parametrize(
    "values",
    [{"taken": 4}, {"taken": -1}, {"waiting": -1}, {"capacity": 0}, {"name": "x" * 41}],
    ids=str,
)
def test_a_quota_counts_within_its_capacity(tx, booked, values):
    with pytest.raises(IntegrityError):
        change(tx, tx.get(Quota, booked.quota_id), **values)


def test_a_quota_may_be_full(tx, booked):
    change(tx, tx.get(Quota, booked.quota_id), taken=3)


def test_a_session_has_one_quota_of_a_name(tx, booked):
    with pytest.raises(IntegrityError):
        again(tx, tx.get(Quota, booked.quota_id))


@pytest.mark.parametrize(
    "values",
    [
        {"places": 0},
        {"places": 101},
        {"price": -1},
        {"status": Status.WAITLISTED},
        {"quota_id": 999},
        {"user_id": 999_999},
        {"session_id": 999},
    ],
    ids=str,
)
def test_a_registration_makes_sense(tx, booked, values):
    with pytest.raises(IntegrityError):
        change(tx, booked, **values)


def test_a_person_has_one_live_registration_of_a_session(tx, booked):
    with pytest.raises(IntegrityError):
        again(tx, booked, reference="OTHER")


@pytest.mark.parametrize("status", sorted(set(Status) - {Status.WAITLISTED}))
def test_only_ended_registrations_may_be_several(tx, booked, status):
    ended = not status.is_live

    if ended:
        again(tx, booked, reference="OTHER", status=status)
        again(tx, booked, reference="THIRD", status=status)
    else:
        with pytest.raises(IntegrityError):
            again(tx, booked, reference="OTHER", status=status)


def test_a_reference_is_given_once(tx, booked, make):
    with pytest.raises(IntegrityError):
        again(tx, booked, user_id=make.user().id)


@pytest.mark.parametrize("model", [Host, Series, Session])
def test_a_code_is_given_once(tx, booked, model):
    row = tx.query(model).first()
    moved = {"starts_at": row.starts_at - timedelta(days=1)} if model is Session else {}

    with pytest.raises(IntegrityError):
        again(tx, row, **moved)


def test_a_telegram_identity_is_one_person_and_none_may_be_many(tx, make):
    person = make.user(telegram_id=None)
    again(tx, person)

    with pytest.raises(IntegrityError):
        again(tx, person, telegram_id=make.user().telegram_id)


def test_a_series_has_one_session_at_a_time_unless_it_is_cancelled(tx, make):
    session = make.session()
    again(tx, session, code="OTHER", status="cancelled")

    with pytest.raises(IntegrityError):
        again(tx, session, code="THIRD")


@pytest.mark.parametrize("values", [{"ends_at": NOW}, {"price": -1}, {"place": "x" * 201}], ids=str)
def test_a_session_makes_sense(tx, make, values):
    session = make.session(starts_in=timedelta(0))

    with pytest.raises(IntegrityError):
        change(tx, session, **values)


@pytest.mark.parametrize(
    "values",
    [
        {"price": -1},
        {"duration_minutes": 0},
        {"duration_minutes": 10081},
        {"cancellation_notice_minutes": -1},
        {"title": "x" * 81},
        {"description": "x" * 2001},
        {"place": "x" * 201},
        {"title": None},
    ],
    ids=lambda values: next(iter(values)),
)
def test_a_series_makes_sense(tx, make, values):
    with pytest.raises(IntegrityError):
        change(tx, make.series(), **values)


def test_texts_are_as_long_as_they_may_be(tx, make):
    change(tx, make.series(), title="ё" * 80, description="x" * 2000, place="x" * 200)
    change(tx, make.user(), name="👩" * 64)


@pytest.mark.parametrize(
    ("model", "column", "length"), [(User, "name", 65), (Host, "name", 81), (Host, "description", 2001)]
)
def test_a_longer_text_is_refused(tx, make, model, column, length):
    make.host()

    with pytest.raises(IntegrityError):
        change(tx, tx.query(model).first(), **{column: "x" * length})


def test_a_promise_is_made_once(tx, booked):
    with pytest.raises(IntegrityError):
        again(tx, tx.query(Notification).one())


def test_attempts_are_counted_from_zero(tx, booked):
    with pytest.raises(IntegrityError):
        change(tx, tx.query(Notification).one(), attempts=-1)


@pytest.mark.parametrize("table", ["registrations", "sessions", "notifications"])
def test_an_unknown_status_is_refused(tx, booked, table):
    tx.flush()

    with pytest.raises(IntegrityError):
        tx.execute(text(f"UPDATE {table} SET status = 'lost'"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE quotas SET capacity = 'many'",
        "UPDATE users SET telegram_id = 'seven'",
        "UPDATE registrations SET places = 1.5 WHERE places = 'x'",
        "UPDATE users SET name = NULL",
    ],
)
def test_a_value_of_the_wrong_type_is_refused(tx, booked, statement, backend):
    tx.flush()
    if backend == "sqlite" and "1.5" in statement:
        statement = "UPDATE registrations SET places = 1.5"

    with pytest.raises(DBAPIError):
        tx.execute(text(statement))


def test_an_instant_without_zone_is_refused(tx, make):
    with pytest.raises(StatementError, match="time zone"):
        change(tx, make.session(), starts_at=NOW.replace(tzinfo=None))


def test_an_instant_comes_back_in_utc(tx, make):
    session = make.session()
    change(tx, session, starts_at=NOW.astimezone(ZoneInfo("Asia/Tokyo")))
    tx.refresh(session)

    assert session.starts_at == NOW
    assert session.starts_at.utcoffset() == timedelta(0)


def test_a_quota_with_registrations_cannot_be_deleted(tx, booked):
    tx.flush()

    with pytest.raises(IntegrityError):
        tx.execute(text(f"DELETE FROM quotas WHERE id = {booked.quota_id}"))


@pytest.fixture
def template(make):
    """Every Monday at half past seven; its first day is decided."""
    series = make.series()
    template = make.kept(
        Template(
            series_id=series.id, weekdays=[1], starts_minute=1170, duration_minutes=60, time_zone="UTC",
            begins_on=NOW.date(), instructor_ids=[], created_at=NOW,
        )
    )  # fmt: skip
    make.kept(Occurrence(template_id=template.id, day=NOW.date(), outcome="created", created_at=NOW))
    return template


@pytest.mark.parametrize(
    "values",
    [
        {"starts_minute": -1},
        {"starts_minute": 1440},
        {"duration_minutes": 0},
        {"every_weeks": 9},
        {"weeks_ahead": 0},
        {"weeks_ahead": 9},
        {"rotation": -1},
        {"ends_on": NOW.date() - timedelta(days=1)},
    ],
    ids=str,
)
def test_a_template_is_one_that_can_be(tx, template, values):
    with pytest.raises(IntegrityError):
        change(tx, template, **values)


def test_a_day_of_a_template_is_decided_once(tx, template):
    with pytest.raises(IntegrityError):
        again(tx, tx.query(Occurrence).one())


def test_a_day_of_a_template_has_one_session(tx, make, template):
    session = make.session()
    change(tx, session, template_id=template.id, original_day=NOW.date())
    tx.refresh(session)

    with pytest.raises(IntegrityError):
        again(tx, session, code="OTHER000", starts_at=NOW, ends_at=NOW + timedelta(hours=1))


@pytest.mark.parametrize("table", [Closure, Absence])
def test_days_end_after_they_begin(tx, make, table):
    host = make.host()
    who = {"user_id": host.owner_id} if table is Absence else {}
    days = {"first_day": NOW.date(), "last_day": NOW.date() - timedelta(days=1)}

    with pytest.raises(IntegrityError):
        make.kept(table(host_id=host.id, created_at=NOW, **days, **who))


def test_a_room_has_a_short_name(make):
    with pytest.raises(IntegrityError):
        make.kept(Space(host_id=make.host().id, name="x" * 81, created_at=NOW))


def test_one_alert_of_a_kind_is_open_for_a_subject(tx, make):
    alert = make.kept(
        Alert(kind="generation_failed", subject_type="template", subject_id=7, data={}, created_at=NOW, last_at=NOW)
    )
    change(tx, alert, acknowledged_at=NOW)
    tx.refresh(alert)
    again(tx, alert, acknowledged_at=None)

    with pytest.raises(IntegrityError):
        again(tx, alert, acknowledged_at=None)
