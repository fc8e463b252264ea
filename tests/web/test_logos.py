"""The page of a host's logo: uploaded, seen by everybody, taken off, by whom."""

import io

import aiohttp
import pytest

from db.models import Host
from services import logins
from tests.factories import NOW, picture
from tests.web.looking import whole


@pytest.fixture
def olga(make):
    return make.user("Olga", language="en")


@pytest.fixture
def host(make, olga):
    host = make.tx.get_one(Host, make.series(owner=olga).host_id)
    make.commit()
    return host


async def signed_in(browser, make, user):
    token = logins.issue(make.tx, user_id=user.id, now=NOW)
    make.commit()
    await browser.post("/login", {"token": token})
    return browser


@pytest.fixture
async def desk(browser, make, olga):
    return await signed_in(browser, make, olga)


async def upload(desk, path, content, csrf=""):
    form = aiohttp.FormData()
    form.add_field("csrf", csrf or (await desk.get(path)).csrf)
    form.add_field("logo", content, filename="../logo.png", content_type="image/png")
    return await desk.ask("POST", path, data=form)


async def test_a_logo_is_uploaded_shown_to_everybody_and_taken_off(desk, host, served):
    path, public = f"/admin/hosts/{host.id}/logo", f"/h/{host.code}"
    assert (await desk.get(f"{public}/logo.png")).status == 404

    done = await upload(desk, path, picture((900, 300)))

    assert (done.status, done.headers["Location"]) == (303, path)
    assert f"{public}/logo.png?v=" in (await desk.get(path)).text
    async with served() as browsers:
        stranger = browsers()
        assert f'src="{public}/logo.png?v=' in (await stranger.get(public)).text
        logo = await stranger.get(f"{public}/logo.png")
    assert (logo.status, logo.headers["Content-Type"], logo.body[:4]) == (200, "image/png", b"\x89PNG")

    await desk.post(path, {"csrf": (await desk.get(path)).csrf, "what": "remove"})
    assert (await desk.get(f"{public}/logo.png")).status == 404
    assert "logo.png" not in (await desk.get(public)).text


@pytest.mark.parametrize("content", [b"", b"<svg onload='alert(1)'/>", b"GIF89a"])
async def test_what_is_no_picture_is_said_and_changes_nothing(desk, host, content):
    path = f"/admin/hosts/{host.id}/logo"
    await upload(desk, path, picture())
    before = (await desk.get(f"/h/{host.code}/logo.png")).body
    answer = await upload(desk, path, content)
    assert (answer.status, "That is no picture that I can read." in answer.text) == (422, True)
    assert (await desk.get(f"/h/{host.code}/logo.png")).body == before


async def test_others_neither_see_nor_change_it(browser, make, host):
    await signed_in(browser, make, make.user("Somebody"))
    path, csrf = f"/admin/hosts/{host.id}/logo", (await browser.get("/me/visits")).csrf
    assert (await browser.get(path)).status == 404
    assert (await upload(browser, path, picture(), csrf)).status == 404
    assert (await browser.post(path, {"csrf": csrf, "what": "remove"})).status == 404
    assert (await browser.get(f"/h/{host.code}/logo.png")).status == 404


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
async def test_the_page_is_whole_and_takes_a_file(page, base, enter, make, olga, host):
    await enter(page, olga)
    path = f"/admin/hosts/{host.id}/logo"
    await page.goto(f"{base}{path}")
    await page.get_by_label("A PNG or a JPEG").set_input_files(
        {"name": "logo.png", "mimeType": "image/png", "buffer": picture((900, 300), colour="teal")}
    )
    await page.get_by_role("button", name="Use this picture").click()
    await page.get_by_role("img", name="The logo as it is now").wait_for()
    assert await whole(page, base, [path, f"/h/{host.code}"]) == {}


async def test_a_picture_that_is_too_large_is_said_in_the_form(desk, browser, host):
    path = f"/admin/hosts/{host.id}/logo"
    refused = await upload(desk, path, io.BytesIO(bytes(1_100_000)))
    assert (refused.status, refused.headers["Location"]) == (303, f"{path}?refused=large")
    page = await desk.get(refused.headers["Location"])
    assert "That picture is larger than 1 MB." in page.text
    assert 'name="logo"' in page.text
    assert (await desk.get(f"/h/{host.code}/logo.png")).status == 404
