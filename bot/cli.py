"""`turnout ...`: what an operator and a developer can call."""

import asyncio
import signal
import sys
from collections.abc import Coroutine
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from bot import log
from bot.app import App, CannotStart
from bot.settings import Settings, WrongSetting
from db import schema

WRONG_USE = 2

cli = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
database = typer.Typer(no_args_is_help=True, help="Migrations and backups.")
cli.add_typer(database, name="db")


def main() -> None:
    """The entry point: what is wrong with a setting or the start is one line, never a traceback."""
    try:
        cli()
    except (WrongSetting, CannotStart) as wrong:
        fail(str(wrong))


def fail(line: str) -> NoReturn:
    print(line, file=sys.stderr)
    raise SystemExit(WRONG_USE)


def say(text: str) -> None:
    print(text, flush=True)


def settings_of(**given: Any) -> Settings:
    settings = Settings.load(**given)
    log.set_up(settings.log_level, settings.log_format, known_secrets=settings.secrets())
    return settings


@cli.command()
def demo(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where the chat windows are served.")] = 8080,
    data: Annotated[Path, typer.Option(help="Where the demo keeps its database.")] = Path("demo-data"),
) -> None:
    """Try everything in the browser: no token, no network, no other server."""
    from bot import demo as demonstration

    data.mkdir(parents=True, exist_ok=True)
    asyncio.run(until_stopped(demonstration.run(port, data, say)))


@cli.command()
def run() -> None:
    """The bot and the web server."""
    settings = settings_of()
    if settings.bot_token is None:
        fail("BOT_TOKEN: is not set; without one only `turnout demo` starts")
    asyncio.run(until_stopped(serve(settings)))


async def serve(settings: Settings) -> None:
    async with App(settings).running():
        await asyncio.Event().wait()


async def until_stopped(work: Coroutine[Any, Any, None]) -> None:
    """Do the work until it ends or somebody asks us to stop (Ctrl-C, SIGTERM); then let it end what it began."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, task.cancel)
    try:
        await task
    except asyncio.CancelledError:
        return


@database.command("upgrade")
def db_upgrade() -> None:
    """Bring the database to the newest revision."""
    settings = settings_of()
    asyncio.run(schema.upgrade(settings.database_url))
    print(f"The database is at revision {schema.newest_revision()}.")


@database.command("downgrade")
def db_downgrade(revision: str) -> None:
    """Take the database back to a revision; `base` empties it."""
    asyncio.run(schema.downgrade(settings_of().database_url, revision))
    print(f"The database is at revision {revision}.")


@database.command("revise", hidden=True)
def db_revise(message: str, revision: str) -> None:
    """Write a migration for what the models have and the database lacks."""
    asyncio.run(schema.revise(settings_of().database_url, message, revision))


@database.command("backup")
def db_backup(file: Path) -> None:
    """Copy a SQLite database while it is in use, and check the copy."""
    from db import backup

    try:
        backup.back_up(settings_of().database_url, file)
    except backup.CannotBackUp as reason:
        fail(str(reason))
    print(f"Backed up to {file} and checked.")


@cli.command()
def seed(
    series: Annotated[int, typer.Option(min=1)] = 1,
    sessions: Annotated[int, typer.Option(min=1, help="In each series.")] = 10,
    capacity: Annotated[int, typer.Option(min=1)] = 10,
    registrations: Annotated[int, typer.Option(min=0, help="In all.")] = 0,
    start: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M:%S"])] = None,
    price: Annotated[int, typer.Option(min=0, help="In minor units.")] = 0,
    currency: str = "EUR",
    owner: Annotated[int, typer.Option(help="Telegram id of the host's owner.")] = 1,
) -> None:
    """Test data in bulk; prints a JSON object for each session."""


@cli.command()
def verify() -> None:
    """Recount everything against the rules; a line a finding, exit 1 if there is any."""


@cli.command()
def doctor() -> None:
    """Check settings, database, migrations and Telegram: a line each, exit 1 if something needed is wrong."""
