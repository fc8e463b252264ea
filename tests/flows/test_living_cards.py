"""Stories of a card in a group that stays true."""

from datetime import timedelta

import pytest

from db.models import Post
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import cancel, register, until

GAP = timedelta(seconds=5)


@pytest.fixture
def post(app, sandbox, crew, engine):
    """Puts a session into the crew's group."""

    async def shared(session):
        group = sandbox.group("Crew", crew)
        await crew[0].open(f"s_{session.code}")
        await crew[0].tap("Share")
        (found,) = await crew[0].inline(crew[0].draft.partition(" ")[2], chat=group)
        await crew[0].choose(found, chat=group)
        await until(lambda: not stale(engine), "the card is current")
        return group

    return shared


def stale(engine) -> bool:
    with engine.connect() as connection:
        return connection.execute(Post.__table__.select().where(Post.stale_since.is_not(None))).first() is not None


def gone(engine) -> bool:
    with engine.connect() as connection:
        return connection.execute(Post.__table__.select().where(Post.gone_at.is_not(None))).first() is not None


async def shows(group, fragment: str) -> None:
    await until(lambda: fragment in group.messages[-1], f"the group sees {fragment!r}")


@ON_BOTH_DATABASES
async def test_a_card_in_a_group_follows_who_comes_and_goes(post, make, crew, clock):
    session = make.session(title="Monday Jam", capacity=3, shows_names=True)
    _, bo, chloe = crew
    group = await post(session)
    await shows(group, "3 of 3 left")
    await shows(group, "Nobody is in yet.")

    clock.now += GAP
    await bo.tap("Register", chat=group)
    await bo.tap("Register")
    await bo.tap("Confirm")
    await shows(group, "✅ In: Bo")
    await shows(group, "2 of 3 left")

    clock.now += GAP
    await register(chloe, session)
    await shows(group, "✅ In: Bo and Chloé")

    clock.now += GAP
    await cancel(bo)
    await shows(group, "✅ In: Chloé")
    await shows(group, "2 of 3 left")


@SIMPLEST
async def test_a_name_that_its_owner_keeps_back_is_a_number(post, make, crew, clock):
    session = make.session(capacity=3, shows_names=True)
    make.user("Bo Kimura", telegram_id=crew[1].id, shows_name=False)
    group = await post(session)
    clock.now += GAP

    await register(crew[1], session)

    await shows(group, "✅ 1 person is in.")


@SIMPLEST
async def test_a_series_keeps_names_to_itself(post, make, crew, clock):
    session = make.session(capacity=3)
    group = await post(session)
    clock.now += GAP

    await register(crew[1], session)

    await shows(group, "2 of 3 left")
    assert "Bo" not in group.messages[-1]


@ON_BOTH_DATABASES
async def test_a_cancelled_session_says_so_and_loses_its_button(post, make, crew, sandbox, clock):
    olga = sandbox.person("Olga Owner")
    owner = make.user("Olga Owner", telegram_id=olga.id)
    session = make.session(series=make.series(title="Monday Jam", owner=owner))
    group = await post(session)
    assert group.messages[-1].buttons == [["Register"]]
    clock.now += GAP

    await olga.open(f"s_{session.code}")
    await olga.tap("Cancel session")
    await olga.tap("Cancel the session and tell everybody")

    await shows(group, "✖️ It was cancelled.")
    assert group.messages[-1].buttons == []


@SIMPLEST
async def test_what_comes_close_together_is_one_edit(post, make, crew, sandbox, clock, engine):
    session = make.session(title="Monday Jam", capacity=20, shows_names=True)
    group = await post(session)
    before = len(sandbox.calls("editMessageText", ok=True))
    people = [sandbox.person(f"Person {number}") for number in range(9)]
    for person in people:
        await register(person, session)

    await until(lambda: not stale(engine), "the card is current")

    await shows(group, "✅ 9 people are in.")
    edits = [call for call in sandbox.calls("editMessageText", ok=True)[before:] if "inline_message_id" in call.params]
    assert len(edits) == 1


@SIMPLEST
async def test_a_deleted_card_is_let_go(post, make, crew, sandbox, clock, engine):
    session = make.session()
    group = await post(session)
    group.world.remove(group.world.chats[group.id], group.messages[-1].message_id)
    clock.now += GAP

    await register(crew[1], session)
    await until(lambda: gone(engine), "the card is let go")
    edits = len(sandbox.calls("editMessageText"))
    clock.now += GAP
    await register(crew[2], session)

    assert not stale(engine)
    assert "inline_message_id" not in str([call.params for call in sandbox.calls("editMessageText")[edits:]])
