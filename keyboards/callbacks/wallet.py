"""What people tap about packages that they own or may buy, and about what they paid."""

from aiogram.filters.callback_data import CallbackData

from keyboards.callbacks.fields import Id, PageNumber


class OpenWallet(CallbackData, prefix="packages"):
    """All that somebody owns."""


class ShowUses(CallbackData, prefix="packages.uses"):
    """Where the credits of one package went."""

    purchase_id: Id


class OpenOffers(CallbackData, prefix="packages.of"):
    """What a host sells."""

    host_id: Id


class OpenOffer(CallbackData, prefix="packages.offer"):
    package_id: Id


class BuyPackage(CallbackData, prefix="packages.buy"):
    package_id: Id


class ShowTerms(CallbackData, prefix="packages.terms"):
    """What a host says in its own words; without one, what always holds."""

    host_id: Id = 0


class ListPayments(CallbackData, prefix="packages.paid"):
    """What somebody paid."""

    page: PageNumber = 0


class SendReceipt(CallbackData, prefix="packages.receipt"):
    payment_id: Id
