"""Mail by Resend's interface, against a server that looks at all that is asked of it."""

import asyncio
import base64
from collections import Counter
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.channels.resend import ResendProvider
from services.ports import Delivered, Later, Refused, Unknown
from tests.bot.channels.letters import PAPER, SENDER, letter
from web.app import serving

KEY = "re_secret"


class Server:
    """As Resend: each key is done once; answers as told before that."""

    def __init__(self):
        self.asked = []
        self.done = {}
        self.letters = []
        self.answers = []

    async def send(self, request):
        assert request.headers["Authorization"] == f"Bearer {KEY}"
        assert request.content_type == "application/json"
        body, key = await request.json(), request.headers["Idempotency-Key"]
        self.asked.append((request.path, key, body))
        if self.answers and (answer := self.answers.pop(0)):
            status, headers, said = answer
            if status == "cut":
                self._do(key, body)
                request.transport.close()
            return web.json_response(said, status=status if status != "cut" else 200, headers=headers)
        if key in self.done and self.done[key][0] != body:
            return web.json_response({"name": "invalid_idempotent_request", "message": "another"}, status=409)
        return web.json_response(self._do(key, body))

    def _do(self, key, body):
        if key not in self.done:
            batch = body if isinstance(body, list) else [body]
            assert len(batch) <= 100
            first = len(self.letters)
            self.letters += batch
            rows = [{"id": f"re_{first + index}"} for index in range(len(batch))]
            self.done[key] = (body, {"data": rows} if isinstance(body, list) else rows[0])
        return self.done[key][1]


class Time:
    """Goes on only while somebody sleeps."""

    def __init__(self):
        self.now = 0.0
        self.turns = []

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self.now += seconds
        await asyncio.sleep(0)


@pytest.fixture
def server():
    return Server()


@pytest.fixture
def time():
    return Time()


@pytest.fixture
async def provider(server, time):
    app = web.Application()
    app.add_routes([web.post("/emails", server.send), web.post("/emails/batch", server.send)])
    async with serving(app, "127.0.0.1", 0, draining=0) as port:
        provider = ResendProvider(KEY, f"http://127.0.0.1:{port}", SENDER, timeout=2, sleep=time.sleep, now=time)
        yield provider
        await provider.close()


async def test_a_letter_is_asked_for_as_it_is_documented(provider, server):
    assert await provider.deliver(letter(7)) == Delivered("re_0")

    assert server.asked == [
        (
            "/emails",
            "turnout-7",
            {
                "from": SENDER,
                "to": ["ana7@example.org"],
                "subject": "Du bist dabei: Jam ✅",
                "html": "<p>Hallo Ana, <b>grüß dich</b></p>",
                "text": "Hallo Ana, grüß dich\n",
                "headers": {
                    "Message-ID": "<turnout-7@example.org>",
                    "Auto-Submitted": "auto-generated",
                    "List-Unsubscribe": "<https://jam.example.org/mail/stop/1.news.x>",
                    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                },
            },
        )
    ]


async def test_papers_go_along_and_their_letter_goes_alone(provider, server):
    await asyncio.gather(
        *(provider.deliver(letter(number, attachments=(PAPER,) if number == 2 else ())) for number in (1, 2, 3))
    )

    assert [path for path, _, _ in server.asked] == ["/emails"] * 3
    [paper] = next(body for _, key, body in server.asked if key == "turnout-2")["attachments"]
    assert (paper["filename"], base64.b64decode(paper["content"])) == (PAPER.name, PAPER.content)


async def test_a_thousand_at_once_go_in_batches_of_a_hundred_ten_a_second_and_all_arrive(provider, server, time):
    outcomes = await asyncio.gather(*(provider.deliver(letter(number)) for number in range(1000)))

    assert [len(body) for _, _, body in server.asked] == [100] * 10
    assert {type(one) for one in outcomes} == {Delivered}
    assert len({one.provider_id for one in outcomes}) == 1000
    assert Counter(one["to"][0] for one in server.letters) == {f"ana{number}@example.org": 1 for number in range(1000)}
    ids = {f"ana{number}@example.org": outcome.provider_id for number, outcome in enumerate(outcomes)}
    assert all(ids[one["to"][0]] == f"re_{index}" for index, one in enumerate(server.letters))
    assert time.now == pytest.approx(0.9)


async def test_those_that_come_one_by_one_keep_the_rate_too(provider, server, time):
    for number in range(30):
        await provider.deliver(letter(number))

    assert time.now >= 2.9 - 1e-9
    assert len(server.letters) == 30


@pytest.mark.parametrize("count", [1, 3])
async def test_an_answer_that_got_lost_is_asked_for_again_and_nothing_leaves_twice(provider, server, count):
    server.answers = [("cut", {}, {})]

    outcomes = await asyncio.gather(*(provider.deliver(letter(number)) for number in range(count)))

    assert {type(one) for one in outcomes} == {Delivered}
    assert len(server.asked) == 2
    assert server.asked[0] == server.asked[1]
    assert len(server.letters) == count


async def test_without_any_answer_it_is_unknown(provider, server):
    server.answers = [("cut", {}, {})] * 3

    assert isinstance(await provider.deliver(letter()), Unknown)
    assert len(server.letters) == 1


async def test_what_has_left_before_in_other_words_has_left(provider, server):
    await provider.deliver(letter(1))

    assert await provider.deliver(letter(1, subject="Other")) == Delivered("")
    assert len(server.letters) == 1


@pytest.mark.parametrize(
    ("status", "headers", "said", "outcome"),
    [
        (429, {"Retry-After": "3"}, {"name": "rate_limit_exceeded"}, Later("too many requests", 3, is_for_all=True)),
        (429, {}, {"name": "rate_limit_exceeded"}, Later("too many requests", 1, is_for_all=True)),
        (429, {}, {"name": "daily_quota_exceeded"}, Later("429 daily_quota_exceeded")),
        (401, {}, {"name": "missing_api_key"}, Later("401 missing_api_key")),
        (403, {}, {"name": "invalid_api_key"}, Later("403 invalid_api_key")),
        (409, {}, {"name": "concurrent_idempotent_requests"}, Later("409 concurrent_idempotent_requests")),
        (500, {}, {}, Later("500 ")),
        (503, {}, {}, Later("503 ")),
        (422, {}, {"name": "validation_error", "message": "no such field"}, Refused("422 no such field")),
    ],
)
async def test_what_its_answers_mean(provider, server, status, headers, said, outcome):
    server.answers = [(status, headers, said)]

    assert await provider.deliver(letter()) == outcome


async def test_while_it_wants_silence_nothing_is_asked(provider, server, time):
    server.answers = [(429, {"Retry-After": "30"}, {"name": "rate_limit_exceeded"})]

    outcomes = [await provider.deliver(letter(number)) for number in (1, 2)]
    time.now += 31

    assert [outcome.is_for_all for outcome in outcomes] == [True, True]
    assert len(server.asked) == 1
    assert await provider.deliver(letter(2)) == Delivered("re_0")


async def test_one_bad_letter_in_a_batch_keeps_none_of_the_others(provider, server):
    refused: Any = (422, {}, {"name": "validation_error", "message": "bad"})
    server.answers = [refused, None, refused]

    outcomes = await asyncio.gather(*(provider.deliver(letter(number)) for number in (1, 2, 3)))

    assert outcomes == [Delivered("re_0"), Refused("422 bad"), Delivered("re_1")]
    assert [path for path, _, _ in server.asked] == ["/emails/batch", *["/emails"] * 3]


async def test_where_nobody_listens_it_is_tried_later(time):
    provider = ResendProvider(KEY, "http://127.0.0.1:1", SENDER, sleep=time.sleep, now=time)

    outcome = await provider.deliver(letter())

    assert isinstance(outcome, Later)
    await provider.close()


async def test_the_server_of_these_tests_refuses_another_key(provider, server):
    """What it checks it can refuse."""
    async with aiohttp.ClientSession() as session:
        asks = {"Authorization": "Bearer other", "Idempotency-Key": "x"}
        async with session.post(f"{provider._url}/emails", json={}, headers=asks) as answer:
            assert answer.status == 500
