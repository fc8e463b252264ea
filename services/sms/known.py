"""What a provider says of an SMS that left. Pure."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation


@dataclass(frozen=True, slots=True)
class Known:
    """`status` and `error` in Twilio's words; `cost` in millionths of its currency, None where it is not known yet."""

    provider_id: str
    status: str
    error: str = ""
    cost: int | None = None


def micros(price: str) -> int | None:
    """Millionths of what is written as -0.00750."""
    try:
        amount = abs(Decimal(price))
    except InvalidOperation:
        return None
    return int(amount * 1_000_000) if amount.is_finite() else None
