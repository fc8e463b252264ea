"""What people tell of themselves, how they want to be written to, and what becomes of their data."""

from aiogram import Router

from handlers.attendee.profile import data, details, email, messages, phone, texting
from handlers.topics import topic_router


def new_router() -> Router:
    router = topic_router("profile")
    for part in (details, phone, email, messages, texting, data):
        part.register(router)
    return router
