"""Paying on the provider's page, step by step."""

from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from db.models import Payment, Refund
from sandbox.stripe import SECRET_KEY
from scheduler.crew import here

SECRETS = ["whsec_new", "whsec_old"]


def to_stripe(local):
    """The settings by which the program reaches it."""
    return {"stripe_secret_key": SECRET_KEY, "stripe_webhook_secret": "whsec_old", "stripe_api_url": local.url}


async def held(person, session):
    """Book, and open the page to pay on: the payment's reference."""
    await person.open(f"s_{session.code}")
    await person.tap("Register")
    await person.tap("Confirm")
    message = await person.wait_for("It costs €12.50", timeout=5)
    return message.key("Pay €12.50")["url"].rpartition("/")[2]


async def page_of(visit, reference):
    """Open the provider's page; its id."""
    status, headers, _ = await visit(f"/pay/{reference}")
    assert status == 303, headers
    return headers["Location"].rpartition("/")[2]


def rows(engine, *columns):
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(select(*columns))]


async def done(task):
    """Have a task done, to its end."""
    await (await here(task)).wait_result()


async def worked_off(local):
    await local.delivered()
    await done("payments.handle_events")


def states(engine):
    [(refund,)], [(payment,)] = rows(engine, Refund.status), rows(engine, Payment.status)
    return refund, payment


async def refund_due(engine):
    """What two minutes would do, after which a cancellation cannot be undone any more."""
    with Tx(engine) as tx:
        for refund in tx.scalars(select(Refund)):
            refund.due_at = refund.created_at
        tx.commit()
    await done("refunds.send_due")
