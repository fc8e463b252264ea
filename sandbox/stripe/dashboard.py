"""The dashboard: what was paid, and what its owner and the banks may do with it later, as buttons for the demo."""

import html
from collections.abc import Callable
from datetime import UTC, datetime

from aiohttp import web

from sandbox.kinds import Json
from sandbox.stripe import checkouts, paying, refunds
from sandbox.stripe.account import Account
from sandbox.stripe.errors import Refusal
from sandbox.stripe.page import POLICY, TROUBLE, shown

_SHOWN = 100
PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Payments · {name}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/c/static/pay.css">
</head>
<body><main>
<header><b>{name}</b><span class="mode">Test mode</span></header>
<h1>Payments</h1>
{trouble}
{rows}
</main></body>
</html>
"""
ROW = """\
<section class="payment">
<p class="line"><span>{words}<small>{details}</small></span><b>{amount}</b></p>
<form method="post" class="acts"><input type="hidden" name="id" value="{id}">{buttons}</form>
</section>
"""
BUTTON = '<button name="act" value="{act}">{words}</button>'
NOTHING = "<p>No payment yet.</p>"

Act = Callable[[Account, str], Json]
ACTS: dict[str, tuple[str, Act]] = {
    "arrive": ("The money arrives", paying.arrive),
    "miss": ("It never arrives", lambda account, one: paying.arrive(account, one, paid=False)),
    "refund": ("Refund", lambda account, one: refunds.create(account, {"charge": one})),
    "dispute": ("Dispute", refunds.dispute),
    "win": ("Dispute is won", lambda account, one: refunds.close_dispute(account, one, won=True)),
    "lose": ("Dispute is lost", lambda account, one: refunds.close_dispute(account, one, won=False)),
    "finish": ("It arrives", refunds.finish),
    "fail": ("It fails", refunds.fail),
}


class Dashboard:
    def __init__(self, account: Account) -> None:
        self.account = account

    def routes(self) -> list[web.AbstractRouteDef]:
        return [web.get("/sandbox/stripe", self.index), web.post("/sandbox/stripe", self.act)]

    async def index(self, _: web.Request) -> web.Response:
        return self._page()

    async def act(self, request: web.Request) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        if origin and origin.partition("://")[2] != request.host:
            raise web.HTTPForbidden
        form = await request.post()
        _, act = ACTS.get(str(form.get("act")), ("", None))
        if act is None:
            raise web.HTTPBadRequest(text="there is no such button")
        try:
            act(self.account, str(form.get("id", "")))
        except Refusal as refusal:
            return self._page(refusal.message)
        raise web.HTTPSeeOther("/sandbox/stripe")

    def _page(self, trouble: str = "") -> web.Response:
        checkouts.expire_old(self.account)
        rows = [row for kind, draw in _ROWS.items() for one in self.account.newest(kind) if (row := draw(one))]
        rows.sort(key=lambda row: row[0], reverse=True)
        page = PAGE.format(
            name=html.escape(self.account.name),
            trouble=TROUBLE.format(words=html.escape(trouble)) if trouble else "",
            rows="\n".join(row[1] for row in rows[:_SHOWN]) or NOTHING,
        )
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
        return web.Response(text=page, content_type="text/html", headers=headers)


Row = tuple[int, str]  # when, and how it is drawn


def _row(one: Json, words: str, amount: int, *acts: str) -> Row:
    at = datetime.fromtimestamp(one["created"], UTC)
    buttons = "".join(BUTTON.format(act=act, words=ACTS[act][0]) for act in acts)
    details = f"{at:%d %b %H:%M} UTC, {one['id']}"
    drawn = ROW.format(
        words=html.escape(words),
        details=details,
        amount=("−" if amount < 0 else "") + shown(abs(amount), one["currency"]),
        id=html.escape(one["id"]),
        buttons=buttons,
    )
    return one["created"], drawn


def _coming(session: Json) -> Row | None:
    if session["status"] != "complete" or session["payment_status"] != "unpaid":
        return None
    return _row(session, "By bank, on its way", session["amount_total"], "arrive", "miss")


def _charge(charge: Json) -> Row:
    if charge["status"] != "succeeded":
        return _row(charge, f"Failed: {charge['failure_message']}", charge["amount"])
    left = charge["amount"] - charge["amount_refunded"]
    acts = [*(["refund"] if left else []), *([] if charge["disputed"] else ["dispute"])]
    words = charge["description"] or "Payment"
    if charge["amount_refunded"]:
        words += f", {shown(charge['amount_refunded'], charge['currency'])} refunded"
    return _row(charge, words, charge["amount"], *acts)


def _refund(refund: Json) -> Row:
    status = refund["status"]
    acts = {"pending": ("finish", "fail"), "succeeded": ("fail",)}.get(status, ())
    return _row(refund, f"Refund, {status}", -refund["amount"], *acts)


def _dispute(dispute: Json) -> Row:
    is_open = dispute["status"] not in {"won", "lost"}
    words = f"Dispute, {dispute['status'].replace('_', ' ')}"
    return _row(dispute, words, -dispute["amount"], *(("win", "lose") if is_open else ()))


_ROWS: dict[str, Callable[[Json], Row | None]] = {
    "checkout.session": _coming,
    "charge": _charge,
    "refund": _refund,
    "dispute": _dispute,
}
