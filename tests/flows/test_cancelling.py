"""Stories of giving a place back, in time and late."""

from datetime import timedelta

from sqlalchemy import Engine, select

from db.models import Registration
from tests.flows.conftest import ON_BOTH_DATABASES
from tests.flows.steps import all_told, cancel, live_registrations, received, register, wait_in_line

pytestmark = ON_BOTH_DATABASES


def lateness(engine: Engine) -> list[bool]:
    with engine.connect() as connection:
        return list(connection.scalars(select(Registration.is_late_cancellation)))


async def test_a_place_given_back_in_time_costs_nothing(app, make, crew, engine):
    session = make.session(title="Monday Jam", starts_in=timedelta(days=2))
    ana = crew[0]
    await register(ana, session)

    await ana.tap("Cancel registration")
    assert "Cancel your place in Monday Jam?" in ana.messages[1]
    assert "so it is free of charge." in ana.messages[1]
    await ana.tap("Yes, cancel")

    card = await ana.wait_for("✖️ Your place is given back.")
    assert card.buttons[:2] == [["Undo"], ["Register"]]
    await ana.wait_for("✖️ You cancelled: Monday Jam")
    assert received(ana, "It was a late cancellation.") == 0
    assert lateness(engine) == [False]


async def test_a_late_cancellation_is_said_before_and_after(app, make, crew, clock, engine):
    session = make.session(title="Monday Jam", starts_in=timedelta(days=2))
    ana = crew[0]
    card = await register(ana, session)
    assert "Cancel free of charge until" in card
    clock.now += timedelta(days=2, minutes=-10)

    await ana.tap("Cancel registration")
    assert "this counts as a late cancellation." in ana.messages[1]
    await ana.tap("Yes, cancel")

    notice = await ana.wait_for("✖️ You cancelled: Monday Jam")
    assert "It was a late cancellation." in notice
    assert lateness(engine) == [True]


async def test_keeping_it_changes_nothing(app, make, crew, engine):
    session = make.session(title="Monday Jam")
    ana = crew[0]
    await register(ana, session)

    await ana.tap("Cancel registration")
    await ana.tap("Keep it")

    assert "✅ You are in ·" in ana.messages[1]
    assert live_registrations(engine, session) == ["confirmed"]


async def test_only_the_one_who_got_the_place_is_told_so(app, make, crew, sandbox, engine):
    session = make.session(title="Monday Jam", capacity=1)
    ana, bo, chloe = crew
    bystander = sandbox.person("Dana Meyer")
    await bystander.send("/start")
    await register(ana, session)
    for person in (bo, chloe):
        await wait_in_line(person, session)

    await cancel(ana)

    await bo.wait_for("A place came free and it is yours: Monday Jam")
    await all_told(engine)
    assert [received(person, "A place came free") for person in (ana, bo, chloe, bystander)] == [0, 1, 0, 0]


async def test_who_cancelled_can_come_again(app, make, crew, engine):
    session = make.session(title="Monday Jam")
    ana = crew[0]
    await register(ana, session)
    await all_told(engine)
    await cancel(ana)

    await ana.tap("Register")
    await ana.tap("Confirm")

    await ana.wait_for("✅ You are in ·")
    await all_told(engine)
    assert received(ana, "✅ You are in: Monday Jam") == 2
    assert live_registrations(engine, session) == ["confirmed"]


async def test_a_session_that_is_over_cannot_be_given_back(app, make, crew, clock, engine):
    session = make.session(title="Monday Jam", starts_in=timedelta(hours=3))
    ana = crew[0]
    await register(ana, session)
    await ana.tap("Cancel registration")
    question = ana.messages[1]
    clock.now += timedelta(hours=6)

    await ana.tap_data(question, question.data("Yes, cancel"))

    assert ana.alert == "Monday Jam is over."
    assert live_registrations(engine, session) == ["confirmed"]
