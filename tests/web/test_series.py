"""A series' form: all settings at once, what is refused stands beside its field, and for whom it is there."""

import pytest
from sqlalchemy import func, select

from db.models import Notification, TeamMember
from db.models.team import OF_SERIES, TeamRole
from tests.factories import NOW
from tests.web.test_editing import filled, signed_in


@pytest.fixture
def olga(make):
    return make.user("Olga", language="en")


@pytest.fixture
def series(make, olga):
    fields = {"title": "Monday <Jam>", "place": "Hall <1>", "price": 1200, "map_url": "https://maps.example/1"}
    return make.series(owner=olga, roles={"base": 3, "flyer": 2}, **fields)


@pytest.fixture
def path(series):
    return f"/admin/series/{series.id}/edit"


@pytest.fixture
async def desk(browser, make, olga):
    return await signed_in(browser, make, olga)


@pytest.fixture
def now_is(engine, series):
    def read(*names):
        table = type(series).__table__
        with engine.connect() as connection:
            found = select(*(table.c[name] for name in names)).where(table.c.id == series.id)
            return tuple(connection.execute(found).one())

    return read


@pytest.fixture
def told(engine):
    def count():
        with engine.connect() as connection:
            return connection.scalar(select(func.count()).where(Notification.kind == "session_place_changed"))

    return count


async def test_the_form_holds_what_is_there_and_is_reached_from_home(desk, path):
    assert f'href="{path}"' in (await desk.get("/admin")).text
    found = filled(await desk.get(path))
    assert (found["title"], found["place"], found["price"]) == ("Monday <Jam>", "Hall <1>", "12.00")
    assert (found["quotas"], found["duration"], found["mode"]) == ("base 3, flyer 2", "120", "instant")


async def test_several_settings_are_kept_together_and_a_second_tap_keeps_nothing_more(desk, path, now_is):
    form = {**filled(await desk.get(path)), "title": "Tuesday", "price": "8", "notice": "48", "refunds": "2d 50%"}

    for _ in range(2):
        done = await desk.post(path, form)
        assert (done.status, done.headers["Location"]) == (303, f"{path}?done=kept")

    assert now_is("title", "price", "cancellation_notice_minutes") == ("Tuesday", 800, 48 * 60)
    assert now_is("refund_tiers", "place") == ([{"minutes": 2880, "percent": 50}], "Hall <1>")
    again = filled(await desk.get(f"{path}?done=kept"))
    assert (again["refunds"], again["notice"]) == ("48h 50%", "48")


async def test_another_place_is_shown_with_whom_it_reaches_and_told_when_it_is_confirmed(
    desk, make, series, path, now_is, told
):
    make.booked(make.quotas(make.session(series=series))[0], make.user("Ana"))
    form = {**filled(await desk.get(path)), "place": "Park"}

    look = await desk.post(path, form)
    assert (look.status, "Nothing was changed yet." in look.text) == (200, True)
    assert "1 session to come has people." in look.text
    assert now_is("place") == ("Hall <1>",)

    back = await desk.post(path, {**filled(look), "again": "yes"})
    assert filled(back)["place"] == "Park"
    done = await desk.post(path, {**filled(look), "confirmed": "yes"})
    assert done.headers["Location"] == f"{path}?done=kept&told=1"
    assert now_is("place", "map_url") == ("Park", None)
    assert told() == 1


async def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(desk, path, now_is):
    form = {**filled(await desk.get(path)), "title": "Kept <typed>", "price": "much", "quotas": "?", "mode": "dance"}

    page = await desk.post(path, form)

    assert page.status == 422
    assert [f'id="wrong-{name}"' in page.text for name in ("price", "quotas", "mode", "title")] == [True] * 3 + [False]
    assert (filled(page)["title"], filled(page)["price"]) == ("Kept <typed>", "much")
    assert now_is("title", "price") == ("Monday <Jam>", 1200)


async def test_cards_are_not_asked_for_where_none_can_be_taken(desk, path, now_is):
    page = await desk.post(path, {**filled(await desk.get(path)), "mode": "paid"})
    assert (page.status, 'id="wrong-mode"' in page.text) == (422, True)
    assert now_is("mode") == ("instant",)


async def test_a_form_from_before_anothers_change_changes_nothing_and_says_what_is_true_now(desk, path, now_is):
    old = filled(await desk.get(path))
    await desk.post(path, {**old, "title": "Faster"})

    page = await desk.post(path, {**old, "title": "Slower"})

    assert (page.status, "Now: Faster" in page.text, filled(page)["title"]) == (409, True, "Slower")
    assert now_is("title") == ("Faster",)


@pytest.mark.parametrize(
    ("role", "status"), [(TeamRole.CO_ORGANIZER, 200), (TeamRole.INSTRUCTOR, 404), (TeamRole.DOOR, 404), (None, 404)]
)
async def test_the_form_is_there_for_who_may_edit_the_series(browser, make, series, path, now_is, role, status):
    helper = make.user("Hal", language="en")
    if role:
        of = series.id if role in OF_SERIES else None
        make.kept(TeamMember(host_id=series.host_id, series_id=of, user_id=helper.id, role=role, created_at=NOW))
    await signed_in(browser, make, helper)
    csrf = (await browser.get("/me/visits")).csrf
    assert (await browser.get(path)).status == status
    if status == 404:
        assert (await browser.post(path, {"csrf": csrf, "title": "Taken over"})).status == 404
        assert now_is("title") == ("Monday <Jam>",)
