"""A Stripe of one's own, for the demo and the tests."""

from sandbox.stripe.hooks import Delivery
from sandbox.stripe.server import SECRET_KEY, WEBHOOK_SECRET, LocalStripe

__all__ = ["SECRET_KEY", "WEBHOOK_SECRET", "Delivery", "LocalStripe"]
