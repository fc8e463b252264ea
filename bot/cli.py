"""`turnout ...`: what an operator and a developer can call.

The bot's own modules take seconds to load, so the commands that need them load them.
"""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from bot import log, reporting
from bot.ready import CannotStart, require_newest_revision, utc_now
from bot.settings import Settings, WrongSetting
from db import Database, backup, schema
from db.stores import open_database
from services import checks, seeding

if TYPE_CHECKING:
    from bot.membership import Role

Name = Annotated[str, typer.Option(help="Tells processes of a kind on one machine apart, and stays over restarts.")]

cli = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help="Bookings in a Telegram chat."
)
database = typer.Typer(no_args_is_help=True, help="Migrations and backups.")
cli.add_typer(database, name="db")


def main() -> None:
    """The entry point: what is wrong with a setting or at the start is one line, never a traceback."""
    try:
        cli()
    except (WrongSetting, CannotStart, backup.CannotBackUp) as wrong:
        refuse(str(wrong))


def refuse(line: str) -> NoReturn:
    print(line, file=sys.stderr)
    raise SystemExit(2)


def say(text: str) -> None:
    print(text, flush=True)


def settings_of() -> Settings:
    settings = Settings.load()
    log.set_up(settings.log_level, settings.log_format, known_secrets=settings.secrets())
    reporting.set_up(settings)
    return settings


@cli.command()
def demo(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where the chat windows are served.")] = 8080,
    data: Annotated[Path, typer.Option(help="Where the demo keeps what people did.")] = Path("demo-data"),
) -> None:
    """Try everything in the browser: no token, no network, no other server."""
    from bot import demo as demonstration

    data.mkdir(parents=True, exist_ok=True)
    asyncio.run(until_stopped(demonstration.run(port, data, say)))


@cli.command()
def run() -> None:
    """The bot and the web server: by polling, or by webhook where WEBHOOK_URL is set."""
    settings = settings_of()
    if settings.bot_token is None:
        raise WrongSetting("BOT_TOKEN", "is not set; without one only `turnout demo` starts")
    asyncio.run(until_stopped(serve(settings)))


@cli.command()
def worker(name: Name = "") -> None:
    """Do the jobs that other processes ask for, over Redis. Any number may run."""
    from bot.membership import Role

    asyncio.run(until_stopped(help_out(settings_of(), Role.WORKER, name)))


@cli.command()
def scheduler(name: Name = "") -> None:
    """Watch the clock for all. Any number may run: one leads, the next takes over where it ends."""
    from bot.membership import Role

    asyncio.run(until_stopped(help_out(settings_of(), Role.SCHEDULER, name)))


async def help_out(settings: Settings, role: "Role", name: str) -> None:
    """Be one of many processes: that takes Redis, and a database that serves more than one."""
    from bot.worker import Worker

    if settings.bot_token is None:
        raise WrongSetting("BOT_TOKEN", "is not set; without one only `turnout demo` starts")
    if settings.redis_url is None:
        raise WrongSetting("REDIS_URL", f"is not set; without Redis `turnout run` does all, and no {role} is needed")
    if not settings.serves_many:
        raise WrongSetting("DATABASE_URL", f"is a SQLite file, which serves one process: a {role} needs PostgreSQL")
    async with Worker(settings, role, name=name).running():
        await asyncio.Event().wait()


async def serve(settings: Settings) -> None:
    from bot.app import App

    async with App(settings).running():
        await asyncio.Event().wait()


async def until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Do the work until somebody asks us to stop (Ctrl-C, SIGTERM); then let it end what it began."""
    task = asyncio.ensure_future(work)
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        return


@database.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the newest revision."""
    asyncio.run(schema.upgrade(settings_of().database_url))
    say(f"The database is at revision {schema.newest_revision()}.")


@database.command("downgrade")
def db_downgrade(revision: str) -> None:
    """Take the database back to a revision; `base` takes everything away."""
    asyncio.run(schema.downgrade(settings_of().database_url, revision))
    say(f"The database is at revision {revision}.")


@database.command("revise", hidden=True)
def db_revise(message: str, revision: str) -> None:
    """Write a migration for what the models have and the database lacks."""
    asyncio.run(schema.revise(settings_of().database_url, message, revision))


@database.command("backup")
def db_backup(file: Path) -> None:
    """Copy a SQLite database while it is in use, and check the copy."""
    backup.back_up(settings_of().database_url, file)
    say(f"Backed up to {file}, and checked.")


@cli.command()
def seed(
    series: Annotated[int, typer.Option(min=1)] = 1,
    sessions: Annotated[int, typer.Option(min=1, help="Of each series, a day apart.")] = 10,
    capacity: Annotated[int, typer.Option(min=1, help="Of each session.")] = 10,
    registrations: Annotated[int, typer.Option(min=0, help="In all; those that do not fit wait in line.")] = 0,
    start: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S"])] = None,
    price: Annotated[int, typer.Option(min=0, help="Of a place, in minor units.")] = 0,
    currency: str = "EUR",
    owner: Annotated[int | None, typer.Option(help="Telegram id of the host's owner.")] = None,
) -> None:
    """Test data in bulk; prints a JSON object for each session."""
    begin = start or utc_now()
    plan = seeding.Plan(
        start=begin if begin.tzinfo else begin.replace(tzinfo=UTC),
        series=series,
        sessions=sessions,
        capacity=capacity,
        registrations=registrations,
        price=price,
        currency=currency,
        owner_telegram_id=owner,
    )
    asyncio.run(plant(settings_of(), plan))


async def plant(settings: Settings, plan: seeding.Plan) -> None:
    async with newest(settings) as db:
        seeded = await db.write(seeding.plan_sessions, plan=plan, now=utc_now())
        for batch in seeding.batches(plan, seeded):
            await db.write(seeding.fill, batch=batch, plan=plan, now=utc_now())
    for session in seeded:
        say(json.dumps(asdict(session)))


@cli.command()
def verify() -> None:
    """Recount everything against the rules of the domain; a line a finding, exit 1 if there is any."""
    findings = asyncio.run(find(settings_of()))
    for finding in findings:
        say(f"{finding.rule}: {finding.subject} {finding.detail}")
    raise SystemExit(1 if findings else 0)


async def find(settings: Settings) -> list[checks.Finding]:
    async with newest(settings) as db:
        return await db.read(checks.findings, now=utc_now())


@asynccontextmanager
async def newest(settings: Settings) -> AsyncIterator[Database]:
    """The database, which must be at the newest revision."""
    db = open_database(settings.database_url)
    try:
        await require_newest_revision(db)
        yield db
    finally:
        await db.close()


@cli.command()
def doctor() -> None:
    """Check settings, database, migrations and what is connected: a line each, exit 1 if something needed is wrong."""
    from bot import doctor as clinic

    all_well = asyncio.run(clinic.examine(settings_of(), say))
    raise SystemExit(0 if all_well else 1)
