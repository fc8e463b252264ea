"""What an operator sees: figures of what happened, and one id from an update to the message it caused."""

import asyncio
from datetime import timedelta

from aiohttp import ClientSession
from sqlalchemy import update

from db.models import Notification, Quota
from services.delivery import LEASE
from tests.flows.conftest import SIMPLEST
from tests.flows.steps import all_told

pytestmark = SIMPLEST
USED = 'turnout_database_connections{pool="writing",state="used"}'


async def scrape(app, **headers):
    address = f"http://127.0.0.1:{app.settings.web_port}/metrics"
    async with ClientSession() as client, client.get(address, headers=headers) as answer:
        return answer.status, await answer.text()


def figure(text, name):
    """The value of a line, by its name and labels."""
    lines = [line for line in text.splitlines() if line.startswith(f"{name} ")]
    assert len(lines) == 1, f"{name} in {text}"
    return float(lines[0].rpartition(" ")[2])


async def test_a_booking_is_counted_from_the_tap_to_the_message(app, crew, make, engine):
    session = make.session(title="Monday Jam")
    ana = crew[0]
    await ana.open(f"s_{session.code}")
    await ana.tap("Register")
    await ana.tap("Confirm")
    await all_told(engine)

    status, text = await scrape(app)

    assert status == 200
    assert figure(text, 'turnout_events_total{action="registration.confirmed"}') == 1
    assert figure(text, 'turnout_updates_total{outcome="handled",type="callback_query"}') >= 2
    assert figure(text, 'turnout_handling_seconds_count{type="callback_query"}') >= 2
    assert figure(text, 'turnout_sends_total{channel="telegram",outcome="delivered"}') >= 1
    assert figure(text, 'turnout_database_connections{pool="writing",state="most"}') == 1
    assert figure(text, "turnout_database_looked") == 1
    assert figure(text, "turnout_leads") == 1
    assert figure(text, "turnout_waitlists_unsettled") == 0


async def test_what_is_due_and_not_sent_is_seen_with_its_age(app, make, engine, clock):
    make.booked(make.quota(title="Monday Jam"))
    due_at = clock() - timedelta(seconds=90)
    with engine.begin() as connection:  # another process has it in hand
        connection.execute(update(Notification).values(status="sending", due_at=due_at, leased_until=clock() + LEASE))

    _, text = await scrape(app)

    assert figure(text, 'turnout_outbox_owed{channel="telegram"}') == 1
    assert figure(text, 'turnout_outbox_oldest_seconds{channel="telegram"}') == 90


async def test_a_place_that_nobody_was_given_is_seen(app, make, engine):
    quota = make.quota(capacity=1)
    make.booked(quota)
    make.waiting(quota)
    with engine.begin() as connection:  # by hand: nothing tells the line of it
        connection.execute(update(Quota).where(Quota.id == quota.id).values(capacity=2))

    _, text = await scrape(app)

    assert figure(text, "turnout_waitlists_unsettled") == 1


async def test_a_send_that_telegram_refuses_is_counted_as_that(app, sandbox, crew, make, engine):
    session = make.session(title="Monday Jam")
    ana = crew[0]
    await ana.open(f"s_{session.code}")
    await ana.tap("Register")
    sandbox.fail("sendMessage", status=403, chat_id=ana.id, description="Forbidden: bot was blocked by the user")
    await ana.tap("Confirm")
    await all_told(engine)

    _, text = await scrape(app)

    assert figure(text, 'turnout_sends_total{channel="telegram",outcome="refused"}') == 1


async def test_a_connection_that_waits_for_a_lock_is_seen_as_used(app, make, engine):
    quota = make.quota(capacity=1)
    grown = update(Quota).where(Quota.id == quota.id).values(capacity=2)
    await shows(app, USED, 0)

    with engine.begin() as connection:
        connection.execute(grown)
        waits = asyncio.create_task(app.db.write(lambda tx: tx.execute(grown)))
        await shows(app, USED, 1)
        assert not waits.done()
    await waits

    await shows(app, USED, 0)


async def shows(app, name, value):
    """Wait until a figure is that."""
    async with asyncio.timeout(20):
        while figure((await scrape(app))[1], name) != value:
            pass


async def test_figures_are_not_for_outside(app):
    for header in ("X-Forwarded-For", "Forwarded"):
        assert (await scrape(app, **{header: "203.0.113.7"}))[0] == 404


async def test_a_message_names_the_update_it_came_from(app, crew, make, engine, logged):
    session = make.session(title="Monday Jam")
    ana = crew[0]
    await ana.open(f"s_{session.code}")
    await ana.tap("Register")
    await ana.tap("Confirm")
    await all_told(engine)

    causes = {line["cause"] for line in logged if line["event"] == "notification.attempted" and "cause" in line}
    (cause,) = causes
    assert cause.startswith("update:")
