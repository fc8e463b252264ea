"""Amounts as a pay button writes them."""

_WHOLE = {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KRW", "PYG", "RWF", "UGX", "VND", "XAF", "XOF", "XPF"}
_THREE = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}
_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "CHF": "CHF ", "JPY": "¥"}


def amount(minor: int, currency: str) -> str:
    """1200, EUR -> "€12.00"; Stars and some currencies have no minor units, some have thousandths."""
    if currency == "XTR":
        return f"⭐️{minor}"
    digits = 0 if currency in _WHOLE else 3 if currency in _THREE else 2
    return f"{_SIGNS.get(currency, f'{currency} ')}{minor / 10**digits:,.{digits}f}"
