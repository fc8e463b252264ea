"""Where somebody is in the table of a session's people: who is shown, in which order, what is looked for, which page.

It stands in the address, and each link and form of the page keeps what else was chosen.
"""

from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from services import rosters
from services.rosters import Head
from services.text import clean
from services.translator import Translator
from web.admin.asking import number

PAGE = 50
LONGEST_WORDS = 64
SHOWN = {"in": rosters.CONFIRMED, "asking": rosters.PENDING, "paying": rosters.PAYING, "waiting": rosters.WAITING}
At = dict[str, str | int]


def chosen(request: web.Request) -> At:
    """Nothing else of the address is handed on."""
    at: At = {}
    if (show := request.query.get("show", "")) in SHOWN:
        at["show"] = show
    if role := number(request, "role", most=10**15):
        at["role"] = role
    if (by := request.query.get("by", "")) in rosters.ORDERS - {""}:
        at["by"] = by
    if words := clean(request.query.get("q", ""), LONGEST_WORDS):
        at["q"] = words
    if page := number(request, "page"):
        at["page"] = page
    return at


def which(at: At) -> dict[str, Any]:
    """What the looks at the people are told of it."""
    return {
        "statuses": SHOWN.get(str(at.get("show")), rosters.LIVE),
        "with_ended": "show" not in at,
        "quota_id": at.get("role", 0),
        "by": at.get("by", ""),
        "page": at.get("page", 0),
        "size": PAGE,
    }


def asked(**at: str | int) -> str:
    """A place in the table, as the end of an address."""
    kept = {name: value for name, value in at.items() if value}
    return f"?{urlencode(kept)}" if kept else ""


def ways(at: At, head: Head, t: Translator) -> dict[str, Any]:
    """The links and forms of the table. Another choice begins at the first page."""
    first = at | {"page": 0}
    shown = {"": t("All"), "in": t("With a place"), "asking": t("Asking"), "waiting": t("Waiting")}
    if head.tally.paying or at.get("show") == "paying":
        shown["paying"] = t("Paying")
    roles = [(0, t("All roles")), *((role.quota_id, role.name) for role in head.roles)] if head.has_roles else []
    return {
        "words": at.get("q", ""),
        "show": at.get("show", ""),
        "kept": {name: value for name, value in first.items() if name != "q" and value},
        "filters": [(asked(**first | {"show": one}), name, one == at.get("show", "")) for one, name in shown.items()],
        "by_role": [(asked(**first | {"role": one}), name, one == at.get("role", 0)) for one, name in roles],
        "orders": {column: _order(first, column) for column in ("name", "role", "reference")},
        "here": asked(**at),
        "previous": asked(**at | {"page": int(at.get("page", 0)) - 1}),
        "next": asked(**at | {"page": int(at.get("page", 0)) + 1}),
        "everybody": asked(**first | {"q": ""}),
    }


def _order(at: At, column: str) -> tuple[str, str]:
    """Where a column's head leads, and how the table is in order by it: by it, from its other end, as usual."""
    now = {column: "ascending", f"-{column}": "descending"}.get(str(at.get("by", "")), "none")
    to = {"none": column, "ascending": f"-{column}", "descending": ""}[now]
    return asked(**at | {"by": to}), now
