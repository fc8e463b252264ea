"""What settings accept, what they refuse, and that a refusal is one line without a secret."""

import stat
from pathlib import Path

import pytest

from bot.settings import Settings, WrongSetting, sqlite_path

KEY = "0123456789abcdefghijklmnopqrstuv"
POSTGRES = "postgresql+asyncpg://turnout:hunter2@localhost/turnout"


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch, tmp_path):
    """A folder without `.env` and an environment without any of our names."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def refusal(monkeypatch):
    def load(**environment: str) -> str:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(WrongSetting) as wrong:
            Settings.load()
        return str(wrong.value)

    return load


def test_defaults_are_those_of_the_documentation():
    settings = Settings.load()

    assert settings.bot_token is None
    assert settings.telegram_api_url == "https://api.telegram.org"
    assert settings.database_url == "sqlite+aiosqlite:///turnout.db"
    assert settings.redis_url is None
    assert settings.public_url == "http://127.0.0.1:8080"
    assert (settings.web_host, settings.web_port) == ("127.0.0.1", 8080)
    assert (settings.default_time_zone, settings.default_currency, settings.default_language) == ("UTC", "EUR", "en")
    assert settings.hold_minutes == 15
    assert (settings.log_level, settings.log_format) == ("INFO", "console")


def test_values_come_from_the_environment_before_the_file(monkeypatch):
    Path(".env").write_text("WEB_PORT=9000\nDEFAULT_LANGUAGE=ru\nSOMETHING_ELSE=1\n", encoding="utf-8")
    monkeypatch.setenv("WEB_PORT", "9001")

    settings = Settings.load()

    assert (settings.web_port, settings.default_language) == (9001, "ru")


def test_values_given_by_the_command_line_win(monkeypatch):
    monkeypatch.setenv("WEB_PORT", "9001")

    assert Settings.load(web_port=9002).web_port == 9002


def test_an_empty_value_is_the_default(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "")
    monkeypatch.setenv("HOLD_MINUTES", "")

    settings = Settings.load()

    assert (settings.redis_url, settings.hold_minutes) == (None, 15)


def test_good_values_are_taken_in_their_common_spellings(monkeypatch):
    good = {
        "ADMIN_IDS": " 17, 4503599627370495 ,",
        "DEFAULT_CURRENCY": "jpy",
        "DEFAULT_TIME_ZONE": "America/Argentina/Buenos_Aires",
        "LOG_LEVEL": "debug",
        "LOG_FORMAT": "JSON",
        "PUBLIC_URL": "https://book.example.org/",
        "WEBHOOK_URL": "https://book.example.org/telegram/webhook",
    }
    for name, value in good.items():
        monkeypatch.setenv(name, value)

    settings = Settings.load()

    assert settings.admin_ids == {17, 4503599627370495}
    assert settings.default_currency == "JPY"
    assert (settings.log_level, settings.log_format) == ("DEBUG", "json")
    assert settings.public_url == "https://book.example.org"


@pytest.mark.parametrize("host", ["127.0.0.1:8081", "localhost", "[::1]:8081"])
def test_webhook_may_be_plain_http_on_this_machine(host):
    url = f"http://{host}/telegram/webhook"

    assert Settings.load(webhook_url=url).webhook_url == url


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("BOT_TOKEN", "hello", "must look like 123456:ABC"),
        ("TELEGRAM_API_URL", "ftp://example.org", "must begin with http:// or https://"),
        ("TELEGRAM_API_URL", "https://", "names no host"),
        ("WEBHOOK_URL", "http://example.org/telegram/webhook", "must begin with https://"),
        ("WEBHOOK_URL", "https://example.org/hook", "ends in /telegram/webhook"),
        ("WEBHOOK_URL", "https://example.org/telegram/webhook?a=1", "ends in /telegram/webhook"),
        ("WEBHOOK_SECRET", "with space", "A-Z a-z 0-9"),
        ("DATABASE_URL", "mysql://localhost/x", "must begin with sqlite+aiosqlite:// or postgresql+asyncpg://"),
        ("DATABASE_URL", "sqlite:///x.db", "must begin with"),
        ("REDIS_URL", "localhost:6379", "must begin with redis:// or rediss://"),
        ("REDIS_URL", "redis://localhost:port", "not a well-formed address"),
        ("PUBLIC_URL", "example.org", "must begin with http:// or https://"),
        ("WEB_PORT", "0", "greater than or equal to 1"),
        ("WEB_PORT", "65536", "less than or equal to 65535"),
        ("WEB_PORT", "http", "must be a valid integer"),
        ("SECRET_KEY", "short", "at least 32 characters"),
        ("SECRET_KEY", "a" * 40, "nobody can guess"),
        ("ADMIN_IDS", "1, ann", "must be Telegram ids"),
        ("ADMIN_IDS", "-5", "must be Telegram ids"),
        ("DEFAULT_TIME_ZONE", "Mars/Base", "'Mars/Base' is not an IANA time zone"),
        ("DEFAULT_TIME_ZONE", "Europe", "is not an IANA time zone"),
        ("DEFAULT_TIME_ZONE", "../etc/passwd", "is not an IANA time zone"),
        ("DEFAULT_CURRENCY", "EURO", "'EURO' is not a three-letter currency code"),
        ("DEFAULT_CURRENCY", "XAU", "'XAU' is not a three-letter currency code that cards can pay in"),
        ("DEFAULT_LANGUAGE", "fr", "must be 'en', 'de', 'es' or 'ru'"),
        ("HOLD_MINUTES", "0", "greater than or equal to 1"),
        ("HOLD_MINUTES", "1.5", "must be a valid integer"),
        ("SMTP_URL", "mail.example.org", "must begin with smtp:// or smtps://"),
        ("MAIL_FROM", "nobody", "must be a mail address"),
        ("FILES_URL", "file://", "must look like file:///a/folder"),
        ("FILES_URL", "s3:///prefix", "must look like s3://bucket/prefix"),
        ("LOG_LEVEL", "LOUD", "must be 'DEBUG'"),
        ("LOG_FORMAT", "xml", "must be 'console' or 'json'"),
    ],
)
def test_a_wrong_value_is_named_in_one_line(refusal, name, value, reason):
    line = refusal(**{name: value})

    assert line.startswith(f"{name}: ")
    assert reason in line
    assert "\n" not in line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BOT_TOKEN", "tok-hunter2"),
        ("SECRET_KEY", "hunter2"),
        ("WEBHOOK_SECRET", "hunter2 hunter2"),
        ("DATABASE_URL", "postgres://me:hunter2@db/turnout"),
        ("DATABASE_URL", "postgresql+asyncpg://me:hunter2/x@db:port/turnout"),
        ("REDIS_URL", "redis://:hunter2@localhost:none"),
        ("SMTP_URL", "http://me:hunter2@mail"),
    ],
)
def test_a_refusal_never_quotes_a_secret(refusal, name, value):
    assert "hunter2" not in refusal(**{name: value})


def test_the_representation_shows_no_secret():
    settings = Settings.load(
        bot_token="123:hunter2",
        database_url=POSTGRES,
        redis_url="redis://:hunter2@localhost",
        smtp_url="smtp://me:hunter2@mail",
        secret_key=KEY + "hunter2",
        stripe_secret_key="sk_test_hunter2",
    )

    assert settings.bot_token is not None
    assert settings.bot_token.get_secret_value() == "123:hunter2"
    assert "hunter2" not in repr(settings)


def test_secrets_are_known_for_what_they_are():
    settings = Settings.load(
        bot_token="123:ABC", database_url=POSTGRES, secret_key=KEY, webhook_secret="hook", stripe_secret_key="sk_test_1"
    )

    assert sorted(settings.secrets()) == sorted(["123:ABC", "hunter2", KEY, "hook", "sk_test_1"])


def test_settings_are_frozen():
    settings, name = Settings.load(), "web_port"

    with pytest.raises(ValueError, match="frozen"):
        setattr(settings, name, 1)


def test_a_file_that_is_no_text_is_refused():
    Path(".env").write_bytes(b"\xff\xfe\x00WEB_PORT")

    with pytest.raises(WrongSetting, match=r"\.env: cannot be read"):
        Settings.load()


def test_the_key_is_made_once_and_kept_beside_the_database(tmp_path):
    url = f"sqlite+aiosqlite:///{tmp_path}/data/club.db"

    first = Settings.load(database_url=url)
    second = Settings.load(database_url=url)

    kept = tmp_path / "data" / "club.db-secrets"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert first.secret_key.get_secret_value() == kept.read_text(encoding="ascii")
    assert (first.secret_key, first.webhook_secret) == (second.secret_key, second.webhook_secret)


def test_a_key_for_a_database_in_memory_is_kept_nowhere():
    settings = Settings.load(database_url="sqlite+aiosqlite:///:memory:")

    assert len(settings.secret_key.get_secret_value()) >= 32
    assert list(Path().iterdir()) == []


def test_a_damaged_key_file_is_refused(refusal):
    Path("turnout.db-secrets").write_text("x", encoding="ascii")

    assert "turnout.db-secrets holds no whole key" in refusal()


def test_a_key_that_cannot_be_kept_is_refused(refusal):
    Path("file").write_text("", encoding="ascii")

    assert "is not set and cannot be kept" in refusal(DATABASE_URL="sqlite+aiosqlite:///file/turnout.db")


def test_postgresql_requires_a_key(refusal):
    assert refusal(DATABASE_URL=POSTGRES) == (
        "SECRET_KEY: is required with PostgreSQL: at least 32 characters, the same for every process"
    )


def test_webhook_secret_follows_from_the_key_unless_given():
    made = Settings.load(database_url=POSTGRES, secret_key=KEY).webhook_secret.get_secret_value()
    again = Settings.load(database_url=POSTGRES, secret_key=KEY).webhook_secret.get_secret_value()
    other = Settings.load(database_url=POSTGRES, secret_key=KEY[::-1]).webhook_secret.get_secret_value()
    given = Settings.load(secret_key=KEY, webhook_secret="mine").webhook_secret.get_secret_value()

    assert made == again
    assert made != other
    assert KEY not in made
    assert given == "mine"


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("sqlite+aiosqlite:///turnout.db", Path("turnout.db")),
        ("sqlite+aiosqlite:////srv/turnout.db?cache=shared", Path("/srv/turnout.db")),
        ("sqlite+aiosqlite:///:memory:", None),
        ("sqlite+aiosqlite://", None),
        (POSTGRES, None),
    ],
)
def test_sqlite_path_is_the_file_of_the_address(url, path):
    assert sqlite_path(url) == path


TWILIO = {"twilio_account_sid": f"AC{'0' * 32}", "twilio_auth_token": "f" * 32, "twilio_from": "+15005550006"}


@pytest.mark.parametrize("missing", TWILIO)
def test_of_the_settings_of_sms_all_are_there_or_none(missing):
    assert Settings.load(env_file=None, **TWILIO).twilio_from == "+15005550006"
    assert Settings.load().twilio_from is None

    with pytest.raises(WrongSetting, match="set all three, or none"):
        Settings.load(env_file=None, **{name: value for name, value in TWILIO.items() if name != missing})


@pytest.mark.parametrize(
    ("name", "value"),
    [("twilio_account_sid", "SK12"), ("twilio_from", "0171 1234567"), ("twilio_from", "MG12")],
)
def test_a_setting_of_sms_is_checked(name, value):
    with pytest.raises(WrongSetting, match=f"{name.upper()}: must"):
        Settings.load(**(TWILIO | {name: value}))


@pytest.mark.parametrize(
    ("public_url", "api", "is_so"),
    [
        ("https://jam.example", "https://api.telegram.org", True),
        ("http://jam.example", "https://api.telegram.org", False),
        ("http://127.0.0.1:8080", "https://api.telegram.org", False),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8081", True),
    ],
)
def test_pages_open_inside_telegram_where_it_allows_that(public_url, api, is_so):
    """A button that Telegram refuses would take the whole message with it."""
    assert Settings.load(env_file=None, public_url=public_url, telegram_api_url=api).opens_inside == is_so
