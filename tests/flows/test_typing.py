"""Stories of who types where there are buttons: it is taken where it makes sense, else a tap is asked for."""

import pytest
from sqlalchemy import select

from db.models import Host, Quota, Registration, Series, Space, TeamMember, Template
from db.models.series import BookingMode, WaitlistWay
from db.models.team import TeamRole
from keyboards.callbacks.desks import AskEndSeries, AskHostField, AskSeriesField
from keyboards.callbacks.organizing import AddPerson, AnnounceToSession, StartNew
from keyboards.callbacks.people import AskReason
from keyboards.callbacks.planning import AskComplete, AskEdit, OpenRoles, What
from keyboards.callbacks.repeating import AskAbsence, AskClosure, AskRoom, NewRepeat
from keyboards.callbacks.team import AskRemoving
from services import registrations
from tests.factories import NOW
from tests.flows.conftest import SIMPLEST
from tests.flows.steps import all_told, dump, live_registrations, register

PLEASE = "Please tap one of the buttons."


@pytest.fixture
def owner(sandbox):
    return sandbox.person("Olga Owner")


@pytest.fixture
def session(make, owner):
    """A session of Olga's, for bases and flyers."""
    olga = make.user("Olga Owner", telegram_id=owner.id)
    return make.session(series=make.series(title="Monday Jam", roles={"base": 2, "flyer": 3}, owner=olga))


async def go(owner, intent):
    home = await owner.send("/start")
    return await owner.tap_data(home, intent.pack())


@SIMPLEST
async def test_what_is_typed_below_cancelling_is_what_people_are_told(app, owner, session):
    await go(owner, AskEdit(session_id=session.id, what=What.CANCEL))
    shown = await owner.send("The hall is flooded")
    assert "Cancel Monday Jam?" in shown
    assert "They are told: The hall is flooded" in shown


@SIMPLEST
async def test_places_are_typed_below_those_there_are(app, owner, session, engine):
    assert "base 2, flyer 3" in await go(owner, OpenRoles(session_id=session.id))
    assert "1 places as base" in await owner.send("base 1, Flyer 4") or "1 place as base" in owner.screen
    await owner.tap("Confirm")
    assert "4 places as flyer" in owner.screen
    await owner.tap("Confirm")

    with engine.connect() as connection:
        kept = connection.execute(select(Quota.name, Quota.capacity).order_by(Quota.name)).all()
    assert kept == [("base", 1), ("flyer", 4)]


@SIMPLEST
async def test_who_types_a_role_that_is_not_there_sees_the_places_again(app, owner, session):
    await go(owner, OpenRoles(session_id=session.id))
    shown = await owner.send("dancer 4")
    assert "✖️ I need each role with its places" in shown
    assert "Places and roles" in shown


@SIMPLEST
async def test_name_after_name_is_added(app, owner, session, engine):
    await go(owner, AddPerson(session_id=session.id))
    shown = await owner.send("Dana Maier")
    assert PLEASE in shown
    assert "As what do you want to add somebody?" in shown
    await owner.tap("flyer")
    assert "✅ Dana Maier is in." in await owner.send("Dana Maier")
    assert "✅ Eve Later is in." in await owner.send("Eve Later")
    too_long = await owner.send("x" * 65)
    assert "That is too long: 64 characters fit." in too_long
    assert live_registrations(engine, session) == ["confirmed", "confirmed"]


@SIMPLEST
async def test_a_tap_on_another_screen_ends_the_question(app, owner, session, engine):
    await go(owner, AddPerson(session_id=session.id))
    await owner.tap("flyer")
    await owner.send("Dana Maier")
    await owner.tap("Back")
    await owner.send("jam")
    assert live_registrations(engine, session) == ["confirmed"]
    assert "Monday Jam" in owner.screen


@SIMPLEST
async def test_where_there_is_nothing_to_type_a_tap_is_asked_for(app, owner, session, make):
    session.starts_at = session.starts_at.replace(hour=0)
    make.tx.merge(session)
    make.tx.commit()
    await go(owner, AskComplete(session_id=session.id))
    shown = await owner.send("yes")
    assert PLEASE in shown
    assert "Is it over?" in shown
    await owner.tap("Back")
    await owner.send("zzzz")
    assert PLEASE not in owner.screen


@SIMPLEST
async def test_words_after_new_are_the_line(app, owner, session, engine):
    shown = await owner.send("/new Sunday Silks, Sun 18:00, 12")
    assert "Sunday Silks" in shown
    assert "12 places" in shown
    await owner.tap("Create")
    with engine.connect() as connection:
        assert connection.scalars(select(Series.title).order_by(Series.id)).all() == ["Monday Jam", "Sunday Silks"]


@SIMPLEST
async def test_a_line_typed_at_the_choice_is_a_new_series(app, owner, session):
    assert "What do you want to plan?" in await owner.send("/new")
    shown = await owner.send("Sunday Silks, Sun 18:00, 12")
    assert "12 places" in shown


@SIMPLEST
async def test_a_whole_line_replaces_what_was_said_before(app, owner, session):
    await go(owner, StartNew())
    await owner.send("hello there")
    assert "hello there" in owner.screen
    shown = await owner.send("Sunday Silks, Sun 18:00, 12")
    assert "Sunday Silks" in shown
    assert "hello there" not in shown
    await owner.send("/new")
    await owner.send("x" * 81 + ", Sun 18:00, 12")
    shown = await owner.send("Monday Silks, Mon 18:00, 13")
    assert "Monday Silks" in shown
    assert "13 places" in shown


@SIMPLEST
async def test_a_reason_typed_below_the_usual_ones_is_looked_at_and_then_told(app, crew, owner, session, engine):
    ana = crew[0]
    await register(ana, session, "base")
    await all_told(engine)
    with engine.connect() as connection:
        mine = connection.scalar(select(Registration.id))
    await go(owner, AskReason(registration_id=mine, act="take_out"))

    shown = await owner.send("Too <loud>")
    assert "Take Ana Ruiz out?" in shown
    assert "Your reason: Too <loud>" in shown
    assert live_registrations(engine, session) == ["confirmed"]
    first = shown
    await owner.send("Never pays")
    await owner.tap_data(first, first.data("Take out"))
    assert live_registrations(engine, session) == ["confirmed"]
    await owner.tap_data(first, first.data("Back"))
    await owner.send("Never pays")
    await owner.tap("Take out")

    assert live_registrations(engine, session) == []
    await ana.wait_for("Never pays")


@SIMPLEST
async def test_a_reason_that_is_too_long_or_no_text_is_asked_for_again(app, crew, owner, session, engine):
    await register(crew[0], session, "base")
    await all_told(engine)
    with engine.connect() as connection:
        mine = connection.scalar(select(Registration.id))
    await go(owner, AskReason(registration_id=mine, act="take_out"))
    shown = await owner.send("x" * (registrations.LONGEST_REASON + 1))
    assert "That is too long" in shown
    assert "Take Ana Ruiz out?" in shown
    shown = await owner.photo(b"png")
    assert PLEASE in shown
    assert "Take Ana Ruiz out?" in shown
    await owner.tap("Back")
    await owner.send("out with them")
    assert live_registrations(engine, session) == ["confirmed"]


@SIMPLEST
async def test_whom_to_write_to_is_tapped_before_the_text(app, crew, owner, session, engine):
    await register(crew[0], session, "base")
    await all_told(engine)
    await go(owner, AnnounceToSession(session_id=session.id))
    shown = await owner.send("Bring water")
    assert PLEASE in shown
    assert "Whom do you want to write to?" in shown
    await owner.tap("Confirmed (1)")
    assert "This is what 1 person gets:" in await owner.send("Bring water")


@SIMPLEST
async def test_the_form_for_what_repeats_understands_names_and_asks_again(app, make, owner, session, engine):
    series_id = session.series_id
    host_id = session.host_id
    room = make.kept(Space(host_id=host_id, name="Großer Saal", created_at=NOW))
    await go(owner, NewRepeat(series_id=series_id))
    shown = await owner.send("every monday")
    assert PLEASE in shown
    assert "A new weekly time" in shown

    await owner.tap("Days")
    shown = await owner.send("someday")
    assert "✖️ I did not understand these days." in shown
    assert "On which days?" in shown
    assert "I can only take text here." in await owner.photo(b"png")
    assert "On which days?" in owner.screen
    assert "Every Mon and Thu" in await owner.send("Thursdays and mon")
    await owner.tap("Room")
    shown = await owner.send("Kitchen")
    assert "✖️ I do not know “Kitchen” here." in shown
    assert "In which room?" in shown
    assert "Großer Saal" in await owner.send("großer saal")
    await owner.tap("Instructors")
    assert "✖️ I do not know “Nobody Here” here." in await owner.send("Nobody Here")
    assert "Olga Owner" in await owner.send("olga owner")
    await owner.tap("Create")

    with engine.connect() as connection:
        kept = connection.execute(select(Template.weekdays, Template.space_id, Template.instructor_ids)).one()
        assert (kept.weekdays, kept.space_id, len(kept.instructor_ids)) == ([1, 4], room.id, 1)


@SIMPLEST
async def test_what_is_no_text_brings_the_question_about_the_host_again(app, owner, session, engine):
    host_id = session.host_id
    with engine.connect() as connection:
        olga_id = connection.scalar(select(Host.owner_id))
    for intent, question in (
        (AskClosure(host_id=host_id), "On which days is Tanzfabrik closed?"),
        (AskRoom(host_id=host_id), "What is the room called?"),
        (AskAbsence(of="host", place_id=host_id, user_id=olga_id), "When is Olga Owner away?"),
    ):
        assert question in await go(owner, intent)
        shown = await owner.photo(b"png")
        assert "✖️" in shown
        assert question in shown


@SIMPLEST
async def test_a_rule_is_understood_as_its_button_says_and_else_asked_for_again(app, owner, session, engine):
    series_id = session.series_id
    await go(owner, AskSeriesField(series_id=series_id, field="mode"))
    shown = await owner.send("whenever I like")
    assert PLEASE in shown
    assert "How does somebody get a place?" in shown
    assert "Booking: I approve each" in await owner.send("i approve each")
    await go(owner, AskSeriesField(series_id=series_id, field="way"))
    await owner.send("The next is asked first")
    with engine.connect() as connection:
        kept = connection.execute(select(Series.mode, Series.waitlist_way)).one()
    assert tuple(kept) == (BookingMode.APPROVAL, WaitlistWay.OFFER)


@SIMPLEST
async def test_a_rule_of_a_host_likewise(app, make, owner, session):
    host_id = session.host_id
    await go(owner, AskHostField(host_id=host_id, field="suspends"))
    shown = await owner.send("a lot")
    assert PLEASE in shown
    assert "How many no-shows within 30 days" in shown
    assert "3 no-shows within 30 days suspend" in await owner.send("3")


@SIMPLEST
async def test_words_below_what_cannot_be_undone_change_nothing(app, make, owner, session, engine):
    host_id = session.host_id
    helper = {"user_id": make.user("Hal Helper").id, "role": TeamRole.MANAGER, "created_at": NOW}
    member = make.kept(TeamMember(host_id=host_id, **helper))
    for intent, question in (
        (AskRemoving(kind="h", role_id=member.id), "Hal Helper"),
        (AskEndSeries(series_id=session.series_id, way="delete"), "Delete Monday Jam for good?"),
    ):
        assert question in await go(owner, intent)
        before = dump(engine)
        shown = await owner.send("yes")
        assert PLEASE in shown
        assert question in shown
        after = dump(engine)
        assert {name for name in before if before[name] != after[name]} <= {"dialogs"}
