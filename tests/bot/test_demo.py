"""The demo's own steps: what it planted as paid can be refunded like all else."""

import pytest

from bot import demo
from db.models import Payment
from sandbox.stripe import LocalStripe
from services import examples
from tests.factories import NOW


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)  # as the demo itself
async def test_what_was_planted_as_paid_is_known_to_the_card_provider_once(db, make):
    owner, teacher, regular, waiting = (make.user(name).id for name in ("Ana", "Lena", "Bo", "Carmen"))
    await db.write(examples.plant, owner_id=owner, teacher_id=teacher, regular_id=regular, waiting_id=waiting, now=NOW)
    stripe = LocalStripe()
    for _ in range(2):  # each start looks
        await demo.charge_planted(db, stripe)

    paid = make.tx.query(Payment).where(Payment.charge_id.startswith("planted-")).all()
    make.tx.rollback()
    assert [(one["id"], one["amount"], one["currency"]) for one in stripe.all("charge")] == [
        (one.provider_charge_id, one.amount, "eur") for one in paid
    ]
    assert paid
    assert stripe.refund_at_dashboard(paid[0].provider_charge_id)["status"] == "succeeded"
    await stripe.close()
