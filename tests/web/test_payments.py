"""`/me/payments`: one's own list with what went back, and receipts that nobody else can get."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Payment
from db.models.payments import RefundCause
from db.models.series import BookingMode
from services import logins, registrations
from services.payments import history
from services.refunds import owing, settling
from tests.factories import NOW
from tests.services.refunds.paying import paid


@pytest.fixture
def enter(make):
    async def enter(browser, user):
        token = logins.issue(make.tx, user_id=user.id, now=NOW)
        make.commit()
        await browser.post("/login", {"token": token})
        return browser

    return enter


@pytest.fixture
def ana(make):
    return make.user("Ana")


@pytest.fixture
def payment(make, ana):
    quota = make.quota(title="Reformer <b>", mode=BookingMode.PAID, price=1250, starts_in=timedelta(days=3))
    _, payment = paid(make.tx, make, quota, ana)
    make.commit()
    return payment


def give_back(make, payment, amount, **more):
    refund = owing.owe(make.tx, payment, amount, RefundCause.BY_HAND, now=NOW, **more)
    make.commit()
    return refund


async def test_what_was_paid_is_listed_with_its_receipt(browser, enter, ana, payment):
    await enter(browser, ana)
    assert 'href="/me/payments"' in (await browser.get("/me")).text
    page = await browser.get("/me/payments")
    assert "Reformer &lt;b&gt;" in page.text
    assert "✅ €12.50 paid" in page.text
    assert f'href="/me/payments/{payment.id}/receipt.pdf"' in page.text
    receipt = await browser.get(f"/me/payments/{payment.id}/receipt.pdf")
    assert (receipt.status, receipt.headers["Content-Type"]) == (200, "application/pdf")
    assert receipt.headers["Content-Disposition"] == 'attachment; filename="receipt-1.pdf"'
    assert receipt.headers["Cache-Control"] == "no-store"
    assert receipt.body.startswith(b"%PDF-")


async def test_what_goes_back_has_its_number_and_how_long_it_takes(browser, enter, make, ana, payment):
    first = give_back(make, payment, 250, reason="Late <start>")
    second = give_back(make, payment, 1000)
    settling.succeed(make.tx, second, provider_id="re_2", now=NOW)
    await enter(browser, ana)
    text = (await browser.get("/me/payments")).text
    assert "⏳ €2.50 goes back" in text
    assert "↩️ €10.00 went back" in text
    assert first.reference in text
    assert second.reference in text
    assert text.count("A card shows it within 5 to 10 working days.") == 1
    assert "Reason: Late &lt;start&gt;" in text


async def test_who_paid_nothing_reads_so(browser, enter, make):
    await enter(browser, make.user("Bo"))
    assert "You have paid nothing here yet." in (await browser.get("/me/payments")).text


async def test_somebody_elses_receipt_looks_like_none(browser, enter, make, payment):
    await enter(browser, make.user("Bo"))
    assert "Reformer" not in (await browser.get("/me/payments")).text
    theirs, none = [await browser.get(f"/me/payments/{one}/receipt.pdf") for one in (payment.id, 987654)]
    assert (theirs.status, theirs.body) == (404, none.body)
    for typed in ("0", "-1", "x", "9" * 30):
        assert (await browser.get(f"/me/payments/{typed}/receipt.pdf")).status == 404


async def test_what_was_not_paid_yet_has_no_receipt(browser, enter, make, ana):
    quota = make.quota(mode=BookingMode.PAID, price=1250)
    registrations.book(make.tx, user_id=ana.id, quota_id=quota.id, now=NOW)
    asked = make.tx.scalars(select(Payment)).one()
    await enter(browser, ana)
    text = (await browser.get("/me/payments")).text
    assert "⏳ €12.50 is asked for, and not paid yet" in text
    assert "receipt.pdf" not in text
    assert (await browser.get(f"/me/payments/{asked.id}/receipt.pdf")).status == 404


async def test_who_paid_for_a_friend_has_the_receipt(browser, enter, make, ana):
    bo = make.user("Bo")
    _, payment = paid(make.tx, make, make.quota(mode=BookingMode.PAID, price=1250), ana, payer=bo)
    await enter(browser, bo)
    assert (await browser.get(f"/me/payments/{payment.id}/receipt.pdf")).status == 200
    assert "✅ €12.50 paid" in (await browser.get("/me/payments")).text


async def test_who_is_not_signed_in_is_led_to_it(browser, payment):
    for path in ("/me/payments", f"/me/payments/{payment.id}/receipt.pdf"):
        answer = await browser.get(path)
        assert (answer.status, answer.headers["Location"]) == (303, "/login")


async def test_a_long_list_goes_page_by_page(browser, enter, make, ana):
    for number in range(history.PAGE + 1):
        paid(
            make.tx,
            make,
            make.quota(mode=BookingMode.PAID, price=100 + number, starts_in=timedelta(days=number + 1)),
            ana,
        )
    await enter(browser, ana)
    first, second = [(await browser.get(f"/me/payments?page={page}")).text for page in (0, 1)]
    assert ("€1.00 paid" in first, "€1.06 paid" in first, 'href="?page=1"' in first) == (False, True, True)
    assert ("€1.00 paid" in second, "€1.06 paid" in second, 'href="?page=0"' in second) == (True, False, True)
