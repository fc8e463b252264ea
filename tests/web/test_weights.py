"""However much there is, no page of the platform asks the database more than twelve times."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from db.models import Base, Host, User
from db.models.payments import RefundCause
from db.models.series import BookingMode
from services import alerts, logins, seeding, templates
from services.refunds import owing, settling
from services.seeding import Plan
from tests.factories import NOW
from tests.services.refunds.paying import paid


def run_by(host_id, series_id, session_id, template_id):
    """Pages of who runs a host."""
    return [
        "/admin",
        "/admin/calendar",
        f"/admin/sessions/{session_id}",
        f"/admin/sessions/{session_id}/edit",
        f"/admin/sessions/{session_id}/cancel",
        f"/admin/series/{series_id}/edit",
        f"/admin/sessions/{session_id}/announce",
        f"/admin/series/{series_id}/announce",
        "/admin/series/new",
        f"/admin/series/{series_id}/archive",
        f"/admin/series/{series_id}/times",
        f"/admin/series/{series_id}/times/new",
        f"/admin/times/{template_id}",
        f"/admin/times/{template_id}/delete",
        f"/admin/series/{series_id}/team",
        f"/admin/hosts/{host_id}/team",
        "/admin/payments",
    ]


async def test_no_page_of_the_platform_asks_more_than_twelve_times(browser, make, asked):
    ada = make.user("Ada", is_admin=True)
    series = make.series(owner=ada)
    codes = []
    for number in range(20):
        session = make.session(series=series, starts_in=timedelta(hours=3 * number + 1))
        codes.append(session.code)
        registration = make.booked(make.quotas(session)[0], ada)
        make.booked(make.quotas(session)[0], make.user(f"Person {number}"))
        make.session()
        alerts.raise_alert(make.tx, "suspension", subject=("user", number), now=NOW)
    for minute in range(600, 605):
        usual: dict[str, Any] = {"weekdays": [1, 3], "starts_minute": minute, "begins_on": NOW.date(), "now": NOW}
        usual["instructor_ids"] = [ada.id]
        template = templates.create(make.tx, user_id=ada.id, series_id=series.id, **usual)
    _, payment = paid(make.tx, make, make.quota(owner=ada, mode=BookingMode.PAID, price=900), make.user("Payer"))
    refund = owing.owe(make.tx, payment, 100, RefundCause.BY_HAND, now=NOW)
    settling.fail(make.tx, refund, "declined", now=NOW)
    host, token = make.tx.get_one(Host, series.host_id), logins.issue(make.tx, user_id=ada.id, now=NOW)
    paths = [
        f"/s/{codes[0]}",
        f"/j/{series.code}",
        f"/h/{host.code}",
        f"/embed/j/{series.code}",
        f"/embed/h/{host.code}",
    ]
    paths += [f"{path}.png" for path in paths[:3]] + [
        "/me",
        "/me/visits",
        "/me/payments",
        "/me/past",
        f"/me/registrations/{registration.id}/cancel",
        f"/booking?reference={registration.reference}",
        *run_by(host.id, series.id, session.id, template.id),
        "/admin/payments?state=stuck",
        f"/admin/payments/{payment.id}",
        f"/admin/refunds/{refund.id}/paid",
    ]
    lists = (
        "",
        "/people",
        f"/people/{ada.id}",
        "/hosts",
        f"/hosts/{host.id}",
        "/messages",
        "/alerts",
        "/audit",
        "/mails",
    )
    make.commit()
    await browser.post("/login", {"token": token})

    for path in [*paths, *(f"/admin/site{one}" for one in lists), "/admin/site/mails/reminder/en"]:
        asked.clear()
        assert ((await browser.get(path)).status, path) == (200, path)
        assert 1 <= len(asked) <= 12, (path, len(asked), asked)


OWNER = 4711


async def dashboards(browser, make, db, asked, *, days):
    """What the dashboard of somebody and the numbers of their host ask, after so many days of two series more."""
    plan = Plan(start=NOW, series=2, sessions=days, capacity=5, registrations=days * 10, owner_telegram_id=OWNER)
    seeded = await db.write(seeding.plan_sessions, plan=plan, now=NOW)
    for batch in seeding.batches(plan, seeded):
        await db.write(seeding.fill, batch=batch, plan=plan, now=NOW)
    owner = make.tx.scalars(select(User).where(User.telegram_id == OWNER)).one()
    host_id = make.tx.scalars(select(Host.id).where(Host.owner_id == owner.id)).first()
    token = logins.issue(make.tx, user_id=owner.id, now=NOW)
    make.commit()
    await browser.post("/login", {"token": token})
    found = []
    for path in ("/admin", f"/admin/hosts/{host_id}/numbers"):
        asked.clear()
        assert (await browser.get(path)).status == 200
        found.append(list(asked))
    return found


async def test_a_dashboard_asks_as_often_however_long_the_past_is(browser, make, db, asked):
    few = await dashboards(browser, make, db, asked, days=2)
    many = await dashboards(browser, make, db, asked, days=40)
    assert [len(one) for one in many] == [len(one) for one in few]
    assert max(len(one) for one in many) <= 12


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_a_dashboard_reads_no_table_from_end_to_end(browser, make, db, asked, engine):
    """However many other hosts there are, as the database knows."""
    for number in range(100):
        make.session(starts_in=timedelta(hours=number))
    make.tx.execute(text("ANALYZE"))
    make.commit()
    statements = [one for page in await dashboards(browser, make, db, asked, days=10) for one in page]
    tables = set(Base.metadata.tables)
    with engine.connect() as connection:
        steps = [
            (row[-1], statement)
            for statement, values in statements
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]
    assert any(step.startswith("SEARCH registrations") for step, _ in steps)
    assert [one for one in steps if one[0].startswith("SCAN ") and one[0].split()[1] in tables] == []
