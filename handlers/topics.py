"""Which router an update is for."""

from aiogram import Router
from aiogram.filters import Filter
from aiogram.types import CallbackQuery, Message


class OfTopic(Filter):
    """A tap whose callback data begins with the topic: the one filter that a router's taps pass first."""

    def __init__(self, topic: str) -> None:
        self.topic = topic

    async def __call__(self, query: CallbackQuery) -> bool:
        prefix = (query.data or "").partition(":")[0]
        return prefix.partition(".")[0] == self.topic


class Typed(Filter):
    """Text that somebody typed, and that is no command."""

    async def __call__(self, message: Message) -> bool:
        return bool(message.text) and not (message.text or "").startswith("/")


class SharedContact(Filter):
    """A contact that somebody shared: their own, or another person's."""

    async def __call__(self, message: Message) -> bool:
        return message.contact is not None


class SharedLocation(Filter):
    async def __call__(self, message: Message) -> bool:
        return message.location is not None


def topic_router(topic: str) -> Router:
    """A router that gets the taps of one topic."""
    router = Router(name=topic)
    router.callback_query.filter(OfTopic(topic))
    return router
