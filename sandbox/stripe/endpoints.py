"""The addresses of the API that this Stripe knows: what each does, and the parameters that it takes."""

from collections.abc import Callable
from dataclasses import dataclass

from sandbox.kinds import Json
from sandbox.stripe import checkouts, forms, lists, refunds
from sandbox.stripe.account import Account
from sandbox.stripe.paying import customer_facts

Act = Callable[[Account, Json, str], Json]


@dataclass(frozen=True)
class Endpoint:
    """`id` in the path is given to the act as its last argument, "" where there is none."""

    act: Act
    takes: frozenset[str] = frozenset()

    def run(self, account: Account, params: Json, object_id: str) -> Json:
        forms.only(params, self.takes | {"expand"})
        checkouts.expire_old(account)
        return lists.expanded(account, self.act(account, params, object_id), params.get("expand"))


def _of(kind: str, param: str) -> Endpoint:
    return Endpoint(lambda account, _, object_id: account.get(kind, object_id, param))


def _all(kind: str, url: str, *filters: str) -> Endpoint:
    return Endpoint(lambda account, params, _: lists.page(account, kind, url, params), _paged(*filters))


def _paged(*filters: str) -> frozenset[str]:
    return frozenset({*lists.PAGING, *filters})


# --- customers ---

_PERSON = frozenset({"email", "name", "phone", "description", "metadata", "preferred_locales"})


def _create_customer(account: Account, params: Json, _: str) -> Json:
    facts = {**params, "metadata": forms.metadata(params)}
    customer = account.add("customer", **customer_facts(**_without_expand(facts)))
    account.emit("customer.created", customer)
    return customer


def _change_customer(account: Account, params: Json, customer_id: str) -> Json:
    customer = account.get("customer", customer_id)
    customer["metadata"] |= forms.metadata(params)
    customer |= {name: value for name, value in _without_expand(params).items() if name != "metadata"}
    account.emit("customer.updated", customer)
    return customer


def _without_expand(params: Json) -> Json:
    return {name: value for name, value in params.items() if name != "expand"}


# --- the account itself ---


def _account(account: Account, _: Json, __: str) -> Json:
    return {
        "id": account.id,
        "object": "account",
        "business_profile": {"name": account.name, "url": None, "support_email": None},
        "capabilities": {"card_payments": "active", "transfers": "active"},
        "charges_enabled": True,
        "country": "DE",
        "default_currency": "eur",
        "details_submitted": True,
        "email": "owner@example.com",
        "metadata": {},
        "payouts_enabled": True,
        "settings": {"dashboard": {"display_name": account.name, "timezone": "Europe/Berlin"}},
        "type": "standard",
    }


def _balance(account: Account, _: Json, __: str) -> Json:
    sums: dict[str, int] = {}
    for charge in account.objects.get("charge", {}).values():
        if charge["status"] == "succeeded":
            kept = charge["amount"] - charge["amount_refunded"]
            sums[charge["currency"]] = sums.get(charge["currency"], 0) + kept
    for dispute in account.objects.get("dispute", {}).values():
        sums[dispute["currency"]] -= 0 if dispute["status"] == "won" else dispute["amount"]
    available = [{"amount": total, "currency": currency} for currency, total in (sums or {"eur": 0}).items()]
    return {"object": "balance", "available": available, "pending": [], "livemode": False}


_SESSION = frozenset(
    {
        "cancel_url",
        "client_reference_id",
        "currency",
        "customer",
        "customer_creation",
        "customer_email",
        "expires_at",
        "line_items",
        "locale",
        "metadata",
        "mode",
        "payment_intent_data",
        "payment_method_types",
        "setup_intent_data",
        "submit_type",
        "success_url",
    }
)
_SESSIONS = "/v1/checkout/sessions"

ENDPOINTS: dict[str, Endpoint] = {
    f"POST {_SESSIONS}": Endpoint(checkouts.create, _SESSION),
    f"GET {_SESSIONS}": Endpoint(checkouts.list_all, _paged("customer", "payment_intent", "status")),
    f"GET {_SESSIONS}/{{id}}": Endpoint(checkouts.find),
    f"GET {_SESSIONS}/{{id}}/line_items": Endpoint(checkouts.list_items, _paged()),
    f"POST {_SESSIONS}/{{id}}/expire": Endpoint(checkouts.expire),
    "POST /v1/customers": Endpoint(_create_customer, _PERSON),
    "POST /v1/customers/{id}": Endpoint(_change_customer, _PERSON),
    "GET /v1/customers/{id}": _of("customer", "id"),
    "GET /v1/customers": _all("customer", "/v1/customers", "email"),
    "GET /v1/payment_intents/{id}": _of("payment_intent", "intent"),
    "GET /v1/payment_intents": _all("payment_intent", "/v1/payment_intents", "customer"),
    "GET /v1/setup_intents/{id}": _of("setup_intent", "intent"),
    "GET /v1/payment_methods/{id}": _of("payment_method", "payment_method"),
    "GET /v1/charges/{id}": _of("charge", "id"),
    "GET /v1/charges": _all("charge", "/v1/charges", "customer", "payment_intent"),
    "POST /v1/refunds": Endpoint(
        refunds.create, frozenset({"amount", "charge", "metadata", "payment_intent", "reason"})
    ),
    "GET /v1/refunds/{id}": Endpoint(refunds.find),
    "GET /v1/refunds": Endpoint(refunds.list_all, _paged("charge", "payment_intent")),
    "GET /v1/disputes/{id}": Endpoint(refunds.find_dispute),
    "GET /v1/disputes": Endpoint(refunds.list_disputes, _paged("charge", "payment_intent")),
    "GET /v1/balance_transactions/{id}": _of("balance_transaction", "id"),
    "GET /v1/events/{id}": _of("event", "id"),
    "GET /v1/events": _all("event", "/v1/events", "type"),
    "GET /v1/account": Endpoint(_account),
    "GET /v1/balance": Endpoint(_balance),
}
