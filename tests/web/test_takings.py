"""`/admin/payments`: what was paid to one's hosts, filtered and as a file; and refunds, by whom they may be made."""

import asyncio
import csv
import io
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db.models import AuditEvent, Payment, Refund, TeamMember
from db.models.payments import RefundCause
from db.models.series import BookingMode
from db.models.team import TeamRole
from services import logins, registrations
from services.payments import of_hosts
from services.refunds import by_hand, owing, settling
from tests.factories import NOW
from tests.services.refunds.paying import paid


@pytest.fixture
def olga(make):
    return make.user("Olga", language="en", time_zone="Europe/Berlin")


@pytest.fixture
def series(make, olga):
    return make.series(owner=olga, title="Reformer <b>", mode=BookingMode.PAID, price=1250, capacity=100)


@pytest.fixture
def quota(make, series):
    return make.quotas(make.session(series=series, starts_in=timedelta(days=3)))[0]


@pytest.fixture
def payment(make, quota):
    _, payment = paid(make.tx, make, quota, make.user("Ana =1+1"))
    make.commit()
    return payment


@pytest.fixture
def path(payment):
    return f"/admin/payments/{payment.id}"


@pytest.fixture
def enter(browser, make):
    async def enter(user):
        token = logins.issue(make.tx, user_id=user.id, now=NOW)
        make.commit()
        await browser.post("/login", {"token": token})
        return browser

    return enter


@pytest.fixture
async def desk(enter, olga):
    return await enter(olga)


@pytest.fixture
def owed(engine):
    """Amounts and reasons of all refunds."""

    def read():
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(select(Refund.amount, Refund.reason).order_by(Refund.id))]

    return read


def filled(page, **more):
    form = page.text.split('<form method="post"')[-1]
    return dict(re.findall(r'<input [^>]*?name="(\w+)"[^>]*? value="([^"]*)"', form)) | more


async def test_what_was_paid_is_listed_and_reached_from_home(desk, make, quota, payment, path):
    registrations.book(make.tx, user_id=make.user("Bo").id, quota_id=quota.id, now=NOW)
    make.commit()
    assert 'href="/admin/payments"' in (await desk.get("/admin")).text
    page = await desk.get("/admin/payments")
    for words in ("Ana =1+1", "Reformer &lt;b&gt;", "✅ €12.50 paid", "⏳ €12.50 is asked for", f'href="{path}"'):
        assert words in page.text
    assert page.text.index("Bo") < page.text.index("Ana =1+1")


async def test_filters_narrow_it_and_stay(desk, make, olga, quota, payment):
    paid(make.tx, make, make.quota(owner=olga, title="Other", mode=BookingMode.PAID, price=700), make.user("Cleo"))
    asks = make.user("Bo")
    registrations.book(make.tx, user_id=asks.id, quota_id=quota.id, now=NOW)
    make.commit()

    async def names(**query):
        text = (await desk.get("/admin/payments", params=query)).text
        return [name for name in ("Ana", "Bo", "Cleo") if f"<b>{name}" in text]

    series_id = (await desk.get("/admin/payments")).text.split(">Reformer")[0].split('value="')[-1].split('"')[0]
    assert await names() == ["Ana", "Bo", "Cleo"]
    assert await names(state="paid") == ["Ana", "Cleo"]
    assert await names(state="pending") == ["Bo"]
    assert await names(series=series_id) == ["Ana", "Bo"]
    assert await names(series=series_id, state="paid") == ["Ana"]
    assert await names(**{"from": "2026-11-24"}) == []
    assert await names(**{"from": "2026-11-23", "until": "2026-11-23"}) == ["Ana", "Bo", "Cleo"]
    assert await names(until="2026-11-22") == []
    assert await names(state="x", series="x", host="", **{"from": "x", "until": "9999-99-99"}) == ["Ana", "Bo", "Cleo"]
    assert (await desk.get("/admin/payments?host=987654")).status == 404
    kept = (await desk.get("/admin/payments?state=paid")).text
    assert '<option value="paid" selected>' in kept
    assert "/admin/payments.csv?state=paid" in kept


async def test_a_long_list_goes_page_by_page_and_asks_as_often(desk, make, quota, payment, asked):
    for number in range(of_hosts.PAGE):
        paid(make.tx, make, quota, make.user(f"Person {number}"))
    make.commit()
    asked.clear()
    first = await desk.get("/admin/payments?state=paid")
    assert len(asked) <= 12
    assert "Ana" not in first.text
    assert 'href="?page=1&amp;state=paid"' in first.text
    assert "Ana" in (await desk.get("/admin/payments?page=1&state=paid")).text


async def test_a_part_goes_back_after_a_look_and_once(desk, path, owed):
    page = await desk.get(path)
    assert "€12.50 was paid, €12.50 can go back." in page.text
    assert filled(page)["amount"] == "12.50"

    look = await desk.post(path, filled(page, amount="2,50", reason="Late <start>"))

    assert look.status == 200
    for words in ("Refund €2.50?", "€10.00 of it stay here.", "This cannot be undone.", "Reason: Late &lt;start&gt;"):
        assert words in look.text
    assert owed() == []
    sent = filled(look, reason="Late <start>", confirmed="yes")
    done = await desk.post(path, sent)
    assert (done.status, done.headers["Location"]) == (303, f"{path}?done=refunded")
    assert owed() == [(250, "Late <start>")]
    again = await desk.post(path, sent)
    assert again.status == 409
    assert "left to refund" in again.text
    assert owed() == [(250, "Late <start>")]
    shown = (await desk.get(done.headers["Location"])).text
    for words in (
        "The refund is written down",
        "⏳ €2.50 goes back",
        "Reason: Late &lt;start&gt;",
        "€10.00 can go back",
    ):
        assert words in shown


async def test_ten_taps_at_once_refund_once(desk, path, owed):
    look = await desk.post(path, filled(await desk.get(path), amount="1"))
    answers = await asyncio.gather(*(desk.post(path, filled(look, confirmed="yes")) for _ in range(10)))
    assert sorted(one.status for one in answers) == [303, *[409] * 9]
    assert owed() == [(100, "")]


async def test_the_whole_goes_back_and_then_there_is_no_form(desk, path, owed):
    look = await desk.post(path, filled(await desk.get(path)))
    assert "Refund €12.50?" in look.text
    assert (await desk.post(path, filled(look, confirmed="yes"))).status == 303
    assert owed() == [(1250, "")]
    page = await desk.get(path)
    assert 'name="amount"' not in page.text
    for sent in ({}, {"confirmed": "yes"}):
        assert (await desk.post(path, filled(look, **sent))).status in {409, 422}
    assert owed() == [(1250, "")]


@pytest.mark.parametrize("typed", ["", "much", "-1", "0", "12.51", "9" * 40, "1e1", "NaN"])
async def test_an_amount_that_cannot_be_is_said_beside_it_and_the_reason_is_kept(desk, path, owed, typed):
    page = await desk.get(path)
    answer = await desk.post(path, filled(page, amount=typed, reason="Kept <words>"))
    assert answer.status == 422
    assert 'id="wrong-amount"' in answer.text
    assert "Kept &lt;words&gt;" in answer.text
    assert owed() == []


async def test_what_was_refunded_meanwhile_in_the_chat_is_not_refunded_again(desk, make, olga, payment, path, owed):
    look = await desk.post(path, filled(await desk.get(path), amount="5"))
    by_hand.refund(make.tx, user_id=olga.id, payment_id=payment.id, amount=500, left=1250, now=NOW)
    make.commit()
    assert (await desk.post(path, filled(look, confirmed="yes"))).status == 409
    assert owed() == [(500, "")]


async def test_the_file_has_what_the_filters_show_and_runs_nothing(desk, payment, engine):
    answer = await desk.get("/admin/payments.csv?state=paid")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/csv")
    assert answer.headers["Cache-Control"] == "no-store"
    [row] = csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig")))
    assert (row["Who"], row["What"], row["Amount"], row["Currency"]) == ("Ana =1+1", "Reformer <b>", "12.50", "EUR")
    assert (row["State"], row["When"]) == ("Paid", "2026-11-23 13:00")
    assert len((await desk.get("/admin/payments.csv?state=disputed")).body.splitlines()) == 1
    taken = select(func.count()).select_from(AuditEvent).where(AuditEvent.action == "payments.exported")
    with engine.connect() as connection:
        assert connection.scalar(taken) == 2


@pytest.mark.parametrize("role", [None, TeamRole.DOOR, TeamRole.INSTRUCTOR, TeamRole.CO_ORGANIZER, "elsewhere"])
async def test_who_may_not_see_the_money_finds_nothing_and_refunds_nothing(enter, make, series, path, owed, role):
    person = make.user("Somebody")
    if role == "elsewhere":
        make.series(owner=person)
    elif role:
        of = None if role == TeamRole.INSTRUCTOR else series.id
        make.kept(TeamMember(host_id=series.host_id, series_id=of, user_id=person.id, role=role, created_at=NOW))
    browser = await enter(person)
    csrf = (await browser.get("/me/visits")).csrf
    nothing, found = await browser.get("/admin/payments/987654"), await browser.get(path)
    assert (found.status, found.body) == (404, nothing.body)
    for sent in ({"amount": "1"}, {"amount": "1", "left": "1250", "confirmed": "yes"}):
        assert (await browser.post(path, {"csrf": csrf, **sent})).status == 404
    for page in ("/admin/payments", "/admin/payments.csv", f"/admin/payments?host={series.host_id}"):
        answer = await browser.get(page)
        assert answer.status == (200 if role == "elsewhere" and "host=" not in page else 404)
        assert "Ana" not in answer.text
    assert 'href="/admin/payments"' not in (await browser.get("/admin")).text or role == "elsewhere"
    assert owed() == []


async def test_a_manager_refunds(enter, make, series, path, owed):
    person = make.user("Mia")
    make.kept(TeamMember(host_id=series.host_id, user_id=person.id, role=TeamRole.MANAGER, created_at=NOW))
    browser = await enter(person)
    look = await browser.post(path, filled(await browser.get(path)))
    assert (await browser.post(path, filled(look, confirmed="yes"))).status == 303
    assert owed() == [(1250, "")]


async def test_who_is_not_signed_in_is_led_to_it(browser, path):
    for page in ("/admin/payments", "/admin/payments.csv", path):
        answer = await browser.get(page)
        assert (answer.status, answer.headers["Location"]) == (303, "/login")


async def test_a_payment_of_no_known_host_is_nobodys(desk, make, payment, path):
    payment.host_id = payment.registration_id = None
    make.kept(payment)
    make.commit()
    assert (await desk.get(path)).status == 404
    assert make.tx.get_one(Payment, payment.id).host_id is None


@pytest.fixture
def stuck(make, payment):
    """A refund that the provider could not make."""
    refund = owing.owe(make.tx, payment, 500, RefundCause.BY_HAND, now=NOW)
    settling.fail(make.tx, refund, "expired_or_canceled_card", now=NOW)
    make.commit()
    return refund


@pytest.fixture
def states(engine):
    def read():
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(select(Refund.status, Refund.is_by_hand, Refund.round))]

    return read


async def test_what_failed_is_found_told_in_words_and_tried_again(desk, make, quota, path, stuck, states):
    paid(make.tx, make, quota, make.user("Bo"))
    make.commit()
    for state in ("stuck", "open"):
        text = (await desk.get(f"/admin/payments?state={state}")).text
        assert ("<b>Ana" in text, "<b>Bo" in text) == (True, False)
        assert "The card that was paid with has ended or was cancelled." in text
    page = await desk.get(path)
    assert "expired_or" not in page.text
    assert f'href="/admin/refunds/{stuck.id}/paid"' in page.text

    done = await desk.post(f"/admin/refunds/{stuck.id}/again", {"csrf": page.csrf})

    assert (done.status, done.headers["Location"]) == (303, f"{path}?done=again")
    shown = (await desk.get(done.headers["Location"])).text
    assert "⏳ I ask for it once more." in shown
    assert "Try again" not in shown
    assert states() == [("owed", False, 2)]
    assert "<b>Ana" in (await desk.get("/admin/payments?state=open")).text
    assert "<b>Ana" not in (await desk.get("/admin/payments?state=stuck")).text


async def test_ten_taps_at_once_try_it_again_once(desk, path, stuck, states):
    csrf = (await desk.get(path)).csrf
    answers = await asyncio.gather(*(desk.post(f"/admin/refunds/{stuck.id}/again", {"csrf": csrf}) for _ in range(10)))
    assert sorted(one.status for one in answers) == [303, *[409] * 9]
    assert states() == [("owed", False, 2)]


async def test_what_was_paid_back_by_hand_is_noted_after_a_look(desk, path, stuck, states):
    look = await desk.get(f"/admin/refunds/{stuck.id}/paid")
    assert "Was €5.00 paid back in another way?" in look.text
    assert states() == [("failed", False, 1)]
    done = await desk.post(f"/admin/refunds/{stuck.id}/paid", {"csrf": look.csrf})
    assert (done.status, done.headers["Location"]) == (303, f"{path}?done=paid")
    assert states() == [("succeeded", True, 2)]
    assert "€5.00 was paid back by hand" in (await desk.get(done.headers["Location"])).text
    again = await desk.post(f"/admin/refunds/{stuck.id}/paid", {"csrf": look.csrf})
    assert again.status == 409
    assert states() == [("succeeded", True, 2)]


@pytest.mark.parametrize("role", [None, TeamRole.CO_ORGANIZER])
async def test_who_may_not_see_the_money_mends_no_refund(enter, make, series, stuck, states, role):
    person = make.user("Somebody")
    if role:
        make.kept(TeamMember(host_id=series.host_id, series_id=series.id, user_id=person.id, role=role, created_at=NOW))
    browser = await enter(person)
    csrf = (await browser.get("/me/visits")).csrf
    assert (await browser.get(f"/admin/refunds/{stuck.id}/paid")).status == 404
    for act in ("again", "paid"):
        assert (await browser.post(f"/admin/refunds/{stuck.id}/{act}", {"csrf": csrf})).status == 404
    assert states() == [("failed", False, 1)]
