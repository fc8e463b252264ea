"""Why money did not come or go back, in plain words: providers answer with codes, and in English."""

from services.translator import Translator, mark

WORDS = {
    "expired_or_canceled_card": mark("The card that was paid with has ended or was cancelled."),
    "lost_or_stolen_card": mark("The card that was paid with is reported lost or stolen."),
    "insufficient_funds": mark("There was not enough money for it."),
    "declined": mark("The payer's bank did not take it."),
    "charge_for_pending_refund_disputed": mark("The payer's bank took the payment back meanwhile."),
    "disputed": mark("The payer's bank took the payment back meanwhile."),
    "charge_disputed": mark("The payer's bank took the payment back meanwhile."),
    "merchant_request": mark("It was cancelled at the payment provider."),
    "refunded at Stripe already": mark("At the payment provider it went back already: look there first."),
    "CHARGE_ALREADY_REFUNDED": mark("At the payment provider it went back already: look there first."),
    "resource_missing": mark("The payment provider does not know this payment."),
    "CHARGE_NOT_FOUND": mark("The payment provider does not know this payment."),
    "no_gateway": mark("The payment provider is not set up here any more."),
    "Stars can only be given back as a whole": mark("Stars go back as a whole only."),
    "the payer is not on Telegram any more": mark("Whoever paid is not on Telegram any more, and Stars go back there."),
    "card_declined": mark("The card was declined."),
    "expired_card": mark("The card has expired."),
    "payment_intent_authentication_failure": mark("The payment was not confirmed at the payer's bank."),
    "payment_intent_payment_attempt_failed": mark("The bank did not send the money."),
    "lost": mark("The bank decided for the payer."),
}
"""By what a provider answers, or by what of it stands before a colon."""


def in_words(failure: str, t: Translator) -> str:
    """Empty where nothing failed."""
    if not failure:
        return ""
    code = failure.removeprefix("Bad Request: ")
    known = WORDS.get(code) or WORDS.get(code.partition(":")[0])
    return t(known) if known else t("The payment provider could not do it, for a reason of its own.")
