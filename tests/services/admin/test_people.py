"""People as admins see them: found, shown, blocked with what that ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import AuditEvent, Notification
from db.models.registrations import Status
from services import registrations
from services.admin import events, hosts, messages, people
from services.errors import NotFound, PersonBlocked
from services.errors.organizing import StaysAdmin
from tests.factories import NOW, faults


@pytest.fixture
def admin(make):
    return make.user("Adam", is_admin=True)


def found(tx, admin, words, page=0):
    return [one.name for one in people.find(tx, user_id=admin.id, words=words, page=page).people]


def actions(tx):
    tx.flush()
    return list(tx.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def told(tx, user):
    tx.flush()
    kinds = select(Notification.kind).where(Notification.user_id == user.id).order_by(Notification.id)
    return list(tx.scalars(kinds))


@pytest.mark.parametrize("words", ["chl", "CHLO", "Momo", "4711", "reference"])
def test_find_knows_names_telegram_ids_and_references(tx, make, admin, words):
    chloe = make.user("Chloé", called="Momo", telegram_id=4711)
    registration = make.booked(make.quota(), chloe)
    make.user("Bo")

    assert found(tx, admin, registration.reference.lower() if words == "reference" else words) == ["Momo"]


def test_find_without_words_lists_everybody_newest_first(tx, make, admin):
    make.users(10)
    make.user("Erased", erased_at=NOW)

    first = people.find(tx, user_id=admin.id, words="")

    assert ([one.name for one in first.people][:2], first.has_next) == (["Person 9", "Person 8"], True)
    assert found(tx, admin, "", page=1) == ["Person 1", "Person 0", "Adam"]


@pytest.mark.parametrize("words", ["%", "_", "9" * 30, "٤٧١١", "\u200b", "' OR 1=1"])
def test_find_takes_strange_words_as_they_are(tx, make, admin, words):
    people.find(tx, user_id=admin.id, words=words)

    assert found(tx, admin, words) == ([] if words != "\u200b" else ["Adam"])


def test_show_tells_roles_and_what_is_to_come(tx, make, admin):
    owner = make.user("Olga")
    session = make.session(series=make.series(owner=owner, capacity=1))
    make.booked(make.quota(), owner)
    make.booked(make.quotas(session)[0])
    full = make.quota(starts_in=timedelta(days=9), capacity=1)
    make.booked(full)
    make.waiting(full, owner)

    shown = people.show(tx, user_id=admin.id, subject_id=owner.id, now=NOW)

    assert [(held.role, held.host_name) for held in shown.roles] == [("owner", "Tanzfabrik")]
    assert (shown.places, shown.waiting, shown.sessions_run) == (1, 1, 1)


def test_block_gives_back_what_was_booked_and_tells_everybody(tx, make, admin):
    bo, carmen = make.user("Bo"), make.user("Carmen")
    quota = make.quota(capacity=1)
    place = make.booked(quota, bo)
    turn = make.waiting(quota, carmen)
    late = make.quota(starts_in=timedelta(days=5), capacity=1)
    make.booked(late)
    waits = make.waiting(late, bo)

    ended = people.block(tx, user_id=admin.id, subject_id=bo.id, now=NOW)

    assert ended == 2
    assert [one.status for one in (place, turn, waits)] == [Status.CANCELLED, Status.CONFIRMED, Status.CANCELLED]
    assert not place.is_late_cancellation
    assert told(tx, bo)[-2:] == ["registration_removed", "registration_removed"]
    assert told(tx, carmen)[-1] == "registration_promoted"
    assert actions(tx)[-1] == "user.blocked"
    with pytest.raises(PersonBlocked):
        registrations.book(tx, user_id=bo.id, quota_id=make.quota().id, now=NOW)
    assert faults(tx) == []


def test_block_and_unblock_are_safe_to_repeat(tx, make, admin):
    bo = make.user("Bo")
    people.block(tx, user_id=admin.id, subject_id=bo.id, now=NOW)
    assert people.block(tx, user_id=admin.id, subject_id=bo.id, now=NOW + timedelta(hours=1)) == 0
    assert bo.blocked_at == NOW

    people.unblock(tx, user_id=admin.id, subject_id=bo.id, now=NOW)
    people.unblock(tx, user_id=admin.id, subject_id=bo.id, now=NOW)

    assert bo.blocked_at is None
    assert actions(tx) == ["user.blocked", "user.unblocked"]
    registrations.book(tx, user_id=bo.id, quota_id=make.quota().id, now=NOW)


def test_admins_are_not_blocked_and_who_was_erased_stays_so(tx, make, admin):
    other = make.user("Eve", is_admin=True)
    erased = make.user("?", erased_at=NOW, blocked_at=NOW)

    for subject in (admin, other):
        with pytest.raises(StaysAdmin):
            people.block(tx, user_id=admin.id, subject_id=subject.id, now=NOW)
    with pytest.raises(NotFound):
        people.unblock(tx, user_id=admin.id, subject_id=erased.id, now=NOW)
    assert (other.blocked_at, erased.blocked_at) == (None, NOW)


@pytest.mark.parametrize("fields", [{}, {"is_admin": True, "blocked_at": NOW}])
def test_for_others_nothing_of_it_is_there(tx, make, fields):
    somebody, host = make.user(**fields), make.host()
    bo = make.user("Bo")
    calls = [
        lambda who: people.find(tx, **who, words=""),
        lambda who: people.show(tx, **who, subject_id=bo.id, now=NOW),
        lambda who: people.block(tx, **who, subject_id=bo.id, now=NOW),
        lambda who: people.unblock(tx, **who, subject_id=bo.id, now=NOW),
        lambda who: hosts.list_all(tx, **who, now=NOW),
        lambda who: hosts.show(tx, **who, host_id=host.id, now=NOW),
        lambda who: hosts.verify(tx, **who, host_id=host.id, is_verified=True, now=NOW),
        lambda who: hosts.set_active(tx, **who, host_id=host.id, is_active=False, now=NOW),
        lambda who: messages.state(tx, **who, now=NOW),
        lambda who: messages.list_failed(tx, **who),
        lambda who: messages.show_failed(tx, **who, notification_id=1),
        lambda who: messages.retry(tx, **who, notification_id=1, now=NOW),
        lambda who: messages.drop(tx, **who, up_to=10, now=NOW),
        lambda who: events.search(tx, **who, words=""),
        lambda who: events.of_person(tx, **who, subject_id=bo.id),
    ]

    for call in calls:
        with pytest.raises(NotFound):
            call({"user_id": somebody.id})

    assert actions(tx) == []


def test_an_admin_sees_what_somebody_booked_to_come_and_before(tx, make, admin):
    ana = make.user("Ana")
    gone, ahead = (
        make.booked(make.quota(title=title, starts_in=timedelta(days=day)), ana)
        for title, day in (("Gone", 2), ("Handstands", 3))
    )
    make.booked(make.quota())
    registrations.cancel(tx, user_id=ana.id, registration_id=gone.id, now=NOW)

    seen = people.show(tx, user_id=admin.id, subject_id=ana.id, now=NOW).bookings

    assert [(one.title, one.reference, one.status, one.is_over) for one in seen] == [
        ("Handstands", ahead.reference, Status.CONFIRMED, False),
        ("Gone", gone.reference, Status.CANCELLED, True),
    ]
