"""Promo codes: what a word takes off a price. A use is counted in the booking's own transaction, and given back when
nothing was paid.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import insert, update

from db.engine import Facts, Tx, run
from db.models import Host, PromoCode, PromoUse, Registration, Series
from db.queries import promos as queries
from services import access, amounts, audit, money
from services.access import Right
from services.errors import NotFound
from services.errors.organizing import NumberNotUnderstood
from services.errors.promos import CodeNotUnderstood, CodeOver, CodeTaken, CodeUnknown, CodeUsed, CodeWordNotUnderstood
from services.text import clean

LONGEST = 32
MOST_USES, MOST_DAYS = 100_000, 3660
WORD = re.compile(r"[^\W_][\w-]{1,31}")
PERCENT = re.compile(r"([0-9]{1,3})\s*%")


@dataclass(frozen=True, slots=True)
class Terms:
    """Either `percent` or `amount`, in minor units; None of uses or days is without limit."""

    code: str
    percent: int | None
    amount: int | None
    uses: int | None
    days: int | None


@dataclass(frozen=True, slots=True)
class Discount:
    """What a code takes off the price of so many places, in minor units."""

    promo_id: int
    code: str
    taken_off: int


NOTHING = Discount(0, "", 0)


@dataclass(frozen=True, slots=True)
class Line:
    """A code as those see it who gave it out."""

    id: int
    code: str
    percent: int | None
    amount: int | None
    currency: str | None
    used: int
    uses_limit: int | None
    ends_at: datetime | None
    series: str
    """"" where it holds for all of the host."""
    is_over: bool


@dataclass(frozen=True, slots=True)
class Codes:
    host_id: int
    host_name: str
    currency: str
    time_zone: str
    lines: tuple[Line, ...]
    series: tuple[tuple[int, str], ...]
    """Those that a new code can be for."""


# --- given out ---


def codes(tx: Tx, *, user_id: int, host_id: int, now: datetime) -> Codes:
    """A look at all codes of a host, the newest first. Raises NotFound."""
    host = access.host_to(tx, Right.EDIT_HOST, host_id, user_id)
    lines = tuple(_line(row, now) for row in queries.list_codes(tx, host_id))
    series = tuple((row.id, row.title) for row in queries.list_paid_series(tx, host_id))
    return Codes(host.id, host.name, host.currency, host.time_zone, lines, series)


def _line(row: Facts, now: datetime) -> Line:
    is_over = row.archived_at is not None or (row.ends_at is not None and row.ends_at <= now)
    is_used_up = row.uses_limit is not None and row.used >= row.uses_limit
    return Line(
        row.id,
        row.code,
        row.percent,
        row.amount,
        row.currency,
        row.used,
        row.uses_limit,
        row.ends_at,
        row.title or "",
        is_over=is_over or is_used_up,
    )


def read(tx: Tx, *, user_id: int, host_id: int, typed: str, language: str) -> Terms:
    """A look at what somebody typed: "SPRING, 20%, 50, 30" is a word, what it takes off, how often, for how many days.

    Raises NotFound, CodeNotUnderstood, CodeWordNotUnderstood, CodeTaken, AmountNotUnderstood, NumberNotUnderstood.
    """
    host = access.host_to(tx, Right.EDIT_HOST, host_id, user_id)
    parts = amounts.split_parts(typed)
    if not 2 <= len(parts) <= 4:
        raise CodeNotUnderstood
    if not WORD.fullmatch(parts[0]):
        raise CodeWordNotUnderstood
    if queries.find(tx, host_id, parts[0].upper()) is not None:
        raise CodeTaken
    percent, amount = _off(parts[1], host, language)
    uses = amounts.read_count(parts[2], MOST_USES) if len(parts) > 2 else None
    days = amounts.read_count(parts[3], MOST_DAYS) if len(parts) > 3 else None
    return Terms(parts[0].upper(), percent, amount, uses, days)


def _off(typed: str, host: Host, language: str) -> tuple[int | None, int | None]:
    if found := PERCENT.fullmatch(typed):
        percent = int(found[1])
        if not 1 <= percent <= 100:
            raise NumberNotUnderstood(1, 100)
        return percent, None
    amount = amounts.read_money(typed, currency=host.currency, language=language)
    if amount <= 0:
        raise CodeNotUnderstood
    return None, amount


def make(
    tx: Tx, *, user_id: int, host_id: int, series_id: int = 0, typed: str, language: str, now: datetime
) -> PromoCode:
    """Give a code out, for a series or for all of a host. Raises what `read` raises."""
    terms = read(tx, user_id=user_id, host_id=host_id, typed=typed, language=language)
    series = tx.get(Series, series_id) if series_id else None
    if series_id and (series is None or series.host_id != host_id):
        raise NotFound
    promo = PromoCode(
        host_id=host_id,
        series_id=series_id or None,
        code=terms.code,
        percent=terms.percent,
        amount=terms.amount,
        currency=tx.get_one(Host, host_id).currency if terms.amount else None,
        uses_limit=terms.uses,
        ends_at=now + timedelta(days=terms.days) if terms.days else None,
        created_at=now,
    )
    tx.add(promo)
    tx.flush()
    audit.record(tx, "promo.made", actor_id=user_id, subject=("promo", promo.id), at=now)
    return promo


def stop(tx: Tx, *, user_id: int, promo_id: int, now: datetime) -> PromoCode:
    """It takes nothing off any more; who used it keeps what they got. Raises NotFound."""
    promo = tx.get(PromoCode, promo_id)
    if promo is None:
        raise NotFound
    access.host_to(tx, Right.EDIT_HOST, promo.host_id, user_id)
    if promo.archived_at is None:
        promo.archived_at = now
        audit.record(tx, "promo.stopped", actor_id=user_id, subject=("promo", promo.id), at=now)
    return promo


# --- used ---


def look(tx: Tx, *, user_id: int, quota_id: int, places: int, code: str, now: datetime) -> Discount:
    """What a code would take off. Raises NotFound, CodeUnknown, CodeOver, CodeUsed."""
    return discount(tx, access.quota_to_book(tx, quota_id), user_id=user_id, places=places, code=code, now=now)


def discount(tx: Tx, quota: Facts, *, user_id: int, places: int, code: str, now: datetime) -> Discount:
    """The same for a quota that was read already; no code takes nothing off."""
    if not code:
        return NOTHING
    promo = queries.find(tx, quota.host_id, clean(code, LONGEST).upper())
    if promo is None or promo.series_id not in {None, quota.series_id} or promo.currency not in {None, quota.currency}:
        raise CodeUnknown
    is_over = promo.archived_at is not None or (promo.ends_at is not None and promo.ends_at <= now)
    if is_over or (promo.uses_limit is not None and promo.used >= promo.uses_limit):
        raise CodeOver
    if queries.has_used(tx, promo.id, user_id):
        raise CodeUsed
    price = quota.price * places
    off = price * promo.percent // 100 if promo.percent else min(promo.amount or 0, price)
    off -= off % money.step(quota.currency)
    if price - off < money.least(quota.currency):
        off = price  # nobody charges so little
    return Discount(promo.id, promo.code, off)


def use(tx: Tx, registration: Registration, taken: Discount, *, now: datetime) -> None:
    """Count a use, once for a person. Raises CodeOver where somebody else had the last one."""
    if taken is NOTHING:
        return
    if not _count(tx, taken.promo_id):
        raise CodeOver
    used = {"promo_code_id": taken.promo_id, "user_id": registration.user_id, "registration_id": registration.id}
    run(tx, insert(PromoUse), {**used, "taken_off": taken.taken_off, "at": now})


def _count(tx: Tx, promo_id: int) -> bool:
    is_left = (PromoCode.uses_limit.is_(None)) | (PromoCode.used < PromoCode.uses_limit)
    counted = update(PromoCode).where(PromoCode.id == promo_id, is_left).values(used=PromoCode.used + 1)
    return bool(run(tx, counted, {}).rowcount)


def give_back(tx: Tx, registration_id: int, *, now: datetime) -> None:
    """Nothing was paid in the end, so the code can be used again."""
    used = queries.find_use(tx, registration_id)
    if used is not None:
        used.returned_at = now
        tx.flush()
        run(tx, update(PromoCode).where(PromoCode.id == used.promo_code_id).values(used=PromoCode.used - 1), {})


def use_again(tx: Tx, registration: Registration) -> bool:
    """The money came after all: its code is used again. False where that has no use left, or they used it elsewhere."""
    used = queries.find_returned(tx, registration.id)
    if used is None:
        return True
    if queries.has_used(tx, used.promo_code_id, registration.user_id) or not _count(tx, used.promo_code_id):
        return False
    used.returned_at = None
    tx.flush()
    return True
