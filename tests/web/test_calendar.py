"""Feeds over HTTP: what caches may keep, what a reader has, how often it may ask, and what an ended link gives."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp
import pytest
from icalendar import Calendar
from structlog.testing import capture_logs

from services import calendars, registrations
from tests.factories import NOW
from web import calendar
from web.app import make_app, serving


@dataclass
class Reader:
    """Reads addresses of a running server, at a time that stands still until it is moved."""

    http: aiohttp.ClientSession
    address: str = ""
    now: datetime = NOW

    async def get(self, path, method="GET", **headers):
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        async with self.http.request(method, self.address + path, headers=names) as response:
            return response, await response.read()


@pytest.fixture
async def reader(db) -> AsyncIterator[Reader]:
    async with aiohttp.ClientSession() as http:
        reader = Reader(http)
        async with serving(make_app(calendar.routes(db, lambda: reader.now, "en")), "127.0.0.1", 0) as port:
            reader.address = f"http://127.0.0.1:{port}"
            yield reader


@pytest.fixture
def person(make):
    return make.user()


@pytest.fixture
async def feed(db, person):
    subscription = await db.write(calendars.subscribe, user_id=person.id, now=NOW)
    return f"/calendar/{subscription.token}.ics"


async def test_a_feed_is_a_calendar_for_its_reader_alone(reader, make, person, feed):
    booked = make.booked(make.quota(), person)

    response, body = await reader.get(feed)

    assert (response.status, response.content_type, response.charset) == (200, "text/calendar", "utf-8")
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert parsedate_to_datetime(response.headers["Last-Modified"]) == NOW
    [event] = Calendar.from_ical(body).walk("VEVENT")
    assert booked.reference in str(event["UID"])


async def test_a_reader_that_has_it_all_gets_nothing_again(reader, make, db, person, feed):
    booked = make.booked(make.quota(), person)
    first, _ = await reader.get(feed)
    etag = first.headers["ETag"]

    for known in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        again, body = await reader.get(feed, If_None_Match=known)
        assert (again.status, body, again.headers["ETag"]) == (304, b"", etag)
        assert again.headers["Cache-Control"] == "private, no-cache"

    await db.write(registrations.cancel, user_id=person.id, registration_id=booked.id, now=NOW)
    changed, body = await reader.get(feed, If_None_Match=etag)
    assert changed.status == 200
    assert Calendar.from_ical(body).walk("VEVENT")[0]["STATUS"] == "CANCELLED"


async def test_head_tells_the_same_without_the_body(reader, feed):
    whole, body = await reader.get(feed)
    head, nothing = await reader.get(feed, "HEAD")

    assert (head.status, nothing, head.headers["ETag"]) == (200, b"", whole.headers["ETag"])
    assert head.headers["Content-Length"] == str(len(body))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_a_feed_is_only_read(reader, feed, method):
    response, _ = await reader.get(feed, method)

    assert response.status == 405


async def test_an_ended_link_looks_like_one_that_never_was(reader, db, make, person, feed):
    make.booked(make.quota(), person)
    stranger = await db.write(calendars.subscribe, user_id=make.user().id, now=NOW - timedelta(days=366))
    await db.write(calendars.unsubscribe, user_id=person.id, now=NOW)

    paths = [feed, f"/calendar/{stranger.token}.ics", "/calendar/AAAAAAAAAAAAAAAAAAAAAA.ics", "/calendar/x.ics"]
    answers = [await reader.get(path) for path in paths]

    assert {(response.status, body) for response, body in answers} == {(404, b"")}
    assert {response.headers["Cache-Control"] for response, _ in answers} == {"no-store"}
    assert not any("ETag" in response.headers for response, _ in answers)


@pytest.mark.parametrize("name", ["%00", "..%2f..%2fetc", "%F0%9F%98%80", "x" * 4000, "'--", "%ff"])
async def test_a_forged_link_opens_nothing(reader, feed, name):
    response, body = await reader.get(f"/calendar/{name}.ics")

    assert (response.status, body) == (404, b"")


async def test_a_feed_is_read_sixty_times_an_hour(reader, db, make, feed):
    for _ in range(60):
        response, _ = await reader.get(feed)
        assert response.status == 200
    reader.now += timedelta(minutes=20)

    refused, body = await reader.get(feed)

    assert (refused.status, body, refused.headers["Retry-After"]) == (429, b"", "2400")
    other = await db.write(calendars.subscribe, user_id=make.user().id, now=NOW)
    assert (await reader.get(f"/calendar/{other.token}.ics"))[0].status == 200
    reader.now += timedelta(minutes=40)
    assert (await reader.get(feed))[0].status == 200


async def test_a_session_is_public_and_may_be_cached(reader, make):
    session = make.session(title="Monday Jam")

    response, body = await reader.get(f"/s/{session.code}.ics")

    assert (response.status, response.headers["Cache-Control"]) == (200, "public, max-age=300")
    assert Calendar.from_ical(body).walk("VEVENT")[0]["SUMMARY"] == "Monday Jam"
    known, _ = await reader.get(f"/s/{session.code}.ics", If_None_Match=response.headers["ETag"])
    assert known.status == 304


async def test_a_private_session_is_not_there(reader, make):
    session = make.session(visibility="private")

    assert (await reader.get(f"/s/{session.code}.ics"))[0].status == 404
    assert (await reader.get("/s/ZZZZZZZZ.ics"))[0].status == 404


async def test_a_token_is_in_no_log(reader, feed, caplog):
    caplog.set_level("DEBUG")
    with capture_logs() as lines:
        for path in (feed, feed.replace(".ics", "x.ics")):
            await reader.get(path)

    token = feed.removeprefix("/calendar/").removesuffix(".ics")
    assert not [line for line in lines if token in str(line)]
    ours = [record for record in caplog.records if not record.name.startswith("aiohttp.client")]
    assert not [record for record in ours if token in record.getMessage()]
