"""One person of a session: how they stand, what is decided, noted and written; and adding somebody by hand."""

from aiogram import Router

from handlers.organizer.people import adding, deciding, noting, screen, writing
from handlers.topics import topic_router


def new_router() -> Router:
    router = topic_router("people")
    for part in (screen, deciding, noting, writing, adding):
        part.register(router)
    return router
