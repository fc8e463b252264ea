"""Tables of people as files: registrations out, people in."""

from aiogram import Router

from handlers.organizer.files import exporting, importing
from handlers.topics import topic_router


def new_router() -> Router:
    router = topic_router("files")
    exporting.register(router)
    importing.register(router)
    return router
