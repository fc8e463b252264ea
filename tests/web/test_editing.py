"""A session's form: what is asked before, what is kept, what is refused beside its field, and for whom it is there."""

import asyncio
import html
import re
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from db.models import Notification, Space, TeamMember
from db.models.team import TeamRole
from services import logins, sessions
from tests.factories import NOW


@pytest.fixture
def olga(make):
    return make.user("Olga", language="en", time_zone="Europe/Berlin")


@pytest.fixture
def series(make, olga):
    return make.series(owner=olga, title="Monday <Jam>", roles={"base": 3, "flyer": 2}, place="Hall <1>", price=1200)


@pytest.fixture
def jam(make, series):
    return make.session(series=series, starts_in=timedelta(days=3))


@pytest.fixture
def path(jam):
    return f"/admin/sessions/{jam.id}/edit"


async def signed_in(browser, make, user):
    token = logins.issue(make.tx, user_id=user.id, now=NOW)
    make.commit()
    await browser.post("/login", {"token": token})
    return browser


@pytest.fixture
async def desk(browser, make, olga):
    return await signed_in(browser, make, olga)


@pytest.fixture
def now_is(engine):
    """Columns of a row, as the database has them now."""

    def read(row, *names):
        table = type(row).__table__
        with engine.connect() as connection:
            found = connection.execute(select(*(table.c[name] for name in names)).where(table.c.id == row.id)).one()
        return found[0] if len(names) == 1 else tuple(found)

    return read


@pytest.fixture
def owed(engine):
    """How many notices of a kind there are."""

    def count(kind):
        of_kind = select(func.count()).select_from(Notification).where(Notification.kind == kind)
        with engine.connect() as connection:
            return connection.scalar(of_kind)

    return count


def filled(page):
    """What the fields of a page's form hold, as a browser would send them."""
    text = page.text.split('<form method="post"')[-1]
    found = {
        name: html.unescape(value)
        for tag in re.findall(r"<input [^>]+>", text)
        for name, value in [(attribute(tag, "name"), attribute(tag, "value"))]
        if 'type="checkbox"' not in tag or " checked" in tag
    }
    for name, inner in re.findall(r'<select [^>]*name="(\w+)"[^>]*>(.*?)</select>', text, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', inner) or re.search(r'value="([^"]*)"', inner)
        found[name] = chosen[1] if chosen else ""
    for name, inner in re.findall(r'<textarea [^>]*name="(\w+)"[^>]*>(.*?)</textarea>', text, re.DOTALL):
        found[name] = html.unescape(inner).strip()
    return found


def attribute(tag, name):
    found = re.search(rf' {name}="([^"]*)"', tag)
    return found[1] if found else ""


async def test_the_form_holds_what_is_there_and_is_reached_from_the_sessions_page(desk, jam, path):
    assert f'href="{path}"' in (await desk.get(f"/admin/sessions/{jam.id}")).text
    page = await desk.get(path)
    found = filled(page)
    assert page.status == 200
    assert found["title"] == "Monday <Jam>"
    assert found["place"] == "Hall <1>"
    assert (found["price"], found["minutes"]) == ("12.00", "120")
    assert found["starts"] == there(jam)
    assert [found[name] for name in found if name.startswith("places-")] == ["3", "2"]
    assert "Berlin time" in page.text


def there(session):
    return session.starts_at.astimezone(ZoneInfo(session.time_zone)).isoformat(timespec="minutes")[:16]


@pytest.mark.parametrize("changed", [{"place": "Another hall"}, {"starts": "2026-11-26T20:00"}])
async def test_who_cannot_be_reached_is_named_after_a_change(desk, make, jam, path, changed):
    for name, telegram_id in (("Ana", 4711), ("Unreached Uwe", None)):
        make.booked(make.quotas(jam)[0], make.user(name, telegram_id=telegram_id))
    look = await desk.post(path, {**filled(await desk.get(path)), **changed})
    done = await desk.post(path, {**filled(look), "confirmed": "yes"})
    assert done.headers["Location"].endswith("?done=edited&told=1&cut=1")
    assert "1 cannot be written to: Unreached Uwe" in (await desk.get(done.headers["Location"])).text


async def test_a_move_is_shown_with_whom_it_affects_and_made_when_it_is_confirmed(desk, make, jam, path, now_is, owed):
    quota = make.quotas(jam)[0]
    for name in ("Ana", "Bo"):
        make.booked(quota, make.user(name))
    page, was = await desk.get(path), jam.starts_at
    moved = {**filled(page), "starts": (was + timedelta(hours=3)).isoformat()[:16]}

    look = await desk.post(path, moved)

    assert look.status == 200
    assert "Move Monday &lt;Jam&gt;?" in look.text
    assert "2 people will be told now." in look.text
    assert now_is(jam, "starts_at") == was
    assert owed("session_moved") == 0

    done = await desk.post(path, {**filled(look), "confirmed": "yes"})

    assert (done.status, done.headers["Location"]) == (303, f"/admin/sessions/{jam.id}?done=edited&told=2")
    assert now_is(jam, "starts_at") == was + timedelta(hours=2)  # typed by the clock on the wall of Berlin, in winter
    assert owed("session_moved") == 2
    assert "2 people are being told." in (await desk.get(done.headers["Location"])).text

    again = await desk.post(path, {**filled(look), "confirmed": "yes"})
    assert again.status == 303
    assert owed("session_moved") == 2


async def test_ten_taps_at_once_move_it_once(desk, make, jam, path, owed):
    make.booked(make.quotas(jam)[0], make.user("Ana"))
    page = await desk.get(path)
    look = await desk.post(path, {**filled(page), "starts": (jam.starts_at + timedelta(hours=3)).isoformat()[:16]})
    sent = {**filled(look), "confirmed": "yes"}
    answers = await asyncio.gather(*(desk.post(path, sent) for _ in range(10)))
    assert {one.status for one in answers} <= {303, 409}
    assert sum("told=1" in one.headers.get("Location", "") for one in answers) == 1
    assert owed("session_moved") == 1


async def test_several_changes_are_one(desk, make, engine, series, jam, path, now_is, owed):
    base, flyer = make.quotas(jam)
    make.booked(flyer), make.booked(flyer)
    make.waiting(flyer, make.user("Zoë"))
    page = await desk.get(path)
    typed = {"place": "Park", "map": "https://example.org/park", "price": "15", f"places-{flyer.id}": "4"}

    look = await desk.post(path, {**filled(page), **typed, "title": "Tuesday Jam", "description": "Bring\na mat"})

    for words in (
        "Change the place of",
        "📍 New: Park",
        "https://example.org/park",
        "💶 New: €15.00",
        "4 places as flyer for",
        "Now 2 of 2 are taken.",
        "1 person waits; the first in line get what is new.",
        "those of the whole series",
    ):
        assert words in look.text, words
    done = await desk.post(path, {**filled(look), "confirmed": "yes"})
    assert done.status == 303
    assert "let_in=1" in done.headers["Location"]
    assert now_is(jam, "place", "map_url", "price") == ("Park", "https://example.org/park", 1500)
    assert (now_is(flyer, "capacity"), now_is(base, "capacity")) == (4, 3)
    assert now_is(series, "title", "description", "place", "price") == ("Tuesday Jam", "Bring\na mat", "Hall <1>", 1200)
    assert owed("session_place_changed") == 2


async def test_fewer_places_than_are_taken_are_refused_as_in_the_chat(desk, make, jam, path, now_is):
    base, _ = make.quotas(jam)
    make.booked(base), make.booked(base)
    page = await desk.get(path)

    answer = await desk.post(path, {**filled(page), f"places-{base.id}": "1", "place": "Kept <typed>"})

    assert answer.status == 422
    assert "2 places are taken now, and nobody loses theirs." in answer.text
    assert f'id="wrong-places-{base.id}"' in answer.text
    assert filled(answer)["place"] == "Kept <typed>"
    assert now_is(base, "capacity") == 3


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("starts", "2020-01-01T10:00", "That is over already."),
        ("starts", "blah", "understand"),
        ("starts", "9999-12-31T23:59", "more than two years ahead"),
        ("minutes", "0", "I need a whole number from 1 to 10080."),
        ("price", "much", "I did not understand that as an amount."),
        ("price", "-1", "I did not understand that as an amount."),
        ("place", "x" * 201, "That is too long: 200 characters fit."),
        ("map", "javascript:alert(1)", "https"),
        ("title", " ", "letter"),
        ("description", "x" * 2001, "That is too long: 2000 characters fit."),
        ("room", "987654", "That room is not there any more."),
    ],
)
async def test_what_cannot_be_is_said_beside_its_field_and_nothing_typed_is_lost(
    desk, make, series, jam, path, now_is, name, typed, words
):
    make.kept(Space(host_id=series.host_id, name="Big room", created_at=NOW))
    make.commit()
    page = await desk.get(path)

    answer = await desk.post(path, {**filled(page), "description": "Typed <before>", name: typed})

    assert answer.status == 422
    beside = re.search(rf'id="wrong-{name}">(.*?)</p>', answer.text)
    assert beside
    assert words in html.unescape(beside[1])
    assert filled(answer)["description"] == (typed if name == "description" else "Typed <before>")
    assert now_is(series, "description") == ""
    assert "<before>" not in answer.text


async def test_what_nobody_is_affected_by_is_done_at_once(desk, make, series, jam, path, now_is):
    room = make.kept(Space(host_id=series.host_id, name="Big room", created_at=NOW))
    page = await desk.get(path)
    done = await desk.post(path, {**filled(page), "room": str(room.id), "description": "New"})
    assert done.status == 303
    assert now_is(jam, "space_id") == room.id
    assert now_is(series, "description") == "New"
    page = await desk.get(path)
    assert filled(page)["room"] == str(room.id)
    await desk.post(path, {**filled(page), "room": "0", "description": ""})
    assert now_is(jam, "space_id") is None
    assert now_is(series, "description") == ""


async def test_a_room_that_is_taken_is_said_beside_it_and_nothing_at_all_is_changed(
    desk, make, olga, series, jam, path, now_is
):
    room = make.kept(Space(host_id=series.host_id, name="Big room", created_at=NOW))
    other = make.session(series=series, starts_in=timedelta(days=3, hours=-1))
    sessions.set_room(make.tx, user_id=olga.id, session_id=other.id, space_id=room.id, now=NOW)
    make.commit()
    page = await desk.get(path)
    look = await desk.post(path, {**filled(page), "room": str(room.id), "price": "20"})
    answer = await desk.post(path, {**filled(look), "confirmed": "yes"})
    assert answer.status == 422
    assert "The room is taken at that time." in answer.text
    assert filled(answer)["price"] == "20"
    assert now_is(jam, "space_id", "price") == (None, None)


async def test_a_form_of_before_somebody_elses_change_is_refused_and_says_what_is_true(
    desk, make, olga, jam, path, now_is
):
    page = await desk.get(path)
    look = await desk.post(path, {**filled(page), "price": "20"})
    sessions.set_place(make.tx, user_id=olga.id, session_id=jam.id, place="Moved", now=NOW)
    make.commit()

    for stale in ({**filled(look), "confirmed": "yes"}, {**filled(page), "price": "20"}):
        answer = await desk.post(path, stale)
        assert answer.status == 409
        assert "That form is out of date. Nothing was changed." in answer.text
        assert "Now: Moved" in answer.text
        assert filled(answer)["price"] == "20"
    assert now_is(jam, "price", "place") == (None, "Moved")
    back = await desk.post(path, {**filled(look), "again": "yes"})
    assert filled(back)["price"] == "20"


async def test_a_change_of_all_later_ones_reaches_them(desk, make, series, jam, path, now_is):
    later = make.session(series=series, starts_in=timedelta(days=10))
    page = await desk.get(path)
    look = await desk.post(path, {**filled(page), "price": "20", "reach": "future"})
    assert "It is for 2 sessions: this and later ones." in look.text
    done = await desk.post(path, {**filled(look), "confirmed": "yes"})
    assert done.status == 303
    assert now_is(series, "price") == 2000
    assert now_is(later, "price") is None


async def test_what_is_over_or_cancelled_has_no_form(desk, make, olga, jam, path, now_is):
    page = await desk.get(path)
    sessions.call_off(make.tx, user_id=olga.id, session_id=jam.id, now=NOW)
    make.commit()
    for answer in (await desk.get(path), await desk.post(path, {**filled(page), "price": "20"})):
        assert answer.status == 409
        assert "cancelled" in answer.text
    assert now_is(jam, "price") is None


async def test_a_role_of_another_session_is_not_reached(desk, make, jam, path, now_is):
    other = make.quotas(make.session())[0]
    page = await desk.get(path)
    await desk.post(path, {**filled(page), f"places-{other.id}": "9", "confirmed": "yes"})
    assert now_is(other, "capacity") == 5


@pytest.mark.parametrize("role", [None, TeamRole.DOOR, TeamRole.INSTRUCTOR, "elsewhere"])
async def test_who_may_not_plan_finds_nothing(browser, make, series, jam, path, now_is, role):
    person = make.user("Somebody")
    if role == "elsewhere":
        make.series(owner=person)
    elif role:
        of = None if role == TeamRole.INSTRUCTOR else series.id
        make.kept(TeamMember(host_id=series.host_id, series_id=of, user_id=person.id, role=role, created_at=NOW))
    await signed_in(browser, make, person)
    csrf = (await browser.get("/me/visits")).csrf
    nothing = await browser.get("/admin/sessions/987654/edit")
    found = await browser.get(path)
    assert (found.status, found.body) == (404, nothing.body)
    answer = await browser.post(path, {"csrf": csrf, "price": "1", "confirmed": "yes"})
    assert answer.status == 404
    assert now_is(jam, "price") is None


async def test_a_co_organizer_who_may_plan_changes_the_price(browser, make, series, jam, path, now_is):
    person = make.user("Co")
    make.kept(
        TeamMember(
            host_id=series.host_id, series_id=series.id, user_id=person.id, role=TeamRole.CO_ORGANIZER, created_at=NOW
        )
    )
    await signed_in(browser, make, person)
    page = await browser.get(path)
    look = await browser.post(path, {**filled(page), "price": "7,50"})
    await browser.post(path, {**filled(look), "confirmed": "yes"})
    assert now_is(jam, "price") == 750


async def test_the_form_asks_the_database_a_bounded_number_of_times(desk, make, series, path, asked):
    for number in range(10):
        make.session(series=series, starts_in=timedelta(days=4 + number))
    make.commit()
    asked.clear()
    assert (await desk.get(path)).status == 200
    assert len(asked) <= 12, asked
