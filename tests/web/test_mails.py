"""The pages that links in mails lead to, and the provider's webhook."""

import json
from datetime import timedelta

import aiohttp
import pytest
from sqlalchemy import select
from structlog.testing import capture_logs

from db.models import Notification, ProviderEvent, User
from services import profiles
from services.mails import stopping
from tests.factories import NOW
from tests.fakes import FakeCipher
from tests.services.mails.svix import SECRET, signed
from web import mails
from web.app import make_app, serving
from web.webhooks import mail as webhook

KEY = b"stop key"
CIPHER = FakeCipher()


@pytest.fixture
async def ask(db, clock, site):
    """Asks for a path; gives status, text and headers."""
    app = make_app([*mails.routes(db, clock, KEY), webhook.route(db, clock, SECRET)], site=site)
    async with serving(app, "127.0.0.1", 0) as port, aiohttp.ClientSession() as session:

        async def ask(method, path, **more):
            async with session.request(method, f"http://127.0.0.1:{port}{path}", **more) as answer:
                return answer.status, await answer.text(), answer.headers

        yield ask


@pytest.fixture
def ana(make):
    return make.user("Ana", language="de")


def done(make):
    """The rows keep what they hold, and nobody waits for this transaction."""
    make.tx.expunge_all()
    make.tx.rollback()


@pytest.fixture
def token(make, ana):
    profiles.ask_email(make.tx, user_id=ana.id, typed="<ana@example.org>", cipher=CIPHER, version=ana.version, now=NOW)
    make.commit()
    row = make.tx.scalars(select(Notification)).one()
    done(make)
    return CIPHER.decrypt(row.data["token"])


def kept(make, ana):
    user = make.tx.get_one(User, ana.id)
    done(make)
    return user


async def test_looking_at_a_link_confirms_nothing_and_the_button_does(ask, make, ana, token):
    for method in ("GET", "HEAD", "GET"):
        status, text, headers = await ask(method, f"/confirm/{token}")
        assert status == 200
    assert "ana@example.org" in text
    assert '<html lang="de">' in text
    assert '<form method="post">' in text
    assert kept(make, ana).email is None
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]

    status, text, _ = await ask("POST", f"/confirm/{token}")
    assert (status, "<form" in text) == (200, False)
    assert kept(make, ana).email == "ana@example.org"
    assert (await ask("POST", f"/confirm/{token}"))[0] == 404
    assert (await ask("GET", f"/confirm/{token}"))[0] == 404


@pytest.mark.parametrize("wrong", ["x" * 22, "x", "%00", "..%2F..", "x" * 3000, "<script>"])
async def test_a_guessed_link_says_that_it_is_over(ask, token, wrong):
    for method in ("GET", "POST"):
        status, text, _ = await ask(method, f"/confirm/{wrong}")
        assert status == 404
        assert "<script>" not in text


async def test_a_link_ends_after_48_hours(ask, make, ana, token, clock):
    clock.now = NOW + timedelta(hours=48)

    assert (await ask("POST", f"/confirm/{token}"))[0] == 404
    assert kept(make, ana).email is None


async def test_an_address_that_somebody_else_has_by_now_is_told_so(ask, make, ana, token):
    make.user("Bo", email="ana@example.org")

    status, text, _ = await ask("POST", f"/confirm/{token}")

    assert status == 409
    assert "This email is already registered" in text
    assert kept(make, ana).email is None


async def test_mails_of_a_kind_are_ended_by_a_button_or_by_a_mail_program(ask, make, ana):
    path = f"/mail/stop/{stopping.sign(KEY, ana.id, 'news')}"
    status, text, _ = await ask("GET", path)
    assert (status, '<form method="post">' in text) == (200, True)
    assert kept(make, ana).wishes == {}

    for _ in range(2):
        status, _, _ = await ask("POST", path, data={"List-Unsubscribe": "One-Click"})
        assert status == 200
    assert kept(make, ana).wishes == {"email": {"news": False}}


@pytest.mark.parametrize(
    "signed_by", [lambda good: good[:-1], lambda good: good.replace("news", "bookings"), lambda good: f"9{good}"]
)
async def test_a_link_that_nobody_signed_ends_nothing(ask, make, ana, signed_by):
    path = f"/mail/stop/{signed_by(stopping.sign(KEY, ana.id, 'news'))}"

    assert (await ask("GET", path))[0] == 404
    assert (await ask("POST", path))[0] == 404
    assert kept(make, ana).wishes == {}


@pytest.mark.parametrize(
    "signed_with", ["", "x", "1.news", "1.nonsense.x", "-1.news.x", "9" * 30 + ".news.x", "1.news.é"]
)
async def test_what_is_no_such_link_is_not_there(ask, signed_with):
    assert (await ask("POST", f"/mail/stop/{signed_with}"))[0] == 404


async def test_who_was_erased_has_no_link_any_more(ask, make):
    gone = make.user("?", erased_at=NOW)

    assert (await ask("POST", f"/mail/stop/{stopping.sign(KEY, gone.id, 'news')}"))[0] == 404


def events(make):
    found = make.tx.scalars(select(ProviderEvent)).all()
    done(make)
    return found


async def test_an_event_is_kept_before_it_is_answered_and_once(ask, make):
    body = json.dumps({"type": "email.delivered", "data": {"email_id": "re_1"}}).encode()

    for _ in range(2):
        assert (await ask("POST", webhook.PATH, data=body, headers=signed(body, now=NOW)))[0] == 204

    [event] = events(make)
    assert (event.provider, event.event_id, event.received_at) == ("resend", "msg_1", NOW)
    assert event.payload == json.loads(body)


async def test_what_is_not_signed_is_refused_and_not_kept(ask, make):
    body = b'{"type":"email.bounced"}'
    good = signed(body, now=NOW)
    with capture_logs():
        for headers in (
            {},
            good | {"svix-signature": "v1,x"},
            good | {"svix-id": "msg_2"},
            good | {"svix-timestamp": "1"},
        ):
            assert (await ask("POST", webhook.PATH, data=body, headers=headers))[0] == 400
        assert (await ask("POST", webhook.PATH, data=body + b" ", headers=good))[0] == 400

    assert events(make) == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"7"])
async def test_what_is_signed_and_no_event_is_refused(ask, make, body):
    assert (await ask("POST", webhook.PATH, data=body, headers=signed(body, now=NOW)))[0] == 400
    assert events(make) == []


def test_a_webhook_without_a_secret_is_none(db, clock):
    with pytest.raises(ValueError, match="secret"):
        webhook.route(db, clock, "")
