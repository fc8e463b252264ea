"""Making the cards in other chats say what is true now."""

from datetime import datetime
from typing import Annotated

from taskiq import TaskiqDepends

from db import Database
from scheduler.broker import broker, get_db, get_editor, get_now
from services import posts
from services.ports import Editor


@broker.task("posts.refresh", schedule=[{"cron": "* * * * *"}])
async def refresh(
    db: Annotated[Database, TaskiqDepends(get_db)],
    editor: Annotated[Editor | None, TaskiqDepends(get_editor)],
    now: Annotated[datetime, TaskiqDepends(get_now)],
) -> int:
    return await posts.refresh(db, editor, now=now) if editor else 0


async def are_stale() -> bool:
    """Whether there is anything to refresh: asked after each commit that owes something, so it costs one look."""
    pause = await broker.state.db.read(posts.pause, now=broker.state.clock())
    return pause is not None
