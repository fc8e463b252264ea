"""/admin: people, hosts, failed messages, the audit and alerts. For everybody but admins there is no such command."""

from aiogram import Router

from handlers.admin import alerts, events, home, hosts, mails, messages, people
from handlers.admin.admins import IsAdmin
from handlers.topics import topic_router


def new_router() -> Router:
    router = topic_router("admin")
    router.message.filter(IsAdmin())
    router.callback_query.filter(IsAdmin())
    for part in (home, people, hosts, messages, mails, events, alerts):
        part.register(router)
    return router
