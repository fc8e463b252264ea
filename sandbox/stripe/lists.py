"""How answers are shaped: lists in pages, and the objects that a caller wants to see in full."""

import copy
from typing import Any

from sandbox.kinds import Json
from sandbox.stripe import forms
from sandbox.stripe.account import Account
from sandbox.stripe.errors import wrong_parameter

PAGING = {"limit", "starting_after", "ending_before", "created", "expand"}
_DEFAULT, _MOST = 10, 100


def page(account: Account, kind: str, url: str, params: Json) -> Json:
    """The newest first; whatever is no paging is a field that must be equal."""
    wanted = {name: value for name, value in params.items() if name not in PAGING}
    found = [one for one in account.newest(kind) if _in_time(one, params) and _fits(one, wanted)]
    limit = forms.whole(params, "limit") if "limit" in params else _DEFAULT
    if not 1 <= limit <= _MOST:
        raise wrong_parameter("limit", f"This value must be between 1 and {_MOST} (inclusive).")
    if after := params.get("starting_after"):
        found = found[_place(account, kind, found, after, "starting_after") + 1 :]
    if before := params.get("ending_before"):
        found = found[: _place(account, kind, found, before, "ending_before")]
        found, has_more = found[-limit:], len(found) > limit
    else:
        found, has_more = found[:limit], len(found) > limit
    return {"object": "list", "url": url, "has_more": has_more, "data": found}


def _place(account: Account, kind: str, found: list[Json], object_id: str, param: str) -> int:
    account.get(kind, object_id, param)
    return next((place for place, one in enumerate(found) if one["id"] == object_id), -1)


def _fits(one: Json, wanted: Json) -> bool:
    return all(_value(one.get(name)) == value for name, value in wanted.items())


def _value(value: Any) -> Any:
    return str(value).lower() if isinstance(value, bool) else value


def _in_time(one: Json, params: Json) -> bool:
    given = params.get("created")
    if given is None:
        return True
    if isinstance(given, str):
        return bool(one["created"] == forms.whole(params, "created"))
    tests = {"gt": int.__gt__, "gte": int.__ge__, "lt": int.__lt__, "lte": int.__le__}
    for name in given:
        if name not in tests:
            raise wrong_parameter(f"created[{name}]", f"Received unknown parameter: created[{name}]")
    return all(tests[name](one["created"], forms.whole(given, name, f"created[{name}]")) for name in given)


def expanded(account: Account, answer: Json, paths: Any) -> Json:
    """A copy in which the ids at these paths ("payment_intent.latest_charge") are the objects themselves."""
    shown = copy.deepcopy(answer)
    for path in paths if isinstance(paths, list) else []:
        _expand(account, shown, path.split("."), path)
    return shown


def line_items(account: Account, session_id: str) -> Json:
    url = f"/v1/checkout/sessions/{session_id}/line_items"
    return {"object": "list", "url": url, "has_more": False, "data": copy.deepcopy(account.kept[session_id]["items"])}


def _expand(account: Account, place: Any, steps: list[str], path: str) -> None:
    if isinstance(place, list):
        for one in place:
            _expand(account, one, steps, path)
        return
    name, *rest = steps
    if name == "line_items" and isinstance(place, dict) and place.get("object") == "checkout.session":
        place[name] = line_items(account, place["id"])
    if not isinstance(place, dict) or name not in place:
        raise wrong_parameter("expand", f"This property cannot be expanded ({path}).")
    if isinstance(place[name], str) and (found := account.look_up(place[name])):
        place[name] = copy.deepcopy(found)
    if rest and place[name] is not None:
        _expand(account, place[name], rest, path)
