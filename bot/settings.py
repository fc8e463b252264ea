"""Settings: from the environment and `.env` to one frozen object; nothing else reads the environment."""

import base64
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict, SettingsError

from services.money import DIGITS

LOCAL_HOSTS = {"127.0.0.1", "localhost", "::1"}
SHORTEST_KEY = 32


class WrongSetting(Exception):
    """A setting that cannot be used; its text is one line that names it and never quotes a secret."""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"{name}: {reason}")
        self.name = name


def _split(value: str, schemes: tuple[str, ...]) -> SplitResult:
    """The parts of an address. The reasons never quote it: addresses carry passwords."""
    try:
        parts = urlsplit(value)
        _ = parts.port  # reading the port is what checks it
    except ValueError:
        raise ValueError("is not a well-formed address") from None
    if parts.scheme not in schemes:
        raise ValueError(f"must begin with {' or '.join(f'{scheme}://' for scheme in schemes)}")
    return parts


def _address(*schemes: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if not _split(value, schemes).hostname:
            raise ValueError("names no host")
        return value.rstrip("/")

    return check


def _database(value: str) -> str:
    _split(value, ("sqlite+aiosqlite", "postgresql+asyncpg"))
    return value


def _webhook(value: str) -> str:
    parts = _split(value, ("https", "http"))
    if parts.scheme == "http" and parts.hostname not in LOCAL_HOSTS:
        raise ValueError("must begin with https://")
    if not parts.hostname or not parts.path.endswith("/telegram/webhook") or parts.query or parts.fragment:
        raise ValueError("must be a whole address that ends in /telegram/webhook")
    return value


def _files(value: str) -> str:
    parts = _split(value, ("file", "s3"))
    if parts.scheme == "file" and (parts.netloc or not parts.path.strip("/")):
        raise ValueError("must look like file:///a/folder")
    if parts.scheme == "s3" and not parts.netloc:
        raise ValueError("must look like s3://bucket/prefix")
    return value


def _matching(pattern: str, reason: str) -> Callable[[SecretStr], SecretStr]:
    def check(value: SecretStr) -> SecretStr:
        if not re.fullmatch(pattern, value.get_secret_value()):
            raise ValueError(reason)
        return value

    return check


def _time_zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (LookupError, ValueError, OSError):  # unknown, badly formed, or the name of a folder of zones
        raise ValueError(f"{value!r} is not an IANA time zone such as Europe/Berlin") from None
    return value


def _currency(value: str) -> str:
    if (code := value.upper()) not in DIGITS:
        raise ValueError(f"{value!r} is not a three-letter currency code that cards can pay in, such as EUR")
    return code


def _ids(value: object) -> object:
    if not isinstance(value, str):
        return value
    parts = [part.strip() for part in value.split(",") if part.strip()]
    if not all(re.fullmatch(r"[1-9][0-9]{0,15}", part) for part in parts):
        raise ValueError("must be Telegram ids (numbers) with commas between")
    return [int(part) for part in parts]


def _mail_address(value: str) -> str:
    if not re.fullmatch(r"[^@\r\n]+@[^@\s]+", value):
        raise ValueError("must be a mail address, with or without a name before it")
    return value


def _svix_secret(value: SecretStr) -> SecretStr:
    try:
        base64.b64decode(value.get_secret_value().removeprefix("whsec_"), validate=True)
    except ValueError:
        raise ValueError("must look like whsec_..., as Resend shows it") from None
    return value


def _sms_sender(value: str) -> str:
    if not re.fullmatch(r"\+[1-9][0-9]{6,14}|MG[0-9a-f]{32}", value):
        raise ValueError("must be a number such as +15005550006, or a messaging service (MG...)")
    return value


def _twilio_account(value: str) -> str:
    if not re.fullmatch(r"AC[0-9a-f]{32}", value):
        raise ValueError("must look like AC and 32 digits or letters a to f, as Twilio shows it")
    return value


Web = Annotated[str, AfterValidator(_address("http", "https"))]
Hidden = Field(default=None, repr=False)
Token = Annotated[
    SecretStr, AfterValidator(_matching(r"[0-9]+:[\w-]+", "must look like 123456:ABC, as BotFather gave it"))
]


class Settings(BaseSettings):
    """Every setting by its name in lower case; secrets are `SecretStr`, or are left out of the representation."""

    model_config = SettingsConfigDict(
        frozen=True, extra="ignore", env_file_encoding="utf-8", env_ignore_empty=True, str_strip_whitespace=True
    )

    bot_token: Token | None = None
    telegram_api_url: Web = "https://api.telegram.org"
    webhook_url: Annotated[str, AfterValidator(_webhook)] | None = None
    database_url: Annotated[str, AfterValidator(_database)] = Field("sqlite+aiosqlite:///turnout.db", repr=False)
    redis_url: Annotated[str, AfterValidator(_address("redis", "rediss"))] | None = Hidden
    public_url: Web = "http://127.0.0.1:8080"
    web_host: str = "127.0.0.1"
    web_port: int = Field(8080, ge=1, le=65535)
    trusted_proxies: int = Field(0, ge=0, le=10)
    metrics_port: int | None = Field(None, ge=1, le=65535)
    sentry_dsn: SecretStr | None = None
    secret_key: SecretStr = Field(SecretStr(""), validate_default=True)
    webhook_secret: Annotated[
        SecretStr, AfterValidator(_matching(r"[A-Za-z0-9_-]{1,256}", "must be 1 to 256 of A-Z a-z 0-9 _ -"))
    ] = Field(SecretStr(""), validate_default=True)
    admin_ids: Annotated[frozenset[int], NoDecode, BeforeValidator(_ids)] = frozenset()

    default_time_zone: Annotated[str, AfterValidator(_time_zone)] = "UTC"
    default_currency: Annotated[str, AfterValidator(_currency)] = "EUR"
    default_language: Literal["en", "de", "es", "ru"] = "en"
    hold_minutes: int = Field(15, ge=1, le=24 * 60)

    payment_provider_token: SecretStr | None = None
    stripe_secret_key: SecretStr | None = None
    stripe_webhook_secret: SecretStr | None = None
    stripe_api_url: Web = "https://api.stripe.com"
    smtp_url: Annotated[str, AfterValidator(_address("smtp", "smtps"))] | None = Hidden
    resend_api_key: SecretStr | None = None
    resend_api_url: Web = "https://api.resend.com"
    resend_webhook_secret: Annotated[SecretStr, AfterValidator(_svix_secret)] | None = None
    mail_from: Annotated[str, AfterValidator(_mail_address)] | None = None
    twilio_api_url: Web = "https://api.twilio.com"
    twilio_from: Annotated[str, AfterValidator(_sms_sender)] | None = None
    twilio_auth_token: SecretStr | None = None
    twilio_account_sid: Annotated[str, AfterValidator(_twilio_account)] | None = Field(None, validate_default=True)
    files_url: Annotated[str, AfterValidator(_files)] | None = None

    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"], BeforeValidator(str.upper)] = "INFO"
    log_format: Annotated[Literal["console", "json"], BeforeValidator(str.lower)] = "console"

    @classmethod
    def load(cls, env_file: Path | None = Path(".env"), **given: Any) -> Self:
        """Read `given`, then the environment, then the file, the first that has a name wins; raise WrongSetting."""
        try:
            return cls(_env_file=env_file, **given)
        except ValidationError as wrong:
            first = wrong.errors(include_input=False, include_url=False)[0]
            reason = first["msg"].removeprefix("Value error, ").replace("Input should be", "must be")
            raise WrongSetting(str(first["loc"][0]).upper(), reason) from None
        except (SettingsError, OSError, UnicodeDecodeError):
            raise WrongSetting(str(env_file), "cannot be read as a settings file") from None

    @property
    def serves_many(self) -> bool:
        """Whether there may be other processes on the same database."""
        return not self.database_url.startswith("sqlite")

    @property
    def opens_inside(self) -> bool:
        """Whether the pages can be opened inside Telegram: it asks for https, but the sandbox on this machine."""
        parts, api = urlsplit(self.public_url), urlsplit(self.telegram_api_url)
        return parts.scheme == "https" or {parts.hostname, api.hostname} <= LOCAL_HOSTS

    def secrets(self) -> list[str]:
        """The values that no log may show, passwords inside addresses among them."""
        hidden = [value.get_secret_value() for _, value in self if isinstance(value, SecretStr)]
        addresses = (self.database_url, self.redis_url, self.smtp_url)
        passwords = [urlsplit(address).password for address in addresses if address]
        return [secret for secret in (*hidden, *passwords) if secret]

    @property
    def mail_sender(self) -> str:
        """Whom mails are from; where nobody said so, nobody at the host that people reach us at."""
        host = urlsplit(self.public_url).hostname or ""
        return self.mail_from or f"Turnout <no-reply@{host if re.search('[a-z]', host) else 'localhost'}>"

    @field_validator("twilio_account_sid")
    @classmethod
    def _whole(cls, value: str | None, info: ValidationInfo) -> str | None:
        """Of the three settings of SMS all are there, or none."""
        others = [info.data[name] for name in ("twilio_auth_token", "twilio_from") if name in info.data]
        if any(bool(other) != bool(value) for other in others):
            raise ValueError("goes with TWILIO_AUTH_TOKEN and TWILIO_FROM: set all three, or none")
        return value

    @field_validator("secret_key")
    @classmethod
    def _strong(cls, value: SecretStr, info: ValidationInfo) -> SecretStr:
        key = value.get_secret_value()
        if not key and (url := info.data.get("database_url")):
            return SecretStr(_kept_key(url))
        if key and (len(key) < SHORTEST_KEY or len(set(key)) < SHORTEST_KEY // 4):
            raise ValueError(f"must be at least {SHORTEST_KEY} characters that nobody can guess")
        return value

    @field_validator("webhook_secret", mode="before")
    @classmethod
    def _derived(cls, value: object, info: ValidationInfo) -> object:
        """Where none is given it follows from the key, so all replicas agree and nothing more has to be kept."""
        if value != SecretStr("") or "secret_key" not in info.data:
            return value
        key = info.data["secret_key"].get_secret_value().encode()
        digest = hmac.digest(key, b"telegram webhook", hashlib.sha256)
        return SecretStr(base64.urlsafe_b64encode(digest).decode().rstrip("="))


def sqlite_path(database_url: str) -> Path | None:
    """The file of a SQLite address; None for memory and for other databases."""
    scheme, _, rest = database_url.partition("://")
    name = rest.partition("?")[0].removeprefix("/")
    return Path(name) if scheme.startswith("sqlite") and name not in {"", ":memory:"} else None


def _kept_key(database_url: str) -> str:
    """The key that lies beside the SQLite file (`turnout.db-secrets`), made up the first time."""
    if not database_url.startswith("sqlite"):
        raise ValueError(f"is required with PostgreSQL: at least {SHORTEST_KEY} characters, the same for every process")
    made_up = secrets.token_urlsafe(SHORTEST_KEY)
    if not (database := sqlite_path(database_url)):
        return made_up
    path = database.with_name(f"{database.name}-secrets")
    if path.exists():
        return _read_key(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with open(path, "x", encoding="ascii", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
            file.write(made_up)
    except OSError as error:
        raise ValueError(f"is not set and cannot be kept in {path}: {error.strerror}") from None
    return made_up


def _read_key(path: Path) -> str:
    try:
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        raise ValueError(f"is not set and {path} cannot be read") from None
    if len(key) < SHORTEST_KEY:
        raise ValueError(f"is not set and {path} holds no whole key: remove the file to have a new one made")
    return key
