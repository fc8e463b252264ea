"""Leaving a message that follows: nothing is put over the next screen."""

import asyncio
from datetime import UTC, datetime, timedelta

from aiogram.types import CallbackQuery, Chat, Message
from aiogram.types import User as TelegramUser

from handlers.live import Live
from services import posts, rosters
from services.ports import Delivered
from services.posts import GAP
from services.rosters import PostKind, Screen
from tests.factories import NOW

ANA = TelegramUser(id=1, is_bot=False, first_name="Ana")
AT = {"chat_id": 1, "message_id": 5}


def tapped() -> CallbackQuery:
    message = Message(message_id=5, date=datetime(2026, 11, 23, tzinfo=UTC), chat=Chat(id=1, type="private"))
    return CallbackQuery(id="1", from_user=ANA, chat_instance="1", message=message, data="home")


async def show(db, make):
    """A roster on a screen, about which something is new."""
    owner = make.user("Olga")
    quota = make.quota(owner=owner)
    about = {"kind": PostKind.ROSTER, "session_id": quota.session_id, "viewer_id": owner.id}
    await db.write(rosters.keep_open, screen=Screen(**AT, language="en", time_zone="UTC"), **about, now=NOW)
    make.booked(quota, now=NOW + timedelta(seconds=1))


async def test_who_leaves_waits_for_the_edit_that_is_under_way(db, make):
    await show(db, make)
    [claim] = await db.write(posts.claim_due, now=NOW + GAP)

    leaving = asyncio.create_task(Live(db).leave(tapped(), NOW + GAP))
    done, _ = await asyncio.wait([leaving], timeout=0.3)
    assert not done
    await db.write(posts.settle, claim=claim, outcome=Delivered("5"), now=NOW + GAP)

    await asyncio.wait_for(leaving, timeout=2)
    assert not await db.read(rosters.is_followed, **AT)


async def test_where_nothing_is_edited_nobody_waits(db, make):
    await show(db, make)
    live = Live(db)

    for _ in range(2):
        await asyncio.wait_for(live.leave(tapped(), NOW + GAP), timeout=1)

    assert not await db.read(rosters.is_followed, **AT)
    assert await db.read(posts.pause, now=NOW + 2 * GAP) is None
