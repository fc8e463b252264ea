"""A Telegram of one's own: a Bot API server on localhost with chat windows in the browser; docs/sandbox.md tells how to
act in it. Beside it, where it is wanted, a Stripe of one's own.
"""

from sandbox.people import Group, InlineResult, Person
from sandbox.screens import Screen
from sandbox.server import Sandbox

__all__ = ["Group", "InlineResult", "Person", "Sandbox", "Screen"]
