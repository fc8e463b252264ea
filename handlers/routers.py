"""All handlers together: a router for each topic."""

from aiogram import Router

from handlers import errors, fallback, inline, start
from handlers.attendee import browsing, registrations, series, sessions, settings, waitlist


def root_router() -> Router:
    """All handlers, in the order they are asked; made anew for each dispatcher."""
    router = Router(name="root")
    topics = (start, browsing, sessions, registrations, waitlist, series, settings, inline, errors, fallback)
    router.include_routers(*(topic.new_router() for topic in topics))
    return router
