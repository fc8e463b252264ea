"""Stories of refunds that the card provider could not make: what an organizer did about one stays done."""

from sqlalchemy import select

from db.models import Payment, Refund, Registration, User
from db.models.series import BookingMode
from keyboards.callbacks.money import ShowTakings
from tests.flows.conftest import ON_BOTH_DATABASES
from tests.flows.steps import all_told, received
from tests.flows.test_checkout import (  # noqa: F401 - fixtures
    _money_balances,
    app,
    done,
    held,
    local,
    page_of,
    rows,
    visit,
    worked_off,
)


@ON_BOTH_DATABASES
async def test_paid_back_by_hand_it_is_not_owed_again_whatever_goes_back_later(app, crew, make, engine, local, visit):  # noqa: F811
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
