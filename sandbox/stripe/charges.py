"""Payment intents and the charges that are tried for them, with the events in Stripe's order."""

from sandbox.kinds import Json
from sandbox.stripe.account import Account

CARD = {"brand": "visa", "last4": "4242", "exp_month": 12, "exp_year": 2034, "country": "DE", "funding": "credit"}
NOT_APPROVED = "payment_intent_authentication_failure"
NEVER_CAME = "payment_intent_payment_attempt_failed"
WORDS = {
    "card_declined": "Your card was declined.",
    "expired_card": "Your card has expired.",
    "insufficient_funds": "Your card has insufficient funds.",
    NOT_APPROVED: "The payment was not confirmed by your bank.",
    NEVER_CAME: "The bank did not send the money.",
}


def new_intent(
    account: Account, amount: int, currency: str, description: str | None, customer: str | None, metadata: Json
) -> Json:
    intent = account.add(
        "payment_intent",
        amount=amount,
        amount_capturable=0,
        amount_received=0,
        canceled_at=None,
        cancellation_reason=None,
        capture_method="automatic_async",
        confirmation_method="automatic",
        currency=currency,
        customer=customer,
        description=description,
        last_payment_error=None,
        latest_charge=None,
        metadata=dict(metadata),
        next_action=None,
        payment_method=None,
        payment_method_types=["card"],
        receipt_email=None,
        setup_future_usage=None,
        status="requires_payment_method",
    )
    intent["client_secret"] = f"{intent['id']}_secret_local"
    account.emit("payment_intent.created", intent)
    return intent


def succeed(account: Account, intent: Json, kind: str = "card") -> Json:
    charge = _charge(account, intent, kind)
    fee = intent["amount"] * 15 // 1000
    balance = account.add(
        "balance_transaction",
        amount=intent["amount"],
        currency=intent["currency"],
        fee=fee,
        net=intent["amount"] - fee,
        source=charge["id"],
        status="available",
        type="charge",
    )
    charge |= {"status": "succeeded", "paid": True, "captured": True, "balance_transaction": balance["id"]}
    charge["amount_captured"] = charge["amount"]
    charge["outcome"] = {"network_status": "approved_by_network", "type": "authorized", "risk_level": "normal"}
    intent |= {"status": "succeeded", "amount_received": intent["amount"], "last_payment_error": None}
    intent |= {"next_action": None, "payment_method": charge["payment_method"]}
    account.emit("charge.succeeded", charge)
    account.emit("payment_intent.succeeded", intent)
    return charge


def fail(account: Account, intent: Json, code: str, kind: str = "card") -> Json:
    charge = _charge(account, intent, kind)
    charge |= {"status": "failed", "failure_code": code, "failure_message": WORDS[code]}
    charge["outcome"] = {"network_status": "declined_by_network", "type": "issuer_declined", "risk_level": "normal"}
    error = {"type": "card_error", "code": code, "message": WORDS[code], "charge": charge["id"]}
    intent |= {"status": "requires_payment_method", "last_payment_error": error, "next_action": None}
    account.emit("charge.failed", charge)
    account.emit("payment_intent.payment_failed", intent)
    return charge


def _charge(account: Account, intent: Json, kind: str) -> Json:
    details = dict(CARD) if kind == "card" else {"bank_code": "37040044", "country": "DE", "last4": "3000"}
    charge = account.add(
        "charge",
        amount=intent["amount"],
        amount_captured=0,
        amount_refunded=0,
        balance_transaction=None,
        billing_details={"address": None, "email": None, "name": "Test payer", "phone": None},
        captured=False,
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        disputed=False,
        failure_code=None,
        failure_message=None,
        metadata=dict(intent["metadata"]),
        outcome=None,
        paid=False,
        payment_intent=intent["id"],
        payment_method=intent["payment_method"] or account.new_id("payment_method"),
        payment_method_details={"type": kind, kind: details},
        receipt_email=None,
        receipt_url=None,
        refunded=False,
        status="pending",
    )
    intent["latest_charge"] = charge["id"]
    return charge
