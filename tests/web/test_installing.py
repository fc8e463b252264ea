"""An app on the home screen: what browsers ask for, and that nothing of a person is in it."""

import json

import pytest

from services import logins
from tests.factories import NOW


async def test_the_manifest_names_icons_that_are_there(browser):
    answer = await browser.get("/manifest.webmanifest")
    assert answer.headers["Content-Type"].startswith("application/manifest+json")
    manifest = json.loads(answer.text)
    assert (manifest["start_url"], manifest["display"]) == ("/me", "standalone")
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        found = await browser.get(icon["src"])
        assert (found.status, found.headers["Content-Type"]) == (200, "image/png")


async def test_the_worker_keeps_looks_that_are_there_and_is_asked_for_anew(browser):
    worker = await browser.get("/worker.js")
    assert (worker.status, worker.headers["Cache-Control"]) == (200, "no-cache")
    assert "default-src 'none'" in worker.headers["Content-Security-Policy"]
    for path in json.loads(worker.text.split("const SHELL = ")[1].split(";")[0]):
        found = await browser.get(path)
        assert (found.status, found.headers["Cache-Control"]) == (200, "public, max-age=31536000, immutable")
    for path in ("/static/turnout.css", "/static/turnout.css?v=other", "/static/missing.css?v=1"):
        assert (await browser.get(path)).headers["Cache-Control"] == "no-store", "it may be another soon"


async def test_only_who_is_signed_in_can_install(browser, make):
    assert "manifest" not in (await browser.get("/login")).text
    token = logins.issue(make.tx, user_id=make.user("Ana").id, now=NOW)
    make.commit()
    await browser.post("/login", {"token": token})
    mine = await browser.get("/me")
    assert '<link rel="manifest" href="/manifest.webmanifest">' in mine.text
    assert mine.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("language", ["en", "de", "ru"])
async def test_the_page_without_connection_knows_nobody(browser, language):
    page = await browser.get("/offline", headers={"Accept-Language": language})
    assert (page.status, f'lang="{language}"' in page.text, 'href="/me"' in page.text) == (200, True, True)
