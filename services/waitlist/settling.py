"""Giving on what is free in a quota: the one function for every cause, and the sweep behind it."""

from datetime import datetime

from db.engine import Tx
from db.models import Quota
from db.queries import quotas as quota_queries
from db.queries import registrations as queries
from db.queries import sessions as session_queries
from services import access, cutoffs
from services.waitlist import filling, first_tap, offering


def settle(tx: Tx, quota_id: int, *, now: datetime) -> int:
    """Give a quota's free places to those who wait; returns how many registrations got one, or an offer of one.

    Whatever frees a place calls it in its own transaction: a place given back, capacity raised, an offer passed or
    lapsed, a session moved (offers of its old time go back into the line). After the cutoff all who wait are told once.
    """
    quota = quota_queries.lock(tx, quota_id)
    _end_stale_offers(tx, quota, now=now)
    return _give_on(tx, quota, now=now, is_news=True)


def sweep(tx: Tx, quota_id: int, *, now: datetime) -> int:
    """Settle what no event announced. A free place that those who wait were told of is no news."""
    quota = quota_queries.lock(tx, quota_id)
    ended = _end_stale_offers(tx, quota, now=now)
    return _give_on(tx, quota, now=now, is_news=ended > 0)


def list_unsettled(tx: Tx, *, now: datetime) -> list[int]:
    """A look for the sweep: quotas with an offer that ran out, or with a free place and somebody who waits."""
    lapsed = queries.list_quotas_of_lapsed_offers(tx, now)
    free = session_queries.list_quotas_to_fill(tx, now)
    return sorted({*lapsed, *free})


def _end_stale_offers(tx: Tx, quota: Quota, *, now: datetime) -> int:
    """End the offers whose time ran out, and those of a time at which the session is no more; returns how many."""
    ended = 0
    for offer in queries.list_offers(tx, quota.session_id, quota.id):
        if offering.is_over(offer, now):
            offering.lapse(tx, offer, now=now)
            ended += 1
        elif offering.is_moved(tx, offer):
            offering.return_to_line(tx, offer, now=now)
            ended += 1
    return ended


def _give_on(tx: Tx, quota: Quota, *, now: datetime, is_news: bool) -> int:
    session = access.quota_to_book(tx, quota.id)
    if not quota.is_open or not session.waiting or session.taken >= session.capacity:
        return 0
    if cutoffs.is_past(session, now):
        first_tap.announce(tx, session, now=now, is_news=is_news)
        return 0
    return filling.serve(tx, session, now=now)
