"""Open pages are told at once, of what they may see, and nobody else's news."""

import asyncio
import time
from contextlib import suppress
from datetime import timedelta

import aiohttp
import pytest
from structlog.testing import capture_logs

from bot.relay import Relay
from db.models import Host
from db.models.series import Visibility
from db.stores import open_database
from services import registrations
from services.registrations import by_link
from services.registrations.by_link import Ways
from tests.factories import NOW
from web.app import make_app, serving
from web.live import MOST_OPEN, Hub


@pytest.fixture
async def client():
    async with aiohttp.ClientSession() as session:
        yield session


async def news(answer, within=3.0):
    """The next event's lines."""
    lines = []
    async with asyncio.timeout(within):
        while True:
            line = (await answer.content.readline()).decode().strip()
            if line:
                lines.append(line)
            elif any(one.startswith("event:") for one in lines):
                return lines
            else:
                lines = []


async def settled(hub, ids, within=3.0):
    ends = time.monotonic() + within
    while not set(ids) <= set(hub._waiting):
        assert time.monotonic() < ends
        await asyncio.sleep(0.01)


async def book(db, make, session):
    quota_id, user_id = make.quotas(session)[0].id, make.user().id
    await db.write(registrations.book, user_id=user_id, quota_id=quota_id, now=NOW)


async def test_a_booking_is_told_to_who_looks_and_to_nobody_else(base, client, hub, db, make):
    jam, other = make.session(title="Jam"), make.session(title="Yoga")
    async with client.get(f"{base}/live?s={jam.code}") as mine, client.get(f"{base}/live?s={other.code}") as theirs:
        assert mine.headers["Content-Type"] == "text/event-stream"
        await settled(hub, [jam.id, other.id])

        await book(db, make, jam)

        assert await news(mine) == ["event: changed", "data:"]
        with pytest.raises(TimeoutError):
            await news(theirs, within=0.4)


async def test_what_comes_close_together_is_one_event(base, client, hub, make):
    jam = make.session()
    async with client.get(f"{base}/live?s={jam.code}") as answer:
        await settled(hub, [jam.id])
        for _ in range(3):
            hub.tell([jam.id])
        await news(answer)
        with pytest.raises(TimeoutError):
            await news(answer, within=0.4)


async def test_what_one_may_not_see_is_not_told(base, client, make):
    private = make.session(visibility=Visibility.PRIVATE)
    for codes in (private.code, "NOTHING0", ""):
        async with client.get(f"{base}/live?s={codes}") as answer:
            assert answer.status == 404


async def test_all_sessions_of_a_page_are_looked_up_in_one_statement(base, client, hub, make, asked):
    series = make.series()
    jams = [make.session(series=series, starts_in=timedelta(days=day)) for day in range(1, 31)]
    jams.append(make.session(visibility=Visibility.PRIVATE))
    make.tx.rollback()
    statements = []
    for some in (jams[:1], jams[:-1], jams):
        asked.clear()
        async with client.get(f"{base}/live?{'&'.join(f's={jam.code}' for jam in some)}") as answer:
            assert answer.status == 200
            await settled(hub, [jam.id for jam in some if jam is not jams[-1]])
            assert jams[-1].id not in hub._waiting
            statements.append(len(asked))
    assert statements[:2] == [1, 1]
    assert statements[2] <= 3


async def test_who_registers_by_a_link_is_told_of_its_session(base, client, hub, make):
    jam = make.session(visibility=Visibility.PRIVATE)
    owner_id = make.tx.get_one(Host, jam.host_id).owner_id
    token = by_link.open_link(make.tx, user_id=owner_id, session_id=jam.id, ways=Ways(), now=NOW)
    make.commit()
    async with client.get(f"{base}/live?link={token}") as answer:
        await settled(hub, [jam.id])
        hub.tell([jam.id])
        assert await news(answer) == ["event: changed", "data:"]
    for wrong in (token[:-1], "x" * 22, "%00", "/"):
        async with client.get(f"{base}/live?link={wrong}") as answer:
            assert answer.status == 404


async def test_pages_that_leave_are_forgotten_and_one_address_has_so_many(base, client, hub, make):
    jam = make.session()
    answers = [await client.get(f"{base}/live?s={jam.code}") for _ in range(MOST_OPEN)]
    assert {answer.status for answer in answers} == {200}
    async with client.get(f"{base}/live?s={jam.code}") as one_more:
        assert one_more.status == 429
    for answer in answers:
        answer.close()
    ends = time.monotonic() + 5
    while hub.open or hub._waiting:
        assert time.monotonic() < ends, "a page that left is not forgotten"
        hub.tell_all()
        await asyncio.sleep(0.05)


async def test_a_page_that_was_closed_is_no_failure(base, client, hub, make):
    jam = make.session()
    with capture_logs() as lines:
        answer = await client.get(f"{base}/live?s={jam.code}")
        await settled(hub, [jam.id])
        answer.close()
        ends = time.monotonic() + 5
        while hub.open:
            assert time.monotonic() < ends
            hub.tell([jam.id])
            await asyncio.sleep(0.05)
    assert lines == []


async def test_a_server_that_ends_does_not_wait_for_open_pages(site, hub, client, make):
    jam = make.session()
    began = time.monotonic()
    async with serving(make_app(site=site, hub=hub), "127.0.0.1", 0) as port:
        answer = await client.get(f"http://127.0.0.1:{port}/live?s={jam.code}")
        await settled(hub, [jam.id])
    answer.close()
    assert time.monotonic() - began < 10


@pytest.mark.needs("redis")
async def test_other_processes_tell_over_redis(redis_url):
    hubs = Hub(), Hub()
    one, other = (Relay(hub, redis_url) for hub in hubs)
    async with one.running(), other.running():
        with hubs[1].listen([7]) as bell:
            ends = time.monotonic() + 5
            while not bell.is_set():
                assert time.monotonic() < ends
                one.tell([7])
                await asyncio.sleep(0.05)


@pytest.mark.needs("redis", "postgresql")
@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
async def test_a_booking_in_one_process_is_on_a_page_of_another(base, hub, db, database_url, redis_url, client, make):
    """Two programs on one database: each with its own connections and its own hub, and Redis between them."""
    jam, elsewhere = make.session(), open_database(database_url)
    here, there = Relay(hub, redis_url), Relay(Hub(), redis_url)
    db.on_changed, elsewhere.on_changed = here.tell, there.tell
    async with here.running(), there.running(), client.get(f"{base}/live?s={jam.code}") as answer:
        await settled(hub, [jam.id])
        for _ in range(100):  # until the two have found each other
            there.tell([jam.id])
            if hub._waiting[jam.id] and any(bell.is_set() for bell in hub._waiting[jam.id]):
                break
            await asyncio.sleep(0.05)
        await news(answer)
        with suppress(TimeoutError):
            await news(answer, within=0.5)

        await book(elsewhere, make, jam)
        assert await news(answer, within=10.0) == ["event: changed", "data:"]
        page = await client.get(f"{base}/s/{jam.code}", headers={"Accept": "text/html"})
        assert "4 of 5 left" in await page.text()
    await elsewhere.close()


async def test_without_redis_to_reach_it_goes_on_alone():
    hub = Hub()
    relay = Relay(hub, "redis://127.0.0.1:1/0")
    async with relay.running():
        with hub.listen([7]) as bell:
            relay.tell([7])
            assert bell.is_set()
            await asyncio.sleep(0.05)
