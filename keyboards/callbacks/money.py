"""What those tap who may see a host's money."""

from aiogram.filters.callback_data import CallbackData

from keyboards.callbacks.fields import Amount, Id


class OpenMoney(CallbackData, prefix="money"):
    """What was paid for one registration, and what went back."""

    registration_id: Id


class AskRefund(CallbackData, prefix="money.refund"):
    """How much of a payment shall go back."""

    payment_id: Id


class ChooseAmount(CallbackData, prefix="money.amount"):
    """In minor units; what it means is shown before it is done."""

    payment_id: Id
    amount: Id


class SendRefund(CallbackData, prefix="money.send"):
    """`left` is what of the payment could go back when it was looked at; the reason, if there is one, was typed."""

    payment_id: Id
    amount: Amount
    left: Amount


class OpenRefund(CallbackData, prefix="money.back"):
    """A refund that is about no place."""

    refund_id: Id


class TryAgain(CallbackData, prefix="money.again"):
    refund_id: Id


class AskPaid(CallbackData, prefix="money.ask_paid"):
    refund_id: Id


class MarkPaid(CallbackData, prefix="money.paid"):
    refund_id: Id


class WaiveFee(CallbackData, prefix="money.waive"):
    payment_id: Id


class ShowSessionTakings(CallbackData, prefix="money.session"):
    session_id: Id


class ShowTakings(CallbackData, prefix="money.takings"):
    """By month, of a series, or of the whole host where `series_id` is 0."""

    host_id: Id
    series_id: Id = 0


class ListOpen(CallbackData, prefix="money.open"):
    """Refunds that are not done, and payments that failed; likewise."""

    host_id: Id
    series_id: Id = 0
