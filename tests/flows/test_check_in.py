"""Stories of the door: a tap a person, several doors at once, and tickets that are scanned."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Registration, TeamMember
from keyboards.callbacks.organizing import SetAttendance
from keyboards.callbacks.rosters import CheckIn, OpenCheckIn, UndoCheckIn
from services import tickets
from services.errors import NotFound
from services.translator import Translator
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, dump, register, until
from tests.flows.test_roster import open_roster, roster_of, sees

GAP, MINUTE = timedelta(seconds=5), timedelta(minutes=1)
GONE = NotFound().text(Translator("en"))


@pytest.fixture
def owner(sandbox):
    return sandbox.person("Olga Owner")


@pytest.fixture
def helper(sandbox):
    return sandbox.person("Hilda Helper")


@pytest.fixture
def session(make, owner):
    """It begins in two days."""
    owning = make.user("Olga Owner", telegram_id=owner.id)
    return make.session(series=make.series(title="Monday Jam", owner=owning, capacity=80))


@pytest.fixture
def member(make, session, helper):
    """Hilda helps at the door."""
    user = make.user("Hilda Helper", telegram_id=helper.id)
    about = {"host_id": session.host_id, "series_id": session.series_id, "user_id": user.id}
    return make.kept(TeamMember(**about, role="door", created_at=session.created_at))


@pytest.fixture
def booked(make, session):
    """Ana, Bo and Chloé have a place."""
    quota = make.quotas(session)[0]
    return {name: make.booked(quota, make.user(name)) for name in ("Ana", "Bo", "Chloé")}


def marks(engine):
    found = select(Registration.attendance).order_by(Registration.id)
    with engine.connect() as connection:
        return list(connection.scalars(found))


async def open_door(person, session):
    await open_roster(person, session)
    await person.tap("Check in")
    return roster_of(person)


@ON_BOTH_DATABASES
async def test_a_tap_is_a_check_in_and_the_last_one_can_be_taken_back(app, session, booked, owner, clock, engine):
    clock.now = session.starts_at - MINUTE
    door = await open_door(owner, session)
    assert "0 of 3 here" in door
    assert door.buttons[:2] == [["Ana", "Bo"], ["Chloé"]]

    await owner.tap("Bo")

    door = roster_of(owner)
    assert "1 of 3 here" in door
    assert "✅ Bo is here." in door
    assert door.buttons[0] == ["Ana", "Chloé"]
    assert marks(engine) == [None, "attended", None]
    await owner.tap("Undo check-in")
    assert "Bo is not marked any more." in roster_of(owner)
    assert marks(engine) == [None, None, None]
    for name in booked:
        await owner.tap(name)
    assert "Everybody is here." in roster_of(owner)
    assert marks(engine) == ["attended"] * 3


@ON_BOTH_DATABASES
async def test_two_open_rosters_both_follow(app, crew, session, booked, member, owner, helper, clock, engine):
    clock.now = session.starts_at - MINUTE
    await open_roster(owner, session)
    await open_door(helper, session)
    clock.now += GAP

    await helper.tap("Bo")
    await sees(owner, "Bo is here")
    assert "1 here" in roster_of(owner)
    clock.now += GAP
    await register(crew[0], session)

    await sees(owner, "New booking: Ana Ruiz")
    await sees(helper, "New booking: Ana Ruiz")
    assert "✅ Bo is here." in roster_of(helper), "what can be taken back stays on the screen"
    assert ["Ana", "Ana Ruiz"] in roster_of(helper).buttons


@ON_BOTH_DATABASES
async def test_who_is_here_already_is_told_since_when(app, session, booked, member, owner, helper, clock, engine):
    clock.now = session.starts_at
    door = await open_door(owner, session)
    await open_door(helper, session)
    await helper.tap("Bo")
    await sees(owner, "Bo is here")
    before = marks(engine)
    clock.now += timedelta(minutes=20)

    await owner.tap_data(door, door.data("Bo"))

    assert owner.toast == "Bo is here already, since Wed 25 Nov, 13:00."
    assert "Bo is here already" in roster_of(owner)
    assert marks(engine) == before


@SIMPLEST
async def test_a_door_helper_checks_in_and_does_nothing_else(app, session, booked, member, helper, clock):
    clock.now = session.starts_at

    roster = await open_roster(helper, session)

    shown = {one for row in roster.buttons for one in row}
    assert shown == {"Check in", "People", "Find", "Back"}


@ON_BOTH_DATABASES
async def test_a_removed_helpers_old_buttons_do_nothing(app, make, session, booked, member, helper, clock, engine):
    clock.now = session.starts_at - MINUTE
    door = await open_door(helper, session)
    await helper.tap("Bo")
    make.tx.delete(member)
    make.tx.commit()
    await all_told(engine)
    before = dump(engine)
    registration_id = booked["Ana"].id

    for data in (
        CheckIn(registration_id=registration_id),
        UndoCheckIn(registration_id=booked["Bo"].id),
        *(
            SetAttendance(registration_id=registration_id, what=what, back=back)
            for what in ("here", "no_show", "clear")
            for back in ("list", "person")
        ),
    ):
        await helper.tap_data(door, data.pack())
        assert helper.alert == GONE
    await helper.tap_data(door, OpenCheckIn(session_id=session.id).pack())

    assert helper.alert == "Only the organizers of this session can do that."
    after = dump(engine)
    for table in ("registrations", "audit_events"):
        assert after[table] == before[table]


@SIMPLEST
async def test_before_it_opens_the_door_says_when(app, session, booked, owner, engine):
    door = await open_door(owner, session)
    assert "It is too early to check people in. That opens Wed 25 Nov, 07:00." in door
    assert door.buttons == [["Update", "Back"]]

    await owner.tap_data(door, CheckIn(registration_id=booked["Ana"].id).pack())

    assert owner.alert == "It is too early to check people in. That opens Wed 25 Nov, 06:00."
    assert "✖️ It is too early" in roster_of(owner)
    assert marks(engine) == [None] * 3


@SIMPLEST
async def test_sixty_people_are_checked_in_by_pages_and_by_name(app, make, session, owner, clock, engine):
    quota = make.quotas(session)[0]
    for number in range(60):
        make.booked(quota, make.user(f"Person {number:02}"))
    clock.now = session.starts_at - MINUTE
    await open_door(owner, session)
    await owner.tap("Next")
    await owner.tap("Person 25")
    door = roster_of(owner)
    assert ["Previous", "Next"] in door.buttons, "it stays on its page"
    assert "1 of 60 here" in door

    await owner.tap("Find")
    found = await owner.send("person 59")
    assert found.buttons[0] == ["Person 59"]
    await owner.tap("Person 59")

    assert "✅ Person 59 is here." in roster_of(owner)
    assert "2 of 60 here" in roster_of(owner)


@SIMPLEST
async def test_who_comes_late_is_told_gently_and_once(app, crew, session, owner, clock, engine):
    ana = crew[0]
    await register(ana, session)
    clock.now = session.starts_at + timedelta(minutes=15)
    await open_door(owner, session)
    await owner.tap("Ana Ruiz")
    assert "✅ Ana Ruiz is here, late." in roster_of(owner)
    clock.now += timedelta(minutes=3)
    await register(crew[1], session)

    await ana.wait_for("You were checked in a little late")


def ticket_of(make, registration, now) -> str:
    issued = tickets.issue(make.tx, user_id=registration.user_id, registration_id=registration.id, now=now)
    make.tx.commit()
    return f"t_{issued.token}"


@ON_BOTH_DATABASES
async def test_a_scanned_ticket_checks_in_and_says_so_once(app, make, session, booked, member, helper, clock, engine):
    ticket = ticket_of(make, booked["Ana"], clock())
    clock.now = session.starts_at - MINUTE

    first = await helper.open(ticket)

    assert first.text.startswith("✅ Ana is here.\nMonday Jam · Wed 25 Nov, 13:00")
    assert booked["Ana"].reference in first
    assert "Next: just scan the next ticket." in first
    assert first.buttons == [["Roster", "Undo check-in"]]
    assert marks(engine) == ["attended", None, None]
    clock.now += timedelta(minutes=5)
    second = await helper.open(ticket)
    assert second.text.startswith("ℹ️ Ana is here already, since Wed 25 Nov, 12:59.\nMonday Jam · Wed 25 Nov, 13:00")
    assert marks(engine) == ["attended", None, None]
    await helper.tap("Undo check-in")
    assert marks(engine) == [None, None, None]


@SIMPLEST
async def test_a_ticket_of_another_day_or_of_nobody_lets_nobody_in(app, make, session, booked, owner, clock, engine):
    ticket, of_bo = (ticket_of(make, booked[name], clock()) for name in ("Ana", "Bo"))

    early = await owner.open(ticket)

    assert "This ticket is for another day: Monday Jam, Wed 25 Nov, 12:00." in early
    row = make.tx.get_one(Registration, booked["Bo"].id)
    row.status, row.cancelled_at = "cancelled", clock()
    make.tx.commit()
    clock.now = session.starts_at
    assert "Bo has no place here any more." in await owner.open(of_bo)
    clock.now += timedelta(days=3)
    assert "That is over." in await owner.open(ticket)
    assert marks(engine) == [None] * 3


@SIMPLEST
async def test_a_holder_sees_the_card_and_is_not_checked_in_by_it(app, make, crew, session, clock, engine):
    ana, bo, _ = crew
    await register(ana, session)
    row = make.tx.scalars(select(Registration)).one()
    ticket = ticket_of(make, row, clock())
    clock.now = session.starts_at

    assert "✅ You are in" in await ana.open(ticket)
    assert "This ticket is somebody else's." in await bo.open(ticket)
    await until(lambda: marks(engine) == [None], "nobody is here")


@ON_BOTH_DATABASES
async def test_a_person_is_marked_on_their_own_screen_with_their_history(app, session, booked, owner, clock, engine):
    clock.now = session.starts_at + timedelta(minutes=30)
    await open_roster(owner, session)
    await owner.tap("People")
    await owner.tap("Bo")

    def person():
        return next(one for one in reversed(owner.messages) if "With Tanzfabrik" in one)

    assert "Came: 0" in person()
    assert "No-shows: 0" in person()
    await owner.tap("No-show")
    assert "No-shows: 1, 1 of them in the last 30 days" in person()
    assert marks(engine) == [None, "no_show", None]
    assert "✖️ did not come" in person()
    assert "✅ is in" not in person()
    assert person().key("Undo no-show")
    await owner.tap_data(person(), SetAttendance(registration_id=booked["Bo"].id, what="clear", back="person").pack())
    assert "No-shows: 0" in person()
    assert marks(engine) == [None, None, None]
