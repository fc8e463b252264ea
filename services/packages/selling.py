"""What a host sells: packages are made, shown with what was sold of them, and taken off the shelf again."""

from dataclasses import dataclass
from datetime import datetime

from db.engine import Facts, Tx
from db.models import Host, Package
from db.queries import packages as queries
from services import access, amounts, audit, codes
from services.access import Right
from services.errors import NotFound
from services.errors.selling import PackageFree, PackageNotUnderstood
from services.text import clean

LONGEST_NAME = 80
MOST_CREDITS, MOST_DAYS = 1000, 3660


@dataclass(frozen=True, slots=True)
class Terms:
    """What a package is to be. The price is in minor units of the host's currency."""

    name: str
    credits: int
    price: int
    valid_days: int


@dataclass(frozen=True, slots=True)
class Sold:
    """A package as those who sell it see it."""

    id: int
    code: str
    name: str
    credits: int
    price: int
    currency: str
    valid_days: int
    sold: int
    left: int
    """Credits of it that people have not used yet, and still can."""
    is_on_sale: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    host_id: int
    host_name: str
    currency: str
    packages: tuple[Sold, ...]


def shelf(tx: Tx, *, user_id: int, host_id: int, now: datetime) -> Shelf:
    """A look at all packages of a host, those on sale first. Raises NotFound."""
    host = _host(tx, user_id, host_id)
    return Shelf(host.id, host.name, host.currency, tuple(_sold(row) for row in queries.list_sold(tx, host_id, now)))


def _sold(row: Facts) -> Sold:
    return Sold(
        id=row.id,
        code=row.code,
        name=row.name,
        credits=row.credits,
        price=row.price,
        currency=row.currency,
        valid_days=row.valid_days,
        sold=row.sold,
        left=row.left or 0,
        is_on_sale=row.archived_at is None,
    )


def read(tx: Tx, *, user_id: int, host_id: int, typed: str, language: str) -> Terms:
    """A look at what somebody typed: "Ten classes, 10, 150, 90" is a name, credits, a price, and days.

    Raises NotFound, PackageNotUnderstood, PackageFree, NumberNotUnderstood, and what is wrong with the amount.
    """
    host = _host(tx, user_id, host_id)
    parts = amounts.split_parts(typed)
    if len(parts) != 4:
        raise PackageNotUnderstood
    name = clean(parts[0], LONGEST_NAME)
    if not any(char.isalnum() for char in name):
        raise PackageNotUnderstood
    price = amounts.read_money(parts[2], currency=host.currency, language=language)
    if price <= 0:
        raise PackageFree
    amounts.require_chargeable(price, host.currency)
    entries, days = amounts.read_count(parts[1], MOST_CREDITS), amounts.read_count(parts[3], MOST_DAYS)
    return Terms(name, entries, price, days)


def make(tx: Tx, *, user_id: int, host_id: int, typed: str, language: str, now: datetime) -> Package:
    """Put a package on the shelf. Raises what `read` raises."""
    terms = read(tx, user_id=user_id, host_id=host_id, typed=typed, language=language)
    host = _host(tx, user_id, host_id)
    package = Package(
        code=codes.new(),
        host_id=host_id,
        name=terms.name,
        credits=terms.credits,
        price=terms.price,
        currency=host.currency,
        valid_days=terms.valid_days,
        created_at=now,
    )
    tx.add(package)
    tx.flush()
    audit.record(tx, "package.made", actor_id=user_id, subject=("package", package.id), at=now)
    return package


def stop(tx: Tx, *, user_id: int, package_id: int, now: datetime) -> Package:
    """Sell it no more; what people own of it stays theirs. Again changes nothing. Raises NotFound."""
    return _shelved(tx, user_id, package_id, now, now=now)


def sell_again(tx: Tx, *, user_id: int, package_id: int, now: datetime) -> Package:
    """Raises NotFound."""
    return _shelved(tx, user_id, package_id, None, now=now)


def _shelved(tx: Tx, user_id: int, package_id: int, archived_at: datetime | None, *, now: datetime) -> Package:
    package = tx.get(Package, package_id)
    if package is None:
        raise NotFound
    _host(tx, user_id, package.host_id)
    if (package.archived_at is None) != (archived_at is None):
        package.archived_at = archived_at
        action = "package.stopped" if archived_at else "package.sold_again"
        audit.record(tx, action, actor_id=user_id, subject=("package", package.id), at=now)
    return package


def _host(tx: Tx, user_id: int, host_id: int) -> Host:
    return access.host_to(tx, Right.EDIT_HOST, host_id, user_id)
