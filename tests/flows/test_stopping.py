"""A deploy: what is in hand when the program is asked to stop is finished and answered, and nothing is lost."""

import asyncio
from datetime import timedelta

from sandbox.screens import Screen
from tests.flows.conftest import ON_BOTH_DATABASES, free_port
from tests.flows.program import Program
from tests.flows.steps import live_registrations, register

HELD = 0.5
"""Seconds that Telegram keeps the handler waiting while the program is asked to stop."""


async def test_a_handler_in_hand_ends_before_the_program_does(start, sandbox, make, crew, engine):
    session = make.session(title="Monday Jam")
    ana = crew[0]
    async with start():
        await ana.open(f"s_{session.code}")
        question = await ana.tap("Register")
        sandbox.fail("editMessageText", hang=HELD)
        tapping = asyncio.create_task(ana.tap("Confirm"))
        await ana.wait_for("✅ You are in ·")
        assert not tapping.done()

    await tapping
    assert sandbox.world.updates.pending == []
    assert "✅ You are in ·" in Screen(sandbox.world.chats[ana.id].messages[question.message_id])
    assert live_registrations(engine, session) == ["confirmed"]


@ON_BOTH_DATABASES
async def test_what_was_not_begun_waits_for_the_next_start(start, sandbox, make, crew, engine):
    session = make.session(title="Monday Jam")
    ana = crew[0]
    async with start():
        await ana.send("/start")
    booking = asyncio.create_task(register(ana, session))

    async with start():
        await booking

    assert live_registrations(engine, session) == ["confirmed"]


@ON_BOTH_DATABASES
async def test_sigterm_ends_the_process_after_what_it_has_in_hand(
    sandbox, database_url, make, crew, engine, tmp_path, way
):
    session = make.session(title="Monday Jam", starts_in=timedelta(days=900))  # to come by the real clock too
    ana = crew[0]
    settings = {
        "BOT_TOKEN": "42:TEST",
        "TELEGRAM_API_URL": sandbox.url,
        "DATABASE_URL": database_url,
        "WEB_PORT": str(free_port()),
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
    }
    program = Program(settings, tmp_path)
    program.start()
    await ana.open(f"s_{session.code}")
    await ana.tap("Register")
    sandbox.fail("editMessageText", hang=HELD)
    tapping = asyncio.create_task(ana.tap("Confirm"))
    await ana.wait_for("✅ You are in ·")

    assert await program.stop() == 0

    await asyncio.wait_for(tapping, 1)
    assert sandbox.world.updates.pending == []
    assert live_registrations(engine, session) == ["confirmed"]
    assert "Traceback" not in program.log()
