"""What a Stripe of one's own tells of: one event that cannot be worked on holds up no other, and is not forgotten."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Alert, ProviderEvent
from db.models.payments import PaymentStatus
from db.models.series import BookingMode
from services.payments import events
from services.payments.events import Told
from tests.services.refunds.paying import paid


@pytest.fixture
def tell(db, clock, local):
    """Keep an event of the local Stripe as the webhook does."""

    async def tell(kind):
        event = local.events(kind)[-1]
        told = Told(kind, event["data"]["object"]["id"])
        await db.write(events.keep, event_id=event["id"], told=told, now=clock())

    return tell


@pytest.fixture
def charged(make, local):
    """A place that was paid by a card there; its payment."""
    _, payment = paid(make.tx, make, make.quota(mode=BookingMode.PAID, price=1250))
    payment.provider_charge_id = local.charge_card(1250, "EUR")
    make.commit()
    return payment


def still_open(make):
    found = list(make.tx.scalars(select(ProviderEvent.event_id).where(ProviderEvent.handled_at.is_(None))))
    make.commit()
    return found


@pytest.mark.parametrize("status", [403, 500])
async def test_an_object_that_may_not_be_read_holds_up_no_other(db, make, clock, local, gateway, tell, charged, status):
    local.dispute(charged.provider_charge_id)
    other = local.charge_card(700, "EUR")
    local.refund_at_dashboard(other)
    await tell("charge.dispute.created")
    await tell("refund.created")
    local.fail("GET /v1/disputes/{id}", status=status, times=None)
    await events.work_off(db, gateway, now=clock())
    assert len(still_open(make)) == 2, "nothing is known of that charge yet"
    assert make.tx.scalars(select(Alert)).all() == []
    make.commit()

    clock.now += events.PATIENCE + timedelta(minutes=1)
    assert await events.work_off(db, gateway, now=clock()) == 1

    assert len(still_open(make)) == 1
    alert = make.tx.scalars(select(Alert)).one()
    assert (alert.kind, alert.data["count"], alert.data["event"]) == ("events_stuck", 1, "charge.dispute.created")
    make.commit()
    local.heal()
    await events.work_off(db, gateway, now=clock())
    assert still_open(make) == []
    make.tx.refresh(charged)
    assert charged.status == PaymentStatus.DISPUTED


async def test_a_stripe_that_is_away_is_not_asked_about_everything(db, make, clock, local, gateway, tell, charged):
    for _ in range(events.MOST_AWAY + 3):
        local.refund_at_dashboard(charged.provider_charge_id, 100)
        await tell("refund.created")
    local.fail("*", status=500, times=None)
    asked = len(local.requests)

    await events.work_off(db, gateway, now=clock())

    assert len(local.requests) == asked + events.MOST_AWAY
