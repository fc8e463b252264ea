"""Reading what Stripe sends to the webhook: only what one of our secrets signed, not long ago.

https://docs.stripe.com/webhooks#verify-official-libraries
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

import stripe

from services.payments.events import Told

LONGEST_ID = 200

Reader = Callable[[bytes, str], tuple[str, Told] | None]


def reading(secrets: Sequence[str]) -> Reader:
    """While a secret is rolled there are two, and either will do."""
    good = [secret.strip() for secret in secrets if secret.strip()]

    def read(body: bytes, signature: str) -> tuple[str, Told] | None:
        """The id of an event and what it tells; None for what is not Stripe's."""
        for secret in good:
            with suppress(stripe.SignatureVerificationError, ValueError, AttributeError):
                return _told(stripe.Webhook.construct_event(body, signature, secret))
        return None

    return read


def _told(event: Any) -> tuple[str, Told] | None:
    thing = event.data.object
    object_id = str(getattr(thing, "id", ""))
    if not 0 < len(event.id) <= LONGEST_ID or len(object_id) > LONGEST_ID:
        return None
    metadata = getattr(thing, "metadata", None)
    reference = str(metadata["payment"])[:40] if metadata and "payment" in metadata else ""
    error = getattr(thing, "last_payment_error", None)
    failure = f"{getattr(error, 'code', '')}: {getattr(error, 'message', '')}" if error else ""
    return event.id, Told(event.type, object_id, reference, failure)
