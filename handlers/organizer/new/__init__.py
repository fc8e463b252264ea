"""/new: a series and its first session in one breath, or one more session of a series."""

from aiogram import Router

from handlers.organizer.new import answering, beginning, creating, tapping
from handlers.topics import topic_router


def new_router() -> Router:
    router = topic_router("new")
    for part in (beginning, tapping, creating, answering):
        part.register(router)
    return router
