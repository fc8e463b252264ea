"""What an account at Stripe remembers: objects in the order they were made, and the event that each change makes."""

import copy
import itertools
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from sandbox.kinds import Json
from sandbox.stripe.errors import no_such

API_VERSION = "2026-10-28.endive"
PREFIXES = {
    "account": "acct",
    "balance_transaction": "txn",
    "charge": "ch",
    "checkout.session": "cs_test",
    "customer": "cus",
    "dispute": "du",
    "event": "evt",
    "item": "li",
    "payment_intent": "pi",
    "payment_method": "pm",
    "refund": "re",
    "request": "req",
    "setup_intent": "seti",
}
asked_by: ContextVar[Json | None] = ContextVar("asked_by", default=None)
"""The request that is being carried out, as an event names it."""


class Account:
    def __init__(self, name: str, clock: Callable[[], float], tell: Callable[[Json], object]) -> None:
        self.name = name
        self.clock = clock
        self.objects: dict[str, dict[str, Json]] = {}
        self.kept: dict[str, Json] = {}  # by checkout session: what it says to nobody yet, and its items
        self.next_refunds: list[str] = []  # what the next refunds will come to
        self._tell = tell
        self._run = secrets.token_hex(4)  # another start makes other ids
        self._numbers = itertools.count(1)
        self.address = ""  # where the checkout pages are
        self.id = self.new_id("account")

    def now(self) -> int:
        return int(self.clock())

    def new_id(self, kind: str) -> str:
        return f"{PREFIXES[kind]}_{self._run}{next(self._numbers):08d}"

    # --- objects ---

    def add(self, kind: str, **facts: object) -> Json:
        """A new object, which from now on is the one of its id."""
        made: Json = {"id": self.new_id(kind), "object": kind, "created": self.now(), "livemode": False, **facts}
        self.objects.setdefault(kind, {})[made["id"]] = made
        return made

    def get(self, kind: str, object_id: str, param: str = "id") -> Json:
        """The object itself, to be changed in place. Raises resource_missing."""
        found = self.objects.get(kind, {}).get(object_id)
        if found is None:
            raise no_such(kind, object_id, param)
        return found

    def newest(self, kind: str) -> list[Json]:
        return list(reversed(self.objects.get(kind, {}).values()))

    def look_up(self, object_id: str) -> Json | None:
        """Whatever has this id."""
        return next((known[object_id] for known in self.objects.values() if object_id in known), None)

    # --- events ---

    def emit(self, kind: str, subject: Json, **former: object) -> Json:
        """An event with the object as it is now; `former` are the values that the change replaced."""
        data: Json = {"object": copy.deepcopy(subject)}
        if former:
            data["previous_attributes"] = former
        event = self.add(
            "event",
            api_version=API_VERSION,
            data=data,
            pending_webhooks=1,
            request=asked_by.get() or {"id": None, "idempotency_key": None},
            type=kind,
        )
        self._tell(event)
        return event
