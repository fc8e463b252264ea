"""All handlers together: a router for each topic."""

from aiogram import Router

from handlers import errors, fallback, inline, keys, start
from handlers.attendee import (
    booking,
    browsing,
    calendar,
    coming,
    filters,
    parties,
    profile,
    registrations,
    searching,
    series,
    sessions,
    settings,
    tickets,
    transfers,
    waitlist,
)
from handlers.topics import Switchboard


def root_router() -> Router:
    """All handlers, in the order they are asked; made anew for each dispatcher."""
    router = Switchboard(name="root")
    own = (registrations, booking, parties, transfers, coming, waitlist, tickets, calendar, settings, profile)
    topics = (start, browsing, filters, sessions, *own, series, keys, searching, inline, errors, fallback)
    router.include_routers(*(topic.new_router() for topic in topics))
    return router
