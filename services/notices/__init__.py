"""A notification's kind becomes a text, in the reader's language and time zone, at the moment it is sent."""

from services.notices.composing import KINDS, MATTERS, Composed, compose, compose_all
from services.notices.messages import About, Branding, Invoice, Mail, NoAddress, Notice, NotNow, Obsolete, Sms

__all__ = [
    "KINDS",
    "MATTERS",
    "About",
    "Branding",
    "Composed",
    "Invoice",
    "Mail",
    "NoAddress",
    "NotNow",
    "Notice",
    "Obsolete",
    "Sms",
    "compose",
    "compose_all",
]
