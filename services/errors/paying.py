"""What can be refused about money."""

from dataclasses import dataclass
from datetime import datetime

from services.errors import DomainError, SessionError
from services.money import Money
from services.translator import mark


class CardsUnavailable(DomainError):
    template = mark("Payments by card are not set up here yet: that takes PAYMENT_PROVIDER_TOKEN or Stripe.")


class PaymentUnknown(DomainError):
    template = mark("I do not know what this is for, so nothing was charged.")


class PaymentOver(SessionError):
    template = mark("The time to pay ran out, and nothing was charged. Please register again.")


class PlaceGivenBack(SessionError):
    template = mark("Your place was given back, so nothing was charged.")


@dataclass(eq=False)
class CancelledUnpaid(SessionError):
    title: str
    template = mark("{title} was cancelled, so nothing was charged.")


class InvoiceReplaced(SessionError):
    """The place is kept still, for another invoice."""

    template = mark("This invoice is out of date, so nothing was charged. There is a newer one: please pay that.")


class PaymentFailed(SessionError):
    """The place is kept still, and may be paid anew."""

    template = mark("This payment did not go through, and nothing was charged. Your place is kept for a while.")


class PackageChanged(DomainError):
    template = mark("This package is not sold like that any more, so nothing was charged. Please look at it again.")


class FeeDropped(DomainError):
    template = mark("This fee is not asked for any more, so nothing was charged.")


class AlreadyPaid(DomainError):
    template = mark("This is paid already, so nothing was charged.")


@dataclass(eq=False)
class PriceChanged(DomainError):
    price: Money
    template = mark("The price has changed to {price}, so nothing was charged. A new invoice is on its way.")


class FreeNow(PriceChanged):
    template = mark("It costs nothing any more, so nothing was charged: the place is yours.")


@dataclass(eq=False)
class AlreadyToPay(SessionError):
    """The person's place is kept for them, and not paid yet."""

    until: datetime | None
    template = mark("A place is kept for you until {until}. Pay for it, and you are in.")


class NoMoreTime(DomainError):
    template = mark("The time to pay was made longer once already.")


class PaymentDisputed(DomainError):
    template = mark("This payment is in dispute at the bank. Until that is decided nothing can be refunded.")


class MoneyOnItsWay(DomainError):
    template = mark(
        "You have places that you paid for, or money is on its way back to you. Cancel those places, wait until the "
        "money is there, and then I can erase you."
    )


class NothingToRefund(DomainError):
    template = mark("Nothing of this payment is left to refund.")


@dataclass(eq=False)
class RefundTooLarge(DomainError):
    left: Money
    template = mark("That is more than what is left to refund: {left}.")


@dataclass(eq=False)
class NoCredit(SessionError):
    host_id: int
    template = mark("You have not enough credits for this.")


class CreditsNotTaken(SessionError):
    template = mark("Credits do not pay for this any more. Please look at it again.")


@dataclass(eq=False)
class CreditsExpired(SessionError):
    host_id: int
    template = mark("Your package has expired.")
