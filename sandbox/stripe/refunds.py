"""Money that goes back: refunds with all that may become of them, and disputes."""

from sandbox.kinds import Json
from sandbox.stripe import forms, lists
from sandbox.stripe.account import Account
from sandbox.stripe.errors import Refusal, missing_parameter, wrong_parameter

REASONS = {"duplicate", "fraudulent", "requested_by_customer"}
OUTCOMES = {"succeeded", "pending", "failed", "requires_action"}
_STANDING = {"succeeded", "pending", "requires_action"}  # what counts against the charge
_OPEN = {"needs_response", "under_review", "lost"}
_EVIDENCE_DAYS = 7


def create(account: Account, params: Json, _: str = "") -> Json:
    charge = _charge_of(account, params)
    if any(one["status"] in _OPEN for one in _disputes(account, charge)):
        message = f"Charge {charge['id']} has been charged back; cannot issue a refund."
        raise Refusal(400, message, code="charge_disputed")
    left = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        message = f"Charge {charge['id']} has already been refunded."
        raise Refusal(400, message, code="charge_already_refunded")
    amount = left
    if "amount" in params:
        amount = forms.amount(forms.whole(params, "amount"), charge["currency"], "amount")
    if amount > left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise Refusal(400, message, param="amount")
    reason = params.get("reason") or None
    if reason and reason not in REASONS:
        raise wrong_parameter("reason", f"Invalid reason: must be one of {', '.join(sorted(REASONS))}")
    return _refund(account, charge, amount, reason, forms.metadata(params))


def _charge_of(account: Account, params: Json) -> Json:
    charge_id, intent_id = params.get("charge"), params.get("payment_intent")
    if intent_id and not charge_id:
        intent = account.get("payment_intent", intent_id, "payment_intent")
        if intent["status"] != "succeeded":
            message = f"This PaymentIntent ({intent_id}) does not have a successful charge to refund."
            raise Refusal(400, message, param="payment_intent", code="payment_intent_unexpected_state")
        charge_id = intent["latest_charge"]
    if not charge_id:
        raise missing_parameter("charge")
    charge = account.get("charge", charge_id, "charge")
    if intent_id and charge["payment_intent"] != intent_id:
        raise wrong_parameter("payment_intent", "The charge does not belong to this PaymentIntent.")
    if charge["status"] != "succeeded":
        raise Refusal(400, f"Charge {charge_id} did not succeed; there is nothing to refund.", param="charge")
    return charge


def _refund(account: Account, charge: Json, amount: int, reason: str | None, metadata: Json) -> Json:
    outcome = account.next_refunds.pop(0) if account.next_refunds else "succeeded"
    refund = account.add(
        "refund",
        amount=amount,
        balance_transaction=account.new_id("balance_transaction"),
        charge=charge["id"],
        currency=charge["currency"],
        destination_details={"type": "card", "card": {"type": "refund", "reference_status": "pending"}},
        failure_reason=None,
        metadata=metadata,
        payment_intent=charge["payment_intent"],
        reason=reason,
        receipt_number=None,
        status="pending" if outcome == "failed" else outcome,
    )
    _count(account, charge)
    account.emit("refund.created", refund)
    account.emit("charge.refunded", charge)
    return fail(account, refund["id"]) if outcome == "failed" else refund


def _count(account: Account, charge: Json) -> None:
    refunds = account.objects.get("refund", {}).values()
    given = [one["amount"] for one in refunds if one["charge"] == charge["id"] and one["status"] in _STANDING]
    charge["amount_refunded"] = sum(given)
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]


def finish(account: Account, refund_id: str) -> Json:
    """A pending refund has arrived."""
    refund = account.get("refund", refund_id)
    if refund["status"] not in {"pending", "requires_action"}:
        raise Refusal(400, f"This refund is {refund['status']}.")
    return _change(account, refund, status="succeeded")


def fail(account: Account, refund_id: str, reason: str = "expired_or_canceled_card") -> Json:
    """The money came back to the account; days after "succeeded" too."""
    refund = account.get("refund", refund_id)
    if refund["status"] not in _STANDING:
        raise Refusal(400, f"This refund is {refund['status']}.")
    _change(account, refund, status="failed", failure_reason=reason)
    account.emit("refund.failed", refund)
    return refund


def _change(account: Account, refund: Json, **facts: str) -> Json:
    former = {name: refund[name] for name in facts}
    refund |= facts
    _count(account, account.get("charge", refund["charge"]))
    account.emit("refund.updated", refund, **former)
    account.emit("charge.refund.updated", refund, **former)
    return refund


def find(account: Account, _: Json, refund_id: str) -> Json:
    return account.get("refund", refund_id, "refund")


def list_all(account: Account, params: Json, _: str) -> Json:
    return lists.page(account, "refund", "/v1/refunds", params)


# --- disputes ---


def dispute(account: Account, charge_id: str, reason: str = "fraudulent") -> Json:
    """The payer's bank takes the money back, and asks for evidence within a week."""
    charge = account.get("charge", charge_id, "charge")
    if charge["status"] != "succeeded" or charge["disputed"]:
        raise Refusal(400, f"Charge {charge_id} cannot be disputed.")
    charge["disputed"] = True
    due = account.now() + _EVIDENCE_DAYS * 24 * 3600
    made = account.add(
        "dispute",
        amount=charge["amount"] - charge["amount_refunded"],
        balance_transactions=[],
        charge=charge_id,
        currency=charge["currency"],
        enhanced_eligibility_types=[],
        evidence={},
        evidence_details={"due_by": due, "has_evidence": False, "past_due": False, "submission_count": 0},
        is_charge_refundable=False,
        metadata={},
        payment_intent=charge["payment_intent"],
        reason=reason,
        status="needs_response",
    )
    account.emit("charge.dispute.created", made)
    account.emit("charge.dispute.funds_withdrawn", made)
    return made


def close_dispute(account: Account, dispute_id: str, *, won: bool) -> Json:
    found = account.get("dispute", dispute_id)
    if found["status"] in {"won", "lost"}:
        raise Refusal(400, f"This dispute is {found['status']}.")
    former = found["status"]
    found |= {"status": "won" if won else "lost", "is_charge_refundable": won}
    account.emit("charge.dispute.updated", found, status=former)
    account.emit("charge.dispute.closed", found)
    if won:
        account.emit("charge.dispute.funds_reinstated", found)
    return found


def _disputes(account: Account, charge: Json) -> list[Json]:
    return [one for one in account.newest("dispute") if one["charge"] == charge["id"]]


def find_dispute(account: Account, _: Json, dispute_id: str) -> Json:
    return account.get("dispute", dispute_id, "dispute")


def list_disputes(account: Account, params: Json, _: str) -> Json:
    return lists.page(account, "dispute", "/v1/disputes", params)
