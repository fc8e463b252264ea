"""Headers, forms of others, cookies that are none of ours, and what is said when something breaks."""

import aiohttp
import pytest
from aiohttp import web
from structlog.testing import capture_logs

from db import Busy
from services import logins
from tests.factories import NOW
from web.languages import best


@pytest.fixture
async def signed_in(served, make):
    ana = make.user("Ana")
    token = logins.issue(make.tx, user_id=ana.id, now=NOW)
    make.commit()
    async with served() as browsers:
        browser = browsers()
        await browser.post("/login", {"token": token})
        yield browser


async def test_every_page_tells_browsers_what_they_may_do(browser):
    for path in ("/login", "/nowhere"):
        headers = (await browser.get(path)).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert "unsafe-inline" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"


async def test_over_tls_it_stays_tls(served):
    async with served(public_url="https://jam.example") as browsers:
        answer = await browsers().get("/login")
        assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


async def test_pages_have_no_code_and_no_style_of_their_own(browser):
    text = (await browser.get("/login")).text
    assert "<style" not in text
    assert " style=" not in text
    assert " onclick=" not in text
    assert "<script src=" in text


@pytest.mark.parametrize(
    ("given", "headers"),
    [
        ({}, {}),
        ({"csrf": "0" * 64}, {}),
        ({"csrf": "right"}, {"Sec-Fetch-Site": "cross-site"}),
        ({"csrf": "right"}, {"Sec-Fetch-Site": "same-site"}),
        ({"csrf": "right"}, {"Origin": "https://evil.example"}),
        ({"csrf": "right"}, {"Origin": "null"}),
        ({"csrf": "ü"}, {}),
    ],
)
async def test_a_form_that_is_not_ours_changes_nothing(signed_in, given, headers):
    csrf = (await signed_in.get("/me/visits")).csrf
    data = {name: csrf if value == "right" else value for name, value in given.items()}

    answer = await signed_in.post("/me/visits/end-all", data, headers=headers)

    assert (answer.status, "This is not for you" in answer.text) == (403, True)
    assert (await signed_in.get("/me")).status == 200


async def test_a_form_token_is_of_one_browser(served, make):
    users = [make.user("Ana"), make.user("Bo")]
    tokens = [logins.issue(make.tx, user_id=user.id, now=NOW) for user in users]
    make.commit()
    async with served() as browsers:
        ana, bo = browsers(), browsers()
        await ana.post("/login", {"token": tokens[0]})
        await bo.post("/login", {"token": tokens[1]})
        csrf = (await bo.get("/me/visits")).csrf
        assert (await ana.post("/logout", {"csrf": csrf})).status == 403


@pytest.mark.parametrize("cookie", ["", "x" * 22, "x" * 8000, "a b", "é" * 5])
async def test_a_cookie_that_is_none_of_ours_is_nobody(browser, cookie):
    answer = await browser.get("/me", headers={"Cookie": f"__Host-visit={cookie}"})
    assert answer.status in {303, 400}


async def test_what_breaks_is_a_number_that_the_log_knows_and_nothing_more(served):
    async def broken(_request: web.Request) -> web.Response:
        raise RuntimeError("the secret of the house")

    async with served(web.get("/broken/{token}", broken)) as browsers:
        with capture_logs() as lines:
            page = await browsers().get("/broken/tok3n")
            plain = await browsers().get("/broken/tok3n", headers={"Accept": "application/json"})

    assert (page.status, plain.status) == (500, 500)
    assert "secret of the house" not in page.text + plain.text
    [first, second] = [line for line in lines if line["event"] == "web.failed"]
    assert first["incident"] in page.text
    assert second["incident"] in plain.text
    assert "tok3n" not in str(first["route"])


async def test_a_busy_database_is_no_fault_of_ours(served):
    async def queue(_request: web.Request) -> web.Response:
        raise Busy

    with capture_logs() as lines:
        async with served(web.get("/queue", queue)) as browsers:
            page = await browsers().get("/queue")
            plain = await browsers().get("/queue", headers={"Accept": "application/json"})

    assert (page.status, page.headers["Retry-After"], "please try again" in page.text) == (503, "2", True)
    assert (plain.status, plain.headers["Retry-After"]) == (503, "2")
    assert [line for line in lines if line["event"] == "web.failed"] == []


@pytest.mark.parametrize("accept", ["text/html", "*/*"])
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data; boundary=x", b"broken"),
        ("multipart/form-data", b"--x"),
        ("application/x-www-form-urlencoded; charset=none", b"token=x"),
        ("application/x-www-form-urlencoded", b"token=\xff\xfe"),
    ],
)
async def test_what_cannot_be_read_is_refused_whoever_sends_it(browser, kind, body, accept):
    for path in ("/login", "/app", "/booking"):
        headers = {"Content-Type": kind, "Accept": accept}
        assert (await browser.ask("POST", path, data=body, headers=headers)).status in {400, 405, 410}
    assert (await browser.post("/app", {}, headers={"Origin": "http://["})).status == 403


async def test_a_page_that_is_not_there_says_so_in_the_readers_language(browser):
    for language, words in (("de,en;q=0.5", "Diese Seite gibt es nicht"), ("xx, en", "This page is not there")):
        answer = await browser.get("/nowhere", headers={"Accept-Language": language})
        assert (answer.status, words in answer.text) == (404, True)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("", "en"), ("ru", "ru"), ("fr, es;q=0.3, de;q=0.8", "de"), ("de;q=0", "en"), ("de;q=x", "en"), ("DE-at", "de")],
)
def test_the_language_that_a_browser_likes_most(accepted, language):
    assert best(accepted, "en") == language


async def test_a_file_that_a_program_sends_reaches_whom_it_is_for(served):
    """The demo's own Telegram is served beside the pages, and reads what the bot sends as it comes in."""

    async def take(request: web.Request) -> web.Response:
        part = await (await request.multipart()).next()
        assert isinstance(part, aiohttp.BodyPartReader)
        return web.Response(body=await part.read())

    form = aiohttp.FormData()
    form.add_field("document", b"a picture", filename="numbers.png")
    async with served(web.post("/bot/sendDocument", take)) as browsers:
        answer = await browsers().ask("POST", "/bot/sendDocument", data=form, headers={"Accept": "*/*"})
    assert (answer.status, answer.text) == (200, "a picture")
