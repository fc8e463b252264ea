"""Rosters and results on organizers' screens that follow what happens: which messages those are."""

import asyncio
from datetime import datetime

from aiogram.types import CallbackQuery, Message

from db import Database
from services import announcements, rosters
from services.rosters import PostKind, Screen
from services.translator import Translator
from services.users import Person

BETWEEN_LOOKS = 0.05
LOOKS = 60
"""For three seconds: the next screen does not wait longer for an edit that hangs."""


class Live:
    """Writes down which messages follow, apart from the one act of an update: doing it again does no harm."""

    def __init__(self, db: Database) -> None:
        """`db` is not bound to an update."""
        self._db = db

    async def open(
        self, query: CallbackQuery, session_id: int, kind: PostKind, user: Person, t: Translator, now: datetime
    ) -> None:
        """The tapped message is about to show a roster. What it shows has to be read after this.

        Raises NotFound, NotAllowed.
        """
        if isinstance(query.message, Message):
            await self._keep(query, query.message.message_id, session_id, kind, user, t, now)

    async def shown(
        self,
        query: CallbackQuery,
        message_id: int,
        session_id: int,
        kind: PostKind,
        user: Person,
        t: Translator,
        now: datetime,
    ) -> None:
        """It could not be shown where it was tapped, and came as another message."""
        if not message_id or (query.message and query.message.message_id == message_id):
            return
        await self.leave(query, now)
        await self._keep(query, message_id, session_id, kind, user, t, now)

    async def follow_result(
        self, query: CallbackQuery, message_id: int, announcement_id: int, user: Person, t: Translator, now: datetime
    ) -> None:
        """A message tells what becomes of an announcement."""
        chat_id = query.message.chat.id if query.message else query.from_user.id
        screen = Screen(chat_id, message_id, t.language, t.time_zone)
        about = {"announcement_id": announcement_id, "viewer_id": user.id}
        await self._db.write(announcements.follow, screen=screen, **about, now=now)

    async def leave(self, query: CallbackQuery, now: datetime) -> None:
        """The tapped message shows something else from now on: an edit that is under way is waited for."""
        if not query.message:
            return
        at = {"chat_id": query.message.chat.id, "message_id": query.message.message_id}
        if not await self._db.read(rosters.is_followed, **at):
            return
        await self._db.write(rosters.leave, **at, now=now)
        for _ in range(LOOKS):
            if not await self._db.read(rosters.is_being_edited, **at, now=now):
                break
            await asyncio.sleep(BETWEEN_LOOKS)

    async def _keep(
        self,
        query: CallbackQuery,
        message_id: int,
        session_id: int,
        kind: PostKind,
        user: Person,
        t: Translator,
        now: datetime,
    ) -> None:
        chat_id = query.message.chat.id if query.message else query.from_user.id
        screen = Screen(chat_id, message_id, t.language, t.time_zone)
        await self._db.write(
            rosters.keep_open, screen=screen, kind=kind, session_id=session_id, viewer_id=user.id, now=now
        )
