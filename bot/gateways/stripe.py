"""Stripe: its own page to pay on, and the way back for what was charged there or behind Telegram's invoices.

https://docs.stripe.com/api
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TypeVar

import stripe
from stripe import StripeClient
from stripe.params import RefundCreateParams, RefundListParams
from stripe.params.checkout import SessionCreateParams, SessionRetrieveParams

from services.money import WHOLE_IN_HUNDREDTHS
from services.ports import (
    Back,
    BackOutcome,
    ChargeThere,
    DisputeThere,
    Later,
    Opened,
    Page,
    PageNow,
    PageState,
    PaidBack,
    ProviderAway,
    ProviderForbids,
    ProviderRefuses,
    RefundThere,
    Refused,
    Unknown,
)

TIMEOUT = 20
BY_HUNDREDS = 100
WHOLE_PAGE: SessionRetrieveParams = {"expand": ["payment_intent.latest_charge"]}
INTENT = "pi_"
REFUNDED_BEFORE = "charge_already_refunded"

T = TypeVar("T")


class StripeGateway:
    def __init__(self, secret_key: str, api_url: str, public_url: str) -> None:
        """Who has paid comes back to `public_url`."""
        self._http = stripe.AIOHTTPClient(timeout=TIMEOUT)
        self._client = StripeClient(
            secret_key, base_addresses={"api": api_url}, max_network_retries=0, http_client=self._http
        )
        self._public_url = public_url.rstrip("/")

    async def close_connections(self) -> None:
        await self._http.close_async()  # type: ignore[no-untyped-call]

    async def name(self) -> str:
        """Whose account it is; which shows that the key is good. Raises ProviderAway, ProviderRefuses."""
        account = await _asked(self._client.v1.accounts.retrieve_current_async())
        return str(account.id)

    # --- pages ---

    async def open(self, page: Page) -> Opened:
        named = dict(page.named)
        asked: SessionCreateParams = {
            "mode": "payment",
            "client_reference_id": page.reference,
            "metadata": named,
            "payment_intent_data": {"metadata": named},
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": page.currency.lower(),
                        "unit_amount": _theirs(page.amount, page.currency),
                        "product_data": {"name": page.title, "description": page.about},
                    },
                }
            ],
            "expires_at": int(page.ends_at.timestamp()),
            "success_url": f"{self._public_url}/paid/{page.reference}",
            "cancel_url": f"{self._public_url}/paid/{page.reference}?back",
        }
        made = await _asked(_once(self._client.v1.checkout.sessions.create_async, asked, page.key))
        return Opened(made.id, made.url or "")

    async def look(self, page_id: str) -> PageNow:
        return _page(await _asked(self._client.v1.checkout.sessions.retrieve_async(page_id, WHOLE_PAGE)))

    async def close(self, page_id: str) -> PageNow:
        with suppress(ProviderRefuses):  # it is over already, or paid
            await _asked(self._client.v1.checkout.sessions.expire_async(page_id))
        return await self.look(page_id)

    # --- back ---

    async def refund(self, back: Back) -> BackOutcome:
        """Stripe forgets a key after a day, so where it may have been asked before, what it has is looked at first."""
        try:
            known = await self._made_before(back) if back.was_asked else None
            return _back(known or await self._refunded(back))
        except stripe.StripeError as error:
            return await self._not_refunded(back, error)
        except ProviderAway as away:
            return Unknown(str(away))

    async def _refunded(self, back: Back) -> RefundThere:
        charge = back.provider_charge_id or back.charge_id
        asked: RefundCreateParams = {
            "amount": _theirs(back.amount, back.currency),
            "metadata": {"refund": back.reference, "reason": back.reason},
        }
        asked["payment_intent" if charge.startswith(INTENT) else "charge"] = charge
        return _refund(await _once(self._client.v1.refunds.create_async, asked, back.key))

    async def _made_before(self, back: Back) -> RefundThere | None:
        there = await self.find_refunds(back.provider_charge_id or back.charge_id)
        return next((one for one in there if one.reference == back.reference and one.state != "failed"), None)

    async def _not_refunded(self, back: Back, error: stripe.StripeError) -> BackOutcome:
        match error:
            case stripe.InvalidRequestError() if error.code == REFUNDED_BEFORE:
                known = await self._made_before(back)
                return _back(known) if known else Refused("refunded at Stripe already")
            case stripe.InvalidRequestError():
                return Refused(f"{error.code or 'refused'}: {error.user_message or ''}".rstrip(": "))
            case stripe.RateLimitError() | stripe.AuthenticationError() | stripe.PermissionError():
                return Later(type(error).__name__)
            case _:
                return Unknown(type(error).__name__)

    # --- what Stripe knows ---

    async def find_refunds(self, provider_charge_id: str) -> Sequence[RefundThere]:
        asked: RefundListParams = {"limit": BY_HUNDREDS}
        asked["payment_intent" if provider_charge_id.startswith(INTENT) else "charge"] = provider_charge_id
        listed = await _asked(self._client.v1.refunds.list_async(asked))
        return [_refund(one) for one in listed.data]

    async def find_refund(self, refund_id: str) -> RefundThere:
        return _refund(await _asked(self._client.v1.refunds.retrieve_async(refund_id)))

    async def find_dispute(self, dispute_id: str) -> DisputeThere:
        return _dispute(await _asked(self._client.v1.disputes.retrieve_async(dispute_id)))

    async def list_charges(self, since: datetime) -> AsyncIterator[ChargeThere]:
        async for one in _listed(self._client.v1.charges.list_async, since):
            if one.status == "succeeded":
                yield _charge(one)

    async def list_refunds(self, since: datetime) -> AsyncIterator[RefundThere]:
        async for one in _listed(self._client.v1.refunds.list_async, since):
            yield _refund(one)

    async def list_disputes(self, since: datetime) -> AsyncIterator[DisputeThere]:
        async for one in _listed(self._client.v1.disputes.list_async, since):
            yield _dispute(one)


async def _once(create: Callable[..., Awaitable[T]], asked: Any, key: str) -> T:
    """Stripe keeps what came of a key, failures of its own too: where it only repeats one, another key is needed."""
    try:
        return await create(asked, {"idempotency_key": key})
    except stripe.APIError as error:
        if (error.headers or {}).get("Idempotent-Replayed") != "true":
            raise
        return await create(asked, {"idempotency_key": f"{key}-again"})


async def _asked(answer: Awaitable[T]) -> T:
    try:
        return await answer
    except stripe.InvalidRequestError as error:
        raise ProviderRefuses(f"{error.code}: {error.user_message}") from error
    except stripe.PermissionError as error:
        raise ProviderForbids(error.user_message or type(error).__name__) from error
    except stripe.StripeError as error:
        raise ProviderAway(type(error).__name__) from error


async def _listed(ask: Callable[[Any], Awaitable[Any]], since: datetime) -> AsyncIterator[Any]:
    listed = await _asked(ask({"created": {"gte": int(since.timestamp())}, "limit": BY_HUNDREDS}))
    try:
        async for one in listed.auto_paging_iter():
            yield one
    except stripe.StripeError as error:
        raise ProviderAway(type(error).__name__) from error


def _theirs(amount: int, currency: str) -> int:
    return amount * 100 if currency in WHOLE_IN_HUNDREDTHS else amount


def _ours(amount: int, currency: str) -> int:
    return amount // 100 if currency.upper() in WHOLE_IN_HUNDREDTHS else amount


def _named(thing: Any, name: str) -> str:
    return str(thing.metadata[name]) if thing.metadata and name in thing.metadata else ""


def _id(thing: Any) -> str:
    """Of what may be there as a whole, or by its id alone."""
    return "" if thing is None else str(thing if isinstance(thing, str) else thing.id)


def _page(session: stripe.checkout.Session) -> PageNow:
    reference = _named(session, "payment")
    if session.status == "open":
        return PageNow(session.id, reference, PageState.OPEN)
    if session.status == "expired":
        return PageNow(session.id, reference, PageState.OVER)
    intent: Any = session.payment_intent
    if session.payment_status == "paid":
        return PageNow(session.id, reference, PageState.PAID, _charge_of(intent, reference))
    if intent.status in {"processing", "requires_action"}:
        return PageNow(session.id, reference, PageState.ON_ITS_WAY)
    error = intent.last_payment_error
    return PageNow(session.id, reference, PageState.FAILED, failure=f"{error.code}: {error.message}" if error else "")


def _charge_of(intent: stripe.PaymentIntent, reference: str) -> ChargeThere:
    currency = intent.currency.upper()
    amount = _ours(intent.amount_received, currency)
    return ChargeThere(intent.id, _id(intent.latest_charge), amount, currency, reference)


def _charge(charge: stripe.Charge) -> ChargeThere:
    return ChargeThere(
        charge_id=_id(charge.payment_intent),
        provider_charge_id=charge.id,
        amount=_ours(charge.amount, charge.currency),
        currency=charge.currency.upper(),
        reference=_named(charge, "payment"),
        at=datetime.fromtimestamp(charge.created, UTC),
    )


def _refund(refund: stripe.Refund) -> RefundThere:
    state = refund.status or "pending"
    return RefundThere(
        refund_id=refund.id,
        charge_id=_id(refund.payment_intent),
        provider_charge_id=_id(refund.charge),
        amount=_ours(refund.amount, refund.currency),
        currency=refund.currency.upper(),
        state="succeeded" if state == "succeeded" else "failed" if state in {"failed", "canceled"} else "pending",
        reference=_named(refund, "refund"),
        failure=getattr(refund, "failure_reason", None) or "",
    )


def _back(refund: RefundThere) -> BackOutcome:
    if refund.state == "failed":
        return Refused(refund.failure or "failed")
    return PaidBack(refund.refund_id, is_final=refund.state == "succeeded")


def _dispute(dispute: stripe.Dispute) -> DisputeThere:
    due_by = dispute.evidence_details.due_by
    return DisputeThere(
        dispute_id=dispute.id,
        charge_id=_id(dispute.payment_intent),
        provider_charge_id=_id(dispute.charge),
        amount=_ours(dispute.amount, dispute.currency),
        currency=dispute.currency.upper(),
        state="won" if dispute.status in {"won", "warning_closed"} else "lost" if dispute.status == "lost" else "open",
        due_at=datetime.fromtimestamp(due_by, UTC) if due_by else None,
    )
