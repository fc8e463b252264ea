"""A notification's kind becomes a text, in the reader's language and time zone, at the moment it is sent."""

from services.notices.composing import KINDS, Notice, Obsolete, compose

__all__ = ["KINDS", "Notice", "Obsolete", "compose"]
