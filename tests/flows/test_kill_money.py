"""kill -9 between any two steps of paying and paying back: nothing is charged or refunded twice, or forgotten."""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session as Tx

from db.models import Lease, Payment, Refund, Registration
from db.models.series import BookingMode
from sandbox import Sandbox
from sandbox.stripe import SECRET_KEY, WEBHOOK_SECRET, LocalStripe
from services import checks
from tests.flows.conftest import free_port
from tests.flows.program import Program

STEPS = ("opening", "paying", "told", "refunding")
PATIENCE = 90.0
POSTGRES = pytest.param("postgres", marks=pytest.mark.needs("postgresql"))
pytestmark = pytest.mark.parametrize("backend", ["sqlite", POSTGRES], indirect=True)


@pytest.fixture
async def local():
    local = LocalStripe()
    await local.start()
    yield local
    await local.stop()


@pytest.fixture
async def sandbox():
    sandbox = Sandbox(patience=60)
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
def program(sandbox, local, database_url, tmp_path):
    port = free_port()
    home = f"http://127.0.0.1:{port}"
    local.webhook(f"{home}/stripe/webhook", WEBHOOK_SECRET)
    settings = {
        "BOT_TOKEN": "42:TEST",
        "TELEGRAM_API_URL": sandbox.url,
        "DATABASE_URL": database_url,
        "WEB_PORT": str(port),
        "PUBLIC_URL": home,
        "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz",
        "WEBHOOK_URL": f"{home}/telegram/webhook",
        "STRIPE_SECRET_KEY": SECRET_KEY,
        "STRIPE_WEBHOOK_SECRET": WEBHOOK_SECRET,
        "STRIPE_API_URL": local.url,
    }
    return Program(settings, tmp_path)


async def until(condition, what):
    ends = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < ends, f"it did not come to this: {what}"
        await asyncio.sleep(0.1)


async def again(program, engine):
    """Killed at this instant, and started anew once its leases have ended."""
    program.kill()
    leases_end(engine)
    program.start()
    await program.ready()


async def visit(address):
    """Where a page leads; empty where nobody answers."""
    with suppress(aiohttp.ClientError, OSError, TimeoutError):
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as session,
            session.get(address, allow_redirects=False) as answer,
        ):
            return answer.headers.get("Location", "")
    return ""


def one(engine, column):
    with engine.connect() as connection:
        return connection.scalars(select(column)).one_or_none()


def leases_end(engine):
    """What a minute would do."""
    with engine.begin() as connection:
        connection.execute(delete(Lease))


def due_now(engine):
    """What some minutes would do: the refund is due, and no lease of a dead process holds it."""
    leases_end(engine)
    past = datetime.now(UTC) - timedelta(minutes=6)
    with engine.begin() as connection:
        connection.execute(update(Refund).values(due_at=past, leased_until=None))


@pytest.mark.parametrize("step", STEPS)
async def test_a_kill_at_any_step_takes_no_coin(program, sandbox, local, make, engine, step):
    jam = make.session(title="Reformer", mode=BookingMode.PAID, price=1250, starts_in=timedelta(days=900))
    ana = sandbox.person("Ana Ruiz")
    program.start()
    await program.ready()
    await ana.open(f"s_{jam.code}")
    await ana.tap("Register")
    await ana.tap("Confirm")
    address = (await ana.wait_for("It costs €12.50", timeout=20)).key("Pay €12.50")["url"]

    if step == "opening":
        local.fail("POST /v1/checkout/sessions", hang=60)
        opening = asyncio.create_task(visit(address))
        await local.asked("POST /v1/checkout/sessions")
        await again(program, engine)
        local.heal()
        await opening
    page = (await visit(address)).rpartition("/")[2]
    assert [session["id"] for session in local.all("checkout.session")] == [page]

    if step == "paying":
        program.kill()
        local.pay(page)
        leases_end(engine)
        program.start()
        await program.ready()
    else:
        local.pay(page)
    if step == "told":
        await again(program, engine)
    await until(lambda: one(engine, Registration.status) == "confirmed", "paid and in")

    await ana.open(f"s_{jam.code}")
    await ana.tap("Cancel registration")
    await ana.tap("Yes, cancel")
    await until(lambda: one(engine, Refund.status) == "owed", "it is owed")
    if step == "refunding":
        local.fail("POST /v1/refunds", hang=60)
        due_now(engine)
        await again(program, engine)
        await local.asked("POST /v1/refunds", timeout=PATIENCE)
        program.kill()
        local.heal()
    else:
        program.kill()
    due_now(engine)
    program.start()
    await until(lambda: one(engine, Refund.status) == "succeeded", "it went back")

    assert (one(engine, Payment.status), one(engine, Payment.refunded)) == ("refunded", 1250)
    assert [charge["amount_refunded"] for charge in local.all("charge")] == [1250]
    assert len(local.all("refund")) == 1
    with Tx(engine) as tx:
        assert list(checks.money.findings(tx, now=datetime.now(UTC))) == []
    program.end()
