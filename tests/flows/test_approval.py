"""Stories of a series in which an organizer says yes or no to each who asks."""

from datetime import timedelta

import pytest
from sqlalchemy import delete

from db.models import TeamMember
from db.models.series import BookingMode
from db.models.team import TeamRole
from services import registrations
from tests.factories import NOW
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, dump, live_registrations, received

OVER = "That request is over: it was decided or taken back already."


@pytest.fixture
def owner(sandbox):
    return sandbox.person("Olga Owner")


@pytest.fixture
def session(make, owner):
    """A session of Olga's, with one place, for which one asks."""
    olga = make.user("Olga Owner", telegram_id=owner.id)
    series = make.series(title="Monday Jam", capacity=1, owner=olga, mode=BookingMode.APPROVAL)
    return make.session(series=series)


async def ask(person, session):
    """Open a session's card and ask for a place; the card as it is then."""
    await person.open(f"s_{session.code}")
    question = await person.tap("Register")
    assert "⏳ You ask for a place: an organizer says yes or no." in question
    await person.tap("Confirm")
    return await person.wait_for("⏳ You asked to come · ")


@ON_BOTH_DATABASES
async def test_a_request_is_approved_in_its_message(app, crew, owner, session, engine):
    ana, bo, _ = crew
    await owner.send("/start")
    card = await ask(ana, session)
    assert "An organizer has yet to say yes." in card
    assert ["Cancel registration"] in card.buttons
    await ana.wait_for("⏳ You asked for a place: Monday Jam")
    request = await owner.wait_for("⏳ Ana Ruiz asks for a place: Monday Jam")
    assert request.buttons == [["Approve", "Reject"], ["Details"]]

    await owner.tap("Approve")

    ended = await owner.wait_for("✅ Approved, and told.")
    assert ended.message_id == request.message_id
    assert ended.key("Approve") is None
    await ana.wait_for("✅ You are in: Monday Jam")
    assert "✅ You are in · " in await ana.open(f"s_{session.code}")
    await bo.open(f"s_{session.code}")
    assert bo.screen.key("Join waitlist")
    await all_told(engine)
    assert received(owner, "asks for a place") == 0
    assert live_registrations(engine, session) == ["confirmed"]


@ON_BOTH_DATABASES
async def test_a_no_with_a_reason_is_told_and_the_next_one_asks(app, crew, owner, session, engine):
    ana, bo, _ = crew
    await owner.send("/start")
    await ask(ana, session)
    request = await owner.wait_for("⏳ Ana Ruiz asks for a place")
    await bo.open(f"s_{session.code}")
    await bo.tap("Join waitlist")

    question = await owner.press(request, request.key("Reject"))
    assert "Why is Ana Ruiz not accepted?" in question
    await owner.tap("There are more requests than places.")

    told = await ana.wait_for("✖️ There is no place for you this time: Monday Jam")
    assert "Reason: There are more requests than places." in told
    assert told.buttons == [["Details", "Browse sessions"]]
    await bo.wait_for("⏳ A place came free and is kept for you: Monday Jam")
    await owner.wait_for("⏳ Bo Kimura asks for a place: Monday Jam")
    await all_told(engine)
    assert live_registrations(engine, session) == ["pending_approval"]


@SIMPLEST
async def test_a_reason_in_ones_own_words(app, crew, owner, session, engine):
    ana = crew[0]
    await owner.send("/start")
    await ask(ana, session)
    await owner.wait_for("asks for a place")
    await owner.tap("Reject")
    await owner.tap("Type a reason")
    await owner.photo(b"png")
    assert "I can only take text here." in owner.screen
    await owner.send("x" * 301)
    assert "That is too long: 300 characters fit." in owner.screen
    assert live_registrations(engine, session) == ["pending_approval"]

    shown = await owner.send("Next time, <Ana>!")

    assert "✖️ Rejected, and told." in shown
    assert "Reason: Next time, <Ana>!" in shown
    assert "Reason: Next time, <Ana>!" in await ana.wait_for("✖️ There is no place for you this time")


@SIMPLEST
async def test_the_end_of_a_request_stands_in_every_message_that_asked(
    app, crew, owner, session, engine, make, sandbox
):

    mia = sandbox.person("Mia Manager")
    manager = make.user("Mia Manager", telegram_id=mia.id)
    make.kept(TeamMember(host_id=session.host_id, user_id=manager.id, role=TeamRole.MANAGER, created_at=NOW))
    await owner.send("/start")
    await mia.send("/start")
    await ask(crew[0], session)
    await owner.wait_for("asks for a place")
    request = await mia.wait_for("asks for a place")
    data = request.data("Approve")

    await owner.tap("Approve")

    ended = await mia.wait_for("✅ Ana Ruiz is in: Monday Jam")
    assert ended.message_id == request.message_id
    assert "👤 Decided by Olga Owner" in ended
    assert ended.buttons == [["Details"]]
    await all_told(engine)
    before = dump(engine)
    await mia.tap_data(request, data)
    assert OVER in mia.screen
    assert dump(engine) == before


@SIMPLEST
async def test_a_request_is_taken_back(app, crew, owner, session, engine):
    ana = crew[0]
    await owner.send("/start")
    await ask(ana, session)
    request = await owner.wait_for("asks for a place")
    data = request.data("Approve")
    await all_told(engine)

    await ana.tap("Cancel registration")
    await ana.wait_for("Take back your request for Monday Jam?")
    await ana.tap("Yes, cancel")
    await ana.wait_for("✖️ Your request is taken back.")

    ended = await owner.wait_for("✖️ The request of Ana Ruiz was taken back: Monday Jam")
    assert ended.message_id == request.message_id
    await all_told(engine)
    before = dump(engine)
    await owner.tap_data(request, data)
    assert OVER in owner.screen
    assert dump(engine) == before


@SIMPLEST
async def test_a_request_in_mine_is_not_called_a_place(app, crew, owner, session, engine):
    await ask(crew[0], session)
    await all_told(engine)

    mine = await crew[0].send("/my")

    assert "⏳ 13:00 Monday Jam · an organizer has yet to say yes" in mine


@SIMPLEST
async def test_who_lost_the_right_decides_nothing(app, crew, owner, session, engine, make, sandbox):

    mia = sandbox.person("Mia Manager")
    manager = make.user("Mia Manager", telegram_id=mia.id)
    make.kept(TeamMember(host_id=session.host_id, user_id=manager.id, role=TeamRole.MANAGER, created_at=NOW))
    await mia.send("/start")
    await ask(crew[0], session)
    request = await mia.wait_for("asks for a place")
    yes, no = request.data("Approve"), request.data("Reject")
    question = await mia.press(request, request.key("Reject"))
    reason = question.data("Reject without a reason")
    await all_told(engine)
    make.tx.execute(delete(TeamMember))
    make.tx.commit()
    before = dump(engine)

    for data in (yes, no, reason):
        await mia.tap_data(request, data)
        assert "This is not there any more." in mia.screen

    assert dump(engine) == before


@SIMPLEST
async def test_nobody_answered_until_it_began(app, crew, owner, session, clock, engine):

    ana = crew[0]
    await owner.send("/start")
    await ask(ana, session)
    await owner.wait_for("asks for a place")
    clock.now += timedelta(days=2)

    await app.db.write(registrations.expire_undecided, session.id, now=clock.now)

    assert "You have no place." in await ana.wait_for("✖️ Nobody answered in time: Monday Jam")
    await owner.wait_for("✖️ The request of Ana Ruiz was not answered in time")
