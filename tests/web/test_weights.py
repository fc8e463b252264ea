"""However much there is, no page of the platform asks the database more than twelve times."""

from datetime import timedelta

from db.models import Host
from services import alerts, logins
from tests.factories import NOW


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
        f"/booking?reference={registration.reference}",
        "/admin",
        "/admin/calendar",
        f"/admin/sessions/{session.id}",
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
