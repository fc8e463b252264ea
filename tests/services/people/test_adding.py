"""Entering somebody by hand: who they become, what they get, and what stands in the way."""

from typing import Any

import pytest

from db.models import AuditEvent, Client, Notification, Quota, Session, User
from db.models.registrations import Registration, Status
from db.models.series import BookingMode, Visibility
from services import people, users
from services.errors import (
    AlreadyRegistered,
    NotAllowed,
    NotFound,
    OverlappingRegistration,
    PersonSuspended,
    PlaceIsFree,
    SessionFull,
)
from services.errors.organizing import NamelessPerson
from services.people import Newcomer, Way
from tests.factories import NOW, faults

DANA = Newcomer("  Dana\n Maier ")


@pytest.fixture
def owner(make) -> User:
    return make.user("Olga", language="de")


def add(tx, actor: User, quota: Quota, who: Newcomer | int = DANA, way: Way = Way.PLACE) -> Registration:
    return people.add(tx, actor_id=actor.id, quota_id=quota.id, who=who, way=way, now=NOW)


def client_of(tx, person_id: int) -> Client:
    tx.flush()
    return tx.query(Client).filter_by(user_id=person_id).one()


def test_a_name_becomes_a_person_without_telegram_who_is_in(tx, make, owner):
    quota = make.quota(owner=owner)

    added = add(tx, owner, quota)

    person = tx.get_one(User, added.user_id)
    assert (person.name, person.telegram_id, person.language) == ("Dana Maier", None, "de")
    assert (person.time_zone, person.unreachable_at) == ("Europe/Berlin", None)
    assert (added.status, added.added_by_id, added.confirmed_at) == (Status.CONFIRMED, owner.id, NOW)
    assert client_of(tx, person.id).created_at == NOW
    event = tx.query(AuditEvent).filter_by(action="registration.confirmed").one()
    assert event.actor_id == owner.id
    assert [row.kind for row in tx.query(Notification)] == ["registration_added"]
    assert faults(tx) == []


@pytest.mark.parametrize("name", ["", " \n", "!?", "\u202e"])
def test_a_name_needs_a_letter(tx, make, owner, name):
    with pytest.raises(NamelessPerson):
        add(tx, owner, make.quota(owner=owner), Newcomer(name))


def test_a_contact_we_know_is_that_person(tx, make, owner):
    known = make.user("Ana", phone=None)

    added = add(tx, owner, make.quota(owner=owner), Newcomer("Somebody", known.telegram_id, "+493012345678"))

    assert added.user_id == known.id
    assert (known.name, known.phone) == ("Ana", None)
    assert client_of(tx, known.id).phone == "+493012345678"


def test_a_number_that_the_host_has_is_that_client(tx, make, owner):
    quota = make.quota(owner=owner, capacity=5)
    host_id = tx.get_one(Session, quota.session_id).host_id
    kept = make.user("Ana", telegram_id=None, entered_at=NOW)
    make.kept(Client(host_id=host_id, user_id=kept.id, phone="+493012345678", created_at=NOW))
    elsewhere = make.user("Cy", telegram_id=None)
    make.kept(Client(host_id=make.host().id, user_id=elsewhere.id, phone="+493011111111", created_at=NOW))

    added = add(tx, owner, quota, Newcomer("Ana R.", 4711, "+493012345678"))
    newcomer = add(tx, owner, quota, Newcomer("Cy", None, "+493011111111"))
    other = add(tx, owner, quota, Newcomer("Bo", 4712, "+493012345678"))

    assert (added.user_id, kept.telegram_id, kept.unreachable_at) == (kept.id, 4711, NOW)
    assert newcomer.user_id not in {elsewhere.id, kept.id}
    assert other.user_id != kept.id  # one number, two people on Telegram


def test_a_number_that_a_client_told_themselves_is_that_client(tx, make, owner):
    quota = make.quota(owner=owner)
    known = make.booked(make.quota(owner=owner), make.user("Ana", phone="+493012345678"))
    theirs = tx.get_one(Session, quota.session_id).host_id
    make.kept(Client(host_id=theirs, user_id=known.user_id, created_at=NOW))

    with pytest.raises(OverlappingRegistration):
        add(tx, owner, quota, Newcomer("Mum", None, "+493012345678"))


def test_a_contact_we_do_not_know_finds_their_place_when_they_come(tx, make, owner):
    added = add(tx, owner, make.quota(owner=owner), Newcomer("Ana", 4711, "+493012345678"))
    person = tx.get_one(User, added.user_id)
    assert (person.phone, person.unreachable_at) == (None, NOW)
    assert client_of(tx, person.id).phone == "+493012345678"
    profile = users.profile(
        telegram_id=4711,
        name="Ana Ruiz",
        language_code="es",
        default_zone="UTC",
        default_language="en",
        is_admin=False,
    )

    came = users.welcome(tx, profile=profile, now=NOW)

    assert (came.id, came.name, came.language, came.time_zone) == (person.id, "Ana Ruiz", "es", "Europe/Madrid")
    assert came.is_reachable


def test_approval_is_the_organizers_own_hand(tx, make, owner):
    assert add(tx, owner, make.quota(owner=owner, mode=BookingMode.APPROVAL)).status == Status.CONFIRMED


def test_a_private_series_takes_whom_its_organizer_adds(tx, make, owner):
    quota = make.quota(owner=owner, visibility=Visibility.PRIVATE)

    assert add(tx, owner, quota).status == Status.CONFIRMED


def test_a_full_role_refuses_and_leaves_the_choice(tx, make, owner):
    quota = make.quota(owner=owner, capacity=1)
    make.booked(quota)
    waits = make.waiting(quota)

    with pytest.raises(SessionFull):
        add(tx, owner, quota)
    queued = add(tx, owner, quota, Newcomer("Eve"), Way.WAIT)
    raised = add(tx, owner, quota, Newcomer("Fay"), Way.RAISE)

    assert (queued.status, queued.added_by_id) == (Status.WAITLISTED, owner.id)
    assert raised.status == Status.CONFIRMED
    assert waits.status == Status.WAITLISTED
    tx.refresh(quota)
    assert (quota.capacity, quota.taken, quota.waiting) == (2, 2, 2)
    assert tx.get_one(Session, raised.session_id).edited_at == NOW
    event = tx.query(AuditEvent).filter_by(action="quota.resized").one()
    assert (event.actor_id, event.data) == (owner.id, {"was": 1, "to": 2})
    passed = tx.query(AuditEvent).filter_by(action="waitlist.passed_over").order_by(AuditEvent.subject_id)
    assert [(row.subject_id, row.data["reason"]) for row in passed] == [(waits.id, "by_hand"), (queued.id, "by_hand")]
    assert faults(tx) == []


def test_raising_where_there_is_room_raises_nothing(tx, make, owner):
    quota = make.quota(owner=owner, capacity=3)

    add(tx, owner, quota, way=Way.RAISE)

    tx.refresh(quota)
    assert (quota.capacity, quota.taken) == (3, 1)
    with pytest.raises(PlaceIsFree):
        add(tx, owner, quota, Newcomer("Eve"), Way.WAIT)


def test_what_stands_in_somebodys_way_stands_in_the_organizers_too(tx, make, owner):
    person = make.user()
    quota = make.quota(owner=owner)
    contact = Newcomer("Ana", person.telegram_id)
    elsewhere = make.booked(make.quota(title="Elsewhere"), person)
    with pytest.raises(OverlappingRegistration):
        add(tx, owner, quota, contact)
    elsewhere.status = Status.CANCELLED
    tx.flush()
    add(tx, owner, quota, contact)
    with pytest.raises(AlreadyRegistered):
        add(tx, owner, quota, contact)
    other = make.quotas(make.session(owner=owner))[0]
    host_id = tx.get_one(Session, other.session_id).host_id
    make.kept(Client(host_id=host_id, user_id=person.id, suspended_until=NOW.replace(year=2027), created_at=NOW))
    tx.query(Registration).filter_by(user_id=person.id).update({"status": Status.CANCELLED})
    with pytest.raises(PersonSuspended):
        add(tx, owner, other, contact)


def test_an_id_from_outside_counts_for_a_client_only(tx, make, owner):
    quota = make.quota(owner=owner)
    stranger = make.user()
    with pytest.raises(NotFound):
        add(tx, owner, quota, stranger.id)
    make.kept(Client(host_id=tx.get_one(Session, quota.session_id).host_id, user_id=stranger.id, created_at=NOW))

    assert add(tx, owner, quota, stranger.id).user_id == stranger.id


@pytest.mark.parametrize("way", list(Way))
def test_who_may_not_adds_nobody(tx, make, owner, way):
    quota = make.quota(owner=owner)

    with pytest.raises(NotAllowed):
        add(tx, make.user(), quota, way=way)

    assert tx.query(Registration).count() == 0


def test_people_of_the_same_name_are_found_among_the_hosts_own(tx, make, owner):
    quota = make.quota(owner=owner, capacity=9)
    for name in ("DANA maier", "Dana", "Dána Maier"):
        make.booked(quota, make.user(name))
    make.booked(make.quota(title="Other host"), make.user("Dana Maier"))
    given: dict[str, Any] = {"user_id": owner.id, "session_id": quota.session_id}

    alike = people.list_alike(tx, name="dana maier", **given)

    assert [(one.name, one.is_on_telegram) for one in alike] == [("DANA maier", True), ("Dána Maier", True)]
    with pytest.raises(NotAllowed):
        people.list_alike(tx, user_id=make.user().id, session_id=quota.session_id, name="Dana")
