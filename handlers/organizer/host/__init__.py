"""A host as those who run it see it: what it tells of itself, its rules, its series."""

from aiogram import Router

from handlers.organizer.host import editing, ending, founding, showing
from handlers.topics import topic_router


def new_router() -> Router:
    router = topic_router("host")
    for part in (showing, founding, editing, ending):
        part.register(router)
    return router
