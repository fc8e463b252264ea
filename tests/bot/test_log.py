"""No secret and no forged line leaves through the logs, whatever road it takes."""

import io
import json
import logging
import time
from datetime import datetime, timedelta

import pytest
import structlog

from bot import log

BOT_TOKEN = "7123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsawx"
LINK_TOKEN = "Zx8-Qw3_rT5yUiOpAsDfGh"
INIT_DATA = "query_id=AAE1&user=%7B%22id%22%3A1%7D&auth_date=1767225600&hash=" + "ab" * 32

SECRETS = {
    "a bot token": (BOT_TOKEN, "AAHdq"),
    "a bot token in an address": ("GET https://api.telegram.org/bot123:ABC/getMe failed", "123:ABC"),
    "a bot token in a file address": (f"https://api.telegram.org/file/bot{BOT_TOKEN}/photos/1.jpg", "AAHdq"),
    "a Stripe key": ("key sk_live_51HxQ2eZvKYlo2C was refused", "51HxQ"),
    "a restricted Stripe key": ("rk_test_51HxQ2eZvKYlo2C", "51HxQ"),
    "a Stripe webhook secret": ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9"),
    "a bearer": ("sent Bearer eyJhbGciOi.J9.abc to them", "eyJhb"),
    "an authorization header": ("Authorization: Token hunter2", "hunter2"),
    "a cookie header": ("Cookie: session=hunter2; other=hunter2", "hunter2"),
    "a cookie in a printed mapping": ("<CIMultiDict('Cookie': 'session=hunter2', 'A': 'b')>", "hunter2"),
    "a secret header": ('{"X-Telegram-Bot-Api-Secret-Token": "hunter2"}', "hunter2"),
    "a signature header": ("Stripe-Signature: t=1,v1=hunter2", "hunter2"),
    "Mini App data": (f"bad data {INIT_DATA} from them", "abab"),
    "Mini App data in an address": (f"https://app.example.org/#tgWebAppData={INIT_DATA}", "abab"),
    "named Mini App data": ('initData="user=hunter2"', "hunter2"),
    "a deep link": (f"https://t.me/turnout_bot?start=i_{LINK_TOKEN}", LINK_TOKEN),
    "a start command": (f"/start t_{LINK_TOKEN}", LINK_TOKEN),
    "a start payload alone": (f"payload g_{LINK_TOKEN} used", LINK_TOKEN),
    "a sign-in link": (f"GET /login?token={LINK_TOKEN} HTTP/1.1", LINK_TOKEN),
    "a registration link": (f"GET /register/{LINK_TOKEN}", LINK_TOKEN),
    "a cancellation link": (f"POST /cancel/{LINK_TOKEN}", LINK_TOKEN),
    "a calendar link": (f"/calendar/{LINK_TOKEN}.ics", LINK_TOKEN),
    "a database password": ("postgresql+asyncpg://turnout:hunter2@localhost/turnout", "hunter2"),
    "a phone number": ("called +49 (170) 123-45-67 twice", "123-45"),
    "a plain phone number": ("phone=+491701234567", "4917"),
    "a mail address": ("bounced: ann.smith+jam@mail.example.org", "ann.smith"),
    "a secret of the settings": ("the key is correct-horse-battery", "correct-horse"),
}


class LogStream:
    """What was written, as text and as the events in it."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def events(self) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def restored():
    """Logging is the process's own: put back what was there."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.fixture(params=["console", "json"])
def logs(request, restored):
    logs = LogStream()
    log.set_up("INFO", request.param, known_secrets=["correct-horse-battery"], stream=logs.stream)
    return logs


@pytest.fixture
def json_logs(restored):
    logs = LogStream()
    log.set_up("INFO", "json", stream=logs.stream)
    return logs


@pytest.fixture(params=SECRETS.values(), ids=list(SECRETS))
def leak(request):
    """A text with a secret in it, and the part that must not come out."""
    return request.param


def fail(error: Exception, cause: Exception | None = None) -> None:
    raise error from cause


def test_a_message_does_not_leak(logs, leak):
    text, secret = leak
    structlog.get_logger("bot.test").warning(text)

    assert log.MASK in logs.text
    assert secret not in logs.text


def test_an_argument_of_another_library_does_not_leak(logs, leak):
    text, secret = leak
    logging.getLogger("aiohttp.client").warning("request failed: %s", text)

    assert "request failed: " in logs.text
    assert secret not in logs.text


def test_a_nested_value_does_not_leak(logs, leak):
    text, secret = leak
    structlog.get_logger().warning("event", request={"parts": [{"text": text}, (text, {text})]}, cause=ValueError(text))

    assert log.MASK in logs.text
    assert secret not in logs.text


def test_a_traceback_does_not_leak(logs, leak):
    text, secret = leak
    try:
        fail(RuntimeError("the outer one"), cause=ValueError(text))
    except RuntimeError:
        logging.getLogger("sqlalchemy").exception("failed")
        structlog.get_logger().exception("failed")

    assert logs.text.count("RuntimeError: the outer one") == 2
    assert logs.text.count(log.MASK) >= 2
    assert secret not in logs.text


@pytest.mark.parametrize("key", ["token", "bot_token", "Authorization", "cookies", "password", "phone_number", "email"])
def test_a_value_is_masked_by_its_name(json_logs, key):
    structlog.get_logger().info("event", payload={"inner": {key: "hunter2"}}, **{key: "hunter2"})

    assert json_logs.events[0][key] == log.MASK
    assert json_logs.events[0]["payload"] == {"inner": {key: log.MASK}}


@pytest.mark.parametrize(
    "text",
    [
        "update 123456789 of 4503599627370495 took 12 ms",
        "GET /s/7K3M9QXZ 200",
        "https://t.me/turnout_bot?start=s_7K3M9QXZ",
        "2026-11-21T10:00:00+00:00 session 00042",
        "registration.booked EUR 12.50",
    ],
)
def test_what_is_no_secret_stays(json_logs, text):
    structlog.get_logger().info(text)

    assert json_logs.events[0]["event"] == text


def test_a_line_cannot_be_forged(logs):
    structlog.get_logger().info("first\r\n2026-01-01 [error] forged", name="a\nb\x1b[2J\u2028c")
    logging.getLogger("other").info("first\r\n%s", "forged")

    assert len(logs.text.splitlines()) == 2
    assert "\x1b[2J" not in logs.text


def test_a_line_cannot_be_forged_by_an_exception(logs):
    try:
        fail(ValueError("first\n2026-01-01T00:00:00Z [error] forged"))
    except ValueError:
        structlog.get_logger().exception("failed")

    assert "forged" in logs.text
    assert not any(line.startswith("2026-01-01T00:00:00Z") for line in logs.text.splitlines())


def test_text_that_cannot_be_encoded_is_written(logs):
    structlog.get_logger().info("name", value="\ud800")

    assert logs.text.encode("utf-8")
    assert "ud800" in logs.text


def test_events_carry_their_context_in_utc(json_logs):
    with structlog.contextvars.bound_contextvars(update_id=7, user_id=42):
        structlog.get_logger("bot.polling").info("registration.booked", places=2)
        logging.getLogger("aiogram.event").info("Update id=%s is handled", 7)

    ours, theirs = json_logs.events
    assert ours | {"timestamp": None} == {
        "event": "registration.booked",
        "level": "info",
        "logger": "bot.polling",
        "places": 2,
        "timestamp": None,
        "update_id": 7,
        "user_id": 42,
    }
    assert (theirs["event"], theirs["logger"], theirs["update_id"]) == ("Update id=7 is handled", "aiogram.event", 7)
    assert datetime.fromisoformat(str(ours["timestamp"])).utcoffset() == timedelta(0)


def test_the_level_holds_for_all(restored):
    logs = LogStream()
    log.set_up("ERROR", "json", stream=logs.stream)

    structlog.get_logger().warning("ours")
    logging.getLogger("aiogram").warning("theirs")
    structlog.get_logger().error("loud")

    assert [event["event"] for event in logs.events] == ["loud"]


@pytest.mark.parametrize("piece", ["a", "a.", "://a:", ":", "1", "+1", "/start ", "bot1", "cookie", '"', "t_", "é"])
def test_a_long_hostile_text_takes_no_long_time(piece):
    redact, text = log.Redactor(), piece * (100_000 // len(piece))

    began = time.perf_counter()
    redact.text(text)

    assert time.perf_counter() - began < 2
