"""Amounts as a pay button writes them."""

_WHOLE = {"CLP", "JPY", "KRW", "PYG", "UGX", "VND", "ISK"}
_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "CHF": "CHF ", "JPY": "¥"}


def amount(minor: int, currency: str) -> str:
    """1200, EUR -> "€12.00"; Stars and some currencies have no minor units."""
    if currency == "XTR":
        return f"⭐️{minor}"
    sign = _SIGNS.get(currency, f"{currency} ")
    return f"{sign}{minor}" if currency in _WHOLE else f"{sign}{minor / 100:,.2f}"
