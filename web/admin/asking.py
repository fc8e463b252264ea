"""What requests of organizers' pages carry: numbers within bounds, and refusals as pages."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from urllib.parse import urlencode

from aiohttp import web

from services.errors import NotAllowed, NotFound
from services.organizing import Line
from web.live import MOST_SESSIONS

ID = "[1-9][0-9]{0,14}"
MOST_PAGES = 10_000


def number(request: web.Request, name: str, *, most: int = MOST_PAGES) -> int:
    """A whole number of the query from 0 to `most`; 0 for anything else."""
    typed = request.query.get(name, "")
    return min(int(typed), most) if typed.isascii() and typed.isdigit() and len(typed) <= 15 else 0


def live(lines: Sequence[Line]) -> str:
    """Where a page hears that one of these sessions changed; empty where there are none. The soonest count."""
    codes = [("s", line.code) for line in lines[:MOST_SESSIONS]]
    return f"/live?{urlencode(codes)}" if codes else ""


@asynccontextmanager
async def refusals() -> AsyncIterator[None]:
    """What is not there and what is not theirs look the same."""
    try:
        yield
    except (NotFound, NotAllowed):
        raise web.HTTPNotFound from None
