"""Pages for who runs something: what a chat cannot show well, by the same services and the same rights."""

from aiohttp import web

from web.admin import (
    announcing,
    archiving,
    calendar,
    checking,
    editing,
    ending,
    exporting,
    founding,
    home,
    logos,
    mending,
    numbers,
    payments,
    repeats,
    series,
    sessions,
    team,
)


def routes() -> list[web.RouteDef]:
    return [
        *home.routes(),
        *calendar.routes(),
        *sessions.routes(),
        *editing.routes(),
        *ending.routes(),
        *checking.routes(),
        *numbers.routes(),
        *payments.routes(),
        *mending.routes(),
        *logos.routes(),
        *founding.routes(),
        *series.routes(),
        *archiving.routes(),
        *repeats.routes(),
        *team.routes(),
        *announcing.routes(),
        *exporting.routes(),
    ]
