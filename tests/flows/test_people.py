"""Stories of an organizer with one person: looked at, noted, written to, moved up, taken out, added by hand."""

import pytest
from sqlalchemy import delete, select, update

from db.models import Client, Registration, TeamMember, User
from db.models.team import TeamRole
from keyboards.callbacks.organizing import AddPerson, OpenPerson
from services.waitlist.filling import PASSES
from tests.factories import NOW
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, dump, live_registrations, register, wait_in_line


@pytest.fixture
def owner(sandbox):
    return sandbox.person("Olga Owner")


@pytest.fixture
def session(make, owner):
    """A session of Olga's, with one place."""
    olga = make.user("Olga Owner", telegram_id=owner.id)
    return make.session(series=make.series(title="Monday Jam", capacity=1, owner=olga))


@pytest.fixture
def helper(make, sandbox, session):
    """Makes somebody with a role in Olga's team."""

    def made(name, role):
        person = sandbox.person(name)
        of_series = session.series_id if role in {TeamRole.CO_ORGANIZER, TeamRole.DOOR} else None
        user = make.user(name, telegram_id=person.id)
        make.kept(TeamMember(host_id=session.host_id, user_id=user.id, role=role, series_id=of_series, created_at=NOW))
        return person

    return made


def registration_of(engine, person) -> int:
    mine = select(Registration.id).join(User, User.id == Registration.user_id).where(User.telegram_id == person.id)
    with engine.connect() as connection:
        found: int = connection.scalars(mine.order_by(Registration.id.desc())).first() or 0
    return found


async def open_person(organizer, engine, person):
    """What a roster's button does."""
    home = await organizer.send("/start")
    return await organizer.tap_data(home, OpenPerson(registration_id=registration_of(engine, person)).pack())


async def add_person(organizer, session):
    home = await organizer.send("/start")
    return await organizer.tap_data(home, AddPerson(session_id=session.id).pack())


async def share(organizer, name, phone="+493012345678", **contact):
    return await organizer._say({"contact": {"first_name": name, "phone_number": phone, **contact}})


@ON_BOTH_DATABASES
async def test_somebody_is_found_by_their_reference_noted_and_taken_out(app, crew, owner, session, engine):
    ana, bo, _ = crew
    card = await register(ana, session)
    reference = card.text.splitlines()[0].rpartition(" · ")[2]
    await wait_in_line(bo, session)
    await all_told(engine)
    await owner.send("/start")

    screen = await owner.send(reference.lower())
    assert screen.text.startswith("Ana Ruiz\n✅ is in\nMonday Jam · Wed 25 Nov, 13:00")
    await owner.tap("Note on this")
    await owner.send("first time\nbrings shoes")
    assert "Note on this registration: first time\nbrings shoes" in owner.screen
    await owner.tap("Note on person")
    await owner.send("likes tea")
    assert "Note on the person: likes tea" in owner.screen
    await owner.tap("Note on person")
    assert "Now it says: likes tea" in owner.screen
    await owner.tap("Delete the note")
    assert "likes tea" not in owner.screen

    question = await owner.tap("Take out")
    assert "Take Ana Ruiz out?" in question
    await owner.tap("As you asked.")

    assert "✖️ Taken out, and told." in owner.screen
    assert "Reason: As you asked." in await ana.wait_for("✖️ An organizer took you out: Monday Jam")
    await bo.wait_for("✅ A place came free and it is yours: Monday Jam")
    await all_told(engine)
    assert live_registrations(engine, session) == ["confirmed"]
    assert "first time" not in "".join(message.text for message in ana.messages)


@ON_BOTH_DATABASES
async def test_one_person_is_written_to(app, crew, owner, session, engine):
    ana = crew[0]
    await register(ana, session)
    await all_told(engine)
    await open_person(owner, engine, ana)
    await owner.tap("Write")
    await owner.send("Bring <shoes>\nplease")
    assert "Send this to Ana Ruiz?\n\nBring <shoes>\nplease" in owner.screen
    preview = owner.screen
    data = preview.data("Send")

    await owner.tap("Send")

    assert "✅ Your message is on its way." in owner.screen
    told = await ana.wait_for("✉️ Tanzfabrik writes to you about Monday Jam")
    assert told.text.endswith("\n\nBring <shoes>\nplease")
    await all_told(engine)
    before = dump(engine)
    await owner.tap_data(preview, data)
    assert "That message is sent or dropped already." in owner.screen
    assert dump(engine) == before


@ON_BOTH_DATABASES
async def test_who_waits_is_moved_up_where_there_is_a_place(app, crew, owner, session, engine, make):
    ana, bo, chloe = crew
    await register(ana, session)
    await wait_in_line(bo, session)
    await wait_in_line(chloe, session)
    await all_told(engine)
    screen = await open_person(owner, engine, chloe)
    assert "⏳ 2nd in line" in screen
    await owner.tap("Give a place")
    assert "✖️ There is no free place." in owner.screen
    assert owner.screen.buttons == [["Change places"], ["Back"]]
    [quota] = make.quotas(session)
    quota.capacity = 2
    # The line itself gives that place to nobody: it is kept for a party of two.
    of_bo = select(User.id).where(User.telegram_id == bo.id).scalar_subquery()
    party = {"places": 2, "passed_over": PASSES}
    make.tx.execute(update(Registration).where(Registration.user_id == of_bo).values(party))
    make.tx.commit()

    await open_person(owner, engine, chloe)
    question = await owner.tap("Give a place")
    assert "1 is before them in the line." in question
    await owner.tap("They help with the session.")

    assert "✅ They have a place, and are told." in owner.screen
    await chloe.wait_for("✅ A place came free and it is yours: Monday Jam")
    await all_told(engine)
    assert live_registrations(engine, session) == ["confirmed", "waitlisted", "confirmed"]
    await bo.open(f"s_{session.code}")
    await bo.tap("Why?")
    assert "An organizer gave a place to somebody past the line." in bo.screen


@ON_BOTH_DATABASES
async def test_somebody_is_added_by_name_and_by_contact(app, crew, owner, session, engine, make):
    ana = crew[0]
    question = await add_person(owner, session)
    assert "Whom do you want to add?" in question

    shown = await owner.send("Dana Maier")

    assert "✅ Dana Maier is in." in shown
    assert "I cannot write to them: please tell them yourself." in shown
    await owner.tap("Add person")
    await ana.send("/start")
    full = await share(owner, "Ana", user_id=ana.id)
    assert "🔴 There is no place left for Ana." in full
    assert full.buttons == [["Put on the waitlist"], ["Raise places to 2 and add"], ["Back"]]
    data = full.data("Raise places to 2 and add")
    await owner.tap("Raise places to 2 and add")
    assert "✅ Ana Ruiz is in." in owner.screen
    await ana.wait_for("✅ Tanzfabrik added you: Monday Jam")
    await all_told(engine)
    assert live_registrations(engine, session) == ["confirmed", "confirmed"]
    before = dump(engine)
    await owner.tap_data(full, data)
    assert "This is not there any more." in owner.screen
    assert dump(engine) == before


@SIMPLEST
async def test_a_contact_who_comes_later_finds_their_place(app, sandbox, owner, session, engine):
    await add_person(owner, session)
    eve = sandbox.person("Eve Later")
    await share(owner, "Eve", user_id=eve.id)
    assert "✅ Eve is in." in owner.screen
    assert "I cannot write to them" in owner.screen

    mine = await eve.send("/my")

    assert "Monday Jam" in mine
    with engine.connect() as connection:
        assert connection.scalar(select(User.name).where(User.telegram_id == eve.id)) == "Eve Later"


@SIMPLEST
async def test_somebody_of_the_same_name_may_be_the_same(app, owner, session, engine, make):
    [quota] = make.quotas(session)
    quota.capacity = 9
    make.tx.commit()
    await add_person(owner, session)
    await owner.send("Dana Maier")
    await owner.tap("Add person")
    asked = await owner.send("dana maier")
    assert "Is it this one?" in asked
    await owner.tap("Dana Maier (without Telegram)")
    assert "✖️ dana maier\nThey are in already." in owner.screen
    await owner.send("Dana Maier")
    await owner.tap("Somebody new")
    assert "✅ Dana Maier is in." in owner.screen
    await all_told(engine)
    with engine.connect() as connection:
        assert len(connection.execute(select(Client.id)).all()) == 2
    assert live_registrations(engine, session) == ["confirmed", "confirmed"]


def waiting_names(engine):
    names = select(User.name).join(Registration, Registration.user_id == User.id)
    with engine.connect() as connection:
        return list(connection.scalars(names.where(Registration.status == "waitlisted").order_by(Registration.id)))


@pytest.fixture
def kara(make, session):
    """A client of Olga's, where the only place is taken."""
    make.booked(make.quotas(session)[0])
    known = make.user("Kara Known", telegram_id=4711)
    make.kept(Client(host_id=session.host_id, user_id=known.id, created_at=NOW))
    return known


@SIMPLEST
async def test_another_name_after_somebody_known_is_another_person(app, owner, session, engine, kara):
    await add_person(owner, session)
    await owner.send("Kara Known")
    await owner.tap("Kara Known")
    await owner.send("Somebody Else")
    await owner.tap("Put on the waitlist")

    assert waiting_names(engine) == ["Somebody Else"]


@SIMPLEST
async def test_another_name_after_a_contact_is_another_person(app, owner, session, engine, kara, sandbox):
    await add_person(owner, session)
    await share(owner, "Eve", user_id=sandbox.person("Eve Later").id)
    await owner.send("Somebody Else")
    await owner.tap("Put on the waitlist")

    assert waiting_names(engine) == ["Somebody Else"]


@SIMPLEST
async def test_a_contact_after_somebody_known_is_another_person(app, owner, session, engine, kara, sandbox):
    await add_person(owner, session)
    await owner.send("Kara Known")
    await owner.tap("Kara Known")
    await share(owner, "Eve", user_id=sandbox.person("Eve Later").id)
    await owner.tap("Put on the waitlist")

    assert waiting_names(engine) == ["Eve"]


@SIMPLEST
async def test_somebody_new_after_somebody_known_is_another_person(app, owner, session, engine, kara):
    await add_person(owner, session)
    asked = await owner.send("kara known")
    new = asked.data("Somebody new")
    await owner.tap("Kara Known")
    await owner.tap_data(asked, new)
    await owner.tap("Put on the waitlist")

    assert waiting_names(engine) == ["kara known"]


@SIMPLEST
async def test_roles_are_asked_first_and_wrong_answers_are_helped(app, owner, make, sandbox, engine):
    olga = make.user("Olga Owner", telegram_id=owner.id)
    session = make.session(series=make.series(owner=olga, roles={"base": 1, "flyer": 1}))
    roles = await add_person(owner, session)
    assert roles.buttons == [["base"], ["flyer"], ["Back"]]
    await owner.tap("flyer")
    assert "Whom do you want to add as flyer?" in owner.screen
    await owner.photo(b"png")
    assert "I need a name or a contact here." in owner.screen
    await owner.send("?!")
    assert "I need a name with at least one letter." in owner.screen
    await owner.send("Dana")
    assert "✅ Dana is in." in owner.screen
    assert live_registrations(engine, session) == ["confirmed"]


@SIMPLEST
async def test_a_link_to_forward(app, owner, session):
    await add_person(owner, session)
    shown = await owner.tap("Send a link instead")
    assert f"start=s_{session.code}" in shown
    await owner.tap("Copy link")
    assert owner.clipboard.endswith(f"start=s_{session.code}")


@SIMPLEST
async def test_the_door_sees_who_it_is_and_can_do_no_more_than_check_in(app, crew, owner, session, engine, helper):
    await register(crew[0], session)
    door = helper("Dora Door", TeamRole.DOOR)

    screen = await open_person(door, engine, crew[0])

    assert screen.text.startswith("Ana Ruiz\n✅ is in")
    assert [key for row in screen.buttons for key in row if key not in {"Check in", "Back"}] == []


@SIMPLEST
async def test_buttons_of_who_lost_the_right_change_nothing(app, crew, owner, session, engine, helper, make):
    ana = crew[0]
    await register(ana, session)
    mia = helper("Mia Manager", TeamRole.MANAGER)
    screen = await open_person(mia, engine, ana)
    await mia.tap("Note on this")
    question = await mia.press(screen, screen.key("Take out"))
    stale = [screen.data(words) for words in ("Note on this", "Note on person", "Write", "Take out")]
    stale += [question.data("As you asked."), question.data("Type a reason"), AddPerson(session_id=session.id).pack()]
    await all_told(engine)
    make.tx.execute(delete(TeamMember))
    make.tx.commit()
    before = dump(engine)

    for data in stale:
        await mia.tap_data(screen, data)

    assert dump(engine) == before
    assert live_registrations(engine, session) == ["confirmed"]


@SIMPLEST
async def test_strangers_cannot_open_anybody(app, crew, session, engine):
    ana, bo, _ = crew
    card = await register(ana, session)
    reference = card.text.splitlines()[0].rpartition(" · ")[2]

    for person in (ana, bo):
        await open_person(person, engine, ana)
        await person.wait_for("This is not there any more.")
        assert "is in\n" not in await person.send(reference)
