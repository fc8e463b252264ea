"""When a message stops following: which taps lead away from a roster."""

from datetime import UTC, datetime

import pytest
from aiogram.types import CallbackQuery, Chat, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.types import User as TelegramUser

from bot.middlewares.living import leads_away

ANA = TelegramUser(id=1, is_bot=False, first_name="Ana")


def tapped(data: str | None, *rows: list[str]) -> CallbackQuery:
    """A tap on a message with these buttons."""
    keys = [[InlineKeyboardButton(text="x", callback_data=one) for one in row] for row in rows]
    message = Message(
        message_id=5,
        date=datetime(2026, 11, 23, tzinfo=UTC),
        chat=Chat(id=1, type="private"),
        reply_markup=InlineKeyboardMarkup(inline_keyboard=keys) if rows else None,
    )
    return CallbackQuery(id="1", from_user=ANA, chat_instance="1", message=message, data=data)


@pytest.mark.parametrize("data", ["plan:1:0", "people:7", "roster.people:1:0", "roster.find:1:door", "home", "", None])
def test_what_shows_something_else_leads_away_from_a_roster(data):
    assert leads_away(tapped(data, ["roster.door:1:0", "people.add:1"], ["plan:1:0"]))
    assert leads_away(tapped(data, ["attendance.in:3:0"], ["roster:1:0"]))
    assert leads_away(tapped(data, ["announce:1"], ["files:1", "roster.find:1:people"], ["plan:1:0"]))


@pytest.mark.parametrize("data", ["roster:1:0", "roster.door:1:1", "attendance.in:3:0", "attendance.undo:3:0"])
def test_what_shows_a_roster_again_does_not(data):
    assert not leads_away(tapped(data, ["roster.door:1:0"]))


@pytest.mark.parametrize("rows", [[["plan:1:0"], ["rosters:1:0"]], [["session:1"]], []])
def test_other_messages_are_none_of_its_business(rows):
    assert not leads_away(tapped("home", *rows))
    assert not leads_away(CallbackQuery(id="1", from_user=ANA, chat_instance="1", data="home"))
