"""Opening a Mini App: what Telegram adds to its address, signed for the bot."""

import hashlib
import hmac
import json
from urllib.parse import urlencode

from sandbox.world import World


def init_data(world: World, person: int, *, start: str = "", at: int | None = None, **more: str) -> str:
    """Who opens it and when, as https://core.telegram.org/bots/webapps#webappinitdata says; `more` are other fields."""
    fields = {
        "query_id": f"AAF{person}",
        "user": json.dumps(world.people[person], ensure_ascii=False),
        "auth_date": str(world.now() if at is None else at),
        **({"start_param": start} if start else {}),
        **more,
    }
    return sign(fields, world.token)


def sign(fields: dict[str, str], token: str) -> str:
    told = "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
    key = hmac.digest(b"WebAppData", token.encode(), hashlib.sha256)
    return urlencode({**fields, "hash": hmac.digest(key, told.encode(), hashlib.sha256).hex()})


def address(world: World, person: int, url: str) -> str:
    """Where the window goes. What is signed is behind the #, so no server gets it by the way."""
    return f"{url}#{urlencode({'tgWebAppData': init_data(world, person), 'tgWebAppVersion': '9.0'})}"
