"""The broker that tasks are put on, and what a task can ask for.

It lives in memory: what is due stands in the database, a task only looks. A lost task costs a minute, no message.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Annotated

from taskiq import AsyncBroker, Context, InMemoryBroker, TaskiqDepends

from db import Database
from services.ports import Editor, Sender

broker: AsyncBroker = InMemoryBroker()


def equip(
    db: Database, senders: Mapping[str, Sender], clock: Callable[[], datetime], editor: Editor | None = None
) -> None:
    """Give the tasks of this process what they work with; without an editor, cards in other chats stay as they are."""
    broker.state.db = db
    broker.state.senders = senders
    broker.state.clock = clock
    broker.state.editor = editor


def get_db(context: Annotated[Context, TaskiqDepends()]) -> Database:
    db: Database = context.state.db
    return db


def get_senders(context: Annotated[Context, TaskiqDepends()]) -> Mapping[str, Sender]:
    senders: Mapping[str, Sender] = context.state.senders
    return senders


def get_editor(context: Annotated[Context, TaskiqDepends()]) -> Editor | None:
    editor: Editor | None = context.state.editor
    return editor


def get_now(context: Annotated[Context, TaskiqDepends()]) -> datetime:
    now: datetime = context.state.clock()
    return now
