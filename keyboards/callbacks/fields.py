"""The fields of callback data.

What comes back from a button is a guess until proven: numbers are plain digits in a sane range, and nothing here says
that the person may do it.
"""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, StringConstraints

LARGEST_ID = 2**63 - 1


def digits_only(value: object) -> object:
    """Refuse what int() would let through: ' 7 ', '+7', '7_0', '7.0', other alphabets' digits."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit() and len(value) <= 19):
        raise ValueError("digits only")
    return value


def at_most(limit: int) -> AfterValidator:
    def check(value: int) -> int:
        if not 0 <= value <= limit:
            raise ValueError("out of range")
        return value

    return AfterValidator(check)


Id = Annotated[int, BeforeValidator(digits_only), at_most(LARGEST_ID)]
PageNumber = Annotated[int, BeforeValidator(digits_only), at_most(1000)]
Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22}$")]
PlacesNumber = Annotated[int, BeforeValidator(digits_only), at_most(100)]
DayNumber = Annotated[int, BeforeValidator(digits_only), at_most(3_000_000)]
"""`date.toordinal()`"""
Days = Annotated[int, BeforeValidator(digits_only), at_most(30)]
Amount = Annotated[int, BeforeValidator(digits_only), at_most(10**12)]
"""In minor units of a currency; no price is larger."""
Flag = Annotated[int, BeforeValidator(digits_only), at_most(1)]
MinuteOfDay = Annotated[int, BeforeValidator(digits_only), at_most(24 * 60 - 1)]
