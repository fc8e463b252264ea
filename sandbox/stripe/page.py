"""The hosted checkout page: what is paid to whom, test cards as buttons. No script; light and dark; on a phone too."""

import html
from pathlib import Path

from aiohttp import web

from sandbox import money
from sandbox.kinds import Json
from sandbox.stripe import charges, checkouts, paying
from sandbox.stripe.account import Account
from sandbox.stripe.errors import Refusal

_STATIC = Path(__file__).parent / "static"
POLICY = "default-src 'self'; img-src data:; frame-ancestors 'none'"
PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title} · {host}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/c/static/pay.css">
</head>
<body><main>
<header><b>{host}</b><span class="mode">Test mode</span></header>
{content}
</main></body>
</html>
"""
BILL = """\
<h1>{title}</h1>
{lines}
<p class="line total"><span>Total</span><b>{total}</b></p>
"""
LINE = '<p class="line"><span>{name}{quantity}<small>{details}</small></span><b>{amount}</b></p>'
SAVING = "<h1>Keep a card</h1>\n<p>Nothing is paid now.</p>"
TROUBLE = '<p class="trouble" role="alert">{words}</p>'
FORM = '<form method="post">\n{buttons}\n</form>\n{back}'
BUTTON = '<button name="act" value="{act}" class="{look}">{words}{hint}</button>'
BACK = '<a class="back" href="{url}">Back to {host}</a>'
BANK = """\
<h1>Your bank asks</h1>
<p>Do you approve this payment to {host}?</p>
"""


class CheckoutPage:
    def __init__(self, account: Account) -> None:
        self.account = account

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/c/pay/{id}", self.show),
            web.post("/c/pay/{id}", self.act),
            web.static("/c/static", _STATIC),
        ]

    async def show(self, request: web.Request) -> web.StreamResponse:
        session = self._session(request)
        if session["status"] != "open":
            return self._closed(session)
        return self._bank(session) if "bank" in request.query else self._open(session)

    async def act(self, request: web.Request) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        if origin and origin.partition("://")[2] != request.host:
            raise web.HTTPForbidden
        session, wanted = self._session(request), str((await request.post()).get("act", ""))
        try:
            return self._done(session, wanted)
        except Refusal as refusal:
            return self._closed(session, refusal.message)

    def _done(self, session: Json, wanted: str) -> web.StreamResponse:
        session_id = session["id"]
        match wanted:
            case "pay" | "approve":
                paying.pay(self.account, session_id)
            case "later":
                paying.pay_later(self.account, session_id)
            case "bank":
                paying.ask_the_bank(self.account, session_id)
                raise web.HTTPSeeOther(f"/c/pay/{session_id}?bank")
            case "decline" | "reject":
                code = "card_declined" if wanted == "decline" else charges.NOT_APPROVED
                paying.decline(self.account, session_id, code)
                return self._open(session, charges.WORDS[code])
            case _:
                raise web.HTTPBadRequest(text="there is no such button")
        raise web.HTTPSeeOther(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session_id))

    def _session(self, request: web.Request) -> Json:
        checkouts.expire_old(self.account)
        try:
            return self.account.get("checkout.session", request.match_info["id"])
        except Refusal as refusal:
            raise web.HTTPNotFound(text="There is no such checkout.") from refusal

    # --- drawing ---

    def _open(self, session: Json, trouble: str = "") -> web.Response:
        saves = session["mode"] == "setup"
        pay = "Keep this card" if saves else f"Pay {shown(session['amount_total'], session['currency'])}"
        buttons = [
            _button("pay", pay, "Test card ···· 4242", "filled"),
            _button("decline", "Card is declined", "Test card ···· 0002"),
            _button("bank", "3-D Secure", "The bank asks; test card ···· 3155"),
        ]
        if not saves:
            buttons.append(_button("later", "Pay by bank", "Arrives later"))
        words = TROUBLE.format(words=html.escape(trouble)) if trouble else ""
        return self._page("Checkout", self._bill(session) + words + self._form(session, buttons))

    def _bank(self, session: Json) -> web.Response:
        buttons = [_button("approve", "Approve", look="filled"), _button("reject", "Reject")]
        asked = BANK.format(host=html.escape(self.account.name))
        return self._page("Your bank", asked + self._bill(session) + FORM.format(buttons="\n".join(buttons), back=""))

    def _closed(self, session: Json, words: str = "") -> web.Response:
        is_coming = session["payment_status"] == "unpaid"
        told = {
            "complete": "The money is on its way." if is_coming else "This checkout is done.",
            "expired": "This checkout has expired. Nothing was paid.",
        }
        content = f"<h1>{html.escape(words or told.get(session['status'], ''))}</h1>" + self._back(session)
        return self._page("Checkout", content)

    def _bill(self, session: Json) -> str:
        if session["mode"] == "setup":
            return SAVING
        items, currency = self.account.kept[session["id"]]["items"], session["currency"]
        return BILL.format(
            title=html.escape(items[0]["description"]) if len(items) == 1 else "Your order",
            lines="\n".join(_line(item) for item in items),
            total=shown(session["amount_total"], currency),
        )

    def _form(self, session: Json, buttons: list[str]) -> str:
        return FORM.format(buttons="\n".join(buttons), back=self._back(session))

    def _back(self, session: Json) -> str:
        if not session["cancel_url"]:
            return ""
        return BACK.format(url=html.escape(session["cancel_url"]), host=html.escape(self.account.name))

    def _page(self, title: str, content: str) -> web.Response:
        page = PAGE.format(title=title, host=html.escape(self.account.name), content=content)
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "no-store", "Referrer-Policy": "same-origin"}
        return web.Response(text=page, content_type="text/html", headers=headers)


def shown(minor: int, currency: str) -> str:
    """An amount of Stripe's: two currencies without small coins are counted in hundredths there."""
    code = currency.upper()
    return money.amount(minor // 100 if code in {"ISK", "UGX"} else minor, code)


def _line(item: Json) -> str:
    quantity = f" × {item['quantity']}" if item["quantity"] > 1 else ""
    return LINE.format(
        name=html.escape(item["description"]),
        quantity=quantity,
        details=html.escape(item["details"] or ""),
        amount=shown(item["amount_total"], item["currency"]),
    )


def _button(act: str, words: str, hint: str = "", look: str = "plain") -> str:
    small = f"<small>{hint}</small>" if hint else ""
    return BUTTON.format(act=act, words=html.escape(words), hint=small, look=look)
