"""`/admin/site`: the installation, for those whom ADMIN_IDS names; by the same looks and acts as /admin in the chat."""

from aiohttp import web

from web.operating import audit, home, hosts, jobs, mails, messages, people


def routes() -> list[web.RouteDef]:
    return [
        *home.routes(),
        *people.routes(),
        *hosts.routes(),
        *messages.routes(),
        *jobs.routes(),
        *audit.routes(),
        *mails.routes(),
    ]
