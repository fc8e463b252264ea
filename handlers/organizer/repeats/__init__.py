"""What repeats: templates, closure days, absences and rooms."""

from aiogram import Router

from handlers.organizer.repeats import absences, answering, closures, conflicts, form, lists, rooms, steps
from handlers.topics import topic_router


def new_router() -> Router:
    router = topic_router("repeat")
    for part in (lists, form, answering, steps, conflicts, closures, absences, rooms):
        part.register(router)
    return router
