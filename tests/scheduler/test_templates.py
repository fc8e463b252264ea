"""The nightly run: every template by itself, at most twice; and one digest to each owner."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from db.models import Alert, Host, Notification, Template
from scheduler import tasks
from scheduler.broker import broker, equip
from tests.factories import NOW
from tests.fakes import FakeSender
from tests.services.templates.conftest import create_in, made
from tests.words import text_of

WEEK = timedelta(weeks=1)
DAY = timedelta(days=1)


async def run(db, now):
    equip(db, {"telegram": FakeSender()}, lambda: now)
    result = await (await broker.local_task_registry[tasks.templates.generate.task_name].kiq()).wait_result(timeout=30)
    result.raise_for_error()
    return result.return_value


@pytest.fixture
def owner(make):
    return make.user("Olga", time_zone="Europe/Berlin")


@pytest.fixture
def template(make, owner):
    template = create_in(make.tx, make.series(owner=owner))
    make.tx.commit()
    return template


def digests(tx, now):
    owed = tx.scalars(select(Notification).where(Notification.kind == "templates_digest").order_by(Notification.id))
    found = [text_of(tx, one.id, now=now) for one in owed]
    tx.rollback()
    return found


async def test_a_run_makes_what_is_missing_and_tells_it_once(db, make, owner, template):
    assert [await run(db, NOW + WEEK) for _ in range(2)] == [1, 0]

    (text,) = digests(make.tx, NOW + WEEK)
    assert text.splitlines()[0] == "📆 5 new sessions are planned."
    assert "Monday Jam: 5" in text


async def test_a_day_without_news_brings_no_message_and_the_next_tells_only_what_is_new(db, make, template):
    for day in range(1, 9):
        await run(db, NOW + day * DAY)

    texts = digests(make.tx, NOW + WEEK)
    assert [text.splitlines()[0] for text in texts] == [
        "📆 5 new sessions are planned.",
        "📆 1 new session is planned.",
    ]


async def test_a_digest_names_conflicts_and_who_is_missing(db, make, owner):
    series = make.series(owner=owner, title="Yoga <3")
    template = create_in(make.tx, series, instructor_ids=[owner.id])
    elsewhere = make.session(starts_in=timedelta(days=28, hours=6))
    elsewhere.instructor_id = owner.id
    make.tx.commit()

    await run(db, NOW + WEEK)

    (text,) = digests(make.tx, NOW + WEEK)
    assert "Not made: please assign somebody else, or another room" in text
    assert "Mon 21 Dec, 19:30 Yoga &lt;3: Olga teaches already then" in text
    assert len(made(make.tx, template)) == 4
    make.tx.rollback()


async def test_a_template_that_fails_holds_up_no_other_and_the_admins_hear_of_it(db, make, owner, template):
    broken = create_in(make.tx, make.series(owner=owner, title="Broken"))
    broken.time_zone = "Middle/Earth"
    make.tx.commit()

    assert await run(db, NOW + WEEK) == 1

    make.tx.expire_all()
    assert make.tx.get_one(Template, broken.id).attention == "failed"
    assert make.tx.get_one(Template, template.id).attention == ""
    alert = make.tx.scalars(select(Alert)).one()
    assert (alert.kind, alert.subject_id) == ("generation_failed", broken.id)
    make.tx.rollback()


async def test_a_digest_that_fails_holds_up_no_other_and_the_admins_hear_of_it(db, make, owner):
    first, second = (make.series(owner=make.user(time_zone="Europe/Berlin"), title=title) for title in ("Odd", "Fine"))
    for series in (first, second):
        create_in(make.tx, series)
    make.tx.get_one(Host, first.host_id).time_zone = "Middle/Earth"
    make.tx.commit()

    await run(db, NOW + WEEK)

    owed = make.tx.scalars(select(Notification).where(Notification.kind == "templates_digest")).all()
    assert [one.user_id for one in owed] == [make.tx.get_one(Host, second.host_id).owner_id]
    alert = make.tx.scalars(select(Alert)).one()
    assert (alert.kind, alert.subject_type, alert.subject_id) == ("generation_not_told", "host", first.host_id)
    make.tx.rollback()


async def test_a_template_is_tried_twice_a_day_and_is_well_again_when_it_works(db, make, template):
    make.tx.get_one(Template, template.id).time_zone = "Middle/Earth"
    make.tx.commit()
    with capture_logs() as lines:
        await run(db, NOW + WEEK)
    assert [line["event"] for line in lines].count("template.not_generated") == 2

    make.tx.get_one(Template, template.id).time_zone = "Europe/Berlin"
    make.tx.commit()
    assert await run(db, NOW + WEEK + DAY) == 2
    make.tx.expire_all()
    assert make.tx.get_one(Template, template.id).attention == ""
    make.tx.rollback()
