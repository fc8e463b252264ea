"""The broker that all tasks are declared on, and what a task can ask for.

It lives in memory, and runs what this process does itself; `scheduler/streams.py` has the same tasks for workers. What
is due stands in the database, a task only looks. A lost task costs a minute, no message.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from taskiq import AsyncBroker, Context, InMemoryBroker, TaskiqDepends

from db import Database
from services.pacing import NoLimit
from services.ports import CheckoutGateway, Editor, Gateways, Listing, Pace, Senders

broker: AsyncBroker = InMemoryBroker()

LONGEST_TASK = 900
"""Seconds after which a task is broken off. What it leaves is found by the next one."""


def equip(
    db: Database,
    senders: Senders,
    clock: Callable[[], datetime],
    editor: Editor | None = None,
    pace: Pace | None = None,
    gateways: Gateways | None = None,
    checkout: CheckoutGateway | None = None,
    stars: Listing | None = None,
) -> None:
    """Give the tasks of this process what they work with; without an editor, cards in other chats stay as they are.

    `pace` is Telegram's; without one everything leaves at once. `gateways` are the rails of money that are in use;
    `checkout` is the one with pages of its own, `stars` is what Telegram has of Stars.
    """
    broker.state.db = db
    broker.state.senders = senders
    broker.state.clock = clock
    broker.state.editor = editor
    broker.state.pace = pace or NoLimit()
    broker.state.gateways = gateways or {}
    broker.state.checkout = checkout
    broker.state.stars = stars


def get_db(context: Annotated[Context, TaskiqDepends()]) -> Database:
    db: Database = context.state.db
    return db


def get_senders(context: Annotated[Context, TaskiqDepends()]) -> Senders:
    senders: Senders = context.state.senders
    return senders


def get_editor(context: Annotated[Context, TaskiqDepends()]) -> Editor | None:
    editor: Editor | None = context.state.editor
    return editor


def get_pace(context: Annotated[Context, TaskiqDepends()]) -> Pace:
    pace: Pace = context.state.pace
    return pace


def get_gateways(context: Annotated[Context, TaskiqDepends()]) -> Gateways:
    gateways: Gateways = context.state.gateways
    return gateways


def get_checkout(context: Annotated[Context, TaskiqDepends()]) -> CheckoutGateway | None:
    checkout: CheckoutGateway | None = context.state.checkout
    return checkout


def get_stars(context: Annotated[Context, TaskiqDepends()]) -> Listing | None:
    stars: Listing | None = context.state.stars
    return stars


def get_now(context: Annotated[Context, TaskiqDepends()]) -> datetime:
    now: datetime = context.state.clock()
    return now
