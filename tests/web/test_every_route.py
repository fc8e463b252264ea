"""Every route that there is: who may not be there learns nothing and changes nothing, and no form breaks it."""

import re
from typing import Any, cast

import pytest
from aiohttp import web
from sqlalchemy import select
from structlog.testing import capture_logs

from db.models import Base
from db.models.series import Visibility
from services import logins, templates
from tests.factories import NOW
from web.app import make_app
from web.site import Site

KEPT = {"visits", "tokens", "audit_events"}
"""Signing in leaves marks here."""
NAMES = ("id", "what", "page", "name", "email", "subject", "body", "words", "token", "data", "next", "quota", "places",
         "request", "guests", "up_to", "price", "user_id", "host_id", "is_admin", "starts_at", "capacity",
         "usual", "reason", "show", "q", "amount", "left", "confirmed", "version", "reach", "starts", "minutes", "map",
         "room", "title", "description", "place", "duration", "quotas", "refunds", "mode", "notice",
         "day1", "time", "from", "until", "length", "places", "weeks", "ahead", "turn1", "sessions",
         "number", "host", "rhythm")  # fmt: skip
VALUES = ["", "-1", "9" * 40, "1e9", "٣", "NaN", "a\x00b", "\u202e<b>", '"><script>alert(1)</script>', "{{7*7}}",
          "//evil", "javascript:alert(1)", "a\r\nSet-Cookie: x=1", "%_'", "x" * 10_000]  # fmt: skip
BODIES = {
    "application/json": b"{",
    "application/x-www-form-urlencoded": b"\xff\xfe",
    "multipart/form-data; boundary=x": b"--x\r\nbroken",
    "multipart/form-data": b"",
    "application/x-www-form-urlencoded; charset=nonsense": b"a=1",
}
OPEN = {"/login", "/login/mail", "/logout", "/app", "/register/{token}", "/cancel/{token}"}
"""Forms for people who are not signed in."""


def all_routes() -> list[tuple[str, str]]:
    """Method and pattern of each, as the application has them."""
    app = make_app(site=cast("Site", object()))
    found = [(route.method, route.resource.canonical) for route in app.router.routes() if route.resource]
    return sorted({one for one in found if one[0] in {"GET", "POST"} and not one[1].startswith(("/static", "/live"))})


ROUTES = all_routes()
GETS = [path for method, path in ROUTES if method == "GET"]
POSTS = [path for method, path in ROUTES if method == "POST"]
PRIVATE = ("/me", "/admin")


def filled(path: str, number: int | str, code: str = "ABCD1234") -> str:
    """With something that fits in each gap."""
    words = {"code": code, "token": "x" * 22, "form": "csv", "kind": "reminder", "language": "en"}
    return re.sub(r"{(\w+)}", lambda gap: words.get(gap[1], str(number)), path)


@pytest.fixture
def world(make):
    """Somebody else's: private, with people in it, and the number that all of it has."""
    owner = make.user("Olga Owner")
    series = make.series(owner=owner, title="Secret Jam")
    session = make.session(series=series)
    make.booked(make.quotas(session)[0], make.user("Hidden Guest"))
    weekly: dict[str, Any] = {"weekdays": [1], "starts_minute": 600, "begins_on": NOW.date(), "weeks_ahead": 1}
    templates.create(make.tx, user_id=owner.id, series_id=series.id, now=NOW, **weekly)
    series.visibility = Visibility.PRIVATE
    make.kept(series)
    return session.id, session.code


@pytest.fixture
def rows(engine):
    def read():
        tables = [table for table in Base.metadata.sorted_tables if table.name not in KEPT]
        with engine.connect() as connection:
            return {table.name: connection.execute(select(table)).all() for table in tables}

    return read


@pytest.fixture
async def guest(browser, make, world):
    token = logins.issue(make.tx, user_id=make.user("Gus").id, now=NOW)
    make.commit()
    await browser.post("/login", {"token": token})
    return browser


def test_there_are_routes_to_try():
    assert {("GET", "/me"), ("GET", "/admin"), ("POST", "/login"), ("GET", "/admin/site")} <= set(ROUTES)


async def test_strangers_are_led_to_the_sign_in_from_all_that_is_somebodys(browser, world, rows):
    before = rows()
    for method, path in ROUTES:
        if not path.startswith(PRIVATE):
            continue
        answer = await browser.ask(method, filled(path, *world))
        assert (answer.status, path) in {(303, path), (404, path)}
        assert answer.status == 404 or answer.headers["Location"].startswith("/login")
        assert "Secret" not in answer.text
    assert rows() == before


async def test_a_guest_reads_nothing_of_others_and_changes_nothing(guest, world, rows):
    csrf, before = (await guest.get("/me/visits")).csrf, rows()
    with capture_logs() as logged:
        for method, path in ROUTES:
            if not path.startswith(PRIVATE) or path.startswith("/me/visits"):
                continue
            answer = await guest.ask(method, filled(path, *world), data={"csrf": csrf} if method == "POST" else None)
            assert answer.status < 500, (method, path)
            for secret in ("Secret Jam", "Hidden Guest", "Olga Owner"):
                assert secret not in answer.text, (method, path)
    assert [line for line in logged if line["log_level"] == "error"] == []
    assert rows() == before


async def test_no_form_of_who_is_signed_in_works_without_its_token(guest, world, rows):
    other, before = "0" * 64, rows()
    for path in POSTS:
        for wrong in ({}, {"csrf": other}):
            assert ((await guest.post(filled(path, *world), wrong)).status, path) in {(403, path), (404, path)}
    assert rows() == before


@pytest.mark.parametrize("value", VALUES)
async def test_no_form_is_broken_by_what_is_typed(guest, served, world, rows, value):
    csrf, before = (await guest.get("/me/visits")).csrf, rows()
    form = dict.fromkeys(NAMES, value)
    with capture_logs() as logged:
        for path in POSTS:
            if path in {"/logout", "/me/visits/end-all"}:
                continue
            answer = await guest.post(filled(path, *world), {**form, "csrf": csrf})
            assert answer.status < 500, path
            assert "<script>alert" not in answer.text, path
            assert "Set-Cookie: x" not in str(answer.headers), path
            location = answer.headers.get("Location", "/")
            assert location.startswith("/"), path
            assert not location.startswith("//"), path
    assert [line for line in logged if line["log_level"] == "error"] == []
    assert rows() == before


@pytest.mark.parametrize("value", VALUES[:-1])
async def test_no_query_breaks_a_page(guest, world, value):
    names = (
        "page",
        "host",
        "weeks",
        "lang",
        "theme",
        "next",
        "token",
        "words",
        "day",
        "month",
        "sort",
        "s",
        "session_id",
        "state",
        "series",
        "from",
        "until",
        "reach",
        "done",
    )
    for path in GETS:
        answer = await guest.get(filled(path, *world), params=dict.fromkeys(names, value))
        assert answer.status < 500, path
        assert "<script>alert" not in answer.text, path


@pytest.mark.parametrize("is_known", [True, False])
async def test_what_is_no_form_at_all_is_refused(guest, world, rows, is_known):
    before = rows()
    if not is_known:
        guest.cookies.clear()
    for path in POSTS if is_known else sorted(OPEN - {"/logout"}):
        for kind, body in BODIES.items():
            answer = await guest.ask("POST", filled(path, *world), data=body, headers={"Content-Type": kind})
            assert 400 <= answer.status < 500, (path, kind)
    assert rows() == before


def test_forms_for_everybody_are_known():
    assert {path for path in POSTS if not path.startswith(PRIVATE)} >= OPEN
    assert isinstance(make_app(), web.Application)
