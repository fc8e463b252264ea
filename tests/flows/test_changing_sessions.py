"""Stories of who plans sessions: first whom a change affects, then the change, and everybody hears of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Quota, Session, Space, TeamMember
from db.models.team import TeamRole
from keyboards.callbacks.organizing import EditSession, ListSessions
from keyboards.callbacks.planning import ApplyChange, AskComplete, AskEdit, OpenRoles, PickInstructor, ShiftTime, What
from services.errors import NotAllowed, SessionCancelled
from services.errors.organizing import ChangeOutdated
from services.translator import Translator
from tests.factories import NOW
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, dump, live_registrations, received, register, wait_in_line

ENGLISH = Translator("en")


@pytest.fixture
def owner(sandbox):
    return sandbox.person("Olga Owner")


@pytest.fixture
def series(make, owner):
    """Olga's, who lives where it takes place."""
    olga = make.user("Olga Owner", telegram_id=owner.id, time_zone="Europe/Berlin")
    return make.series(title="Monday Jam", capacity=1, owner=olga, place="Tanzfabrik")


@pytest.fixture
def session(make, series):
    return make.session(series=series)


async def edit(person, session):
    """The desk of a session."""
    await person.open(f"s_{session.code}")
    await person.tap_data(person.screen, EditSession(session_id=session.id).pack())
    return person.screen


def column(engine, wanted, session):
    with engine.connect() as connection:
        return connection.scalar(select(wanted).where(Session.id == session.id))


@ON_BOTH_DATABASES
async def test_a_moved_session_tells_who_is_in_and_who_waits(app, crew, session, owner, engine):
    ana, bo, chloe = crew
    await register(ana, session)
    await wait_in_line(bo, session)
    await chloe.open(f"s_{session.code}")
    await all_told(engine)

    await edit(owner, session)
    await owner.tap("Move")
    assert "When shall it take place?" in owner.screen
    await owner.send("next Friday evening")
    assert "I did not understand that" in owner.screen
    await owner.send("Thu 20:15")
    look = owner.screen
    assert "Move Monday Jam?" in look
    assert "New: Thu 26 Nov, 20:15–22:15 (Berlin time)" in look
    assert "Before: Wed 25 Nov, 13:00–15:00 (Berlin time)" in look
    assert "1 person will be told now." in look
    assert "1 person on the waitlist too." in look
    await owner.tap("Confirm")

    assert "2 people are being told." in owner.screen
    assert "Thu 26 Nov, 20:15" in owner.screen
    for person in (ana, bo):
        told = await person.wait_for("The time has changed: Monday Jam")
        assert "Thu 26 Nov, 20:15–22:15" in told
        assert "Before: Wed 25 Nov, 13:00" in told
    assert "You keep your turn: 1st in line." in bo.screen
    await all_told(engine)
    assert received(chloe, "The time has changed") == received(owner, "The time has changed") == 0
    await ana.tap("I can't come")
    await ana.tap("Yes, cancel")
    await bo.wait_for("A place came free and it is yours")


@ON_BOTH_DATABASES
async def test_more_places_are_given_to_who_waits_and_fewer_take_nobodys(app, crew, session, owner, engine):
    ana, bo, chloe = crew
    await register(ana, session)
    await wait_in_line(bo, session)
    await wait_in_line(chloe, session)

    await edit(owner, session)
    await owner.tap("Places")
    await owner.tap("Change places")
    await owner.send("2")
    assert "Now 1 of 1 are taken." in owner.screen
    assert "2 people wait; the first in line get what is new." in owner.screen
    await owner.tap("Confirm")

    assert "1 from the waitlist got a turn." in owner.screen
    await bo.wait_for("A place came free and it is yours")
    assert live_registrations(engine, session) == ["confirmed", "confirmed", "waitlisted"]

    await owner.tap("Places")
    await owner.tap("Change places")
    await owner.send("1")
    assert "Too many, the latest booked first: Bo Kimura." in owner.screen
    await owner.tap("Lower to 2 (as many as are in)")

    assert "2 of 2 taken" in owner.screen
    assert live_registrations(engine, session) == ["confirmed", "confirmed", "waitlisted"]


@SIMPLEST
async def test_all_later_ones_are_moved_and_those_changed_by_themselves_if_asked(app, make, series, owner, engine):
    rows = [make.session(series=series, starts_in=timedelta(days=days)) for days in (2, 9, 16)]
    rows[1].edited_at = NOW
    make.tx.commit()

    await edit(owner, rows[0])
    await owner.tap("Move")
    await owner.tap("30 min later")
    await owner.tap("This and all 2 after it")
    assert "It is for 2 sessions: this and later ones." in owner.screen
    assert "1 that was changed by itself stays as it is." in owner.screen
    older = owner.screen
    await owner.tap("Also 1 changed by hand")
    assert "It is for 3 sessions" in owner.screen
    before = dump(engine)
    await owner.tap_data(older, older.data("Confirm"))
    assert owner.alert == ChangeOutdated(rows[0].id).text(ENGLISH)
    assert dump(engine) == before


@SIMPLEST
async def test_moving_into_a_room_that_is_taken_says_so_before_and_after(app, make, series, owner, engine):
    room = make.kept(Space(host_id=series.host_id, name="Studio <1>", created_at=NOW))
    rows = [make.session(series=series, starts_in=timedelta(days=2, minutes=minutes)) for minutes in (0, 150)]
    for one in rows:
        one.space_id = room.id
    make.tx.commit()

    await edit(owner, rows[0])
    await owner.tap("Move")
    await owner.tap("1 hour later")
    assert "⚠️ Studio <1> is taken then: Monday Jam, Wed 25 Nov, 15:30." in owner.screen
    assert "1 session is moved without its room; you can give it another one." in owner.screen
    await owner.tap("Confirm")

    assert "⚠️ 1 session has no room now, for it was taken." in owner.screen
    with engine.connect() as connection:
        assert connection.scalars(select(Session.space_id).order_by(Session.id)).all() == [None, room.id]


@SIMPLEST
async def test_all_later_ones_are_cancelled_with_a_word_from_the_organizer(app, make, crew, series, owner, engine):
    ana, bo, _ = crew
    rows = [make.session(series=series, starts_in=timedelta(days=days)) for days in (2, 9, 16)]
    await register(ana, rows[0])
    await register(ana, rows[1])
    await register(bo, rows[2])
    await all_told(engine)

    await owner.open(f"s_{rows[1].code}")
    await owner.tap("Cancel session")
    assert "1 person will be told now." in owner.screen
    assert ["✅ This session only"] in owner.screen.buttons
    await owner.tap("This and 1 more")
    assert owner.screen.buttons[1:3] == [["This session only"], ["✅ This and 1 more"]]
    assert "Cancel 2 sessions of Monday Jam?" in owner.screen
    assert "2 people will be told now." in owner.screen
    await owner.tap("Add a message")
    await owner.send("The <roof> leaks.")
    assert "They are told: The <roof> leaks." in owner.screen
    assert "Cancel 2 sessions of Monday Jam?" in owner.screen
    await owner.tap("Cancel 2 sessions, tell everybody")

    assert "2 people are being told." in owner.screen
    assert "2 sessions are cancelled." in owner.screen
    for person in (ana, bo):
        told = await person.wait_for("was cancelled by the organizer")
        assert "They say: The <roof> leaks." in told
    assert [column(engine, Session.status, row) for row in rows] == ["scheduled", "cancelled", "cancelled"]


@SIMPLEST
async def test_a_new_price_is_for_who_books_from_now_on(app, make, crew, series, owner, engine):
    ana, bo, _ = crew
    session = make.session(series=series)
    series.price = 1000
    make.tx.commit()
    await register(ana, session)

    await edit(owner, session)
    await owner.tap("Price")
    await owner.send("a lot")
    assert "I did not understand that as an amount." in owner.screen
    await owner.send("12,50")
    assert "1 person keeps what they agreed: €10.00." in owner.screen
    await owner.tap("Confirm")

    assert "€12.50" in owner.screen
    card = await bo.open(f"s_{session.code}")
    assert "€12.50" in card
    await all_told(engine)
    assert received(ana, "12.50") == 0


@SIMPLEST
async def test_a_new_place_is_told_and_its_map_is_a_link(app, crew, session, owner, engine):
    ana = crew[0]
    await register(ana, session)

    await edit(owner, session)
    await owner.tap("Place")
    await owner.send("Uferhallen\nhttp://maps.example.org/x")
    assert "I need a link that begins with https://" in owner.screen
    await owner.send("Uferhallen <2>\nhttps://maps.example.org/x")
    assert "New: Uferhallen <2>" in owner.screen
    await owner.tap("Confirm")

    told = await ana.wait_for("The place has changed: Monday Jam")
    assert "Uferhallen <2>" in told
    assert "Before: Tanzfabrik" in told
    assert column(engine, Session.map_url, session) == "https://maps.example.org/x"


@SIMPLEST
async def test_who_gives_it_is_chosen_from_the_team_and_keeps_a_note(
    app, make, sandbox, session, series, owner, engine
):
    ida = sandbox.person("Ida Instructor")
    helper = make.user("Ida Instructor", telegram_id=ida.id)
    make.kept(TeamMember(host_id=series.host_id, user_id=helper.id, role=TeamRole.INSTRUCTOR, created_at=NOW))
    before = dump(engine)
    await ida.open(f"s_{session.code}")
    await ida.tap_data(ida.screen, AskEdit(session_id=session.id, what=What.NOTE, quota_id=0).pack())
    assert ida.alert == NotAllowed(session.id).text(ENGLISH)
    assert dump(engine)["sessions"] == before["sessions"]

    await edit(owner, session)
    await owner.tap("Instructor")
    await owner.tap("Ida Instructor")
    await owner.tap("Confirm")
    assert "👤 Ida Instructor" in owner.screen

    desk = await edit(ida, session)
    assert [row for row in desk.buttons if "Move" in row or "Cancel session" in row] == []
    await ida.tap("Note")
    await ida.send("Mats are\nin the <b>cellar</b>")
    assert "Mats are\nin the <b>cellar</b>" in ida.screen
    assert column(engine, Session.note, session) == "Mats are\nin the <b>cellar</b>"


@SIMPLEST
async def test_roles_are_named_added_and_removed(app, session, owner, engine):
    await edit(owner, session)
    await owner.tap("Places")
    assert owner.screen.key("Add a role") is None
    await owner.tap("Name the role")
    await owner.send("base")
    await owner.tap("Add a role")
    await owner.send("flyer")
    assert "I need each role with its places" in owner.screen
    await owner.send("flyer 3")
    assert "Base: 0 of 1 taken" in owner.screen
    assert "Flyer: 0 of 3 taken" in owner.screen
    await owner.tap("Remove flyer")
    await owner.tap("Remove the role")

    assert "The role is removed." in owner.screen
    with engine.connect() as connection:
        assert list(connection.scalars(select(Quota.name))) == ["base"]


@SIMPLEST
async def test_a_session_is_closed_before_its_end(app, crew, make, series, owner, clock, engine):
    session = make.session(series=series, starts_in=timedelta(hours=1))
    await register(crew[0], session)
    desk = await edit(owner, session)
    assert desk.key("It is over") is None
    clock.now += timedelta(hours=2)

    await edit(owner, session)
    await owner.tap("It is over")
    await owner.tap("Confirm")

    await owner.wait_for("It is over now.")
    assert column(engine, Session.status, session) == "completed"
    assert live_registrations(engine, session) == ["confirmed"]


@SIMPLEST
async def test_the_sessions_of_a_series_are_listed_with_what_wants_attention(app, make, crew, series, owner, engine):
    first = make.session(series=series)
    second = make.session(series=series, starts_in=timedelta(days=9))
    await register(crew[0], first)
    await wait_in_line(crew[1], first)
    second.edited_at, second.needs_instructor = NOW, True
    make.tx.commit()
    await all_told(engine)
    await owner.open(f"s_{first.code}")

    await owner.tap_data(owner.screen, ListSessions(series_id=series.id).pack())

    assert "Wed 25 Nov, 13:00 · 1 of 1 · ⏳ 1 waiting" in owner.screen
    assert "Wed 2 Dec, 13:00 · 0 of 1 · 👤 needs an instructor · ✎ changed" in owner.screen
    assert owner.screen.key("Wed 2 Dec, 13:00 · 0/1")
    assert owner.screen.key("New session")


@SIMPLEST
async def test_past_sessions_are_a_tap_away_and_lead_to_their_rosters(app, make, series, owner, clock):
    sessions = [make.session(series=series, starts_in=timedelta(days=days)) for days in (1, 2, 20)]
    clock.now = sessions[1].ends_at
    await owner.open(f"s_{sessions[2].code}")
    await owner.tap_data(owner.screen, ListSessions(series_id=series.id).pack())

    await owner.tap("Past sessions")

    assert owner.screen.buttons[:2] == [["Wed 25 Nov, 13:00 · 0/1"], ["Tue 24 Nov, 13:00 · 0/1"]]
    await owner.tap("Tue 24 Nov, 13:00 · 0/1")
    assert "It is over." in owner.screen
    await owner.tap("Back")
    assert "the last 30 days" in owner.screen
    await owner.tap("Back")
    assert "sessions to come" in owner.screen
    clock.now = sessions[1].ends_at + timedelta(days=30)
    await owner.tap("Past sessions")
    assert owner.screen.buttons[0][0].startswith("Sun 13 Dec")


@ON_BOTH_DATABASES
async def test_whoever_does_not_plan_it_changes_no_row(app, crew, session, owner, engine):
    ana = crew[0]
    await register(ana, session)
    await all_told(engine)
    before = dump(engine)
    asked = [AskEdit(session_id=session.id, what=what, quota_id=0) for what in What]
    others = [
        EditSession(session_id=session.id),
        ShiftTime(session_id=session.id, by="p30"),
        PickInstructor(session_id=session.id, user_id=0),
        ApplyChange(session_id=session.id, version=1),
        OpenRoles(session_id=session.id),
        AskComplete(session_id=session.id),
    ]

    for forged in [*asked, *others]:
        await ana.tap_data(ana.screen, forged.pack())
        assert ana.alert == NotAllowed(session.id).text(ENGLISH), forged

    assert dump(engine) == before


@SIMPLEST
async def test_a_confirm_of_who_lost_the_right_changes_no_row(app, make, sandbox, session, series, owner, engine):
    await edit(owner, session)
    await owner.tap("Move")
    question = owner.screen
    await owner.tap("1 hour later")
    look = owner.screen
    make.tx.get_one(type(make.host()), series.host_id).owner_id = make.user("Next").id
    make.tx.commit()
    before = dump(engine)

    for screen, words in ((look, "Confirm"), (question, "Next day")):
        await owner.tap_data(screen, screen.data(words))
        assert owner.alert == NotAllowed(session.id).text(ENGLISH)

    assert dump(engine) == before


@SIMPLEST
async def test_old_buttons_of_a_cancelled_session_change_no_row(app, session, owner, engine):
    await edit(owner, session)
    await owner.tap("Move")
    question = owner.screen
    await owner.tap("1 hour later")
    look = owner.screen
    await owner.open(f"s_{session.code}")
    await owner.tap("Cancel session")
    await owner.tap("Cancel the session and tell everybody")
    await all_told(engine)
    before = dump(engine)

    for screen, words in ((look, "Confirm"), (question, "Next day")):
        await owner.tap_data(screen, screen.data(words))
        assert owner.alert == SessionCancelled(session.id, "Monday Jam").text(ENGLISH)

    assert dump(engine) == before


@SIMPLEST
async def test_a_photo_is_no_answer_and_leaving_asks_nothing_more(app, session, owner, engine):
    await edit(owner, session)
    await owner.tap("Length")
    await owner.photo(b"not looked at")
    assert "I can only take text here." in owner.screen
    await owner.tap("Back")
    await owner.send("90")
    assert column(engine, Session.edited_at, session) is None


@SIMPLEST
async def test_a_session_gets_a_room_where_it_is_free(app, make, crew, series, session, owner, engine):
    room = make.kept(Space(host_id=series.host_id, name="Studio 1", created_at=NOW))
    other = make.session(series=series, starts_in=timedelta(days=2, hours=1))
    other.space_id = room.id
    make.tx.commit()

    await edit(owner, session)
    await owner.tap("Room")
    await owner.tap("Studio 1")
    assert "The room is taken at that time." in owner.screen
    other.space_id = None
    make.tx.commit()
    await owner.tap("Studio 1")

    assert "✅ Changed." in owner.screen
    assert "📍 Studio 1 · Tanzfabrik" in owner.screen
    assert "📍 Studio 1 · Tanzfabrik" in await crew[0].open(f"s_{session.code}")
    assert column(engine, Session.space_id, session) == room.id
