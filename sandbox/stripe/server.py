"""A Stripe of one's own: the part of the API that the program uses, its checkout page, and its events."""

import itertools
import json
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from aiohttp import web

from sandbox.kinds import Json
from sandbox.stripe import paying, refunds
from sandbox.stripe.account import Account
from sandbox.stripe.api import Api, Request, StripeFault
from sandbox.stripe.dashboard import Dashboard
from sandbox.stripe.hooks import Delivery, Hooks
from sandbox.stripe.page import CheckoutPage

SECRET_KEY, WEBHOOK_SECRET = "sk_test_local", "whsec_local"


class LocalStripe:
    """All in memory. What people do on the page, and what the owner does at the dashboard, are methods here too.

    The program's client is pointed at `url`, and events go to `webhook(url, *secrets)`. After an act,
    `await delivered()` waits until its events have arrived.
    """

    def __init__(
        self,
        name: str = "Turnout",
        secret_key: str = SECRET_KEY,
        *,
        webhook_url: str = "",
        webhook_secrets: Iterable[str] = (WEBHOOK_SECRET,),
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.hooks = Hooks(webhook_url, webhook_secrets)
        self.account = Account(name, clock, self.hooks.put)
        self.api = Api(self.account, secret_key)
        self.page = CheckoutPage(self.account)
        self.dashboard = Dashboard(self.account)
        self.url = ""
        self._runner: web.AppRunner | None = None

    # --- serving ---

    def routes(self) -> list[web.AbstractRouteDef]:
        return [*self.api.routes(), *self.page.routes(), *self.dashboard.routes()]

    def attach(self, app: web.Application) -> None:
        """Serve from an application that is there already; it stops this with itself."""
        app.add_routes(self.routes())
        app.on_shutdown.append(self._close)

    async def start(self, port: int = 0, host: str = "127.0.0.1") -> None:
        """Serve on a port of one's own; 0 is a free one."""
        app = web.Application()
        self.attach(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self.serve_at(f"http://{host}:{self._runner.addresses[0][1]}")

    def serve_at(self, url: str) -> None:
        self.url = self.account.address = url

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()
            self._runner = None

    async def _close(self, _: web.Application) -> None:
        await self.close()

    async def close(self) -> None:
        """No more events, and no answer is held any longer."""
        self.api.let_go()
        await self.hooks.close()

    def webhook(self, url: str, *secrets: str) -> None:
        """Where events go from now on; with two secrets, as while one is rolled, each signs."""
        self.hooks.url = url
        self.hooks.secrets = list(secrets) or self.hooks.secrets

    # --- what people do ---

    def pay(self, session_id: str) -> Json:
        return paying.pay(self.account, session_id)

    def decline(self, session_id: str, code: str = "card_declined") -> Json:
        return paying.decline(self.account, session_id, code)

    def three_d_secure(self, session_id: str, *, approve: bool) -> Json:
        return paying.three_d_secure(self.account, session_id, approve=approve)

    def pay_later(self, session_id: str) -> Json:
        """By bank: complete now, paid when it arrives."""
        return paying.pay_later(self.account, session_id)

    def arrive(self, session_id: str, *, paid: bool = True) -> Json:
        return paying.arrive(self.account, session_id, paid=paid)

    def charge_card(self, amount: int, currency: str, description: str = "", *, paid: bool = True) -> str:
        """A charge that Telegram makes for an invoice in a chat; its id."""
        return str(paying.charge_card(self.account, amount, currency, description, paid=paid)["id"])

    # --- what happens at the dashboard and at the banks ---

    def refund_at_dashboard(self, charge_id: str, amount: int | None = None) -> Json:
        asked = {"charge": charge_id} | ({} if amount is None else {"amount": str(amount)})
        return refunds.create(self.account, asked)

    def next_refund(self, *outcomes: str) -> None:
        """What the next refunds come to: "pending", "requires_action", "failed" or "succeeded"."""
        if unknown := set(outcomes) - refunds.OUTCOMES:
            raise ValueError(f"a refund is never {', '.join(sorted(unknown))}")
        self.account.next_refunds += outcomes

    def finish_refund(self, refund_id: str) -> Json:
        return refunds.finish(self.account, refund_id)

    def fail_refund(self, refund_id: str, reason: str = "expired_or_canceled_card") -> Json:
        return refunds.fail(self.account, refund_id, reason)

    def dispute(self, charge_id: str, reason: str = "fraudulent") -> Json:
        return refunds.dispute(self.account, charge_id, reason)

    def close_dispute(self, dispute_id: str, *, won: bool) -> Json:
        return refunds.close_dispute(self.account, dispute_id, won=won)

    # --- what there is ---

    def all(self, kind: str) -> list[Json]:
        """Every "charge", "refund", "checkout.session" ..., the oldest first."""
        return list(self.account.objects.get(kind, {}).values())

    def get(self, object_id: str) -> Json:
        """Whatever has this id, as it is now."""
        found = self.account.look_up(object_id)
        if found is None:
            raise KeyError(object_id)
        return found

    def events(self, kind: str | None = None) -> list[Json]:
        return [event for event in self.all("event") if kind in {None, event["type"]}]

    @property
    def requests(self) -> list[Request]:
        """Every request of the program, in order."""
        return self.api.journal

    async def asked(self, name: str, timeout: float = 5) -> None:  # noqa: ASYNC109 - a test's patience
        """Until the next request of this name has had its effect; its answer may still be held."""
        ends, before = time.monotonic() + timeout, len(self.requests)
        while not any(one.name == name and one.has_acted for one in self.requests[before:]):
            left = ends - time.monotonic()
            if left <= 0:
                raise AssertionError(f"nobody asked for {name} in {timeout} s")
            await self.api.bell.wait(left)

    # --- events on their way ---

    @property
    def sent(self) -> list[Delivery]:
        """What was tried to deliver, in the order of the first tries."""
        return self.hooks.sent

    async def delivered(self) -> None:
        """Until all that was sent has arrived, or was given up."""
        await self.hooks.settled()

    def hold_events(self) -> None:
        """Keep events back from now on; without `release` they never come."""
        self.hooks.is_holding = True

    def release(self) -> None:
        """Send what was kept back, and hold and double no more."""
        held, self.hooks.held = self.hooks.held, []
        self.hooks.is_holding, self.hooks.copies = False, 1
        self.hooks.send(held)

    def double(self, *, new_ids: bool = False) -> None:
        """Each event twice: those kept back, and those to come until `release`. With `new_ids` the second copy
        of those kept back is an event of its own, as Stripe sometimes makes two of one change.
        """
        self.hooks.copies = 2
        twins = itertools.chain.from_iterable((one, self._twin(one, new_ids=new_ids)) for one in self.hooks.held)
        self.hooks.held = list(twins)

    def _twin(self, one: Delivery, *, new_ids: bool) -> Delivery:
        return Delivery(one.event | ({"id": self.account.new_id("event")} if new_ids else {}))

    def reverse(self) -> None:
        """The last that was kept back goes first."""
        self.hooks.held.reverse()

    def drop(self, *kinds: str) -> None:
        """Throw away what was kept back: all, or the kinds named."""
        self.hooks.held = [one for one in self.hooks.held if kinds and one.event["type"] not in kinds]

    def delay(self, seconds: float) -> None:
        """Each event waits so long before it leaves."""
        self.hooks.delay = seconds

    def send_again(self, event_id: str) -> None:
        """By hand, however late: an event that arrived, was dropped or was given up."""
        self.hooks.send([Delivery(self.account.get("event", event_id))])

    def send_given_up(self) -> None:
        """Send again what did not arrive in all its tries, as Stripe does for three days."""
        self.hooks.send(Delivery(one.event) for one in self.sent if not one.has_arrived)

    # --- memory ---

    def save(self, path: Path) -> None:
        """Write objects and events to a file; keys, and events on their way, are forgotten."""
        path.write_text(json.dumps({"objects": self.account.objects, "kept": self.account.kept}, ensure_ascii=False))

    def restore(self, path: Path) -> bool:
        """Take up what `save` wrote; False where there is nothing."""
        if not path.exists():
            return False
        told = json.loads(path.read_text())
        self.account.objects, self.account.kept = told["objects"], told["kept"]
        return True

    # --- faults ---

    def fail(
        self,
        method: str,
        *,
        status: int | None = None,
        description: str | None = None,
        hang: float = 0,
        cut: bool | str = False,
        is_done: bool = False,
        lost: bool = False,
        times: int | None = 1,
    ) -> StripeFault:
        """Let the next requests ("POST /v1/refunds", "GET /v1/charges/{id}", "*") fail: refused with a status,
        the answer held for seconds or cut off while the effect is done; `is_done` with a status: done and denied;
        `lost`: nothing is done, and nothing answered.
        """
        fault = StripeFault(method, status, None, description, hang, cut, times, is_done=is_done, lost=lost)
        self.api.faults.add(fault)
        return fault

    def heal(self) -> None:
        """No more faults, and what was held goes out."""
        self.api.faults.heal()
        self.api.let_go()

    def forget_keys(self) -> None:
        """A day has passed: idempotency keys are known no more."""
        self.api.keys.age()
