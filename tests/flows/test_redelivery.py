"""Telegram delivers an update again, or a person taps again: one effect, and an answer to each."""

import asyncio

import pytest

from sandbox import acts
from services.errors import AlreadyRegistered
from services.translator import Translator
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import all_told, dump, live_registrations, received, register, wait_in_line

TIMES = 5
BY_WEBHOOK = pytest.mark.parametrize("way", ["webhook"], indirect=True)


@BY_WEBHOOK
async def test_an_update_delivered_five_times_at_once_books_once(app, sandbox, make, crew, engine):
    session = make.session(title="Monday Jam")
    ana = crew[0]
    await ana.open(f"s_{session.code}")
    question = await ana.tap("Register")

    chat = sandbox.world.chats[ana.id]
    _, update = acts.tap(sandbox.world, ana.id, chat, question.message_id, question.data("Confirm"))
    statuses = await asyncio.gather(*(sandbox.world.courier.post(update) for _ in range(TIMES)))
    await update.done.wait()

    assert statuses == [200] * TIMES
    assert live_registrations(engine, session) == ["confirmed"]
    await ana.wait_for("✅ You are in ·")
    await all_told(engine)
    assert received(ana, "✅ You are in: Monday Jam") == 1


@BY_WEBHOOK
async def test_an_old_update_delivered_again_by_webhook_has_no_second_effect(app, sandbox, make, crew, engine):
    session = make.session(title="Monday Jam")
    ana = crew[0]
    await register(ana, session)
    await all_told(engine)
    before, seen = dump(engine), len(ana.messages)

    for update in ana.updates:
        assert await sandbox.redeliver(update.id, TIMES) == [200] * TIMES

    assert dump(engine) == before
    assert len(ana.messages) == seen + TIMES, "only the card that the link opened is shown again"


@ON_BOTH_DATABASES
async def test_an_update_that_polling_confirmed_has_no_second_effect(app, sandbox, make, crew, engine):
    session = make.session(title="Monday Jam", capacity=1)
    ana, bo, _ = crew
    await register(ana, session)
    await wait_in_line(bo, session)
    await ana.tap("Cancel registration")
    await ana.tap("Yes, cancel")
    await bo.wait_for("A place came free")
    await all_told(engine)
    before = dump(engine)

    for update in (*ana.updates, *bo.updates):
        await sandbox.redeliver(update.id)

    assert dump(engine) == before
    assert received(bo, "A place came free") == 1


@BY_WEBHOOK
async def test_an_update_that_came_before_a_restart_has_no_effect_after_it(start, sandbox, make, crew, engine):
    session = make.session(title="Monday Jam")
    ana = crew[0]
    async with start():
        await register(ana, session)
        await all_told(engine)
    before = dump(engine)

    async with start():
        assert await sandbox.redeliver(ana.updates[-1].id, TIMES) == [200] * TIMES

    assert dump(engine) == before


async def test_a_double_tap_has_one_place_and_is_told_so(app, make, crew, engine):
    session = make.session(title="Monday Jam")
    ana = crew[0]
    await ana.open(f"s_{session.code}")
    question = await ana.tap("Register")

    await asyncio.gather(*(ana.tap_data(question, question.data("Confirm")) for _ in range(2)))

    card = await ana.wait_for("✅ You are in ·")
    reference = card.text.splitlines()[0].rpartition(" ")[2]
    assert ana.alert == AlreadyRegistered(session.id, reference).text(Translator("en"))
    assert live_registrations(engine, session) == ["confirmed"]


@ON_BOTH_DATABASES
async def test_ten_taps_at_once_have_one_place_and_end_on_its_card(app, make, crew, engine):
    session = make.session(title="Monday Jam")
    ana = crew[0]
    await ana.open(f"s_{session.code}")
    question = await ana.tap("Register")

    await asyncio.gather(*(ana.tap_data(question, question.data("Confirm")) for _ in range(10)))

    assert live_registrations(engine, session) == ["confirmed"]
    await all_told(engine)
    assert received(ana, "✅ You are in: Monday Jam") == 1
    assert ana.messages[1].text.startswith("✅ You are in ·")


@SIMPLEST
async def test_each_of_ten_taps_is_answered(app, sandbox, make, crew):
    session = make.session(title="Monday Jam")
    ana = crew[0]
    question = await ana.open(f"s_{session.code}")

    await asyncio.gather(*(ana.tap_data(question, question.data("Register")) for _ in range(10)))

    assert len(sandbox.calls("answerCallbackQuery", ok=True)) == 10
    assert "Register for Monday Jam?" in ana.screen
