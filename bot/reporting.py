"""Errors told to Sentry, where SENTRY_DSN is set: an extra that is not installed by default."""

from typing import Any

from bot.log import Redactor
from bot.settings import Settings, WrongSetting


def set_up(settings: Settings) -> None:
    """Report what is logged as an error. Raises WrongSetting where the library is missing."""
    if settings.sentry_dsn is None:
        return
    try:
        import sentry_sdk
    except ImportError:
        reason = "is set, and sentry-sdk is not installed: pip install 'turnout[sentry]'"
        raise WrongSetting("SENTRY_DSN", reason) from None
    redact = Redactor(settings.secrets())

    def before_send(event: Any, _hint: Any) -> Any:
        return redacted(event, redact)

    sentry_sdk.init(
        dsn=settings.sentry_dsn.get_secret_value(),
        before_send=before_send,
        send_default_pii=False,
        include_local_variables=False,  # they hold names and tokens
        max_request_body_size="never",
        default_integrations=True,
    )


def redacted(value: Any, redact: Redactor) -> Any:
    """An event as it may leave the house: without a secret, an address or a number in any of its texts."""
    if isinstance(value, str):
        return redact.text(value)
    if isinstance(value, dict):
        return {key: redacted(entry, redact) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [redacted(entry, redact) for entry in value]
    return value
