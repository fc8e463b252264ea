"""What every handler gets, and whom the bot talks to."""

from typing import Any

import pytest
from aiogram.types import Chat, Update
from aiogram.types import User as TelegramUser
from sqlalchemy import func, select

from bot.middlewares.context import Context
from bot.settings import Settings
from db import Repeated
from db.models import User
from services import users
from tests.bot.stand_in import message, tap
from tests.factories import NOW

ANA = TelegramUser(id=1, is_bot=False, first_name="Ana", last_name="Ruiz", language_code="es-MX")
PRIVATE, GROUP = Chat(id=1, type="private"), Chat(id=-5, type="supergroup", title="Crew")


@pytest.fixture
def context(db):
    return Context(db, Settings.load(env_file=None, admin_ids="7", default_time_zone="Europe/Lisbon"), lambda: NOW)


async def given(context: Context, update: Update, **data: Any) -> dict[str, Any] | None:
    """What a handler would get for an update; None where it is not asked."""
    seen = []

    async def handle(event, data):
        seen.append(data)
        return "handled"

    result = await context(handle, update, {"event_from_user": ANA, "event_chat": PRIVATE} | data)
    assert (result == "handled") == bool(seen)
    return seen[0] if seen else None


def written(update_id: int = 1) -> Update:
    return Update.model_validate(message(update_id))


async def test_a_handler_gets_the_person_their_language_and_the_time(context):
    data = await given(context, written())

    assert data is not None
    assert (data["user"].name, data["user"].language, data["now"]) == ("Ana Ruiz", "es", NOW)
    assert (data["t"].language, data["t"].time_zone) == ("es", "Europe/Lisbon")


@pytest.mark.parametrize(("person", "is_admin"), [(7, True), (8, False)])
async def test_admins_are_those_of_the_settings(context, person, is_admin):
    data = await given(context, written(), event_from_user=ANA.model_copy(update={"id": person}))

    assert data is not None
    assert data["user"].is_admin is is_admin


async def test_the_database_is_bound_to_the_update(context, make):
    first, second = [await given(context, written(9)) for _ in range(2)]
    assert first is not None
    assert second is not None

    await first["db"].write(users.set_language, user_id=first["user"].id, language="de", now=NOW)
    with pytest.raises(Repeated):
        await second["db"].write(users.set_language, user_id=first["user"].id, language="ru", now=NOW)


@pytest.mark.parametrize(
    "data",
    [
        {"event_from_user": None},
        {"event_from_user": ANA.model_copy(update={"is_bot": True})},
        {"event_chat": GROUP},
        {"event_chat": Chat(id=-6, type="channel", title="News")},
        {"event_chat": None},
    ],
    ids=["nobody", "a bot", "a group", "a channel", "nowhere"],
)
async def test_who_is_not_a_person_in_private_is_not_heard(context, engine, data):
    assert await given(context, written(), **data) is None
    with engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(User)) == 0


@pytest.mark.parametrize("chat", [GROUP, None], ids=["in a group", "on an inline message"])
async def test_a_tap_is_heard_wherever_the_button_is(context, chat):
    assert await given(context, Update.model_validate(tap(1)), event_chat=chat) is not None


async def test_a_person_is_written_down_once_and_then_only_when_they_changed(context, engine):
    for name in ("Ana", "Ana", "Anna"):
        await given(context, written(), event_from_user=ANA.model_copy(update={"first_name": name}))

    with engine.connect() as connection:
        assert list(connection.scalars(select(User.name))) == ["Anna Ruiz"]


def given_back(update_id: int = 1) -> Update:
    """Telegram says it in the bot's own name."""
    back = {"currency": "XTR", "total_amount": 50, "invoice_payload": "order", "telegram_payment_charge_id": "stx_1"}
    said = message(update_id)
    del said["message"]["text"]
    said["message"] |= {"from": {"id": 42, "is_bot": True, "first_name": "Turnout"}, "refunded_payment": back}
    return Update.model_validate(said)


async def test_stars_that_went_back_are_heard_of_for_whom_the_chat_is_with(context):
    us = TelegramUser(id=42, is_bot=True, first_name="Turnout")
    assert await given(context, given_back(), event_from_user=us) is None, "nobody is known there"
    await given(context, written())

    data = await given(context, given_back(2), event_from_user=us)

    assert data is not None
    assert data["user"].name == "Ana Ruiz"
