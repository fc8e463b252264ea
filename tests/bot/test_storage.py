"""Where somebody stands in a dialog is kept in the database."""

import pytest
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import StorageKey
from sqlalchemy import func, select

from bot.storage import DatabaseStorage
from db.models import Dialog
from tests.factories import NOW

ANA = StorageKey(bot_id=42, chat_id=7, user_id=7)
ANA_IN_A_GROUP = StorageKey(bot_id=42, chat_id=-100, user_id=7)
ANA_IN_A_TOPIC = StorageKey(bot_id=42, chat_id=-100, user_id=7, thread_id=3)


class Form(StatesGroup):
    name = State()


@pytest.fixture
def storage(db):
    return DatabaseStorage(db, lambda: NOW)


async def test_nobody_stands_anywhere_at_first(storage):
    assert await storage.get_state(ANA) is None
    assert await storage.get_data(ANA) == {}


@pytest.mark.parametrize("state", [Form.name, "Form:name"])
async def test_a_state_is_kept_for_another_process(storage, db, state):
    await storage.set_state(ANA, state)

    assert await DatabaseStorage(db, lambda: NOW).get_state(ANA) == "Form:name"


async def test_data_is_kept_beside_the_state(storage):
    await storage.set_state(ANA, Form.name)
    await storage.set_data(ANA, {"title": "Monday Jam 🤸", "places": [1, 2], "none": None})

    assert await storage.get_state(ANA) == "Form:name"
    assert await storage.get_data(ANA) == {"title": "Monday Jam 🤸", "places": [1, 2], "none": None}
    await storage.set_data(ANA, {"title": "Other"})
    assert await storage.get_data(ANA) == {"title": "Other"}


async def test_each_chat_and_topic_has_its_own_dialog(storage):
    for number, key in enumerate((ANA, ANA_IN_A_GROUP, ANA_IN_A_TOPIC)):
        await storage.set_data(key, {"number": number})

    assert [(await storage.get_data(key))["number"] for key in (ANA, ANA_IN_A_GROUP, ANA_IN_A_TOPIC)] == [0, 1, 2]


async def test_a_dialog_that_is_left_leaves_no_row(storage, engine):
    await storage.set_state(ANA, Form.name)
    await storage.set_data(ANA, {"title": "Monday Jam"})
    await storage.set_state(ANA, None)
    await storage.set_data(ANA, {})

    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(Dialog)) == 0
