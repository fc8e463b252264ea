"""Money, places and minutes as people type them, and what is refused."""

import pytest

from services import amounts
from services.errors.organizing import (
    AmountNotUnderstood,
    AmountTooLarge,
    AmountTooSmall,
    AmountUnclear,
    NumberNotUnderstood,
    RolesNotUnderstood,
)


@pytest.mark.parametrize(
    ("language", "currency", "typed", "minor"),
    [
        ("en", "EUR", "12", 1200),
        ("en", "EUR", "12.50", 1250),
        ("en", "EUR", "12,5", 1250),
        ("en", "EUR", "€12.50", 1250),
        ("en", "EUR", "EUR 12", 1200),
        ("de", "EUR", "1,50", 150),
        ("de", "EUR", "12,50 €", 1250),
        ("de", "EUR", "1.234,50", 123450),
        ("en", "EUR", "1,234.50", 123450),
        ("ru", "RUB", "500 ₽", 50000),
        ("en", "JPY", "1500", 1500),
        ("en", "RSD", "1500", 150000),
        ("en", "RSD", "15.50", 1550),
        ("en", "KWD", "1.25", 1250),
        ("en", "EUR", "0", 0),
        ("en", "EUR", "free", 0),
        ("de", "EUR", "kostenlos", 0),
        ("es", "EUR", "gratis", 0),
        ("ru", "RUB", "бесплатно", 0),
    ],
)
def test_money_is_read_as_people_write_it(language, currency, typed, minor):
    assert amounts.read_money(typed, currency=currency, language=language) == minor


@pytest.mark.parametrize("typed", ["", "-1", "1e9", "NaN", "inf", "١٢", "1.005", "12.345", "1_0", "$12", "a lot"])
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(AmountNotUnderstood):
        amounts.read_money(typed, currency="EUR", language="en")


def test_of_three_digits_cards_pay_the_first_two():
    with pytest.raises(AmountNotUnderstood):
        amounts.read_money("1,001.255", currency="KWD", language="en")
    assert amounts.read_money("1,001.250", currency="KWD", language="en") == 1001250


@pytest.mark.parametrize(
    ("language", "currency", "typed", "error"),
    [
        ("de", "EUR", "12.345", AmountUnclear),
        ("en", "EUR", "12,345", AmountUnclear),
        ("en", "EUR", "99999999", AmountTooLarge),
        ("en", "JPY", "10,000,001", AmountTooLarge),
    ],
)
def test_too_much_or_two_meanings_are_said_as_such(language, currency, typed, error):
    with pytest.raises(error):
        amounts.read_money(typed, currency=currency, language=language)


@pytest.mark.parametrize(
    ("currency", "least"), [("EUR", 50), ("GBP", 30), ("JPY", 50), ("HUF", 17500), ("XTR", 1), ("KWD", 50)]
)
def test_what_is_too_little_to_be_charged_is_refused(currency, least):
    amounts.require_chargeable(0, currency)
    amounts.require_chargeable(least, currency)
    for little in {1, least - 1} - {0, least}:
        with pytest.raises(AmountTooSmall):
            amounts.require_chargeable(little, currency)


def test_a_currency_without_small_money_takes_no_fraction():
    with pytest.raises(AmountNotUnderstood):
        amounts.read_money("1,50", currency="JPY", language="en")


@pytest.mark.parametrize(
    ("typed", "places"),
    [("20", 20), (" 20 ", 20), ("20 places", 20), ("20 Plätze", 20), ("20 мест", 20), ("1 persona", 1)],
)
def test_places_are_read(typed, places):
    assert amounts.read_places(typed) == places


@pytest.mark.parametrize("typed", ["", "0", "-1", "1e9", "١٢", "1,50", "10001", "9" * 21, "NaN", "many"])
def test_what_is_no_number_of_places_is_refused(typed):
    with pytest.raises(NumberNotUnderstood):
        amounts.read_places(typed)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("90", 90),
        ("90 min", 90),
        ("2 h", 120),
        ("2,5 Std", 150),
        ("1:30", 90),
        ("2 часа", 120),
        ("90 mins", 90),
        ("1h30", 90),
        ("1 h 30 min", 90),
        ("1 hour and 15 minutes", 75),
        ("1:30 h", 90),
        ("1 ч 30 мин", 90),
    ],
)
def test_a_length_is_read(typed, minutes):
    assert amounts.read_minutes(typed) == minutes


@pytest.mark.parametrize(
    ("typed", "minutes"), [("24", 1440), ("24h", 1440), ("90 min", 90), ("2 days", 2880), ("1 Tag", 1440), ("0", 0)]
)
def test_how_long_before_is_read_in_hours_where_no_unit_is_said(typed, minutes):
    assert amounts.read_lead(typed) == minutes


@pytest.mark.parametrize("typed", ["", "0", "-5", "10081", "200 h", "long"])
def test_what_is_no_length_is_refused(typed):
    with pytest.raises(NumberNotUnderstood):
        amounts.read_minutes(typed)


@pytest.mark.parametrize(
    ("typed", "roles"),
    [
        ("12", {"": 12}),
        ("base 10, flyer 8", {"base": 10, "flyer": 8}),
        ("base: 10\nflyer: 8", {"base": 10, "flyer": 8}),
        ("Base x 2; second base 3", {"Base": 2, "second base": 3}),
        ("base 8 flyer 6", {"base": 8, "flyer": 6}),
        ("base 8 and flyer 6", {"base": 8, "flyer": 6}),
        ("база 8 и флаер 6", {"база": 8, "флаер": 6}),
        ("base 8 + flyer 6", {"base": 8, "flyer": 6}),
        ("20 places", {"": 20}),
    ],
)
def test_roles_are_read(typed, roles):
    assert {one["name"]: one["capacity"] for one in amounts.read_quotas(typed)} == roles


@pytest.mark.parametrize(
    "typed", ["", "base", "10 base flyer", "base 1, BASE 2", ", ".join(f"role{n}x 1" for n in "abcdefghi")]
)
def test_what_are_no_roles_is_refused(typed):
    with pytest.raises(RolesNotUnderstood):
        amounts.read_quotas(typed)
