"""What people write that is no button: text, pictures, commands of others; and people who cannot be reached."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from db.models import Notification, User
from sandbox import acts
from sandbox.people import Person
from services.errors import TooManyAttempts
from services.translator import Translator
from tests.flows.conftest import ON_BOTH_DATABASES, SIMPLEST
from tests.flows.steps import (
    NOTHING_FOUND,
    ONLY_BUTTONS,
    all_told,
    dump,
    live_registrations,
    made_calls,
    received,
    register,
    until,
)

UNASKED = [
    {"text": "   "},
    {"text": "\u200b"},
    {"text": "x" * 4096},
    {"text": "/start@otherbot"},
    {"text": "/unknown"},
    {"text": "/"},
    {"sticker": {
        "file_id": "s", "file_unique_id": "s", "type": "regular", "width": 1, "height": 1, "is_animated": False,
        "is_video": False,
    }},
    {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 1}},
    {"contact": {"phone_number": "+491701234567", "first_name": "Somebody", "user_id": 7}},
    {"location": {"latitude": 52.5, "longitude": 13.4}},
    {"dice": {"emoji": "🎲", "value": 6}},
]  # fmt: skip


@SIMPLEST
@pytest.mark.parametrize("content", UNASKED, ids=lambda content: repr(content)[:30])
async def test_what_nobody_asked_for_is_answered_with_what_can_be_done(app, sandbox, crew, engine, content):
    ana = crew[0]
    await ana.send("/start")
    before = dump(engine)

    await ana._wait(acts.say(sandbox.world, ana.id, sandbox.world.chats[ana.id], content))

    assert ana.screen.key("Browse sessions") or ana.screen.key("Home")
    puts_keys_away = not {"contact", "location"}.isdisjoint(content)  # which takes a message of its own
    assert made_calls(sandbox, "sendMessage", ana) == 2 + puts_keys_away
    assert dump(engine) == before


@SIMPLEST
async def test_a_picture_is_answered_once(app, sandbox, crew):
    ana = crew[0]

    await ana.photo(b"png", "look")
    await ana.document("paper.pdf", b"pdf")

    assert received(ana, ONLY_BUTTONS) == 2


@SIMPLEST
async def test_a_message_that_is_rewritten_later_is_not_heard_again(app, sandbox, crew, engine):
    ana = crew[0]
    await ana.send("/help")
    before, said = dump(engine), len(sandbox.calls("sendMessage"))

    await ana.edit(ana.messages[0], "/start")

    assert len(sandbox.calls("sendMessage")) == said
    assert dump(engine) == before


@SIMPLEST
async def test_what_is_said_in_a_group_is_none_of_our_business(app, sandbox, crew, engine):
    ana, bo, _ = crew
    group = sandbox.group("Jam crew", crew)
    before = dump(engine)

    await ana.send("/start@turnout_bot", group)
    await bo.send("hello everybody", group)
    await ana.send("/my", group)

    assert [message.text for message in group.messages] == ["/start@turnout_bot", "hello everybody", "/my"]
    assert dump(engine) == before


@SIMPLEST
async def test_twenty_messages_in_a_moment_are_answered_once(start, crew):
    ana, bo, _ = crew
    async with start(quiet=5.0):
        await asyncio.gather(*(ana.send(f"hello {number}") for number in range(20)), bo.send("hello"))

    assert received(ana, NOTHING_FOUND) == 1
    assert received(bo, NOTHING_FOUND) == 1


@ON_BOTH_DATABASES
async def test_the_sixth_attempt_to_book_in_a_minute_is_refused(app, make, crew, clock, engine):
    ana = crew[0]
    sessions = [make.session(title=f"Jam {day}", starts_in=timedelta(days=day)) for day in range(2, 8)]
    for session in sessions[:5]:
        await register(ana, session)
    await all_told(engine)
    await ana.open(f"s_{sessions[5].code}")
    question = await ana.tap("Register")

    await ana.tap("Confirm")

    assert ana.alert == TooManyAttempts().text(Translator("en"))
    assert live_registrations(engine, sessions[5]) == []
    clock.now += timedelta(minutes=1, seconds=1)
    await ana.tap_data(question, question.data("Confirm"))
    assert live_registrations(engine, sessions[5]) == ["confirmed"]


@ON_BOTH_DATABASES
async def test_who_blocked_the_bot_is_not_reached_until_they_come_back(app, make, crew, engine):
    session = make.session(title="Monday Jam", capacity=1)
    ana, bo, _ = crew
    await register(ana, session)
    await bo.open(f"s_{session.code}")
    await bo.tap("Join waitlist")
    await all_told(engine)
    bo.block()

    await ana.tap("Cancel registration")
    await ana.tap("Yes, cancel")

    await until(lambda: _unreachable(engine, bo), "Bo counts as unreachable")
    await all_told(engine)
    assert live_registrations(engine, session) == ["confirmed"], "the place is Bo's, whether he reads it or not"
    assert _reasons(engine) == ["Forbidden: bot was blocked by the user"]
    bo.unblock()
    await bo.send("/start")
    assert not _unreachable(engine, bo)
    await bo.send("/my")
    assert "Monday Jam" in bo.screen


def _unreachable(engine: Engine, person: Person) -> bool:
    with engine.connect() as connection:
        return connection.scalar(select(User.unreachable_at).where(User.telegram_id == person.id)) is not None


def _reasons(engine: Engine) -> list[str | None]:
    with engine.connect() as connection:
        return list(connection.scalars(select(Notification.reason).where(Notification.status == "failed")))
