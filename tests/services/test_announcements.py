"""Announcements: whom they are for, that nobody gets one twice, how many an hour, who may."""

import asyncio
from datetime import timedelta

import pytest

from db.models import Announcement, AuditEvent, Notification, TeamMember
from db.models.notifications import NotificationStatus
from db.models.team import TeamRole
from services import announcements, notices
from services.announcements import HOURLY, LONGEST, Target
from services.errors import NotAllowed, NotFound
from services.errors.organizing import AnnouncementEmpty, AnnouncementTooLong, NobodyToTell, TooManyAnnouncements
from tests.factories import NOW


@pytest.fixture
def owner(make):
    return make.user("Olga")


@pytest.fixture
def series(make, owner):
    return make.series(capacity=2, owner=owner)


@pytest.fixture
def session(make, series):
    return make.session(series=series)


@pytest.fixture
def quota(make, session):
    return make.quotas(session)[0]


def send(tx, owner, target, *, audience="both", text="Hello", now=NOW):
    return announcements.send(tx, target=target, audience=audience, text=text, user_id=owner.id, now=now)


def told(tx):
    return sorted(row.user_id for row in tx.query(Notification).filter_by(kind="announcement"))


@pytest.mark.parametrize(("audience", "expected"), [("confirmed", "in"), ("waiting", "waits"), ("both", "both")])
def test_an_audience_is_told_once_each(tx, make, owner, session, quota, audience, expected):
    people = {
        "in": [make.booked(quota).user_id, make.booked(quota).user_id],
        "waits": [make.waiting(quota).user_id],
    }
    people["both"] = people["in"] + people["waits"]

    send(tx, owner, Target(session_id=session.id), audience=audience)

    assert told(tx) == people[expected]
    row = tx.query(Announcement).one()
    assert (row.recipients, row.unreachable, row.host_id) == (len(people[expected]), 0, session.host_id)
    assert tx.query(AuditEvent).filter_by(action="announcement.sent", actor_id=owner.id).count() == 1


def test_a_series_is_its_sessions_that_are_not_over_and_a_person_is_one(tx, make, owner, series, quota):
    person, past = make.user(), make.user()
    make.booked(quota, person)
    make.booked(make.quotas(make.session(series=series, starts_in=timedelta(days=9)))[0], person)
    over = make.quotas(make.session(series=series, starts_in=-timedelta(days=2)))[0]
    make.booked(over, past, now=NOW - timedelta(days=4))
    make.booked(make.quota(), make.user())

    send(tx, owner, Target(series_id=series.id))

    assert told(tx) == [person.id]


def test_the_same_text_to_the_same_people_is_one_announcement(tx, make, owner, session, quota):
    make.booked(quota)
    target = Target(session_id=session.id)

    first = send(tx, owner, target)

    assert send(tx, owner, target, now=NOW + timedelta(minutes=1)) == first
    assert send(tx, owner, target, text="Other") != first
    assert send(tx, owner, target, now=NOW + timedelta(minutes=11)) != first


def test_a_series_is_written_to_so_often_an_hour(tx, make, owner, series, session, quota):
    make.booked(quota)
    for number in range(HOURLY):
        target = Target(session_id=session.id) if number % 2 else Target(series_id=series.id)
        send(tx, owner, target, text=str(number), now=NOW + timedelta(minutes=number))

    with pytest.raises(TooManyAnnouncements) as refusal:
        send(tx, owner, Target(series_id=series.id), now=NOW + timedelta(minutes=59))

    assert refusal.value.again_at == NOW + timedelta(hours=1)
    send(tx, owner, Target(series_id=series.id), now=NOW + timedelta(minutes=60))


def test_nobody_to_tell_is_a_refusal(tx, owner, session):
    with pytest.raises(NobodyToTell):
        send(tx, owner, Target(session_id=session.id))


@pytest.mark.parametrize("role", [None, TeamRole.DOOR, TeamRole.INSTRUCTOR])
def test_only_who_may_announce_can(tx, make, session, quota, role):
    make.booked(quota)
    person = make.user()
    if role:
        of = session.series_id if role == TeamRole.DOOR else None
        make.kept(TeamMember(host_id=session.host_id, series_id=of, user_id=person.id, role=role, created_at=NOW))
    target = Target(session_id=session.id)

    with pytest.raises(NotAllowed):
        send(tx, person, target)
    with pytest.raises(NotFound):
        send(tx, person, Target(series_id=session.series_id))
    with pytest.raises(NotAllowed):
        announcements.preview(tx, target=target, text="", user_id=person.id, now=NOW)
    assert told(tx) == []


def test_the_result_counts_and_names(tx, make, owner, session, quota):
    make.booked(quota, make.user("Ana"))
    make.booked(quota, make.user("Bo", telegram_id=None))
    make.waiting(quota, make.user("Clo", called="Chloé", unreachable_at=NOW))
    make.waiting(quota, make.user("Di"))
    sent = send(tx, owner, Target(session_id=session.id))
    by_name = {row.user_id: row for row in tx.query(Notification).filter_by(kind="announcement")}
    states = [NotificationStatus.SENT, NotificationStatus.SKIPPED, NotificationStatus.FAILED, NotificationStatus.QUEUED]
    for row, status in zip(sorted(by_name.values(), key=lambda row: row.user_id), states, strict=True):
        row.status = status

    result = announcements.result(tx, announcement_id=sent, user_id=owner.id)

    assert (result.people, result.sent, result.queued, result.missed) == (4, 1, 1, ("Bo", "Chloé"))
    assert tx.query(Announcement).one().unreachable == 2
    with pytest.raises(NotAllowed):
        announcements.result(tx, announcement_id=sent, user_id=make.user().id)
    with pytest.raises(NotFound):
        announcements.result(tx, announcement_id=sent + 1, user_id=owner.id)


def test_the_notice_says_whose_message_it_is(tx, make, owner, session, quota):
    make.booked(quota, make.user(language="de", time_zone="Europe/Berlin"))
    send(tx, owner, Target(session_id=session.id), text="a < b\nsecond line")
    row = tx.query(Notification).filter_by(kind="announcement").one()

    notice = notices.compose(tx, notification_id=row.id, now=NOW)

    assert isinstance(notice, notices.Notice)
    assert "a &lt; b\nsecond line" in notice.text
    assert "<b>Monday Jam</b>\n🗓 Mi" in notice.text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  a \n\n\n b\u202e ", "a\n\nb"), ("x" * LONGEST, "x" * LONGEST), ("a\r\nb\tc", "a\nb c")],
)
def test_a_text_keeps_its_lines(typed, kept):
    assert announcements.read(typed) == kept


@pytest.mark.parametrize(
    ("typed", "error"),
    [("", AnnouncementEmpty), (" \n\u200b", AnnouncementEmpty), ("x" * (LONGEST + 1), AnnouncementTooLong)],
)
def test_a_text_that_cannot_be_sent_is_refused(typed, error):
    with pytest.raises(error):
        announcements.read(typed)


@pytest.mark.usefixtures("open_doors")
async def test_ten_taps_at_once_are_one_announcement(db, make):
    owner = make.user("Olga")
    quota = make.quota(owner=owner, capacity=5)
    make.booked(quota)
    target = Target(session_id=quota.session_id)
    about = {"target": target, "audience": "both", "text": "Hello", "user_id": owner.id, "now": NOW}

    sent = await asyncio.gather(*(db.write(announcements.send, **about) for _ in range(10)))

    assert len(set(sent)) == 1
    assert await db.read(lambda tx: tx.query(Announcement).count()) == 1
    assert await db.read(lambda tx: len(told(tx))) == 1
