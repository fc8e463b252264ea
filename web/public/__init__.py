"""Pages that everybody may read: a session, a series, a host. They lead into the chat, where one books."""

from aiohttp import web

from web.public import embedding, hosts, lookups, previews, series, sessions


def routes() -> list[web.RouteDef]:
    return [
        *sessions.routes(),
        *series.routes(),
        *hosts.routes(),
        *previews.routes(),
        *embedding.routes(),
        *lookups.routes(),
    ]
