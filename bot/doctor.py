"""`turnout doctor`: what this installation needs and has, a line each."""

from collections.abc import Awaitable, Callable

from aiogram.exceptions import AiogramError

from bot.app import make_bot
from bot.settings import Settings
from db import schema
from db.stores import open_database


class Unwell(Exception):
    """What is wrong, and what to do about it."""


async def examine(settings: Settings, say: Callable[[str], None]) -> bool:
    """Say how everything is; returns whether all that is needed is well."""
    well = True
    examinations: dict[str, Callable[[Settings], Awaitable[str]]] = {
        "settings": _settings,
        "database": _database,
        "Telegram": _telegram,
        "Redis": _redis,
        "Stripe": _stripe,
        "mail": _mail,
    }
    for name, examination in examinations.items():
        try:
            say(f"ok   {name}: {await examination(settings)}")
        except Unwell as reason:
            well = False
            say(f"BAD  {name}: {reason}")
    return well


async def _settings(settings: Settings) -> str:
    return f"read; people reach the web server at {settings.public_url}"


async def _database(settings: Settings) -> str:
    db = open_database(settings.database_url)
    try:
        revision = await db.read(schema.revision_of)
    except Exception as error:  # each driver has its own; whatever it is, the database does not answer
        raise Unwell(f"does not answer ({type(error).__name__}); see DATABASE_URL") from error
    finally:
        await db.close()
    if revision != schema.newest_revision():
        raise Unwell(f"is at revision {revision or 'none'}, needed {schema.newest_revision()}: turnout db upgrade")
    return f"answers, at the newest revision {revision}"


async def _telegram(settings: Settings) -> str:
    if settings.bot_token is None:
        raise Unwell("BOT_TOKEN is not set; BotFather gives one")
    bot = make_bot(settings)
    try:
        me = await bot.get_me(request_timeout=10)
        hook = await bot.get_webhook_info(request_timeout=10)
    except AiogramError as error:
        raise Unwell(f"does not answer as it should: {error}") from error
    finally:
        await bot.session.close()
    if settings.webhook_url and hook.last_error_message:
        raise Unwell(f"cannot deliver to {hook.url}: {hook.last_error_message}")
    return f"@{me.username}, by {'webhook' if settings.webhook_url else 'polling'}, {hook.pending_update_count} waiting"


async def _redis(settings: Settings) -> str:
    return "is set, and not used yet: jobs run inside" if settings.redis_url else "is not set: jobs run inside"


async def _stripe(settings: Settings) -> str:
    return "is set, and not used yet" if settings.stripe_secret_key else "is not set: no payments on the web"


async def _mail(settings: Settings) -> str:
    return "is set, and not used yet" if settings.smtp_url or settings.resend_api_key else "is not set: no mail"
