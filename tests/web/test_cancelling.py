"""One's own place given back on a page, by the act of the chat and with its rules read before; and what is past."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db.models import Notification, Registration
from db.models.registrations import Status
from services import registrations
from tests.factories import NOW
from tests.web.test_editing import filled, signed_in


@pytest.fixture
def ana(make):
    return make.user("Ana", language="en")


@pytest.fixture
def quota(make):
    session = make.session(title="Monday <Jam>", capacity=1, starts_in=timedelta(days=3))
    return make.quotas(session)[0]


@pytest.fixture
def booked(make, quota, ana):
    return make.booked(quota, ana)


@pytest.fixture
def path(booked):
    return f"/me/registrations/{booked.id}/cancel"


@pytest.fixture
def state(engine, booked):
    def read(*columns):
        with engine.connect() as connection:
            return tuple(connection.execute(select(*columns).where(Registration.id == booked.id)).one())

    return read


async def test_a_place_is_given_back_once_after_reading_what_it_means(browser, make, ana, quota, path, state, engine):
    ben = make.waiting(quota, make.user("Ben"))
    desk = await signed_in(browser, make, ana)
    assert f'href="{path}"' in (await desk.get("/me")).text
    page = await desk.get(path)
    for said in ("Cancel your place in Monday &lt;Jam&gt;?", "so it is free of charge", "1 person is waiting for it."):
        assert said in page.text
    assert state(Registration.status) == (Status.CONFIRMED,)

    answers = await asyncio.gather(*(desk.post(path, filled(page)) for _ in range(10)))

    assert {one.status for one in answers} == {303, 409}
    assert [one.headers["Location"] for one in answers if one.status == 303] == ["/me?done=cancelled"]
    assert state(Registration.status) == (Status.CANCELLED,)
    home = (await desk.get("/me?done=cancelled")).text
    assert ("Your place is given back." in home, path in home) == (True, False)
    assert "Monday &lt;Jam&gt; · cancelled" in (await desk.get("/me/past")).text
    with engine.connect() as connection:
        told = select(func.count()).where(Notification.kind == "registration_cancelled")
        assert connection.scalar(told) == 1
        assert connection.scalar(select(Registration.status).where(Registration.id == ben.id)) == Status.CONFIRMED


async def test_cancelling_late_says_so_before(browser, make, ana, path, state, clock):
    desk = await signed_in(browser, make, ana)
    clock.now = NOW + timedelta(days=2, hours=23)
    page = await desk.get(path)
    assert "this counts as a late cancellation" in page.text
    await desk.post(path, filled(page))
    assert state(Registration.is_late_cancellation) == (True,)


async def test_nobody_gives_back_anothers_place(browser, make, path, state):
    desk = await signed_in(browser, make, make.user("Gus"))
    csrf = (await desk.get("/me/visits")).csrf
    assert (await desk.get(path)).status == 404
    assert (await desk.post(path, {"csrf": csrf})).status == 404
    assert state(Registration.status) == (Status.CONFIRMED,)


async def test_what_is_gone_already_or_only_waits_is_no_place_to_give_back(browser, make, ana, quota, booked, path):
    bo = make.user("Bo")
    waiting = make.waiting(quota, bo)
    registrations.cancel(make.tx, user_id=ana.id, registration_id=booked.id, now=NOW)
    make.commit()
    desk = await signed_in(browser, make, ana)
    gone = await desk.get(path)
    assert (gone.status, 'role="alert"' in gone.text, "Yes, cancel" in gone.text) == (409, True, False)
    assert (await desk.get(f"/me/registrations/{waiting.id}/cancel")).status == 404


async def test_past_pages_hold_what_is_over_newest_first(browser, make, ana, clock):
    for day in range(10):
        make.booked(make.quotas(make.session(title=f"Jam {day}", starts_in=timedelta(days=1, hours=3 * day)))[0], ana)
    desk = await signed_in(browser, make, ana)
    clock.now = NOW + timedelta(days=5)
    first, second = (await desk.get("/me/past")).text, (await desk.get("/me/past?page=1")).text
    assert ("Jam 9" in first, "Jam 2" in first, "Jam 1" in first) == (True, True, False)
    assert ("Jam 1" in second, "Jam 9" in second) == (True, False)
    assert 'href="/me/past"' in (await desk.get("/me")).text
