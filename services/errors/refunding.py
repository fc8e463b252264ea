"""What can be refused about giving money back."""

from dataclasses import dataclass

from services.errors import DomainError
from services.money import Money
from services.translator import mark


@dataclass(eq=False)
class OnlyWhole(DomainError):
    """Telegram gives Stars back only as a whole."""

    whole: Money
    template = mark("Stars can only be refunded as a whole: {whole}.")


@dataclass(eq=False)
class RefundTooSmall(DomainError):
    left: Money
    template = mark("Please type more than nothing: up to {left} can go back.")


class RefundNotFailed(DomainError):
    template = mark("This refund is not stuck any more, so there is nothing to do.")


class TiersNotUnderstood(DomainError):
    template = mark("I need how long before the start, and how much comes back then, for example: 48h 100%, 24h 50%")


class FeeOver(DomainError):
    template = mark("This fee is paid or dropped already.")
