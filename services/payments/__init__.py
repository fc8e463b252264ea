"""Payments: money is asked for, allowed to be charged, and taken in, each in one transaction."""

from db.models.payments import Provider
from services.payments.approving import approve
from services.payments.asking import ask, ask_again, drop_pending, quote, rail, show_to
from services.payments.holding import expire, list_overheld, renew
from services.payments.receiving import Charge, Outcome, outcome, receive

__all__ = [
    "Charge",
    "Outcome",
    "Provider",
    "approve",
    "ask",
    "ask_again",
    "drop_pending",
    "expire",
    "list_overheld",
    "outcome",
    "quote",
    "rail",
    "receive",
    "renew",
    "show_to",
]
