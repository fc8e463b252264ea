"""What links in mails lead to: `/confirm/<token>` for a new address, `/mail/stop/<signed>` to end mails of a kind."""

from collections.abc import Callable
from datetime import datetime

from aiohttp import web

from db import Database
from services import profiles
from services.errors import ConfirmationOver, DomainError, EmailTaken, NotFound
from services.mails import stopping
from services.translator import Translator
from web.rendering import say, translator

Clock = Callable[[], datetime]


def routes(db: Database, clock: Clock, stop_key: bytes) -> list[web.RouteDef]:

    async def ask_confirming(request: web.Request) -> web.Response:
        """Looking uses nothing up: programs that scan mails open every link."""
        try:
            found = await db.read(profiles.look_at_confirmation, token=request.match_info["token"], now=clock())
        except ConfirmationOver as over:
            return _over(request, over)
        t = Translator(found.language)
        asked = t("Is this your email address?")
        return say(request, asked, found.address, t=t, button=t("Yes, confirm it"))

    async def confirm(request: web.Request) -> web.Response:
        try:
            done = await db.write(profiles.confirm_email, token=request.match_info["token"], now=clock())
        except (ConfirmationOver, EmailTaken, NotFound) as over:
            return _over(request, over)
        t = Translator(done.language)
        return say(request, t("Your email address is confirmed."), done.address, t("You can close this page."), t=t)

    async def ask_stopping(request: web.Request) -> web.Response:
        try:
            t, what = await _stopped(db, stop_key, request)
        except NotFound as missing:
            return _over(request, missing)
        return say(request, t("No more mails like this?"), what, t=t, button=t("Yes, stop them"))

    async def stop(request: web.Request) -> web.Response:
        """From the page, or from a mail program that saw List-Unsubscribe (RFC 8058)."""
        try:
            user_id, wish = stopping.read(stop_key, request.match_info["signed"])
            t, what = await _stopped(db, stop_key, request)
            await db.write(stopping.stop, user_id=user_id, wish=wish, now=clock())
        except NotFound as missing:
            return _over(request, missing)
        return say(request, t("You get no more of these mails."), what, t("The chat tells you as before."), t=t)

    return [
        web.get("/confirm/{token}", ask_confirming),
        web.post("/confirm/{token}", confirm),
        web.get("/mail/stop/{signed}", ask_stopping),
        web.post("/mail/stop/{signed}", stop),
    ]


async def _stopped(db: Database, key: bytes, request: web.Request) -> tuple[Translator, str]:
    """The reader's language, and what the link ends in words. Raises NotFound."""
    user_id, wish = stopping.read(key, request.match_info["signed"])
    t = Translator(await db.read(stopping.language_of, user_id=user_id))
    words = {
        "reminders": t("Reminders by email"),
        "bookings": t("Confirmations and changes by email"),
        "news": t("News by email"),
    }
    return t, words[wish]


def _over(request: web.Request, refusal: DomainError) -> web.Response:
    t = translator(request)
    status = 409 if isinstance(refusal, EmailTaken) else 404
    return say(request, refusal.text(t), t("Nothing was changed."), status=status)
