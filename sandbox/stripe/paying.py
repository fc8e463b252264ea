"""What people do on the checkout page and what comes of it: intents, charges, and the events in Stripe's order."""

from sandbox.kinds import Json
from sandbox.stripe import charges, checkouts
from sandbox.stripe.account import Account
from sandbox.stripe.errors import Refusal


def pay(account: Account, session_id: str) -> Json:
    """The card is good: the session is complete and paid."""
    session = _open(account, session_id)
    if session["mode"] == "setup":
        return _set_up(account, session)
    intent = _intent(account, session)
    charge = charges.succeed(account, intent)
    _complete(account, session, "paid", charge["payment_method"])
    account.emit("checkout.session.completed", session)
    return session


def decline(account: Account, session_id: str, code: str = "card_declined") -> Json:
    """The card is refused: the session stays open, and another card may be tried."""
    session = _open(account, session_id)
    if session["mode"] == "payment":
        charges.fail(account, _intent(account, session), code)
    return session


def ask_the_bank(account: Account, session_id: str) -> Json:
    """3-D Secure begins: the intent waits for the person."""
    session = _open(account, session_id)
    if session["mode"] == "payment":
        intent = _intent(account, session)
        if intent["status"] != "requires_action":
            intent |= {"status": "requires_action", "next_action": {"type": "use_stripe_sdk", "use_stripe_sdk": {}}}
            account.emit("payment_intent.requires_action", intent)
    return session


def three_d_secure(account: Account, session_id: str, *, approve: bool) -> Json:
    """3-D Secure as a whole: asked, then approved or rejected."""
    ask_the_bank(account, session_id)
    return pay(account, session_id) if approve else decline(account, session_id, charges.NOT_APPROVED)


def pay_later(account: Account, session_id: str) -> Json:
    """A bank transfer or debit: the session is complete and not paid yet; `arrive` ends it."""
    session = _open(account, session_id)
    if session["mode"] != "payment":
        raise Refusal(400, "Nothing is paid in this session.")
    intent = _intent(account, session)
    intent |= {"status": "processing", "next_action": None, "payment_method": account.new_id("payment_method")}
    account.emit("payment_intent.processing", intent)
    _complete(account, session, "unpaid", intent["payment_method"])
    account.emit("checkout.session.completed", session)
    return session


def arrive(account: Account, session_id: str, *, paid: bool = True) -> Json:
    """What was to come by bank has come, or never will."""
    session = account.get("checkout.session", session_id, "session")
    intent = account.get("payment_intent", session["payment_intent"] or "", "payment_intent")
    if intent["status"] != "processing":
        raise Refusal(400, f"Nothing is on its way: the payment intent is {intent['status']}.")
    if not paid:
        charges.fail(account, intent, charges.NEVER_CAME, kind="sepa_debit")
        account.emit("checkout.session.async_payment_failed", session)
        return session
    charges.succeed(account, intent, kind="sepa_debit")
    session["payment_status"] = "paid"
    account.emit("checkout.session.async_payment_succeeded", session)
    return session


def charge_card(account: Account, amount: int, currency: str, description: str = "", *, paid: bool = True) -> Json:
    """A charge that came another way than by a session of ours: by an invoice in Telegram; the charge."""
    intent = charges.new_intent(account, amount, currency.lower(), description, customer=None, metadata={})
    return charges.succeed(account, intent) if paid else charges.fail(account, intent, "card_declined")


# --- sessions ---


def _open(account: Account, session_id: str) -> Json:
    checkouts.expire_old(account)
    session = account.get("checkout.session", session_id, "session")
    if session["status"] != "open":
        raise Refusal(400, f"This Checkout Session is {session['status']}.")
    return session


def _complete(account: Account, session: Json, payment_status: str, method: str) -> None:
    email = session["customer_email"]
    if session["customer"]:
        email = account.get("customer", session["customer"])["email"]
    email = email or "payer@example.com"
    if session["customer_creation"] == "always":
        session["customer"] = account.add("customer", **customer_facts(email=email))["id"]
    for intent in (session["payment_intent"], session["setup_intent"]):
        if intent and (found := account.look_up(intent)):
            found |= {"customer": session["customer"], "payment_method": method}
    session |= {
        "status": "complete",
        "payment_status": payment_status,
        "customer_details": {"email": email, "name": "Test payer", "phone": None, "tax_exempt": "none", "tax_ids": []},
        "url": None,
    }


def _set_up(account: Account, session: Json) -> Json:
    """A card is kept for later; nothing is charged."""
    method = account.add(
        "payment_method", type="card", card=dict(charges.CARD), customer=session["customer"], metadata={}
    )
    intent = account.add(
        "setup_intent",
        customer=session["customer"],
        metadata=account.kept[session["id"]]["intent"]["metadata"],
        payment_method=method["id"],
        payment_method_types=["card"],
        status="succeeded",
        usage="off_session",
    )
    session["setup_intent"] = intent["id"]
    _complete(account, session, "no_payment_required", method["id"])
    method["customer"] = session["customer"]
    account.emit("setup_intent.succeeded", intent)
    account.emit("checkout.session.completed", session)
    return session


def customer_facts(**given: object) -> Json:
    empty = {"address": None, "balance": 0, "currency": None, "description": None, "email": None, "name": None}
    return {**empty, "phone": None, "preferred_locales": [], "delinquent": False, "metadata": {}, **given}


def _intent(account: Account, session: Json) -> Json:
    """The session's payment intent; as at Stripe there is none before the first try to pay."""
    if session["payment_intent"]:
        return account.get("payment_intent", session["payment_intent"])
    later = account.kept[session["id"]]["intent"]
    description = later.get("description")
    total, currency = session["amount_total"], session["currency"]
    intent = charges.new_intent(account, total, currency, description, session["customer"], later["metadata"])
    intent["setup_future_usage"] = later.get("setup_future_usage")
    session["payment_intent"] = intent["id"]
    return intent
