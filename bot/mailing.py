"""How this installation sends mail, by its settings: by Resend, by SMTP, or not at all."""

import hashlib
import hmac

from bot.channels.email import MailProvider
from bot.channels.resend import ResendProvider
from bot.channels.smtp import SmtpProvider
from bot.settings import Settings


def make_provider(settings: Settings) -> MailProvider | None:
    """Resend where both are set."""
    sender = settings.mail_sender
    if settings.resend_api_key:
        return ResendProvider(settings.resend_api_key.get_secret_value(), settings.resend_api_url, sender)
    return SmtpProvider(settings.smtp_url, sender) if settings.smtp_url else None


def stop_key(settings: Settings) -> bytes:
    """What signs the links that end mails; it follows from SECRET_KEY, so all processes agree."""
    return hmac.digest(settings.secret_key.get_secret_value().encode(), b"stop mail", hashlib.sha256)
