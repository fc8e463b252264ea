"""Amounts: integers in minor units, of which each currency has its own number of digits."""

from dataclasses import dataclass

from babel import numbers

STARS = "XTR"
"""Telegram Stars. They have no smaller unit."""
HUNDREDTHS = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BWP BYN BZD CAD CDF CHF CNY COP CRC CVE CZK
DKK DOP DZD EGP ETB EUR FJD FKP GBP GEL GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR JMD KES KGS KHR KYD KZT LAK LBP LKR
LRD LSL MAD MDL MKD MMK MNT MOP MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB
SAR SBD SCR SEK SGD SHP SLE SOS SRD SZL THB TJS TOP TRY TTD TWD TZS UAH USD UYU UZS WST XCD YER ZAR ZMW
"""
WHOLE = "BIF CLP DJF GNF ISK JPY KMF KRW MGA PYG RWF UGX VND VUV XAF XOF XPF"
THOUSANDTHS = "BHD JOD KWD OMR TND"
DIGITS = {
    **dict.fromkeys(HUNDREDTHS.split(), 2),
    **dict.fromkeys(WHOLE.split(), 0),
    **dict.fromkeys(THOUSANDTHS.split(), 3),
}
"""The currencies in which one can be paid, with the digits that card providers count.
https://docs.stripe.com/currencies#presentment-currencies"""
WHOLE_IN_HUNDREDTHS = frozenset({"ISK", "UGX"})
"""No minor unit, and yet Stripe takes them in hundredths. https://docs.stripe.com/currencies#special-cases"""
LEAST = {
    "AED": 200,
    "BGN": 100,
    "CZK": 1500,
    "DKK": 250,
    "GBP": 30,
    "HKD": 400,
    "HUF": 17500,
    "JPY": 50,
    "MXN": 1000,
    "MYR": 200,
    "NOK": 300,
    "PLN": 200,
    "RON": 200,
    "SEK": 300,
    "THB": 1000,
}
"""The least that is charged by card, in minor units. https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts"""
USUAL_LEAST = 50


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units of its currency."""

    amount: int
    currency: str


def digits(currency: str) -> int:
    """How many digits behind the mark a currency has: 2 for EUR, none for JPY, 3 for KWD."""
    if currency == STARS:
        return 0
    known = DIGITS.get(currency)
    return numbers.get_currency_precision(currency) if known is None else known


def step(currency: str) -> int:
    """What amounts are multiples of, in minor units: of three digits cards can pay the first two."""
    return 10 if DIGITS.get(currency) == 3 else 1


def least(currency: str) -> int:
    """The least that can be charged, in minor units."""
    return 1 if currency == STARS else LEAST.get(currency, USUAL_LEAST)
