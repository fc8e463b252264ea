"""`turnout demo`: the whole of Turnout in one process, with a Telegram of its own in the browser."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from bot import log
from bot.app import App
from bot.channels.catching import Catcher
from bot.ready import utc_now
from bot.settings import Settings
from db import Database, schema
from sandbox import Sandbox, sms
from sandbox.people import Person
from sandbox.stripe import SECRET_KEY, WEBHOOK_SECRET, LocalStripe
from services import examples, users
from web.webhooks import stripe as stripe_webhook

TOKEN = "42:DEMO"  # noqa: S105 - opens nothing but this demo's own sandbox
CAST = (
    ("Ana Ruiz", "en"),
    ("Lena Vogel", "de"),
    ("Bo Kimura", "en"),
    ("Carmen Díaz", "es"),
    ("Дмитрий Орлов", "ru"),
)
"""The organizer of the jams, the teacher of the studio, and people who come."""


async def run(port: int, data: Path, say: Callable[[str], None]) -> None:
    """Until it is cancelled. What people did stays in the folder `data` for the next start."""
    settings = demo_settings(port, data)
    log.set_up("WARNING", "console", known_secrets=settings.secrets())
    await schema.upgrade(settings.database_url)
    stripe = cards(settings.public_url)
    sandbox = Sandbox(TOKEN, stripe=stripe)
    chats = data / "chats.json"
    is_new = not sandbox.restore(chats)
    cast = [sandbox.person(name, language, id=100 + number) for number, (name, language) in enumerate(CAST, 1)]
    sandbox.group("Monday Jam crew", cast)
    app = App(settings, attach=sandbox.attach, mail=Catcher(sandbox.mailbox.catch))
    try:
        async with app.running():
            if is_new:
                for person in cast:
                    await person.send("/start")
            await prepare(app.db, cast)
            await charge_planted(app.db, stripe)
            say(f"\n  Turnout is ready: open {settings.public_url}\n  Ctrl-C ends it; what you did stays.\n")
            await asyncio.Event().wait()
    finally:
        sandbox.save(chats)


def cards(url: str) -> LocalStripe:
    """The card provider behind the chats' invoices, and its own pages."""
    stripe = LocalStripe(webhook_url=f"{url}{stripe_webhook.PATH}")
    stripe.serve_at(url)
    return stripe


def demo_settings(port: int, data: Path) -> Settings:
    url = f"http://127.0.0.1:{port}"
    return Settings.load(
        env_file=None,
        bot_token=TOKEN,
        database_url=f"sqlite+aiosqlite:///{(data / 'turnout.db').absolute()}",
        telegram_api_url=url,
        public_url=url,
        payment_provider_token="TEST:sandbox",  # noqa: S106 - opens nothing but the sandbox
        stripe_api_url=url,
        stripe_secret_key=SECRET_KEY,
        stripe_webhook_secret=WEBHOOK_SECRET,
        web_host="127.0.0.1",
        web_port=port,
        default_time_zone=examples.ZONE,
        twilio_api_url=url,
        twilio_account_sid=sms.SID,
        twilio_auth_token=sms.TOKEN,
        twilio_from=sms.NUMBER,
    )


async def prepare(db: Database, cast: list[Person]) -> None:
    """Know the people, and plant or continue the sessions."""
    known = []
    for person in cast:
        profile = users.profile(
            telegram_id=person.id,
            name=person.name,
            language_code=person.user["language_code"],
            default_zone=examples.ZONE,
            default_language="en",
            is_admin=False,
        )
        known.append(await db.write(users.welcome, profile=profile, now=utc_now()))
    ana, lena, bo, carmen, _ = (person.id for person in known)
    await db.write(examples.plant, owner_id=ana, teacher_id=lena, regular_id=bo, waiting_id=carmen, now=utc_now())


async def charge_planted(db: Database, stripe: LocalStripe) -> None:
    """What was planted as paid is charged at the card provider too, once: so it can be refunded like all else."""
    for planted in await db.read(examples.list_uncharged):
        charge_id = stripe.charge_card(planted.amount, planted.currency)
        await db.write(examples.note_charge, payment_id=planted.id, provider_charge_id=charge_id)
