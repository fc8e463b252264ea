"""Parameters as Stripe's API takes them: a form whose names have brackets, `line_items[0][price_data][currency]`."""

import re
from collections.abc import Collection, Iterable
from typing import Any

from sandbox.kinds import Json
from sandbox.stripe.errors import Refusal, missing_parameter, not_whole, unknown_parameter, wrong_parameter

_NAME = re.compile(r"[^\[\]]+")
_MOST_METADATA, _LONGEST_NAME, _LONGEST_VALUE = 50, 40, 500


def decode(pairs: Iterable[tuple[str, str]]) -> Json:
    """Nested objects and lists; every value is a text."""
    root: Json = {}
    for name, value in pairs:
        path = _NAME.findall(name)
        if not path:
            continue
        place = root
        for step in path[:-1]:
            inner = place.setdefault(step, {})
            if not isinstance(inner, dict):
                raise wrong_parameter(name, f"Invalid parameter: {name}")
            place = inner
        last = path[-1]
        if name.endswith("[]"):
            place = place.setdefault(last, {})
            last = str(len(place))
        place[last] = value
    return {name: _lists(name, value) for name, value in root.items()}


def _lists(name: str, value: Any) -> Any:
    """What is numbered becomes a list; metadata may well be called "1"."""
    if not isinstance(value, dict) or name == "metadata":
        return value
    inner = {key: _lists(key, one) for key, one in value.items()}
    return list(inner.values()) if inner and all(key.isdigit() for key in inner) else inner


def only(params: Json, allowed: Collection[str]) -> None:
    for name in params:
        if name not in allowed:
            raise unknown_parameter(name)


def text(params: Json, name: str) -> str:
    value = params.get(name)
    if not isinstance(value, str) or not value:
        raise missing_parameter(name)
    return value


def whole(params: Json, name: str, called: str = "") -> int:
    value = params.get(name)
    if value is None or value == "":
        raise missing_parameter(called or name)
    if not isinstance(value, str) or not re.fullmatch(r"-?\d{1,12}", value):
        raise not_whole(called or name, value)
    return int(value)


def metadata(params: Json, name: str = "metadata") -> dict[str, str]:
    given = params.get("metadata") or {}
    if not isinstance(given, dict) or any(not isinstance(value, str) for value in given.values()):
        raise wrong_parameter(name, "Metadata must be a flat object of texts.")
    if len(given) > _MOST_METADATA:
        raise wrong_parameter(name, f"Metadata can have up to {_MOST_METADATA} keys.")
    for key, value in given.items():
        if len(key) > _LONGEST_NAME:
            raise wrong_parameter(f"{name}[{key}]", f"Metadata keys can have up to {_LONGEST_NAME} characters.")
        if len(value) > _LONGEST_VALUE:
            raise wrong_parameter(f"{name}[{key}]", f"Metadata values can have up to {_LONGEST_VALUE} characters.")
    return {key: value for key, value in given.items() if value}


_LEAST = {
    **dict.fromkeys(("aud", "brl", "cad", "chf", "eur", "inr", "jpy", "nzd", "sgd", "usd"), 50),
    **dict.fromkeys(("aed", "pln", "ron"), 200),
    **dict.fromkeys(("nok", "sek"), 300),
    "gbp": 30,
    "dkk": 250,
    "hkd": 400,
    "mxn": 1000,
    "thb": 1000,
    "czk": 1500,
    "huf": 17500,
}


def enough(total: int, currency: str) -> int:
    """Less than this is not worth a charge to Stripe."""
    least = _LEAST.get(currency, 0)
    if total < least:
        message = f"The total amount must be at least {least} in {currency.upper()}."
        raise Refusal(400, message, code="amount_too_small", param="line_items")
    return total


_THREE = {"bhd", "jod", "kwd", "omr", "tnd"}
_BY_HUNDREDS = {"isk", "ugx"}  # whole, but written with two digits


def amount(value: int, currency: str, param: str) -> int:
    """A sum that Stripe takes: more than nothing, and what the card networks can write."""
    if value < 1:
        raise wrong_parameter(param, f"Invalid positive integer: {value}")
    step = 10 if currency in _THREE else 100 if currency in _BY_HUNDREDS else 1
    if value % step:
        raise Refusal(
            400,
            f"Invalid amount. Amounts in {currency.upper()} must be evenly divisible by {step}.",
            code="invalid_charge_amount_no_decimal_compatible" if step == 100 else "parameter_invalid_integer",
            param=param,
        )
    return value
