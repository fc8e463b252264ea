"""What those tap who sell packages, and give promo codes out."""

from aiogram.filters.callback_data import CallbackData

from keyboards.callbacks.fields import Id


class OpenShelf(CallbackData, prefix="shelf"):
    """A host's packages, for those who sell them."""

    host_id: Id


class AskPackage(CallbackData, prefix="shelf.ask"):
    """What a new one shall be."""

    host_id: Id


class MakePackage(CallbackData, prefix="shelf.make"):
    """What was typed, as it was shown."""

    host_id: Id


class StopPackage(CallbackData, prefix="shelf.stop"):
    package_id: Id


class SellAgain(CallbackData, prefix="shelf.again"):
    package_id: Id


class OpenCodes(CallbackData, prefix="shelf.codes"):
    """A host's promo codes."""

    host_id: Id


class AskNewCode(CallbackData, prefix="shelf.ask_code"):
    host_id: Id


class MakeCode(CallbackData, prefix="shelf.make_code"):
    """What was typed, for one series, or for all where `series_id` is 0."""

    host_id: Id
    series_id: Id = 0


class StopCode(CallbackData, prefix="shelf.stop_code"):
    promo_id: Id
