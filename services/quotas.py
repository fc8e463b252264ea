"""Places are counted here and nowhere else: every change is one guarded update of the quota's row."""

from sqlalchemy import BigInteger, Executable, bindparam, not_, or_, update

from db.engine import Tx, run
from db.models import Quota
from db.queries import quotas as queries

MINE = Quota.id == bindparam("quota")
PLACES = bindparam("n", type_=BigInteger)

FITS = Quota.taken + PLACES <= Quota.capacity

TAKE = update(Quota).where(MINE, Quota.is_open, Quota.waiting == 0, FITS).values(taken=Quota.taken + PLACES)
TAKE_FIRST = update(Quota).where(MINE, Quota.is_open, FITS).values(taken=Quota.taken + PLACES)
GIVE_BACK = update(Quota).where(MINE).values(taken=Quota.taken - PLACES)
QUEUE = update(Quota).where(MINE, Quota.is_open, or_(Quota.waiting > 0, not_(FITS))).values(waiting=Quota.waiting + 1)
QUEUE_LAST = update(Quota).where(MINE, Quota.is_open, not_(FITS)).values(waiting=Quota.waiting + 1)
UNQUEUE = update(Quota).where(MINE).values(waiting=Quota.waiting - 1)
SEAT = (
    update(Quota)
    .where(MINE, Quota.is_open, Quota.waiting > 0, FITS)
    .values(taken=Quota.taken + PLACES, waiting=Quota.waiting - 1)
)
UNSEAT = update(Quota).where(MINE).values(taken=Quota.taken - PLACES, waiting=Quota.waiting + 1)
LET_IN = (
    update(Quota)
    .where(MINE, Quota.is_open)
    .values(taken=Quota.taken + PLACES, waiting=Quota.waiting + bindparam("queued", type_=BigInteger))
)
CLOSE = update(Quota).where(Quota.session_id == bindparam("session")).values(is_open=False)


def take(tx: Tx, quota_id: int, places: int, *, first_tap: bool = False) -> bool:
    """Take places for somebody new, or return False: too few are free, somebody waits, or the quota is closed.
    With `first_tap` those who wait have nothing before others: the line is over.

    Before it says no it looks again under the row's lock. Without that, one who gives a place back and one who joins
    the queue at the same moment could leave a free place with somebody waiting and nobody to wake.
    """
    guarded = TAKE_FIRST if first_tap else TAKE
    if _changed(tx, guarded, quota_id, places):
        return True
    queries.lock(tx, quota_id)
    return _changed(tx, guarded, quota_id, places)


def give_back(tx: Tx, quota_id: int, places: int) -> None:
    _changed(tx, GIVE_BACK, quota_id, places)


def queue(tx: Tx, quota_id: int, places: int, *, first_tap: bool = False) -> bool:
    """One more registration waits; False where it need not (places are free) or cannot (the quota is closed)."""
    return _changed(tx, QUEUE_LAST if first_tap else QUEUE, quota_id, places)


def unqueue(tx: Tx, quota_id: int) -> None:
    """One registration waits no longer, and got nothing."""
    _changed(tx, UNQUEUE, quota_id)


def seat(tx: Tx, quota_id: int, places: int) -> bool:
    """Give places to a registration that waits, or return False where they do not fit."""
    return _changed(tx, SEAT, quota_id, places)


def unseat(tx: Tx, quota_id: int, places: int) -> None:
    """A registration goes back into the line, and its places are free again."""
    _changed(tx, UNSEAT, quota_id, places)


def let_in(tx: Tx, quota_id: int, *, places: int, waiting: int) -> None:
    """Count in many registrations at once, made in bulk; the database refuses more places than there are."""
    run(tx, LET_IN, {"quota": quota_id, "n": places, "queued": waiting})


def close(tx: Tx, session_id: int) -> None:
    """Let nobody in any more: the session is cancelled or over."""
    run(tx, CLOSE, {"session": session_id})


def _changed(tx: Tx, statement: Executable, quota_id: int, places: int | None = None) -> bool:
    values = {"quota": quota_id} if places is None else {"quota": quota_id, "n": places}
    return bool(run(tx, statement, values).rowcount)
