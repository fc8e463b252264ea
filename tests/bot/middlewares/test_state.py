"""Dialogs: taps do not read the state, and a command leaves it."""

import pytest
from aiogram import Bot
from aiogram.dispatcher.middlewares.user_context import EVENT_CONTEXT_KEY, EventContext
from aiogram.fsm.context import FSMContext
from aiogram.fsm.middleware import FSMContextMiddleware
from aiogram.fsm.storage.base import StorageKey
from aiogram.fsm.storage.memory import DisabledEventIsolation, MemoryStorage
from aiogram.types import Chat, Message, User

from bot.middlewares.state import CommandLeavesDialog, StateOnDemand
from tests.bot.stand_in import message

KEY = StorageKey(bot_id=42, chat_id=1, user_id=1)


class CountingStorage(MemoryStorage):
    """Counts how often somebody asks where a person stands."""

    reads = 0

    async def get_state(self, key):
        self.reads += 1
        return await super().get_state(key)


async def ended(event, data):
    return data


async def test_a_tap_has_its_state_at_hand_and_nobody_has_read_it():
    storage = CountingStorage()
    await storage.set_state(KEY, "Form:name")
    fsm = FSMContextMiddleware(storage, DisabledEventIsolation())
    person = User(id=1, is_bot=False, first_name="Ana")
    data = {"bot": Bot("42:TEST"), EVENT_CONTEXT_KEY: EventContext(chat=Chat(id=1, type="private"), user=person)}

    given = await StateOnDemand(fsm)(ended, person, data)

    assert storage.reads == 0
    assert await given["state"].get_state() == "Form:name"


@pytest.mark.parametrize(
    ("text", "stays"),
    [("/my", False), ("/start s_ABC", False), ("/", False), ("/cancel", True), ("Berlin", True), (" /my", True)],
)
async def test_a_command_leaves_the_dialog(text, stays):
    state = FSMContext(MemoryStorage(), KEY)
    await state.set_state("Form:name")
    heard = Message.model_validate(message(1, text)["message"])

    data = await CommandLeavesDialog()(ended, heard, {"state": state, "raw_state": "Form:name"})

    assert (data["raw_state"], await state.get_state()) == (("Form:name", "Form:name") if stays else (None, None))


async def test_without_a_dialog_there_is_nothing_to_leave():
    heard = Message.model_validate(message(1, "/my")["message"])

    assert await CommandLeavesDialog()(ended, heard, {"raw_state": None}) == {"raw_state": None}
