"""Stories of an organizer's screen of a session: its people, as they come and go."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from db.models import Host, Post, Registration, TeamMember, User
from handlers.screens import plain, utf16
from keyboards.callbacks.organizing import OpenRoster
from keyboards.callbacks.rosters import FindPerson, ListPeople, OpenCheckIn
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, cancel, dump, register, until, wait_in_line

GAP, MINUTE = timedelta(seconds=5), timedelta(minutes=1)
LONGEST = 4096


@pytest.fixture
def owner(sandbox):
    return sandbox.person("Olga Owner")


@pytest.fixture
def series(make, owner):
    return make.series(
        title="Monday Jam", roles={"base": 2, "flyer": 30}, owner=make.user("Olga Owner", telegram_id=owner.id)
    )


@pytest.fixture
def session(make, series):
    return make.session(series=series)


async def open_roster(person, session):
    await person.open(f"s_{session.code}")
    await person.tap("Roster")
    return roster_of(person)


def is_roster(message) -> bool:
    keys = [key.get("callback_data", "") for row in message.keys for key in row]
    return any(data.startswith(("roster", "attendance.in")) for data in keys)


def roster_of(person):
    """The newest message that shows a session's people: notices may have come below it."""
    return next(one for one in reversed(person.messages) if is_roster(one))


async def sees(person, fragment: str):
    """Wait until the roster shows something."""
    await until(lambda: fragment in roster_of(person), f"{person.name} sees {fragment!r}")
    return roster_of(person)


def following(engine) -> int:
    """How many messages follow."""
    with engine.connect() as connection:
        return len(connection.execute(select(Post.id).where(Post.gone_at.is_(None))).all())


def current(engine) -> bool:
    with engine.connect() as connection:
        return connection.execute(select(Post.id).where(Post.stale_since.is_not(None))).first() is None


@ON_BOTH_DATABASES
async def test_an_open_roster_follows_who_books_waits_and_cancels(app, crew, session, owner, clock, engine):
    ana, bo, chloe = crew
    roster = await open_roster(owner, session)
    assert "No bookings yet." in roster
    assert "Base 0/2 · Flyer 0/30 · 0 here" in roster
    clock.now += GAP

    await register(ana, session, "base")

    await sees(owner, "New booking: Ana Ruiz")
    assert "Base 1/2" in roster_of(owner)
    assert "◻️ Ana Ruiz · base · first time" in roster_of(owner)
    clock.now += GAP
    await register(bo, session, "base")
    await sees(owner, "New booking: Bo Kimura")
    clock.now += GAP
    await wait_in_line(chloe, session, "base")
    await sees(owner, "Chloé Martin waits")
    assert "Base 2/2, 1 waiting" in roster_of(owner)
    assert "⏳ Chloé Martin · base · 1st in line" in roster_of(owner)
    assert ["Waiting (1)"] in [[one] for row in roster_of(owner).buttons for one in row]
    clock.now += GAP
    await ana.open(f"s_{session.code}")
    await cancel(ana)
    await sees(owner, "Ana Ruiz cancelled")
    assert "Chloé Martin moved up from the waitlist" in roster_of(owner)
    assert "1 waiting" not in roster_of(owner)


@SIMPLEST
async def test_what_comes_close_together_is_one_edit(app, sandbox, crew, session, owner, clock, engine, make):
    """However long the four take: it was edited a moment ago until the clock moves."""
    await open_roster(owner, session)
    await until(lambda: current(engine), "the roster is current")
    make.tx.execute(update(Post).values(edited_at=clock.now + MINUTE))
    make.tx.commit()

    def edits():
        return [
            one for one in sandbox.calls("editMessageText", ok=True) if str(one.params.get("chat_id")) == str(owner.id)
        ]

    before = len(edits())
    for person in (*crew, sandbox.person("Dora")):
        await register(person, session, "flyer")
    clock.now += MINUTE + GAP
    app.jobs.nudge()

    await sees(owner, "Flyer 4/30")

    await until(lambda: current(engine), "the roster is current")
    assert len(edits()) == before + 1


@SIMPLEST
async def test_a_roster_that_was_left_is_not_put_over_the_next_screen(app, crew, session, owner, clock, engine):
    await open_roster(owner, session)
    await register(crew[0], session, "flyer")
    assert following(engine) == 1

    await owner.tap_data(owner.screen, "home")

    assert following(engine) == 0
    clock.now += GAP
    await register(crew[1], session, "flyer")
    await all_told(engine)
    assert not any("New booking: Bo" in message for message in owner.messages)


@SIMPLEST
async def test_a_roster_follows_for_half_an_hour_and_from_the_last_tap(app, crew, session, owner, clock, engine):
    await open_roster(owner, session)
    clock.now += timedelta(minutes=29)
    await owner.tap("Check in")
    await owner.tap("Back")
    clock.now += timedelta(minutes=29)
    await register(crew[0], session, "flyer")
    await sees(owner, "New booking: Ana Ruiz")
    clock.now += timedelta(minutes=2)

    await register(crew[1], session, "flyer")

    await until(lambda: following(engine) == 0, "it is let go")
    assert "Bo Kimura" not in roster_of(owner)


@SIMPLEST
async def test_who_lost_the_right_sees_no_more_of_the_people(app, make, sandbox, crew, session, owner, clock, engine):
    helper = sandbox.person("Hilda Helper")
    row = make.user("Hilda Helper", telegram_id=helper.id)
    member = make.kept(
        TeamMember(
            host_id=session.host_id, series_id=session.series_id, user_id=row.id, role="door", created_at=clock()
        )
    )
    await open_roster(helper, session)
    make.tx.delete(member)
    make.tx.commit()
    clock.now += GAP

    await register(crew[0], session, "flyer")

    await until(lambda: following(engine) == 0, "it is let go")
    assert "Ana Ruiz" not in helper.screen


@ON_BOTH_DATABASES
async def test_people_are_found_by_name_and_reference(app, make, sandbox, session, owner):
    quota = make.quotas(session)[1]
    booked = make.booked(quota, make.user("Ana Ruiz"))
    make.booked(quota, make.user("Bo"))
    await open_roster(owner, session)

    await owner.tap("Find")
    found = await owner.send("ruiz")
    assert "◻️ Ana Ruiz · flyer" in found
    assert "Bo" not in found
    assert "Nobody here is called “xy”" in await owner.send("xy")
    assert "Ana Ruiz" in await owner.send(booked.reference)
    await owner.tap("Back")
    assert "Flyer 2/30" in roster_of(owner)
    assert "Nothing found for" in await owner.send("zzzz zzz"), "the search is over"


@SIMPLEST
async def test_a_picture_where_a_name_is_asked_gets_a_helpful_answer(app, session, owner, make):
    make.booked(make.quotas(session)[1])
    await open_roster(owner, session)
    await owner.tap("Find")

    said = await owner.photo(b"\x89PNG\r\n\x1a\n" + b"0" * 20)

    assert "Type a name or a reference." in said


@SIMPLEST
async def test_a_roster_turns_its_pages(app, make, session, owner, engine):
    quota = make.quotas(session)[1]
    for number in range(14):
        make.booked(quota, make.user(f"Person {number:02}"))
    roster = await open_roster(owner, session)
    assert "Person 11" in roster
    assert "Person 12" not in roster

    await owner.tap("Next")
    second = roster_of(owner)

    assert "Person 12" in second
    assert "Person 11" not in second
    assert ["Previous", "Update"] in second.buttons
    assert following(engine) == 0
    await owner.tap("Previous")
    assert following(engine) == 1


@SIMPLEST
async def test_whatever_people_are_called_it_fits(app, make, session, owner, clock):
    quotas = make.quotas(session)
    for _ in range(14):
        person = make.user("🤸" * 64)
        row = make.booked(quotas[1], person, places=2)
        row.request, row.guests = "<b>&" * 125, ["👨‍👩‍👧" * 12]
    make.tx.commit()

    roster = await open_roster(owner, session)

    assert utf16(plain(roster.html)) <= LONGEST
    assert "+1" in roster
    clock.now = session.starts_at - timedelta(hours=1)
    await owner.tap("Check in")
    names = [one for row in roster_of(owner).buttons for one in row][:14]
    assert len(set(names)) == 14, "a reference tells apart who is called the same"


@ON_BOTH_DATABASES
async def test_strangers_and_attendees_see_no_roster(app, make, crew, session, owner, engine):
    ana, bo, _ = crew
    await register(ana, session, "flyer")
    await all_told(engine)
    for person in (ana, bo):
        card = await person.open(f"s_{session.code}")
        assert card.key("Roster") is None
        before = dump(engine)
        for data in (
            OpenRoster(session_id=session.id),
            OpenCheckIn(session_id=session.id),
            ListPeople(session_id=session.id),
            FindPerson(session_id=session.id, how="people"),
        ):
            await person.tap_data(card, data.pack())
            assert person.alert == "Only the organizers of this session can do that."
        assert dump(engine) == before


@SIMPLEST
async def test_a_roster_that_cannot_be_loaded_offers_to_try_again(app, make, session, owner, engine, logged):
    await owner.open(f"s_{session.code}")
    card = owner.screen
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE posts RENAME TO posts_away")
    await owner.tap("Roster")
    assert "I could not load the roster." in roster_of(owner)
    logged.clear()
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE posts_away RENAME TO posts")

    await owner.tap("Retry")

    assert "Base 0/2" in roster_of(owner)
    assert card


@SIMPLEST
async def test_waiting_people_stand_in_order_on_a_screen_of_their_own(app, make, session, owner):
    base = make.quotas(session)[0]
    for name in ("A", "B"):
        make.booked(base, make.user(name))
    for hour, name in enumerate(("Zoe", "Carl")):
        make.waiting(base, make.user(name), now=session.created_at + timedelta(hours=hour))
    await open_roster(owner, session)

    await owner.tap("Waiting (2)")
    line = roster_of(owner)

    assert "⏳ Zoe · base · 1st in line" in line
    assert "⏳ Carl · base · 2nd in line" in line
    assert line.buttons[0] == ["Zoe", "Carl"]
    await owner.tap("Back")
    assert "Base 2/2, 2 waiting" in roster_of(owner)


@SIMPLEST
async def test_the_people_of_what_is_over_are_summed_up(app, make, session, owner, clock, engine):
    booked = [make.booked(make.quotas(session)[1], person) for person in make.users(3)]
    with engine.begin() as connection:
        for row, mark in zip(booked, ("attended", "no_show", None), strict=True):
            marked = update(Registration).where(Registration.id == row.id)
            connection.execute(marked.values(attendance=mark, attendance_at=clock() if mark else None))
    clock.now += timedelta(days=3)

    roster = await open_roster(owner, session)

    assert "It is over. 1 of 3 came: 33 %." in roster
    assert "1 no-show · 1 not marked" in roster
    assert following(engine) == 0
    assert roster.key("Check in") is not None or roster.key("Announce") is not None


@SIMPLEST
async def test_a_person_sees_their_history_at_a_host(app, make, crew, session, engine, clock):
    ana = crew[0]
    await register(ana, session, "flyer")
    with engine.begin() as connection:
        person = select(User.id).where(User.telegram_id == ana.id).scalar_subquery()
        came = update(Registration).where(Registration.user_id == person)
        connection.execute(came.values(attendance="late", attendance_at=clock()))
    clock.now += timedelta(days=3)
    code = make.tx.get_one(Host, session.host_id).code
    make.tx.commit()
    await ana.open(f"h_{code}")

    mine = await ana.tap("My history here")

    assert "Came: 1, 1 of them in the last 30 days" in mine
    assert "Late: 1" in mine
    assert "No-shows: 0" in mine
    await ana.send("/my")
    past = await ana.tap("Past")
    assert "Monday Jam · flyer · you came late" in past
