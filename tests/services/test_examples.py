"""The demo's content: the story of the README holds whenever it is planted, and an organizer's home is lively."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from db.models import Host, Notification, Quota, Registration, Series, Session, TeamMember, Template, User
from db.models.notifications import NotificationStatus
from db.models.registrations import Status
from db.queries import examples as queries
from services import examples, numbers, organizing, registrations
from tests.factories import NOW, faults

MOMENTS = [
    NOW,
    datetime(2026, 11, 23, 17, 0, tzinfo=UTC),  # a Monday before its jam
    datetime(2026, 11, 24, 9, 30, tzinfo=UTC),  # while Handstands are on
    datetime(2026, 10, 26, 2, 0, tzinfo=UTC),  # the day after the clocks changed
    datetime(2026, 11, 28, 23, 30, tzinfo=UTC),
]


class Cast:
    def __init__(self, make):
        self.ana, self.lena, self.bo, self.carmen = (make.user(name) for name in ("Ana", "Lena", "Bo", "Carmen"))


@pytest.fixture
def cast(make):
    return Cast(make)


def plant(tx, cast, now=NOW):
    examples.plant(
        tx,
        owner_id=cast.ana.id,
        teacher_id=cast.lena.id,
        regular_id=cast.bo.id,
        waiting_id=cast.carmen.id,
        now=now,
    )
    tx.flush()


def counts(tx):
    return [tx.scalar(select(func.count(table.id))) for table in (Host, Series, User, Registration, TeamMember)]


def next_of(tx, title, now):
    return queries.find_next(tx, title, now)


@pytest.mark.parametrize("now", MOMENTS)
def test_the_story_of_the_first_minute_holds(tx, cast, now):
    plant(tx, cast, now)

    handstands = next_of(tx, "Handstands", now)
    mine = select(Registration).where(Registration.session_id == handstands.id)
    bo = tx.scalars(mine.where(Registration.user_id == cast.bo.id)).one()
    carmen = tx.scalars(mine.where(Registration.user_id == cast.carmen.id)).one()
    assert (bo.status, carmen.status) == (Status.CONFIRMED, Status.WAITLISTED)
    registrations.cancel(tx, user_id=cast.bo.id, registration_id=bo.id, now=now)
    assert carmen.status == Status.CONFIRMED

    [reformer] = queries.list_quotas(tx, next_of(tx, "Reformer Pilates", now).id)
    assert reformer.capacity - reformer.taken == 1
    assert faults(tx, now=now) == []


@pytest.mark.parametrize("now", MOMENTS[:2])
def test_it_is_continued_and_planted_once(tx, cast, now):
    plant(tx, cast, now)
    before = [tx.scalar(select(func.count(table.id))) for table in (Host, Series, User, Registration, TeamMember)]

    plant(tx, cast, now)
    assert [
        tx.scalar(select(func.count(table.id))) for table in (Host, Series, User, Registration, TeamMember)
    ] == before

    plant(tx, cast, now + timedelta(days=40))
    assert next_of(tx, "Handstands", now + timedelta(days=40))


def test_what_was_moved_is_not_planted_again(tx, cast):
    plant(tx, cast)
    before = tx.scalar(select(func.count(Session.id)))
    moved = tx.scalars(select(Session).where(Session.starts_at > NOW).order_by(Session.starts_at)).first()
    moved.starts_at += timedelta(minutes=30)
    tx.flush()

    plant(tx, cast)

    assert tx.scalar(select(func.count(Session.id))) == before


def test_organizers_have_something_to_see(tx, cast):
    plant(tx, cast)

    home = organizing.overview(tx, user_id=cast.ana.id, zone=examples.ZONE, now=NOW)
    assert {one.title for one in home.series} == {"Monday Jam", "Night Jam", "Acro Lab"}
    assert sum(line.pending for line in home.week) == 2
    assert tx.scalar(select(func.count(Template.id))) == 1
    studio = organizing.overview(tx, user_id=cast.lena.id, zone=examples.ZONE, now=NOW)
    assert [one.title for one in studio.series if one.is_helped] == ["Monday Jam"]
    assert sum(line.waiting for line in studio.week) > 0
    assert home.host
    for user, host_id in ((cast.ana, home.host.id), (cast.lena, studio.hosts[-1].id)):
        found = numbers.of_host(tx, user_id=user.id, host_id=host_id, now=NOW)
        assert found.attended > found.no_shows > 0
        assert found.late_cancels > 0
        assert found.returning + found.new == found.people > 0


def test_nobody_hears_of_what_was_planted_behind_them(tx, cast):
    plant(tx, cast)

    owed = tx.execute(
        select(Notification.kind, User.name)
        .join(User, User.id == Notification.user_id)
        .where(Notification.status == NotificationStatus.QUEUED)
    ).all()

    assert sorted(tuple(row) for row in owed) == [
        ("owner_pending", "Ana"),
        ("owner_pending", "Ana"),
        ("registration_confirmed", "Bo"),
        ("registration_waitlisted", "Carmen"),
    ]
    over = select(func.count(Quota.id)).join(Session, Session.id == Quota.session_id).where(Session.ends_at <= NOW)
    assert tx.scalar(over.where(Quota.is_open)) == 0
