"""A series as its organizers see it: what is next, what they can do, and what they can edit."""

from aiogram import Router

from handlers.organizer.desk import editing, ending, placing, showing
from handlers.topics import topic_router


def new_router() -> Router:
    router = topic_router("desk")
    for part in (showing, editing, placing, ending):
        part.register(router)
    return router
