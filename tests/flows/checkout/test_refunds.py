"""Refunds through the card provider: to their end, made there, lost on the way, held back by a dispute, or by hand."""

import pytest
from sqlalchemy import func, select

from db.models import Alert, Payment, Refund, Registration, User
from db.models.payments import RefundCause, RefundStatus
from db.models.series import BookingMode
from keyboards.callbacks.money import ShowTakings
from tests.flows.checkout.pages import done, held, page_of, refund_due, rows, states, worked_off
from tests.flows.conftest import ON_BOTH_DATABASES
from tests.flows.steps import all_told, cancel, received


@ON_BOTH_DATABASES
async def test_paid_back_by_hand_it_is_not_owed_again_whatever_goes_back_later(app, crew, make, engine, local, visit):
    ana, owner = crew[:2]
    await owner.send("/start")
    host = make.tx.scalar(select(User).where(User.telegram_id == owner.id))
    jam = make.session(series=make.series(owner=host, title="Reformer", mode=BookingMode.PAID, price=1250))
    local.pay(await page_of(visit, await held(ana, jam)))
    await ana.wait_for("✅ You are in: Reformer")
    await owner.send(rows(engine, Registration.reference)[0][0])
    await owner.tap("Money")
    await owner.tap("Refund up to €12.50")
    await owner.send("4.50")
    await owner.tap("Refund €4.50")
    await done("refunds.send_due")
    local.fail_refund(local.all("refund")[0]["id"])
    await worked_off(local)
    await ana.wait_for("Your refund of €4.50 is delayed.")
    takings = ShowTakings(host_id=jam.host_id).pack()
    await owner.tap_data(owner.screen, takings)
    await owner.tap("Open (1)")
    await owner.tap("✖️ Ana Ruiz · €4.50")
    await owner.tap("Paid back by hand")
    await owner.tap("Yes, it is paid back")
    await ana.wait_for("↩️ €4.50 was paid back to you by hand.")

    await owner.open(f"s_{jam.code}")
    await owner.tap("Cancel session")
    await owner.tap("Cancel the session and tell everybody")
    await owner.wait_for("Done.")
    await done("refunds.send_due")
    await worked_off(local)
    await ana.wait_for("↩️ €8.00 is on its way back to you.")
    await all_told(engine)

    assert rows(engine, Refund.status, Refund.amount) == [("succeeded", 450), ("succeeded", 800)]
    assert rows(engine, Payment.status, Payment.refunded) == [("refunded", 1250)]
    assert received(ana, "is delayed") == 1
    await owner.send("/start")
    await owner.tap_data(owner.screen, takings)
    assert owner.screen.key("Open (1)") is None
    assert sum(one["amount"] for one in local.all("refund") if one["status"] == "succeeded") == 800


@ON_BOTH_DATABASES
async def test_a_refund_goes_through_stripe_to_its_end(app, crew, jam, engine, local, visit):
    """Pending, then failed days after: owed still, and the payer is told."""
    ana = crew[0]
    local.pay(await page_of(visit, await held(ana, jam)))
    await ana.wait_for("✅ You are in: Reformer")
    await all_told(engine)
    local.next_refund("pending")
    await ana.open(f"s_{jam.code}")
    await cancel(ana)
    await refund_due(engine)
    await ana.wait_for("is on its way back to you")
    assert rows(engine, Refund.status) == [("pending",)]
    refund = local.all("refund")[0]
    local.finish_refund(refund["id"])
    await worked_off(local)
    assert states(engine) == ("succeeded", "refunded")
    local.fail_refund(refund["id"])
    await worked_off(local)
    await ana.wait_for("Your refund of €12.50 is delayed.")
    assert states(engine) == ("failed", "succeeded")


@ON_BOTH_DATABASES
async def test_an_answer_that_is_lost_refunds_once(app, crew, jam, engine, local, visit):
    ana = crew[0]
    local.pay(await page_of(visit, await held(ana, jam)))
    await ana.wait_for("✅ You are in: Reformer")
    await all_told(engine)
    local.hold_events()
    local.fail("POST /v1/refunds", status=500, is_done=True)
    await ana.open(f"s_{jam.code}")
    await cancel(ana)
    await refund_due(engine)
    assert rows(engine, Refund.status) == [("owed",)]
    local.heal()
    local.forget_keys()
    await refund_due(engine)
    assert rows(engine, Refund.status) == [("succeeded",)]
    assert [one["amount"] for one in local.all("refund")] == [1250]
    assert [one["metadata"]["reason"] for one in local.all("refund")] == ["cancelled"]


@ON_BOTH_DATABASES
async def test_a_refund_made_at_stripes_page_is_in_our_books(app, crew, jam, engine, local, visit):
    ana = crew[0]
    local.pay(await page_of(visit, await held(ana, jam)))
    await ana.wait_for("✅ You are in: Reformer")
    local.refund_at_dashboard(local.all("charge")[0]["id"], 250)
    await worked_off(local)
    await ana.wait_for("€2.50 is on its way back to you")
    assert rows(engine, Refund.status, Refund.cause, Refund.amount) == [
        (RefundStatus.SUCCEEDED, RefundCause.EXTERNAL, 250)
    ]
    assert rows(engine, Payment.status, Payment.refunded) == [("partially_refunded", 250)]
    local.send_again(local.events("charge.refunded")[0]["id"])
    await worked_off(local)
    assert rows(engine, func.count(Refund.id)) == [(1,)]


@ON_BOTH_DATABASES
@pytest.mark.parametrize("won", [True, False])
async def test_a_dispute_holds_refunds_back_until_it_is_decided(app, crew, jam, engine, local, visit, won):
    ana = crew[0]
    local.pay(await page_of(visit, await held(ana, jam)))
    await ana.wait_for("✅ You are in: Reformer")
    await all_told(engine)
    await ana.open(f"s_{jam.code}")
    await cancel(ana)
    dispute = local.dispute(local.all("charge")[0]["id"])
    await worked_off(local)
    await refund_due(engine)
    assert rows(engine, Payment.status, Payment.refunded) == [("disputed", 0)]
    assert local.all("refund") == []
    assert "payment_disputed" in {kind for (kind,) in rows(engine, Alert.kind)}

    local.close_dispute(dispute["id"], won=won)
    await worked_off(local)
    await refund_due(engine)
    if won:
        assert rows(engine, Payment.status) == [("refunded",)]
        assert [one["amount"] for one in local.all("refund")] == [1250]
    else:
        assert rows(engine, Payment.status) == [("disputed",)]
        assert local.all("refund") == []
