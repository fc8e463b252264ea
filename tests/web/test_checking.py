"""Checking in on a tablet: by a tap, by a ticket before the camera, and by whom."""

from datetime import timedelta

import pytest
from playwright.async_api import expect
from sqlalchemy import select

from db.models import Registration, TeamMember
from db.models.registrations import Attendance
from db.models.team import TeamRole
from services import attendance, logins, registrations, tickets
from tests.factories import NOW
from tests.web.looking import listened, whole

in_browser = [pytest.mark.needs("chromium"), pytest.mark.parametrize("backend", ["sqlite"], indirect=True)]

CAMERA = """
window.held = [];
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect() { return window.held.map((rawValue) => ({ rawValue })); }
};
navigator.mediaDevices.getUserMedia = async () => {
  if (window.isRefused) throw new DOMException("no", "NotAllowedError");
  const canvas = document.createElement("canvas");
  canvas.getContext("2d").fillRect(0, 0, 9, 9);
  return canvas.captureStream(5);
};
"""
"""A browser that reads codes, and a camera that sees what the test holds before it."""


@pytest.fixture
def olga(make):
    return make.user("Olga", language="en", time_zone="UTC")


@pytest.fixture
def series(make, olga):
    return make.series(owner=olga, title="Monday <Jam>", roles={"base": 8, "flyer": 4})


@pytest.fixture
def jam(make, series):
    return make.session(series=series, starts_in=timedelta(hours=1))


@pytest.fixture
def booked(make, jam):
    return [make.booked(make.quotas(jam)[0], make.user(name)) for name in ("Ana Ruiz", "Bo <b>", "Cy Young")]


@pytest.fixture
async def desk(browser, make, olga):
    return await signed_in(browser, make, olga)


async def signed_in(browser, make, user):
    token = logins.issue(make.tx, user_id=user.id, now=NOW)
    make.commit()
    await browser.post("/login", {"token": token})
    return browser


@pytest.fixture
def code(make):
    """What the picture of somebody's ticket says."""

    def make_code(registration):
        ticket = tickets.issue(make.tx, user_id=registration.user_id, registration_id=registration.id, now=NOW)
        make.commit()
        return f"https://t.me/turnout_bot?start=t_{ticket.token}"

    return make_code


@pytest.fixture
def came(engine):
    def read(registration):
        with engine.connect() as connection:
            return connection.scalar(select(Registration.attendance).where(Registration.id == registration.id))

    return read


async def scanned(desk, session, text):
    path = f"/admin/sessions/{session.id}/door"
    csrf = (await desk.get(path)).csrf
    return await desk.post(f"{path}/scan", {"csrf": csrf, "code": text})


async def test_a_tap_checks_in_and_another_takes_it_back(desk, jam, booked, came):
    path = f"/admin/sessions/{jam.id}/door"
    page = await desk.get(path)
    assert (page.status, "0 of 3 here" in page.text, "Bo &lt;b&gt;" in page.text) == (200, True, True)

    done = await desk.post(f"{path}/people/{booked[0].id}", {"csrf": page.csrf, "what": "here", "q": "Ana & co"})
    assert (done.status, done.headers["Location"]) == (303, f"{path}?q=Ana+%26+co")
    assert came(booked[0]) == Attendance.ATTENDED
    assert "1 of 3 here" in (await desk.get(path)).text

    await desk.post(f"{path}/people/{booked[0].id}", {"csrf": page.csrf, "what": "clear"})
    assert came(booked[0]) is None


async def test_who_comes_after_the_start_is_late(desk, jam, booked, clock, came):
    clock.now = jam.starts_at
    path = f"/admin/sessions/{jam.id}/door"
    await desk.post(f"{path}/people/{booked[0].id}", {"csrf": (await desk.get(path)).csrf, "what": "here"})
    assert came(booked[0]) == Attendance.LATE
    assert "✅ here, late" in (await desk.get(path)).text


async def test_only_who_has_a_place_stands_there(desk, make, olga):
    full = make.session(series=make.series(owner=olga, capacity=1), starts_in=timedelta(hours=1))
    make.booked(make.quotas(full)[0], make.user("Ana Ruiz"))
    make.waiting(make.quotas(full)[0], make.user("Wendy Waits"))
    page = await desk.get(f"/admin/sessions/{full.id}/door")
    assert ("Ana Ruiz" in page.text, "Wendy Waits" in page.text) == (True, False)


async def test_somebody_is_found(desk, jam, booked):
    page = await desk.get(f"/admin/sessions/{jam.id}/door", params={"q": "young"})
    assert ("Cy Young" in page.text, "Ana Ruiz" in page.text) == (True, False)


@pytest.mark.parametrize(
    ("at", "says"),
    [(timedelta(hours=-7), "It is too early to check people in."), (timedelta(days=2), "It is too late for that")],
)
async def test_a_closed_door_says_why_and_lets_nobody_in(desk, jam, booked, clock, came, at, says):
    clock.now = jam.starts_at + at
    path = f"/admin/sessions/{jam.id}/door"
    page = await desk.get(path)
    assert says in page.text
    assert 'value="here"' not in page.text
    csrf = (await desk.get("/me/visits")).csrf
    answer = await desk.post(f"{path}/people/{booked[0].id}", {"csrf": csrf, "what": "here"})
    assert (answer.status, says in answer.text, came(booked[0])) == (409, True, None)


async def test_a_ticket_lets_in_once_and_tells_since_when(desk, jam, booked, code, came):
    ticket = code(booked[0])
    first, second = await scanned(desk, jam, ticket), await scanned(desk, jam, ticket)
    assert (first.status, "✅ Ana Ruiz is here." in first.text) == (200, True)
    assert (second.status, "Ana Ruiz is here already, since Mon 23 Nov, 13:00." in second.text) == (200, True)
    assert came(booked[0]) == Attendance.ATTENDED


async def test_a_ticket_of_another_session_lets_in_to_neither(desk, make, series, jam, booked, code, came):
    later = make.booked(make.quotas(make.session(series=series, starts_in=timedelta(hours=3)))[0], make.user("Di"))
    answer = await scanned(desk, jam, code(later))
    assert answer.status == 409
    assert "This ticket is not for this session but for Monday &lt;Jam&gt;, Mon 23 Nov, 15:00." in answer.text
    assert (came(later), came(booked[0])) == (None, None)


async def test_of_a_strangers_session_a_ticket_tells_nothing(desk, make, jam, booked, code, came):
    foreign = make.booked(make.quotas(make.session(title="Secret Yoga", starts_in=timedelta(hours=1)))[0])
    answer = await scanned(desk, jam, code(foreign))
    assert (answer.status, "This is no ticket of this session." in answer.text) == (409, True)
    assert ("Secret Yoga" in answer.text, came(foreign)) == (False, None)


async def test_who_stands_at_the_door_may_come_too(desk, make, jam, olga, code, came):
    own = make.booked(make.quotas(jam)[0], olga)
    assert (await scanned(desk, jam, code(own))).status == 200
    assert came(own) == Attendance.ATTENDED


@pytest.mark.parametrize("text", ["", "t_", "https://example.org", "t_" + "x" * 22, "x" * 5000, "t_" + "ä" * 22])
async def test_what_is_no_ticket_is_said_to_be_none(desk, jam, booked, text):
    answer = await scanned(desk, jam, text)
    assert (answer.status, "This is no ticket of this session." in answer.text) == (409, True)


@pytest.mark.parametrize("role", [None, TeamRole.DOOR])
async def test_only_who_may_check_in_gets_there(browser, make, series, jam, booked, code, came, role):
    person, ticket = make.user("Somebody"), code(booked[0])
    if role:
        member = TeamMember(host_id=series.host_id, series_id=series.id, user_id=person.id, role=role, created_at=NOW)
        make.kept(member)
    await signed_in(browser, make, person)
    csrf, path = (await browser.get("/me/visits")).csrf, f"/admin/sessions/{jam.id}/door"
    status = 200 if role else 404
    assert (await browser.get(path)).status == status
    assert (await browser.post(f"{path}/scan", {"csrf": csrf, "code": ticket})).status == status
    answer = await browser.post(f"{path}/people/{booked[1].id}", {"csrf": csrf, "what": "here"})
    assert answer.status == (303 if role else 404)
    assert [came(one) for one in booked[:2]] == [Attendance.ATTENDED if role else None] * 2


async def test_the_camera_is_allowed_on_this_page_alone(desk, jam):
    door, other = await desk.get(f"/admin/sessions/{jam.id}/door"), await desk.get(f"/admin/sessions/{jam.id}")
    assert "camera=(self)" in door.headers["Permissions-Policy"]
    assert "camera=()" in other.headers["Permissions-Policy"]
    assert "unsafe" not in door.headers["Content-Security-Policy"]


@in_browser[0]
@in_browser[1]
class TestInBrowser:
    async def test_names_are_tapped_and_follow_what_others_do(
        self, page, base, enter, db, hub, make, jam, booked, olga
    ):
        await enter(page, olga)
        await page.goto(f"{base}/admin/sessions/{jam.id}")
        await page.get_by_role("link", name="Check in").click()
        await expect(page.get_by_text("0 of 3 here")).to_be_visible()
        await expect(page.get_by_role("button", name="Scan tickets")).to_be_hidden()
        await page.get_by_role("button", name="Ana Ruiz").click()
        await expect(page.get_by_text("1 of 3 here")).to_be_visible()
        await page.get_by_role("button", name="Undo check-in: Ana Ruiz").click()
        await expect(page.get_by_text("0 of 3 here")).to_be_visible()

        await listened(hub, 1)
        await db.write(attendance.check_in, registration_id=booked[1].id, actor_id=olga.id, now=NOW)
        await expect(page.get_by_text("1 of 3 here")).to_be_visible()
        quota_id, user_id = make.quotas(jam)[1].id, make.user("Di New").id
        await db.write(registrations.book, user_id=user_id, quota_id=quota_id, now=NOW)
        await expect(page.get_by_role("button", name="Di New")).to_be_visible()

        await page.get_by_role("searchbox").fill("young")
        await expect(page.get_by_role("button", name="Di New")).to_be_hidden()
        await page.get_by_role("button", name="Cy Young").click()
        await expect(page.get_by_text("2 of 4 here")).to_be_visible()
        await expect(page.get_by_role("button", name="Di New")).to_be_hidden()

    async def test_tickets_are_read_one_after_the_other(
        self, page, base, enter, make, series, jam, booked, olga, code, came
    ):
        other = make.booked(make.quotas(make.session(series=series, starts_in=timedelta(hours=3)))[0])
        held = {"ana": code(booked[0]), "other": code(other), "none": "https://example.org/t_nothing"}
        await page.add_init_script(CAMERA)
        await enter(page, olga)
        await page.goto(f"{base}/admin/sessions/{jam.id}/door")
        await page.get_by_role("button", name="Scan tickets").click()
        for which, says in [
            ("ana", "✅ Ana Ruiz is here."),
            ("none", "This is no ticket of this session."),
            ("ana", "Ana Ruiz is here already, since"),
            ("other", "This ticket is not for this session but for Monday <Jam>"),
        ]:
            await page.evaluate("(text) => { held = [text]; }", held[which])
            await expect(page.locator("[data-said]")).to_contain_text(says)
        await expect(page.get_by_text("1 of 3 here")).to_be_visible()
        assert (came(booked[0]), came(other)) == (Attendance.ATTENDED, None)
        await page.get_by_role("button", name="Stop").click()
        await expect(page.get_by_role("button", name="Scan tickets")).to_be_visible()

    async def test_a_camera_that_is_not_allowed_is_said(self, page, base, enter, jam, olga):
        await page.add_init_script(CAMERA + "window.isRefused = true;")
        await enter(page, olga)
        await page.goto(f"{base}/admin/sessions/{jam.id}/door")
        await page.get_by_role("button", name="Scan tickets").click()
        await expect(page.get_by_text("the camera was not allowed")).to_be_visible()
        await expect(page.get_by_role("button", name="Scan tickets")).to_be_visible()

    async def test_the_door_is_whole_at_each_width_in_light_and_dark(self, page, base, enter, make, jam, booked, olga):
        make.booked(make.quotas(jam)[1], make.user("Somebody With-A-Very-Long-Name-Of-Many-Parts"))
        attendance.check_in(make.tx, registration_id=booked[0].id, actor_id=olga.id, now=NOW)
        await page.add_init_script(CAMERA)
        await enter(page, olga)
        assert await whole(page, base, [f"/admin/sessions/{jam.id}/door"]) == {}
