"""What somebody types becomes a package, or a sentence that says what is missing; and what is sold is counted."""

import pytest

from db.models import Host
from services.errors import NotFound, PersonBlocked
from services.errors.organizing import AmountNotUnderstood, NumberNotUnderstood
from services.errors.selling import PackageFree, PackageNotUnderstood, PackageOver
from services.packages import buying, crediting, selling, wallets
from services.packages.selling import Terms
from tests.factories import NOW


@pytest.fixture
def host(make) -> Host:
    return make.host(make.user("Lena"))


def read(tx, host, typed, language="en"):
    return selling.read(tx, user_id=host.owner_id, host_id=host.id, typed=typed, language=language)


def made(tx, host, typed="Ten classes, 10, 150, 90"):
    return selling.make(tx, user_id=host.owner_id, host_id=host.id, typed=typed, language="en", now=NOW)


@pytest.mark.parametrize(
    ("typed", "language", "terms"),
    [
        ("Ten classes, 10, 150, 90", "en", Terms("Ten classes", 10, 15000, 90)),
        ("Ten classes, 10 credits, €150.50, 90 days", "en", Terms("Ten classes", 10, 15050, 90)),
        ("Zehn Stunden; 10; 150,50; 90 Tage", "de", Terms("Zehn Stunden", 10, 15050, 90)),
        ("Десять занятий\n10\n150\n90 дней", "ru", Terms("Десять занятий", 10, 15000, 90)),
    ],
)
def test_four_things_make_a_package(tx, host, typed, language, terms):
    assert read(tx, host, typed, language) == terms


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", PackageNotUnderstood),
        ("Ten classes", PackageNotUnderstood),
        ("Ten classes, 10, 150", PackageNotUnderstood),
        ("!!!, 10, 150, 90", PackageNotUnderstood),
        ("Ten classes, many, 150, 90", NumberNotUnderstood),
        ("Ten classes, 0, 150, 90", NumberNotUnderstood),
        ("Ten classes, 1001, 150, 90", NumberNotUnderstood),
        ("Ten classes, 10, 150, 9999", NumberNotUnderstood),
        ("Ten classes, 10, dear, 90", AmountNotUnderstood),
        ("Ten classes, 10, 0, 90", PackageFree),
        ("Ten classes, -10, 150, 90", NumberNotUnderstood),
    ],
)
def test_what_is_missing_is_said(tx, host, typed, error):
    with pytest.raises(error):
        read(tx, host, typed)


def test_who_may_not_edit_the_host_sells_nothing_there(tx, make, host):
    stranger, package = make.user(), made(tx, host)
    with pytest.raises(NotFound):
        selling.shelf(tx, user_id=stranger.id, host_id=host.id, now=NOW)
    for act in (selling.stop, selling.sell_again):
        with pytest.raises(NotFound):
            act(tx, user_id=stranger.id, package_id=package.id, now=NOW)


def test_the_shelf_counts_what_was_sold_and_is_not_used(tx, make, host):
    package = made(tx, host)
    for person in make.users(2):
        crediting.give(tx, package, user_id=person.id, payment_id=None, actor_id=None, now=NOW)
    [sold] = selling.shelf(tx, user_id=host.owner_id, host_id=host.id, now=NOW).packages
    assert (sold.sold, sold.left, sold.is_on_sale) == (2, 20, True)


def test_the_invoice_is_asked_for_once_and_a_new_price_makes_a_new_one(tx, make, host):
    person, package = make.user(), made(tx, host)
    first = buying.buy(tx, user_id=person.id, package_id=package.id, now=NOW)
    assert buying.buy(tx, user_id=person.id, package_id=package.id, now=NOW).id == first.id
    package.price = 18000
    second = buying.buy(tx, user_id=person.id, package_id=package.id, now=NOW)
    assert (first.status, second.amount) == ("cancelled", 18000)


def test_what_is_not_sold_cannot_be_bought(tx, make, host):
    package, person = made(tx, host), make.user()
    selling.stop(tx, user_id=host.owner_id, package_id=package.id, now=NOW)
    with pytest.raises(PackageOver):
        buying.buy(tx, user_id=person.id, package_id=package.id, now=NOW)
    with pytest.raises(NotFound):
        buying.buy(tx, user_id=person.id, package_id=package.id + 7, now=NOW)
    with pytest.raises(PersonBlocked):
        buying.buy(tx, user_id=make.user(blocked_at=NOW).id, package_id=package.id, now=NOW)


def test_a_wallet_is_its_owners(tx, make, host):
    person, other = make.users(2)
    purchase = crediting.give(tx, made(tx, host), user_id=person.id, payment_id=None, actor_id=None, now=NOW)
    assert [one.remaining for one in wallets.wallet(tx, user_id=person.id, now=NOW)] == [10]
    assert wallets.wallet(tx, user_id=other.id, now=NOW) == ()
    with pytest.raises(NotFound):
        wallets.history(tx, user_id=other.id, purchase_id=purchase.id, now=NOW)
