"""The pages in a real browser: how people go through them, live and without a connection, at each width and light."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import expect
from sqlalchemy import update

from db.models import Host, Notification, Series
from db.models.notifications import NotificationStatus
from db.models.payments import RefundCause
from db.models.series import BookingMode
from services import alerts, registrations, templates
from services.refunds import owing
from services.registrations import by_link
from services.registrations.by_link import Ways
from tests.factories import NOW
from tests.services.refunds.paying import paid
from tests.web.looking import faults, listened, seen, whole

pytestmark = [pytest.mark.needs("chromium"), pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]


@pytest.fixture
def ana(make):
    return make.user("Ana Ruiz", email="ana@example.org")


@pytest.fixture
def jam(make):
    return make.session(title="Monday Jam", capacity=3, starts_in=timedelta(days=2))


def link_to_register(make, session):
    owner_id = make.tx.get_one(Host, session.host_id).owner_id
    token = by_link.open_link(make.tx, user_id=owner_id, session_id=session.id, ways=Ways(), now=NOW)
    make.commit()
    return token


async def test_one_signs_in_sees_what_one_booked_and_leaves(page, base, enter, make, ana, jam):
    make.booked(make.quotas(jam)[0], ana)
    await enter(page, ana)
    await expect(page.get_by_role("heading", name="Monday Jam")).to_be_visible()
    await page.get_by_role("link", name="Devices").click()
    await expect(page.get_by_text("Chrome")).to_be_visible()
    await page.get_by_role("button", name="Sign out here").click()
    await page.wait_for_url(f"{base}/login")
    await page.goto(f"{base}/me")
    await page.wait_for_url(f"{base}/login")


async def test_somebody_without_telegram_registers(page, base, make, jam, db):
    await page.goto(f"{base}/register/{link_to_register(make, jam)}")
    await page.get_by_label("Your name").fill("Grandma Ruiz")
    await page.get_by_label("Your email address").fill("grandma@example.org")
    await page.get_by_role("button", name="Register").click()
    await expect(page.get_by_role("heading", name="I wrote to you at grandma@example.org")).to_be_visible()
    await page.goto(f"{base}/s/{jam.code}")
    await expect(page.get_by_text("2 of 3 left")).to_be_visible()


async def test_a_form_follows_what_is_left_and_loses_nothing_typed(page, base, db, hub, make):
    jam = make.session(series=make.series(roles={"base": 3, "flyer": 2}))
    await page.goto(f"{base}/register/{link_to_register(make, jam)}")
    await page.get_by_label("Your name").fill("Grandma Ruiz")
    await page.get_by_label("flyer: 2 of 2 left").check()
    await listened(hub, 1)
    quota_id, user_id = make.quotas(jam)[1].id, make.user("Bo").id
    await db.write(registrations.book, user_id=user_id, quota_id=quota_id, now=NOW)
    await expect(page.get_by_label("flyer: 1 of 2 left")).to_be_checked()
    await expect(page.get_by_label("Your name")).to_have_value("Grandma Ruiz")


async def test_a_booking_is_seen_in_every_window_by_itself(page, context, base, db, hub, make, jam):
    other = await context.new_page()
    for window, path in ((page, f"/s/{jam.code}"), (other, f"/embed/j/{code_of_series(make, jam)}")):
        await window.goto(f"{base}{path}")
        await expect(window.get_by_text("3 of 3 left")).to_be_visible()
    await listened(hub, 2)
    quota_id, user_id = make.quotas(jam)[0].id, make.user("Bo").id

    await db.write(registrations.book, user_id=user_id, quota_id=quota_id, now=NOW)

    for window in (page, other):
        await expect(window.get_by_text("2 of 3 left")).to_be_visible()


async def test_a_lost_connection_is_said_and_what_was_missed_is_there_after(page, context, base, db, hub, make, jam):
    await page.goto(f"{base}/s/{jam.code}")
    await listened(hub, 1)
    quota_id, user_id = make.quotas(jam)[0].id, make.user("Bo").id
    await context.set_offline(True)
    await hub.close(None)  # the connection ends; the browser cannot have another
    await expect(page.get_by_text("Trying again")).to_be_visible()
    await db.write(registrations.book, user_id=user_id, quota_id=quota_id, now=NOW)
    hub.is_closing = False
    await context.set_offline(False)
    await expect(page.get_by_text("2 of 3 left")).to_be_visible()
    await expect(page.get_by_text("Trying again")).to_be_hidden()


async def test_without_a_connection_ones_own_are_there_and_nobody_elses(page, context, base, enter, make, ana, jam):
    make.booked(make.quotas(jam)[0], ana)
    await enter(page, ana)
    await installed(page)
    await page.goto(f"{base}/admin")
    await page.goto(f"{base}/me")
    await expect(page.get_by_text("No connection")).to_have_count(2)
    await expect(page.get_by_text("No connection: this is as of")).to_be_hidden()

    await context.set_offline(True)
    await page.goto(f"{base}/me")
    await expect(page.get_by_role("heading", name="Monday Jam")).to_be_visible()
    await expect(page.get_by_text("No connection: this is as of")).to_be_visible()
    await expect(page.get_by_text("Trying again")).to_be_hidden()
    for path in ("/admin", "/me/visits", f"/s/{jam.code}"):
        await page.goto(f"{base}{path}")
        await expect(page.get_by_role("heading", name="No connection")).to_be_visible()
    assert await kept(page) == ["/me"]
    await page.goto(f"{base}/me")

    await context.set_offline(False)
    await expect(page.get_by_text("No connection: this is as of")).to_be_hidden()
    await expect(page.get_by_role("heading", name="Monday Jam")).to_be_visible()
    await page.goto(f"{base}/me/visits")
    await page.get_by_role("button", name="Sign out everywhere").click()
    await page.wait_for_url(f"{base}/login")
    assert await kept(page) == []
    await context.set_offline(True)
    await page.goto(f"{base}/me")
    await expect(page.get_by_role("heading", name="No connection")).to_be_visible()


async def test_signed_out_elsewhere_what_was_kept_goes_with_the_next_look(page, base, enter, make, ana, jam):
    make.booked(make.quotas(jam)[0], ana)
    await enter(page, ana)
    await installed(page)
    await page.goto(f"{base}/me")
    assert await kept(page) == ["/me"]
    ana.blocked_at = NOW
    make.kept(ana)
    await page.goto(f"{base}/me")
    await page.wait_for_url(f"{base}/login")
    assert await kept(page) == []


async def test_public_pages_are_whole_at_each_width_in_light_and_dark(page, base, make, jam):
    full = make.session(title="Ein sehr langer Titel von Donaudampfschifffahrt", capacity=1)
    make.booked(make.quotas(full)[0])
    host = make.tx.get_one(Host, jam.host_id)
    paths = [
        "/login",
        "/offline",
        "/booking",
        "/nothing",
        f"/s/{jam.code}",
        f"/s/{full.code}",
        f"/j/{code_of_series(make, jam)}",
        f"/h/{host.code}",
        f"/embed/j/{code_of_series(make, jam)}",
        f"/embed/h/{host.code}",
        f"/register/{link_to_register(make, jam)}",
        f"/register/{link_to_register(make, full)}",
        f"/cancel/{'x' * 22}",
    ]
    assert await whole(page, base, paths) == {}


async def test_ones_own_pages_are_whole_at_each_width_in_light_and_dark(page, base, enter, make, ana, jam):
    make.booked(make.quotas(jam)[0], ana)
    title = "Ein sehr langer Titel von Donaudampfschifffahrt"
    quota = make.quota(title=title, mode=BookingMode.PAID, price=1250, starts_in=timedelta(days=3))
    _, payment = paid(make.tx, make, quota, ana)
    owing.owe(make.tx, payment, 250, RefundCause.BY_HAND, reason="x" * 90, now=NOW)
    later = make.session(title=title, starts_in=timedelta(days=5))
    mine = make.booked(make.quotas(later)[0], ana).id
    make.commit()
    await enter(page, ana)
    paths = ["/me", "/me/past", f"/me/registrations/{mine}/cancel", "/me/visits", "/me/payments"]
    assert await whole(page, base, paths) == {}


async def test_a_receipt_is_saved_on_a_phone(page, base, enter, make, ana):
    paid(make.tx, make, make.quota(title="Reformer", mode=BookingMode.PAID, price=1250), ana)
    await enter(page, ana)
    await page.set_viewport_size({"width": 390, "height": 900})
    await page.get_by_role("link", name="Your payments").click()
    async with page.expect_download() as saved:
        await page.get_by_role("link", name="Receipt 1 as PDF").click()
    assert (await saved.value).suggested_filename == "receipt-1.pdf"


async def test_admins_pages_are_whole_at_each_width_in_light_and_dark(page, base, enter, make, jam):
    registration = make.booked(make.quotas(jam)[0], make.user("Somebody With-A-Very-Long-Name-Of-Many-Parts"))
    alerts.raise_alert(make.tx, "refund_failed", subject=("payment", 5), now=NOW, reason="nobody knows " * 20)
    failed = Notification.registration_id == registration.id
    make.tx.execute(update(Notification).where(failed).values(status=NotificationStatus.FAILED, reason="x" * 90))
    await enter(page, make.user("Ada", is_admin=True))
    paths = [
        "",
        "/people",
        f"/people/{registration.user_id}",
        "/hosts",
        f"/hosts/{jam.host_id}",
        "/messages",
        "/alerts",
    ]
    paths += ["/audit", "/mails", "/mails/reminder/en"]
    make.tx.rollback()
    assert await whole(page, base, [f"/admin/site{path}" for path in paths]) == {}


async def test_what_organizers_see_is_whole(page, base, make, enter, ana):
    series = make.series(owner=ana, title="Monday Jam", capacity=3)
    sessions = [make.session(series=series, starts_in=timedelta(days=day, hours=2)) for day in range(3)]
    make.booked(make.quotas(sessions[0])[0], make.user("Bo"))
    usual: dict[str, Any] = {"weekdays": [1, 2, 3], "starts_minute": 600, "begins_on": NOW.date(), "now": NOW}
    weekly = templates.create(make.tx, user_id=ana.id, series_id=series.id, instructor_ids=[ana.id], **usual)
    paying = make.quota(owner=ana, title="Donaudampfschifffahrt" * 3, mode=BookingMode.PAID, price=1250)
    _, payment = paid(make.tx, make, paying, make.user("Somebody With-A-Very-Long-Name-Of-Many-Parts"))
    owing.owe(make.tx, payment, 250, RefundCause.BY_HAND, reason="x" * 90, now=NOW)
    await enter(page, ana)
    paths = [
        "/admin",
        "/admin/series/new",
        "/admin/calendar",
        "/admin/calendar?view=week",
        f"/admin/sessions/{sessions[0].id}",
    ]
    paths += [f"/admin/sessions/{sessions[0].id}/{form}" for form in ("edit", "cancel")]
    paths += ["/admin/payments", "/admin/payments?state=failed", f"/admin/payments/{payment.id}"]
    paths += [f"/admin/series/{series.id}/{page}" for page in ("numbers", "edit", "times", "times/new", "archive")]
    paths += [f"/admin/times/{weekly.id}", f"/admin/times/{weekly.id}/delete"]
    make.tx.rollback()
    assert await whole(page, base, paths) == {}


async def test_somebody_is_taken_out_with_a_reason(page, base, make, enter, ana):
    session = make.session(series=make.series(owner=ana, title="Monday Jam", capacity=3))
    make.booked(make.quotas(session)[0], make.user("Bo"))
    await enter(page, ana)
    await page.set_viewport_size({"width": 390, "height": 900})
    await page.goto(f"{base}/admin/sessions/{session.id}?show=in")

    await page.get_by_text("Take out …").click()
    assert await seen(page) == []
    await page.get_by_label("Why?").select_option("As you asked.")
    await page.get_by_role("button", name="Take out").click()

    await expect(page.get_by_role("status")).to_contain_text("Taken out, and told.")
    await expect(page.get_by_role("link", name="With a place")).to_have_attribute("aria-current", "true")
    await expect(page.get_by_text("Nobody is in yet.")).to_be_visible()


async def test_a_week_on_a_phone_is_as_high_as_what_is_in_it_and_today_is_marked(page, base, make, enter, ana):
    make.session(series=make.series(owner=ana, title="Monday Jam"), starts_in=timedelta(hours=30))
    await enter(page, ana)
    await page.set_viewport_size({"width": 390, "height": 900})
    for view in ("week", "month"):
        await page.goto(f"{base}/admin/calendar?view={view}")
        today = page.locator("td.today")
        await expect(today).to_contain_text("Today · Monday")
        await expect(today).to_be_visible()
        assert max(await page.locator("td").evaluate_all("all => all.map((one) => one.offsetHeight)")) < 160


async def test_what_organizers_see_follows_what_happens(page, context, base, enter, db, hub, make, ana):
    session = make.session(series=make.series(owner=ana, capacity=7), starts_in=timedelta(hours=2))
    await enter(page, ana)
    other = await context.new_page()
    for window, path in ((page, "/admin"), (other, "/admin/calendar")):
        await window.goto(f"{base}{path}")
        await expect(window.get_by_text("0/7")).to_be_visible()
    await listened(hub, 2)
    quota_id, user_id = make.quotas(session)[0].id, make.user("Bo").id

    await db.write(registrations.book, user_id=user_id, quota_id=quota_id, now=NOW)

    for window in (page, other):
        await expect(window.get_by_text("1/7")).to_be_visible()
    await expect(page.locator("dd").first).to_have_text("1")


async def test_a_chart_is_opened_large_and_saved(page, base, make, enter, clock, ana):
    series = make.series(owner=ana, title="Monday Jam", capacity=3)
    session = make.session(series=series, starts_in=timedelta(hours=2))
    make.booked(make.quotas(session)[0], make.user("Bo"))
    await enter(page, ana)
    clock.now = NOW + timedelta(days=1)
    await page.goto(f"{base}/admin/series/{series.id}/numbers")
    await page.get_by_role("link", name="Places and bookings by week").click()
    large = page.get_by_role("dialog").get_by_role("img", name="Places and bookings by week")
    await expect(large).to_be_visible()
    await expect(large).to_have_js_property("naturalWidth", 1080)
    await page.get_by_role("button", name="Close").click()
    await expect(large).to_be_hidden()
    async with page.expect_download() as saved:
        await page.get_by_role("link", name="SVG").click()
    assert (await saved.value).suggested_filename.endswith(".svg")


async def test_the_door_inside_telegram_is_whole_and_asks_nobody_but_telegram(page, base):
    script = "https://telegram.org/js/telegram-web-app.js"
    await page.route(script, lambda route: route.fulfill(body="", content_type="text/javascript"))
    assert await faults(page, f"{base}/app", foreign=script) == []
    await expect(page.get_by_role("link", name="Get a link in Telegram")).to_be_visible()


async def installed(page):
    await page.evaluate("navigator.serviceWorker.ready.then(() => true)")


async def kept(page):
    """What is kept of a person."""
    return await page.evaluate(
        "caches.open('mine').then((one) => one.keys()).then((all) => all.map((one) => new URL(one.url).pathname))"
    )


def code_of_series(make, session):
    code = make.tx.get_one(Series, session.series_id).code
    make.tx.rollback()
    return code
