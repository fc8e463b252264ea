"""Stories of who runs a session: it is cancelled, and everybody is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Session
from services.errors import SessionCancelled
from services.translator import Translator
from tests.flows.conftest import ON_BOTH_DATABASES
from tests.flows.steps import all_told, dump, live_registrations, received, register, wait_in_line

pytestmark = ON_BOTH_DATABASES
TELL = "Cancel the session and tell everybody"


@pytest.fixture
def owner(sandbox):
    return sandbox.person("Olga Owner")


@pytest.fixture
def session(make, owner):
    """A session of Olga's, with one place."""
    series = make.series(title="Monday Jam", capacity=1, owner=make.user("Olga Owner", telegram_id=owner.id))
    return make.session(series=series)


async def test_a_cancelled_session_tells_who_was_in_and_who_waited(app, crew, session, owner, engine):
    ana, bo, chloe = crew
    await register(ana, session)
    await wait_in_line(bo, session)
    await chloe.open(f"s_{session.code}")
    await all_told(engine)

    card = await owner.open(f"s_{session.code}")
    assert card.key("Cancel session")
    question = await owner.tap("Cancel session")
    assert "Cancel Monday Jam?" in question
    await owner.tap(TELL)

    for person in (ana, bo):
        await person.wait_for("✖️ Monday Jam was cancelled by the organizer.")
    await all_told(engine)
    assert received(chloe, "was cancelled by the organizer") == 0
    assert "2 people" in owner.screen
    assert owner.screen.key("Cancel session") is None
    assert live_registrations(engine, session) == []
    await chloe.tap("Join waitlist")
    assert "✖️ Monday Jam was cancelled." in chloe.screen
    assert chloe.screen.key("Register") is None


async def test_a_session_is_cancelled_once(app, crew, session, owner, engine):
    ana = crew[0]
    await register(ana, session)
    await all_told(engine)
    await owner.open(f"s_{session.code}")
    question = await owner.tap("Cancel session")
    data = question.data(TELL)
    await owner.tap(TELL)
    await all_told(engine)
    before = dump(engine)

    await owner.tap_data(question, data)

    assert owner.alert == SessionCancelled(session.id, "Monday Jam").text(Translator("en"))
    assert dump(engine) == before
    assert received(ana, "was cancelled by the organizer") == 1


async def test_going_back_cancels_nothing(app, session, owner, engine):
    await owner.open(f"s_{session.code}")
    await owner.tap("Cancel session")

    await owner.tap("Back")

    assert ["Cancel session"] in owner.screen.buttons
    with engine.connect() as connection:
        assert connection.scalar(select(Session.status)) == "scheduled"


async def test_others_see_no_button_to_cancel_it(app, crew, session):
    card = await crew[0].open(f"s_{session.code}")

    assert card.key("Cancel session") is None


async def test_an_admin_may_cancel_it_too(start, sandbox, session, engine):
    admin = sandbox.person("Adam Admin")
    async with start(admin_ids=str(admin.id)):
        await admin.open(f"s_{session.code}")
        await admin.tap("Cancel session")
        await admin.tap(TELL)

        assert "✖️ Monday Jam was cancelled." in admin.screen


async def test_a_session_that_is_over_cannot_be_cancelled(app, session, owner, clock):
    await owner.open(f"s_{session.code}")
    question = await owner.tap("Cancel session")
    clock.now += timedelta(days=3)

    await owner.tap_data(question, question.data(TELL))

    assert owner.alert == "Monday Jam is over."
