"""The organizer's money: of a registration, refunds by hand, what is stuck, and takings."""

from aiogram import Router

from handlers.organizer.money import mending, refunding, showing, takings
from handlers.topics import topic_router


def new_router() -> Router:
    router = topic_router("money")
    for part in (showing, refunding, mending, takings):
        part.register(router)
    return router
