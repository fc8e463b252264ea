"""`/admin/payments`: what was paid to the hosts whose money somebody sees, filtered, as a file, and refunded."""

import asyncio
from contextlib import suppress
from datetime import date
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from services import files
from services.errors import DomainError, NotAllowed, NotFound
from services.errors.paying import RefundTooLarge
from services.payments import of_hosts
from services.payments.of_hosts import STATES, Taken, Wanted
from services.refunds import by_hand, failing
from services.refunds.by_hand import LONGEST_REASON, Plan
from services.translator import Translator
from services.wording import PAYMENTS
from web import guards, limits
from web.admin.asking import ID, number, refusals
from web.admin.calendar import FIRST, LAST
from web.admin.exporting import AN_HOUR
from web.admin.fields import plain
from web.keys import SITE
from web.refunds import back
from web.rendering import render, translator

PAYMENT = f"/admin/payments/{{id:{ID}}}"


def routes() -> list[web.RouteDef]:
    return [
        web.get("/admin/payments", list_payments),
        web.get("/admin/payments.csv", export),
        web.get(PAYMENT, show_payment),
        web.post(PAYMENT, refund),
    ]


async def list_payments(request: web.Request) -> web.Response:
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    asked = wanted(request)
    async with refusals():
        page = await site.db.read(
            of_hosts.page, user_id=visitor.id, wanted=asked, zone=visitor.time_zone, page=number(request, "page")
        )
    query = {
        name: str(value)
        for name, value in {
            "state": asked.state if asked.state != "all" else "",
            "host": asked.host_id,
            "series": asked.series_id,
            "from": asked.first,
            "until": asked.last,
        }.items()
        if value
    }
    context = {
        "page": page,
        "asked": asked,
        "states": states(t),
        "lines": [line(one, t) for one in page.payments],
        "query": urlencode(query),
    }
    return render(request, "admin/payments.html", context)


def wanted(request: web.Request) -> Wanted:
    """What the address asks for; what is no such thing asks for nothing."""
    state = request.query.get("state", "")
    return Wanted(
        state=state if state in STATES else "all",
        host_id=number(request, "host", most=10**15),
        series_id=number(request, "series", most=10**15),
        first=_day(request.query.get("from", "")),
        last=_day(request.query.get("until", "")),
    )


def _day(typed: str) -> date | None:
    with suppress(ValueError):
        day = date.fromisoformat(typed)
        return day if FIRST <= day < LAST else None
    return None


def states(t: Translator) -> dict[str, str]:
    return {
        "all": t("All"),
        "paid": t("Paid"),
        "refunded": t("Refunded"),
        "pending": t("Not paid yet"),
        "failed": t("Failed or not paid in time"),
        "disputed": t("In dispute"),
        "open": t("Refund not done yet"),
        "stuck": t("Refund failed"),
    }


def line(one: Taken, t: Translator) -> dict[str, Any]:
    """A payment as the pages tell it."""
    facts = one.facts
    starts = t.moment(facts.starts_at, facts.time_zone) if facts.starts_at else ""
    return {
        "id": facts.id,
        "at": t.moment(facts.at),
        "reference": facts.place or facts.reference,
        "who": facts.name,
        "paid_by": facts.paid_by or "",
        "what": facts.title or facts.package or "",
        "is_fee": facts.kind == "fee",
        "starts": starts,
        "session_id": facts.session_id,
        "host": facts.host_name,
        "amount": t.money(facts.amount, facts.currency),
        "state": t(PAYMENTS[facts.status], amount=t.money(facts.amount, facts.currency)),
        "failure": failing.in_words(facts.failure, t),
        "receipt": facts.receipt_number,
        "left": one.left,
        "is_stuck": any(refund.has_failed for refund in one.refunds),
        "refunds": [back(refund, t) for refund in one.refunds],
    }


async def show_payment(
    request: web.Request, typed: dict[str, str] | None = None, *, refused: str = "", wrong: str = "", status: int = 200
) -> web.Response:
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    async with refusals():
        one = await site.db.read(of_hosts.one, user_id=visitor.id, payment_id=int(request.match_info["id"]))
    currency = one.facts.currency
    said = {
        "refunded": t("✅ The refund is written down, and is sent by itself."),
        "again": t("⏳ I ask for it once more."),
        "paid": t("✅ Noted: it is paid back."),
    }.get(request.query.get("done", ""), "")
    context = {
        "one": line(one, t),
        "currency": currency,
        "can_go_back": t(
            "{paid} was paid, {left} can go back.",
            paid=t.money(one.facts.amount, currency),
            left=t.money(one.left, currency),
        ),
        "typed": typed or {"amount": plain(one.left, currency), "reason": ""},
        "longest": LONGEST_REASON,
        "refused": refused,
        "wrong": wrong,
        "said": "" if refused or wrong else said,
    }
    return render(request, "admin/payment.html", context, status=status)


async def refund(request: web.Request) -> web.Response:
    """How much and why; then what that means; and then it is owed."""
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    form, payment_id = await request.post(), int(request.match_info["id"])
    typed = {name: str(form.get(name, ""))[:1000] for name in ("amount", "reason")}
    about: dict[str, Any] = {"user_id": visitor.id, "payment_id": payment_id}
    try:
        amount = await site.db.read(by_hand.read_amount, typed=typed["amount"], language=t.language, **about)
        plan = await site.db.read(by_hand.plan, amount=amount, **about)
        if form.get("again"):
            return await show_payment(request, typed)
        if not form.get("confirmed"):
            return _look(request, plan, typed)
        left = str(form.get("left", ""))
        if not left.isascii() or not left.isdigit() or int(left[:15]) != plan.left.amount:
            raise RefundTooLarge(plan.left)
        given = {"amount": amount, "left": plan.left.amount, "reason": typed["reason"], **about}
        await site.db.write(by_hand.refund, **given, now=site.clock())
    except (NotFound, NotAllowed):
        raise web.HTTPNotFound from None
    except DomainError as refusal:
        if form.get("confirmed"):  # something went back since it was looked at, perhaps by this very form
            return await show_payment(request, typed, refused=refusal.text(t), status=409)
        return await show_payment(request, typed, wrong=refusal.text(t), status=422)
    raise web.HTTPSeeOther(f"/admin/payments/{payment_id}?done=refunded")


def _look(request: web.Request, plan: Plan, typed: dict[str, str]) -> web.Response:
    t, amount, left = translator(request), plan.amount, plan.left
    stays = t.money(left.amount - amount.amount, left.currency)
    lines = [
        t("{amount} of it stay here.", amount=stays) if left.amount > amount.amount else "",
        t("The place stays as it is. This cannot be undone.") if plan.registration_id else t("This cannot be undone."),
        t("Reason: {reason}", reason=typed["reason"]) if typed["reason"].strip() else "",
    ]
    context = {
        "payment_id": plan.payment_id,
        "asked": t("Refund {amount}?", amount=t.money(amount.amount, amount.currency)),
        "lines": [one for one in lines if one],
        "typed": typed,
        "left": left.amount,
    }
    return render(request, "admin/refund.html", context)


async def export(request: web.Request) -> web.Response:
    """All that the filters show, read in pieces and built in a thread. That somebody took it is written down."""
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    now, asked = site.clock(), wanted(request)
    await limits.require(request, "exports", AN_HOUR, who=visitor.id)
    who: dict[str, Any] = {"user_id": visitor.id, "wanted": asked}
    rows: list[Taken] = []
    async with refusals():
        await site.db.write(of_hosts.begin_export, **who, now=now)
        while found := await site.db.read(
            of_hosts.rows, **who, zone=visitor.time_zone, before_id=rows[-1].facts.id if rows else 0
        ):
            rows += found
    content = await asyncio.to_thread(_table, rows, t)
    headers = {"Content-Disposition": 'attachment; filename="payments.csv"', "Cache-Control": "no-store"}
    return web.Response(body=content, content_type="text/csv", headers=headers)


def _table(rows: list[Taken], t: Translator) -> bytes:
    columns = [
        t("When"), t("Time zone"), t("Reference"), t("Who"), t("Paid by"), t("What"), t("Host"), t("State"),
        t("Amount"), t("Refunded"), t("Currency"), t("Receipt"),
    ]  # fmt: skip
    names = states(t)
    table = [
        [
            one.facts.at.astimezone(t.zone_info).replace(tzinfo=None),
            t.time_zone,
            one.facts.place or one.facts.reference,
            one.facts.name,
            one.facts.paid_by or "",
            one.facts.title or one.facts.package or "",
            one.facts.host_name,
            names[state_of(one)],
            plain(one.facts.amount, one.facts.currency),
            plain(one.facts.refunded, one.facts.currency),
            one.facts.currency,
            one.facts.receipt_number,
        ]
        for one in rows
    ]
    return files.report(t("Payments"), columns, table)


def state_of(one: Taken) -> str:
    """Which filter shows it, the narrowest first; a part that went back leaves it paid."""
    return next(
        name for name in ("disputed", "failed", "pending", "paid", "refunded") if one.facts.status in STATES[name]
    )
