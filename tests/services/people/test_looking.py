"""What is seen of a person by whom, what is noted about them, and what they are written."""

from datetime import timedelta

import pytest

from db.models import AuditEvent, Client, Host, Notification, Series, TeamMember, User
from db.models.registrations import Registration
from db.models.team import TeamRole
from services import clients, notices, people, suspensions
from services.access import RIGHTS, Right, Role
from services.errors import NotFound
from services.errors.organizing import OutOfReach
from services.people import About, PersonView
from tests.factories import NOW


@pytest.fixture
def owner(make) -> User:
    return make.user("Olga")


@pytest.fixture
def booked(make, owner) -> Registration:
    quota = make.quota(owner=owner)
    return make.booked(quota, make.user("Ana", phone="+493012345678", email="ana@example.org"))


def look(tx, who: User, row: Registration) -> PersonView:
    return people.look(tx, user_id=who.id, registration_id=row.id, now=NOW)


def helper(tx, make, role: TeamRole) -> User:
    person = make.user(role)
    host, series = tx.query(Host).one(), tx.query(Series).one()
    of_series = series.id if role in {TeamRole.CO_ORGANIZER, TeamRole.DOOR} else None
    make.kept(TeamMember(host_id=host.id, user_id=person.id, role=role, series_id=of_series, created_at=NOW))
    return person


def test_the_owner_sees_all_of_it(tx, owner, booked):
    booked.note, booked.request = "first time", "a mat"
    tx.query(Client).one().note = "prefers mornings"
    tx.query(Client).one().suspended_until = NOW + timedelta(days=2)
    tx.flush()

    seen = look(tx, owner, booked)

    assert (seen.name, seen.phone, seen.email) == ("Ana", "+493012345678", "ana@example.org")
    assert (seen.note, seen.client_note, seen.request) == ("first time", "prefers mornings", "a mat")
    assert (seen.suspended_until, seen.reference) == (NOW + timedelta(days=2), booked.reference)
    assert seen.rights == RIGHTS[Role.OWNER]


def test_what_the_host_has_of_them_stands_in_for_what_they_did_not_tell(tx, make, owner):
    booked = make.booked(make.quota(owner=owner), make.user("Bo"))
    client = tx.query(Client).filter_by(user_id=booked.user_id).one()
    client.phone, client.email = "+493012345678", "kept@example.org"
    tx.flush()

    assert (look(tx, owner, booked).phone, look(tx, owner, booked).email) == ("+493012345678", "kept@example.org")
    door = helper(tx, make, TeamRole.DOOR)
    assert (look(tx, door, booked).phone, look(tx, door, booked).email) == ("", "")


def test_the_door_sees_who_it_is_and_nothing_private(tx, make, owner, booked):
    booked.note = "first time"
    tx.query(Client).one().note = "prefers mornings"
    door = helper(tx, make, TeamRole.DOOR)

    seen = look(tx, door, booked)

    assert (seen.name, seen.phone, seen.email, seen.note, seen.client_note) == ("Ana", "", "", "", "")


def test_others_see_nothing_and_find_nothing(tx, make, owner, booked):
    stranger = make.user()
    for who in (stranger, tx.get_one(User, booked.user_id)):
        with pytest.raises(NotFound):
            look(tx, who, booked)
        assert people.find_by_reference(tx, user_id=who.id, typed=booked.reference) is None


def test_a_reference_is_found_as_people_type_it(tx, owner, booked):
    def found(typed: str) -> int | None:
        return people.find_by_reference(tx, user_id=owner.id, typed=typed)

    assert found(booked.reference.lower()) == booked.id
    assert found("hello") is None
    assert found("00000000") is None


def test_notes_are_kept_for_the_registration_and_for_the_person(tx, owner, booked):
    given = {"user_id": owner.id, "registration_id": booked.id, "now": NOW}
    people.note(tx, about=About.BOOKING, typed="  first\n\n\n\u202etime ", **given)
    people.note(tx, about=About.PERSON, typed="likes tea", **given)

    assert (look(tx, owner, booked).note, look(tx, owner, booked).client_note) == ("first\n\ntime", "likes tea")
    events = tx.query(AuditEvent).filter_by(action="note.kept").order_by(AuditEvent.id)
    assert [(row.subject_type, row.data) for row in events] == [("registration", {}), ("client", {})]
    people.note(tx, about=About.PERSON, typed="", **given)
    assert look(tx, owner, booked).client_note == ""


@pytest.mark.parametrize("about", list(About))
def test_who_may_not_note_keeps_nothing(tx, make, booked, about):
    for who in (helper(tx, make, TeamRole.DOOR), make.user()):
        with pytest.raises(NotFound):
            people.note(tx, user_id=who.id, registration_id=booked.id, about=about, typed="x", now=NOW)
    assert (booked.note, tx.query(Client).one().note) == ("", "")


def test_a_message_is_owed_each_time_and_tells_whom_it_is_from(tx, owner, booked):
    for words in ("Bring <shoes>", "And water"):
        people.write(tx, user_id=owner.id, registration_id=booked.id, typed=words, now=NOW)
    tx.flush()

    rows = tx.query(Notification).filter_by(kind="organizer_message").order_by(Notification.id).all()
    composed = [notices.compose(tx, notification_id=row.id, now=NOW) for row in rows]
    texts = [one.text for one in composed if isinstance(one, notices.Notice)]

    assert [row.user_id for row in rows] == [booked.user_id] * 2
    assert texts[0].startswith("✉️ Tanzfabrik writes to you about <b>Monday Jam</b>\n🗓 Wed 25 Nov")
    assert texts[0].endswith("\n\nBring &lt;shoes&gt;")
    assert texts[1].endswith("\n\nAnd water")
    assert tx.query(AuditEvent).filter_by(action="message.written", actor_id=owner.id).count() == 2


def test_who_cannot_be_reached_is_not_written_to(tx, make, owner, booked):
    person = tx.get_one(User, booked.user_id)
    person.unreachable_at, person.email = NOW, "ana@example.org"
    people.write(tx, user_id=owner.id, registration_id=booked.id, typed="by mail", now=NOW)
    person.email_failed_at = NOW
    with pytest.raises(OutOfReach):
        people.write(tx, user_id=owner.id, registration_id=booked.id, typed="x", now=NOW)
    with pytest.raises(NotFound):
        people.write(tx, user_id=make.user().id, registration_id=booked.id, typed="x", now=NOW)


def test_a_suspension_is_lifted_by_who_manages_people(tx, make, owner, booked):
    tx.query(Client).one().suspended_until = NOW + timedelta(days=2)
    tx.flush()
    with pytest.raises(NotFound):
        suspensions.lift_by_hand(tx, user_id=helper(tx, make, TeamRole.DOOR).id, registration_id=booked.id, now=NOW)

    suspensions.lift_by_hand(tx, user_id=owner.id, registration_id=booked.id, now=NOW)
    suspensions.lift_by_hand(tx, user_id=owner.id, registration_id=booked.id, now=NOW)

    assert tx.query(Client).one().suspended_until is None
    assert tx.query(AuditEvent).filter_by(action="client.suspension_lifted").count() == 1


def test_a_host_knows_somebody_once(tx, make, owner):
    person = make.user()
    quota = make.quota(owner=owner)
    make.booked(quota, person)
    host_id = tx.query(Host).one().id

    clients.know(tx, host_id, person.id, NOW + timedelta(days=1))

    assert [(row.user_id, row.created_at) for row in tx.query(Client)] == [(person.id, NOW)]


def test_rooms_tell_who_may_raise(tx, make, owner):
    session = make.session(owner=owner, roles={"base": 2, "flyer": 3})

    rooms = people.list_rooms(tx, user_id=owner.id, session_id=session.id)

    assert [(room.name, room.capacity, room.can_raise) for room in rooms] == [("base", 2, True), ("flyer", 3, True)]
    assert Right.PLAN in RIGHTS[Role.CO_ORGANIZER]
