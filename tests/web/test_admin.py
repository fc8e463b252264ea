"""Organizers' pages: what they show, what can be done there, and by whom."""

import csv
import html
import io
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from db.models import AuditEvent, Host, Registration, TeamMember
from db.models.registrations import Attendance, Status
from db.models.series import BookingMode, Visibility
from db.models.team import TeamRole
from services import logins
from tests.factories import NOW
from web.admin.numbers import AN_HOUR


@pytest.fixture
def olga(make):
    return make.user("Olga", language="en", time_zone="Europe/Berlin")


@pytest.fixture
def series(make, olga):
    return make.series(owner=olga, title="Monday <Jam>", roles={"base": 3, "flyer": 2})


@pytest.fixture
def jam(make, series):
    return make.session(series=series, starts_in=timedelta(hours=1))


@pytest.fixture
def booked(make, jam):
    quotas = make.quotas(jam)
    return [make.booked(quotas[0], make.user(name)) for name in ("Ana =1+1", "Bo <b>")]


async def signed_in(browser, make, user):
    token = logins.issue(make.tx, user_id=user.id, now=NOW)
    make.commit()
    await browser.post("/login", {"token": token})
    return browser


@pytest.fixture
async def desk(browser, make, olga):
    return await signed_in(browser, make, olga)


@pytest.fixture
def state(engine):
    """Of a registration, as the database has it now."""

    def read(registration):
        with engine.connect() as connection:
            row = connection.execute(
                select(Registration.status, Registration.attendance).where(Registration.id == registration.id)
            ).one()
        return tuple(row)

    return read


async def test_home_shows_today_with_its_fill_and_the_way_to_each_roster(desk, jam, booked):
    page = await desk.get("/admin")

    assert page.status == 200
    assert f'href="/admin/sessions/{jam.id}"' in page.text
    assert "Monday &lt;Jam&gt;" in page.text
    assert "2/5" in page.text


async def test_who_runs_nothing_is_told_how_to_begin(browser, make):
    page = await (await signed_in(browser, make, make.user("Nobody"))).get("/admin")
    assert "You run nothing yet." in page.text


@pytest.mark.parametrize(
    "path", ["/admin", "/admin/sessions/1", "/admin/hosts/1/numbers", "/admin/sessions/1/export.csv"]
)
async def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back(browser, path):
    answer = await browser.get(path)
    assert (answer.status, answer.headers["Location"]) == (303, "/login")


async def test_a_session_has_its_people_and_a_tap_checks_them_in(desk, make, jam, booked, state):
    path = f"/admin/sessions/{jam.id}"
    page = await desk.get(path)
    assert "Ana =1+1" in page.text
    assert "Bo &lt;b&gt;" in page.text
    assert booked[0].reference in page.text

    done = await desk.post(f"{path}/people/{booked[0].id}", {"csrf": page.csrf, "what": "here"})

    assert (done.status, done.headers["Location"]) == (303, f"{path}?done=here")
    assert "Somebody was checked in." in (await desk.get(done.headers["Location"])).text
    assert state(booked[0]) == (Status.CONFIRMED, Attendance.ATTENDED)
    assert "✅ here" in (await desk.get(path)).text
    await desk.post(f"{path}/people/{booked[0].id}", {"csrf": page.csrf, "what": "clear"})
    assert state(booked[0])[1] is None


async def test_taking_out_and_deciding_are_the_same_acts_as_in_the_chat(desk, make, olga, state):
    session = make.session(series=make.series(owner=olga, mode=BookingMode.APPROVAL))
    asking = [make.booked(make.quotas(session)[0], make.user(name)) for name in ("Ana", "Bo")]
    path = f"/admin/sessions/{session.id}"
    csrf = (await desk.get(path)).csrf

    await desk.post(f"{path}/people/{asking[0].id}", {"csrf": csrf, "what": "approve"})
    await desk.post(f"{path}/people/{asking[1].id}", {"csrf": csrf, "what": "reject"})
    assert [state(one)[0] for one in asking] == [Status.CONFIRMED, Status.REJECTED]
    await desk.post(f"{path}/people/{asking[0].id}", {"csrf": csrf, "what": "take_out"})
    assert state(asking[0])[0] == Status.CANCELLED


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"usual": "many"}, "There are more requests than places."),
        ({"usual": "many", "reason": "Next <week>\u202e"}, "Next <week>"),
        ({"usual": "nonsense"}, ""),
        ({}, ""),
    ],
)
async def test_a_reason_is_kept_for_who_is_not_accepted(desk, make, olga, engine, given, kept):
    session = make.session(series=make.series(owner=olga, mode=BookingMode.APPROVAL))
    one = make.booked(make.quotas(session)[0], make.user("Ana"))
    path = f"/admin/sessions/{session.id}"
    page = await desk.get(path)
    assert "There are more requests than places." in page.text

    await desk.post(f"{path}/people/{one.id}", {"csrf": page.csrf, "what": "reject", **given})

    with engine.connect() as connection:
        assert connection.scalar(select(Registration.reason).where(Registration.id == one.id)) == kept


async def test_people_are_filtered_and_an_act_leads_back_to_the_same_filter(desk, make, olga):
    session = make.session(series=make.series(owner=olga, mode=BookingMode.APPROVAL))
    asking = [make.booked(make.quotas(session)[0], make.user(name)) for name in ("Ana", "Bo")]
    path = f"/admin/sessions/{session.id}"
    page = await desk.get(path, params={"show": "asking", "q": "ana"})
    assert f"{path}/people/{asking[0].id}?show=asking&amp;q=ana" in page.text

    done = await desk.post(f"{path}/people/{asking[0].id}?show=asking&evil=1", {"csrf": page.csrf, "what": "approve"})

    assert done.headers["Location"] == f"{path}?show=asking&done=approve&of={asking[0].id}"
    shown = {show: (await desk.get(path, params={"show": show})).text for show in ("in", "asking", "waiting", "x")}
    reference = [one.reference for one in asking]
    there = {show: [one in text for one in reference] for show, text in shown.items()}
    assert "Nobody waits." in shown["waiting"]
    assert there == {"in": [True, False], "asking": [False, True], "waiting": [False, False], "x": [True, True]}


async def test_whoever_is_accepted_and_cannot_be_reached_is_not_called_told(desk, make, olga):
    session = make.session(series=make.series(owner=olga, mode=BookingMode.APPROVAL))
    path, known = (
        f"/admin/sessions/{session.id}",
        {None: "Approved. I cannot write to them", 4711: "Approved, and told."},
    )
    for telegram_id, words in known.items():
        one = make.booked(make.quotas(session)[0], make.user("Ana", telegram_id=telegram_id))
        csrf = (await desk.get(path)).csrf
        done = await desk.post(f"{path}/people/{one.id}", {"csrf": csrf, "what": "approve"})
        assert words in (await desk.get(done.headers["Location"])).text
    assert "Approved" not in (await desk.get(f"{path}?done=approve&of=987654")).text


async def test_the_code_for_a_website_is_there_to_copy(desk, browser, make, olga):
    series = make.series(owner=olga, title='"Jam" <b>')
    private = make.series(owner=olga, visibility=Visibility.PRIVATE)
    host = make.tx.get_one(Host, series.host_id)

    page = (await desk.get("/admin")).text

    code = html.unescape(page.split(f'id="embed-j-{series.code}"')[1].split(">", 1)[1].split("</textarea>")[0])
    assert code.startswith('<iframe src="http')
    assert f'/embed/j/{series.code}"' in code
    assert 'title="&#34;Jam&#34; &lt;b&gt;"' in code
    assert f'id="embed-h-{host.code}"' in page
    assert f"embed-j-{private.code}" not in page
    assert (await browser.get(f"/embed/j/{series.code}")).status == 200


async def test_the_table_is_put_in_order_by_its_heads_and_narrowed_to_a_role(desk, make, olga):
    session = make.session(series=make.series(owner=olga, roles={"Base": 5, "Flyer": 5}))
    base, flyer = make.quotas(session)
    for quota, name in ((base, "Cy"), (base, "Ana"), (flyer, "Bo")):
        make.booked(quota, make.user(name))
    path = f"/admin/sessions/{session.id}"

    async def names(**at):
        page = (await desk.get(path, params=at)).text
        return sorted(("Ana", "Bo", "Cy"), key=lambda name: page.find(f"<td>{name}<") % 10**9), page

    usual = await names()
    by_name = await names(by="name")
    backwards = await names(by="-name", show="in")
    flyers = (await desk.get(path, params={"role": flyer.id, "by": "name"})).text

    assert (usual[0], by_name[0], backwards[0]) == (["Ana", "Cy", "Bo"], ["Ana", "Bo", "Cy"], ["Cy", "Bo", "Ana"])
    assert 'aria-sort="ascending"><a href="' + f'{path}?by=-name">' in by_name[1]
    assert f'aria-sort="descending"><a href="{path}?show=in">' in backwards[1]
    assert ("<td>Bo<" in flyers, "<td>Ana<" in flyers) == (True, False)
    assert f'href="{path}?by=name"' in flyers  # all roles again, in the same order
    assert (await desk.get(path, params={"role": "999", "by": "name); drop"})).status == 200


async def test_a_search_that_finds_many_has_pages(desk, make, olga):
    session = make.session(series=make.series(owner=olga, capacity=60))
    for number in range(52):
        make.booked(make.quotas(session)[0], make.user(f"Person {number:02}"))
    path = f"/admin/sessions/{session.id}"

    first = (await desk.get(path, params={"q": "person"})).text
    second = (await desk.get(path, params={"q": "person", "page": "1"})).text

    assert (first.count("Person "), second.count("Person ")) == (50, 2)
    assert f'rel="next" href="{path}?q=person&amp;page=1"' in first
    assert f'rel="prev" href="{path}?q=person"' in second


async def test_what_cannot_be_done_is_said_above_what_is_true(desk, make, series, state):
    session = make.session(series=series, starts_in=timedelta(days=3))
    one = make.booked(make.quotas(session)[0])
    csrf = (await desk.get(f"/admin/sessions/{session.id}")).csrf

    answer = await desk.post(f"/admin/sessions/{session.id}/people/{one.id}", {"csrf": csrf, "what": "here"})

    assert (answer.status, "It is too early to check people in" in answer.text) == (409, True)
    assert state(one)[1] is None


async def test_somebody_is_found_by_name_and_by_reference(desk, jam, booked):
    for words, found, other in (("ana", "Ana =1+1", "Bo &lt;b&gt;"), (booked[1].reference, "Bo &lt;b&gt;", "Ana =1+1")):
        page = await desk.get(f"/admin/sessions/{jam.id}", params={"q": words})
        assert found in page.text
        assert other not in page.text
    nobody = await desk.get(f"/admin/sessions/{jam.id}", params={"q": '"><script>%_' * 9})
    assert "Nobody is called like that here." in nobody.text
    assert "<script>%" not in nobody.text


@pytest.mark.parametrize("role", [None, TeamRole.DOOR, "elsewhere"])
async def test_who_may_not_sees_and_changes_nothing(browser, make, series, jam, booked, role, state):
    person = make.user("Somebody")
    if role == "elsewhere":
        make.series(owner=person)
    elif role:
        member = TeamMember(host_id=series.host_id, series_id=series.id, user_id=person.id, role=role, created_at=NOW)
        make.kept(member)
    await signed_in(browser, make, person)
    csrf = (await browser.get("/me/visits")).csrf
    path, may_see = f"/admin/sessions/{jam.id}", role == TeamRole.DOOR

    assert (await browser.get(path)).status == (200 if may_see else 404)
    for what in ("take_out", "approve", "nonsense") + (() if may_see else ("here", "no_show")):
        answer = await browser.post(f"{path}/people/{booked[0].id}", {"csrf": csrf, "what": what})
        assert answer.status in {400, 404, 409}
    assert state(booked[0]) == (Status.CONFIRMED, None)
    for page in (
        f"/admin/series/{series.id}/numbers",
        f"/admin/hosts/{series.host_id}/numbers.csv",
        f"{path}/export.csv",
    ):
        assert (await browser.get(page)).status == 404


@pytest.mark.parametrize(
    "path", ["sessions/999", "sessions/0", "sessions/-1", "sessions/99999999999999999999", "series/1/export.pdf"]
)
async def test_numbers_of_nothing_are_a_page_that_is_not_there(desk, path):
    assert (await desk.get(f"/admin/{path}")).status == 404


@pytest.mark.parametrize("page", ["-1", "999999999999", "x", "", "1e9"])
async def test_any_page_is_answered(desk, jam, booked, page):
    assert (await desk.get(f"/admin/sessions/{jam.id}", params={"page": page})).status == 200
    assert (await desk.get("/admin", params={"host": page})).status in {200, 404}


async def test_a_file_is_safe_to_open_and_that_it_was_taken_is_written_down(desk, jam, booked, engine):
    answer = await desk.get(f"/admin/sessions/{jam.id}/export.csv")

    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    rows = list(csv.reader(io.StringIO(answer.text.lstrip("\ufeff")), delimiter=";" if ";" in answer.text else ","))
    assert len(rows) >= 3
    assert not any(cell.startswith("=") for row in rows for cell in row)
    with engine.connect() as connection:
        taken = select(func.count()).where(AuditEvent.action == "registrations.exported")
        assert connection.scalar(taken) == 1
    assert (await desk.get(f"/admin/sessions/{jam.id}/export.xlsx")).status == 200


async def test_numbers_have_a_picture_and_a_table(desk, make, series, jam, booked, clock):
    clock.now = NOW + timedelta(days=1)
    for path in (f"/admin/series/{series.id}/numbers", f"/admin/hosts/{series.host_id}/numbers?weeks=4"):
        text = (await desk.get(path)).text
        assert "<svg" in text
        assert "Places booked" in text
    assert (await desk.get(f"/admin/series/{series.id}/numbers?weeks=999999")).status == 200


@pytest.mark.parametrize(
    ("form", "begins"), [("png", b"\x89PNG"), ("svg", b"<?xml"), ("xlsx", b"PK"), ("csv", b"\xef")]
)
async def test_numbers_are_kept_as_a_file(desk, series, jam, booked, clock, form, begins):
    clock.now = NOW + timedelta(days=1)
    for path in (f"/admin/series/{series.id}/numbers", f"/admin/hosts/{series.host_id}/numbers"):
        answer = await desk.get(f"{path}.{form}?weeks=4&save")
        assert answer.status == 200
        assert answer.body.startswith(begins)
        assert answer.headers["Content-Disposition"] == f'attachment; filename="numbers-2026-11-02-4.{form}"'


async def test_what_is_saved_is_what_is_shown(desk, series, jam, booked, clock):
    clock.now = NOW + timedelta(days=1)
    rows = list(csv.reader(io.StringIO((await desk.get(f"/admin/series/{series.id}/numbers.csv?weeks=4")).text[1:])))
    assert (len(rows), rows[0][0], rows[4]) == (5, "Week from", ["2026-11-23", "1", "5", "2", "0", "0", "0"])
    shown = await desk.get(f"/admin/series/{series.id}/numbers.png")
    assert shown.headers["Content-Disposition"].startswith("inline")


async def test_pictures_are_drawn_so_often_an_hour(desk, series, jam, clock):
    clock.now = NOW + timedelta(days=1)
    path = f"/admin/series/{series.id}/numbers.csv"
    assert [(await desk.get(path)).status for _ in range(AN_HOUR + 1)] == [200] * AN_HOUR + [429]


async def test_no_page_asks_the_database_more_than_twelve_times(desk, make, series, jam, booked, asked):
    """However much there is."""
    for number in range(20):
        session = make.session(series=series, starts_in=timedelta(hours=2 + number))
        make.booked(make.quotas(session)[0], make.user(f"Person {number}"))
    for path in ("/admin", f"/admin/sessions/{jam.id}", f"/admin/series/{series.id}/numbers", f"/s/{jam.code}"):
        asked.clear()
        assert (await desk.get(path)).status == 200
        assert 1 <= len(asked) <= 12, (path, len(asked), asked)


async def test_each_of_many_series_is_found(browser, make):
    olga = make.user("Olga", language="en")
    host_id = make.series(owner=olga, title="Series 00").host_id
    for number in range(1, 10):
        series = make.series(owner=olga, title=f"Series {number:02}")
        series.host_id = host_id
        make.kept(series)
    desk = await signed_in(browser, make, olga)

    pages = [(await desk.get(f"/admin?page={page}&host={host_id}")).text for page in (0, 1)]

    assert [[f"Series {number:02}" in page for number in (0, 7, 8, 9)] for page in pages] == [
        [True, True, False, False],
        [False, False, True, True],
    ]
    assert f"page=1&amp;host={host_id}" in pages[0]
