"""`turnout doctor`: what this installation needs and has, a line each."""

from collections.abc import Awaitable, Callable

from aiogram.exceptions import AiogramError
from redis.exceptions import RedisError

from bot.app import make_bot
from bot.equipment import make_checkout
from bot.mailing import make_provider
from bot.settings import Settings
from bot.texting import make_sender as make_sms_sender
from db import schema
from db.stores import open_database
from scheduler.shared import Shared
from services import leases
from services.ports import ProviderAway, ProviderRefuses

REDIS_PATIENCE = 2.0


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
        "SMS": _sms,
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
    if settings.redis_url is None:
        return "is not set: jobs run inside"
    shared = Shared(settings.redis_url, patience=REDIS_PATIENCE)
    try:
        about = await shared.about()
    except (RedisError, OSError, TimeoutError) as error:
        raise Unwell(
            f"does not answer ({type(error).__name__}); see REDIS_URL. Until it does, jobs run inside"
        ) from error
    finally:
        await shared.close()
    if about.policy not in {"noeviction", "unknown"}:
        raise Unwell(f"throws away what it likes ({about.policy}); set maxmemory-policy noeviction")
    return f"answers, version {about.version}, maxmemory-policy {about.policy}; {await _workers(settings)}"


async def _workers(settings: Settings) -> str:
    """Who takes the jobs, as far as the database knows."""
    if not settings.serves_many:
        return "jobs run inside all the same: SQLite serves one process"
    db = open_database(settings.database_url)
    try:
        workers, leader = await db.read(leases.list_workers), await db.read(leases.find_leader)
    except Exception:  # noqa: BLE001 - what is wrong with the database has a line of its own
        return "who works is not known"
    finally:
        await db.close()
    seen = f"workers seen: {', '.join(workers)}" if workers else "no worker seen: jobs run inside"
    return f"{seen}; the timetable is {leader or 'nobody'}'s"


async def _stripe(settings: Settings) -> str:
    checkout = make_checkout(settings)
    if checkout is None:
        return "is not set: no payments on the web"
    try:
        account = await checkout.name()
    except (ProviderAway, ProviderRefuses) as error:
        raise Unwell(f"does not answer as it should: {error}; see STRIPE_SECRET_KEY") from error
    finally:
        await checkout.close_connections()
    events = "with events" if settings.stripe_webhook_secret else "without events: set STRIPE_WEBHOOK_SECRET"
    return f"answers, account {account}, {events}"


async def _mail(settings: Settings) -> str:
    provider = make_provider(settings)
    if provider is None:
        return "is not set: no mail"
    try:
        return f"{await provider.ask()}, from {settings.mail_sender}{_mail_events(settings)}"
    except Exception as error:  # each provider has its own; whatever it is, no mail would leave
        raise Unwell(f"cannot be sent: {type(error).__name__}; see SMTP_URL or RESEND_API_KEY") from error
    finally:
        await provider.close()


async def _sms(settings: Settings) -> str:
    if settings.twilio_account_sid is None:
        return "is not set: no SMS"
    bot = make_bot(settings) if settings.bot_token else None
    sender = make_sms_sender(settings, bot) if bot else None
    if bot is None or sender is None:
        return "is set; it is tried once BOT_TOKEN is"
    try:
        if not await sender.knows_us():
            raise Unwell("Twilio does not know this account; see TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN")
    finally:
        await sender.close()
        await bot.session.close()
    told = f"{settings.public_url}/sms/webhook"
    return f"Twilio answers, from {settings.twilio_from}; it tells what became of them at {told}"


def _mail_events(settings: Settings) -> str:
    if not settings.resend_api_key:
        return "; bounces come to that mailbox, not to us"
    if settings.resend_webhook_secret:
        return f"; Resend tells what became of mails at {settings.public_url}/mail/webhook"
    return "; RESEND_WEBHOOK_SECRET is not set: nobody tells us what became of mails"
