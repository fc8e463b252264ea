"""Cancelling a session on its page: what it means is read before, it is done once, and a page of before is refused."""

import asyncio
import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db.models import Notification, Refund, Session, TeamMember
from db.models.registrations import Status
from db.models.series import BookingMode
from db.models.sessions import SessionStatus
from db.models.team import TeamRole
from services import logins, registrations, sessions
from tests.factories import NOW
from tests.services.refunds.paying import paid


@pytest.fixture
def olga(make):
    return make.user("Olga", language="en", time_zone="Europe/Berlin")


@pytest.fixture
def series(make, olga):
    return make.series(owner=olga, title="Monday <Jam>", mode=BookingMode.PAID, price=1250)


@pytest.fixture
def jam(make, series):
    return make.session(series=series, starts_in=timedelta(days=3))


@pytest.fixture
def path(jam):
    return f"/admin/sessions/{jam.id}/cancel"


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
def counted(engine):
    """How many sessions are cancelled, refunds are owed, and notices of it there are."""

    def read():
        of = [
            select(func.count()).select_from(Session).where(Session.status == SessionStatus.CANCELLED),
            select(func.count()).select_from(Refund),
            select(func.count()).select_from(Notification).where(Notification.kind.startswith("session_cancelled")),
        ]
        with engine.connect() as connection:
            return [connection.scalar(one) for one in of]

    return read


def filled(page, **more):
    form = page.text.split('<form method="post"')[-1]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form)) | more


async def test_what_it_means_is_read_before_and_done_once(desk, make, jam, path, counted, engine):
    registration, _ = paid(make.tx, make, make.quotas(jam)[0], make.user("Ana"))
    make.commit()
    assert f'href="{path}"' in (await desk.get(f"/admin/sessions/{jam.id}")).text
    page = await desk.get(path)
    for words in (
        "Cancel Monday &lt;Jam&gt;?",
        "1 person will be told now.",
        "1 paid place will be refunded: €12.50",
        "This cannot be undone.",
    ):
        assert words in page.text
    assert counted() == [0, 0, 0]

    done = await desk.post(path, filled(page, reason="The <hall> is closed"))

    assert (done.status, done.headers["Location"]) == (303, f"/admin/sessions/{jam.id}?done=cancelled&told=1")
    assert counted()[:2] == [1, 1]
    shown = (await desk.get(done.headers["Location"])).text
    assert "It was cancelled." in shown
    assert "1 person is being told." in shown
    assert f'href="{path}"' not in shown
    for words in ("Ana", registration.reference, "✖️ cancelled with the session"):
        assert words in shown
    for words in ("left", "0 of 0 here", "/announce", "With a place"):
        assert words not in shown.partition('<div class="table')[0] + shown.partition("</table>")[2]
    with engine.connect() as connection:
        told = connection.scalars(select(Notification.data).where(Notification.registration_id == registration.id))
        assert any("The <hall> is closed" in str(one) for one in told)

    before = counted()
    for again in (await desk.post(path, filled(page)), await desk.get(path)):
        assert again.status == 409
        assert "cancelled" in again.text
    assert counted() == before


async def test_who_cannot_be_reached_is_named_and_not_called_told(desk, make, jam, path):
    for name, telegram_id in (("Ana", 4711), ("Unreached Uwe", None)):
        make.booked(make.quotas(jam)[0], make.user(name, telegram_id=telegram_id))
    gone = make.booked(make.quotas(jam)[0], make.user("Earlier Eve"))
    registrations.cancel(make.tx, user_id=gone.user_id, registration_id=gone.id, now=NOW - timedelta(minutes=5))
    make.commit()

    done = await desk.post(path, filled(await desk.get(path)))

    assert done.headers["Location"].endswith("?done=cancelled&told=1&cut=1")
    shown = (await desk.get(done.headers["Location"])).text
    assert "1 person is being told. 1 cannot be written to: Unreached Uwe" in shown
    assert "Earlier Eve" not in shown
    assert "Uwe" in (await desk.get(f"/admin/sessions/{jam.id}?q=uwe")).text.partition("<tbody>")[2]


async def test_ten_taps_at_once_cancel_it_once(desk, make, jam, path, counted):
    paid(make.tx, make, make.quotas(jam)[0], make.user("Ana"))
    make.commit()
    sent = filled(await desk.get(path))
    answers = await asyncio.gather(*(desk.post(path, sent) for _ in range(10)))
    assert sorted(one.status for one in answers) == [303, *[409] * 9]
    assert counted()[:2] == [1, 1]


async def test_a_page_of_before_the_session_was_moved_is_refused(desk, make, olga, jam, path, counted):
    page = await desk.get(path)
    sessions.move(make.tx, user_id=olga.id, session_id=jam.id, starts_at=jam.starts_at + timedelta(hours=1), now=NOW)
    make.commit()

    answer = await desk.post(path, filled(page, reason="Typed <before>"))

    assert answer.status == 409
    assert "That form is out of date. Nothing was changed." in answer.text
    assert "Typed &lt;before&gt;" in answer.text
    assert counted()[0] == 0
    assert (await desk.post(path, filled(answer))).status == 303
    assert counted()[0] == 1


async def test_all_later_ones_are_cancelled_where_that_was_read(desk, make, series, jam, path, counted):
    make.session(series=series, starts_in=timedelta(days=10))
    page = await desk.get(f"{path}?reach=future")
    assert "Cancel 2 sessions of Monday &lt;Jam&gt;?" in page.text
    assert "Cancel 2 sessions, tell everybody" in page.text
    make.session(series=series, starts_in=timedelta(days=17))
    make.commit()
    answer = await desk.post(path, filled(page))
    assert answer.status == 409
    assert "Cancel 3 sessions of" in answer.text
    assert (await desk.post(path, filled(answer))).status == 303
    assert counted()[0] == 3


async def test_too_long_a_reason_is_said_beside_it_and_kept(desk, jam, path, counted):
    page, typed = await desk.get(path), "<x>" * 101
    answer = await desk.post(path, filled(page, reason=typed))
    assert answer.status == 422
    assert 'id="wrong-reason">That is too long: 300 characters fit.' in answer.text
    assert typed in html.unescape(answer.text)
    assert counted()[0] == 0


@pytest.mark.parametrize("role", [None, TeamRole.DOOR, TeamRole.INSTRUCTOR, "elsewhere"])
async def test_who_may_not_plan_finds_nothing(enter, make, series, jam, path, counted, role):
    person = make.user("Somebody")
    if role == "elsewhere":
        make.series(owner=person)
    elif role:
        of = None if role == TeamRole.INSTRUCTOR else series.id
        make.kept(TeamMember(host_id=series.host_id, series_id=of, user_id=person.id, role=role, created_at=NOW))
    browser = await enter(person)
    csrf = (await browser.get("/me/visits")).csrf
    nothing = await browser.get("/admin/sessions/987654/cancel")
    found = await browser.get(path)
    assert (found.status, found.body) == (404, nothing.body)
    assert (await browser.post(path, {"csrf": csrf, "reason": "x"})).status == 404
    assert counted()[0] == 0


async def test_whoever_was_in_is_not_any_more(desk, make, jam, path, engine):
    registration, _ = paid(make.tx, make, make.quotas(jam)[0], make.user("Ana"))
    make.commit()
    await desk.post(path, filled(await desk.get(path)))
    table = type(registration).__table__
    with engine.connect() as connection:
        assert connection.scalar(select(table.c.status).where(table.c.id == registration.id)) == Status.CANCELLED
