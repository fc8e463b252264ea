"""Delivery of what the outbox owes: claim with a lease, send, settle, each in a short transaction of its own.

A notice is handed over at least once, and not again once the provider has confirmed it. Order is kept per recipient
and channel: nobody's later message overtakes an earlier one that is as urgent.
"""

from services.delivery.claiming import BATCH, LEASE, Claim, claim_due, claim_unserved
from services.delivery.pruning import prune, prune_events
from services.delivery.settling import ATTEMPTS, settle, settle_all
from services.delivery.streaming import deliver_due

__all__ = [
    "ATTEMPTS",
    "BATCH",
    "LEASE",
    "Claim",
    "claim_due",
    "claim_unserved",
    "deliver_due",
    "prune",
    "prune_events",
    "settle",
    "settle_all",
]
