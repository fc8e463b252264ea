"""All handlers together: a router for each topic."""

from types import ModuleType

from aiogram import Router

from handlers import admin, buttons, errors, fallback, inline, keys, start
from handlers.attendee import (
    booking,
    browsing,
    calendar,
    coming,
    filters,
    money,
    pages,
    parties,
    payments,
    profile,
    registrations,
    searching,
    series,
    sessions,
    settings,
    tickets,
    transfers,
    waitlist,
    wallet,
)
from handlers.organizer import (
    announcements,
    attendance,
    desk,
    files,
    home,
    host,
    new,
    numbers,
    people,
    repeats,
    roster,
    shelf,
    team,
)
from handlers.organizer import money as takings
from handlers.organizer import sessions as planning
from handlers.topics import Switchboard

OWN: tuple[ModuleType, ...] = (
    registrations,
    booking,
    parties,
    transfers,
    coming,
    waitlist,
    payments,
    tickets,
    calendar,
    money,
    wallet,
    pages,
    settings,
    profile,
)
RUNNING: tuple[ModuleType, ...] = (
    roster,
    attendance,
    home,
    numbers,
    takings,
    shelf,
    admin,
    announcements,
    files,
    team,
    people,
    new,
    repeats,
    desk,
    host,
    planning,
)
"""For those who run something."""


def root_router() -> Router:
    """All handlers, in the order they are asked; made anew for each dispatcher."""
    router = Switchboard(name="root")
    asked = (keys, buttons, searching, inline, errors, fallback)
    topics = (start, browsing, filters, sessions, *OWN, series, *RUNNING, *asked)
    router.include_routers(*(topic.new_router() for topic in topics))
    return router
