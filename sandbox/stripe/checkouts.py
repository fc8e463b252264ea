"""Checkout sessions: opened by the program, looked at, expired; paying.py has what people do on their page."""

from urllib.parse import urlsplit

from sandbox.kinds import Json
from sandbox.stripe import forms, lists
from sandbox.stripe.account import Account
from sandbox.stripe.errors import Refusal, missing_parameter, wrong_parameter

SHORTEST, LONGEST = 30 * 60, 24 * 3600  # seconds that a session may be open
MODES = {"payment", "setup"}
_ITEM = {"quantity", "price_data"}
_PRICE = {"currency", "unit_amount", "product_data", "tax_behavior"}


def create(account: Account, params: Json, _: str = "") -> Json:
    mode = forms.text(params, "mode")
    if mode not in MODES:
        raise wrong_parameter("mode", f"This Stripe of one's own knows the modes {', '.join(sorted(MODES))}.")
    items = _items(account, params) if mode == "payment" else []
    currency = str(items[0]["currency"] if items else params.get("currency", "")).lower()
    total = forms.enough(sum(item["amount_total"] for item in items), currency) if items else None
    session = account.add(
        "checkout.session",
        amount_subtotal=total,
        amount_total=total,
        automatic_tax={"enabled": False, "liability": None, "provider": None, "status": None},
        cancel_url=_address(params, "cancel_url", needed=False),
        client_reference_id=params.get("client_reference_id"),
        currency=currency or None,
        custom_fields=[],
        custom_text={"after_submit": None, "shipping_address": None, "submit": None},
        customer=_customer(account, params),
        customer_creation=_creation(params, mode),
        customer_details=None,
        customer_email=params.get("customer_email"),
        expires_at=_end(account, params),
        locale=params.get("locale"),
        metadata=forms.metadata(params),
        mode=mode,
        payment_intent=None,
        payment_method_collection="if_required" if mode == "payment" else "always",
        payment_method_types=list(params.get("payment_method_types") or ["card"]),
        payment_status="unpaid" if mode == "payment" else "no_payment_required",
        setup_intent=None,
        shipping_options=[],
        status="open",
        subscription=None,
        success_url=_address(params, "success_url", needed=True),
        total_details={"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        ui_mode="hosted_page",
        url=None,
    )
    account.kept[session["id"]] = {"items": items, "intent": _later(params, f"{mode}_intent_data", mode)}
    session["url"] = f"{account.address}/c/pay/{session['id']}"
    return session


def _items(account: Account, params: Json) -> list[Json]:
    given = params.get("line_items")
    if not isinstance(given, list) or not given:
        raise missing_parameter("line_items")
    items = [_item(account, one, f"line_items[{number}]") for number, one in enumerate(given)]
    if len({item["currency"] for item in items}) > 1:
        raise wrong_parameter("line_items", "All prices on a Checkout Session must have the same currency.")
    return items


def _item(account: Account, given: Json, name: str) -> Json:
    forms.only(given, _ITEM)
    price = given.get("price_data")
    if not isinstance(price, dict):
        raise missing_parameter(f"{name}[price_data]")
    forms.only(price, _PRICE)
    currency = str(price.get("currency") or "").lower()
    if len(currency) != 3:
        raise missing_parameter(f"{name}[price_data][currency]")
    called = f"{name}[price_data][unit_amount]"
    unit = forms.amount(forms.whole(price, "unit_amount", called), currency, called)
    quantity = forms.whole(given, "quantity", f"{name}[quantity]")
    product = price.get("product_data") or {}
    if not product.get("name"):
        raise missing_parameter(f"{name}[price_data][product_data][name]")
    if quantity < 1:
        raise wrong_parameter(f"{name}[quantity]", "The quantity must be 1 or more.")
    return {
        "id": account.new_id("item"),
        "object": "item",
        "amount_discount": 0,
        "amount_subtotal": unit * quantity,
        "amount_tax": 0,
        "amount_total": unit * quantity,
        "currency": currency,
        "description": product["name"],
        "details": product.get("description"),
        "metadata": {},
        "price": None,
        "quantity": quantity,
    }


def _later(params: Json, name: str, mode: str) -> Json:
    """What the payment or setup intent will have, as soon as there is one."""
    other = {"payment": "setup_intent_data", "setup": "payment_intent_data"}[mode]
    if other in params:
        raise wrong_parameter(other, f"You can not pass `{other}` in `{mode}` mode.")
    given = params.get(name) or {}
    return {**given, "metadata": forms.metadata(given, f"{name}[metadata]")}


def _customer(account: Account, params: Json) -> str | None:
    customer = params.get("customer")
    if customer and "customer_creation" in params:
        raise wrong_parameter("customer_creation", "You may only specify one of these: customer, customer_creation.")
    if customer and "customer_email" in params:
        raise wrong_parameter("customer_email", "You may only specify one of these: customer, customer_email.")
    return str(account.get("customer", customer, "customer")["id"]) if customer else None


def _creation(params: Json, mode: str) -> str | None:
    if params.get("customer") or mode == "setup":
        return None
    return str(params.get("customer_creation") or "if_required")


def _end(account: Account, params: Json) -> int:
    now = account.now()
    if "expires_at" not in params:
        return now + LONGEST
    ends = forms.whole(params, "expires_at")
    if ends < now + SHORTEST - 5:  # the clock went on while the request was on its way
        message = "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
        raise Refusal(400, message, param="expires_at", code="parameter_invalid")
    if ends > now + LONGEST:
        message = "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
        raise Refusal(400, message, param="expires_at", code="parameter_invalid")
    return ends


def _address(params: Json, name: str, *, needed: bool) -> str | None:
    given = params.get(name)
    if given is None and not needed:
        return None
    address = forms.text(params, name)
    if urlsplit(address).scheme not in {"http", "https", "tg"}:
        raise Refusal(400, "Not a valid URL", code="url_invalid", param=name)
    return address


# --- later ---


def find(account: Account, _: Json, session_id: str) -> Json:
    return account.get("checkout.session", session_id, "session")


def list_all(account: Account, params: Json, _: str) -> Json:
    return lists.page(account, "checkout.session", "/v1/checkout/sessions", params)


def list_items(account: Account, _: Json, session_id: str) -> Json:
    find(account, {}, session_id)
    return lists.line_items(account, session_id)


def expire(account: Account, _: Json, session_id: str) -> Json:
    session = find(account, {}, session_id)
    if session["status"] != "open":
        raise Refusal(
            400,
            'Only Checkout Sessions with a status in ["open"] can be expired. '
            f"This Checkout Session has a status of `{session['status']}`.",
        )
    return close(account, session)


def close(account: Account, session: Json) -> Json:
    session |= {"status": "expired", "url": None}
    account.emit("checkout.session.expired", session)
    if session["payment_intent"]:
        intent = account.get("payment_intent", session["payment_intent"])
        intent |= {
            "status": "canceled",
            "canceled_at": account.now(),
            "cancellation_reason": "expired",
            "next_action": None,
        }
        account.emit("payment_intent.canceled", intent)
    return session


def expire_old(account: Account) -> None:
    """What was open for too long expires by itself."""
    for session in account.objects.get("checkout.session", {}).values():
        if session["status"] == "open" and session["expires_at"] <= account.now():
            close(account, session)
