"""The sessions of a series, and everything about one of them that can be changed."""

from aiogram import Router

from handlers.organizer.sessions import changes, desk, roles, rooming
from handlers.topics import topic_router


def new_router() -> Router:
    router = topic_router("plan")
    for part in (desk, roles, rooming, changes):
        part.register(router)
    return router
