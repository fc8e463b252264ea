"""What the pages of an installation work with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urlsplit

from db import Database
from services.limits import Counts, CountsHere
from services.ports import CheckoutGateway, Cipher

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Opened:
    """Who opened the pages inside Telegram, and by which link."""

    telegram_id: int
    start: str


def nobody(_typed: str, _now: datetime) -> Opened | None:
    """Without a bot nobody comes from Telegram."""
    return None


@dataclass(frozen=True)
class Site:
    db: Database
    clock: Clock
    language: str
    """For those whose own is not known."""
    public_url: str
    key: bytes
    """Signs what forms carry."""
    cipher: Cipher
    bot_name: Callable[[], Awaitable[str]]
    """What the bot is called on Telegram."""
    read_opened: Callable[[str, datetime], Opened | None] = nobody
    """Who came from Telegram, by what it signed; None where that is not whole, or old."""
    sends_mail: bool = False
    hops: int = 0
    """How many proxies of our own stand before us: so many of the last addresses in X-Forwarded-For are believed."""
    counts: Counts = field(default_factory=CountsHere)
    checkout: CheckoutGateway | None = None
    """Where cards are paid with on a page; None where that is not set up."""

    @property
    def is_safe(self) -> bool:
        """Whether browsers reach us over TLS, or on this very machine."""
        parts = urlsplit(self.public_url)
        return parts.scheme == "https" or parts.hostname in {"localhost", "127.0.0.1", "::1"}

    @property
    def origin(self) -> str:
        parts = urlsplit(self.public_url)
        return f"{parts.scheme}://{parts.netloc}"

    def address(self, path: str) -> str:
        """Where a path is reached from outside."""
        return f"{self.public_url.rstrip('/')}{path}"

    async def deep_link(self, payload: str) -> str:
        return f"https://t.me/{await self.bot_name()}?start={payload}"
