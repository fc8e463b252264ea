"""Who opens the pages inside Telegram: by what Telegram signed of them, for this very bot, not long ago."""

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import parse_qsl

from aiogram.utils.web_app import safe_parse_webapp_init_data

from web.site import Opened

LASTS = timedelta(hours=1)
AHEAD = timedelta(minutes=1)
"""So much may the clocks differ."""
LONGEST = 4096


def reader(token: str) -> Callable[[str, datetime], Opened | None]:
    """Reads initData (https://core.telegram.org/bots/webapps#validating-data-received-via-the-mini-app)."""

    def read(typed: str, now: datetime) -> Opened | None:
        if len(typed) > LONGEST or not _is_plain(typed):
            return None
        try:
            found = safe_parse_webapp_init_data(token, typed)
        except ValueError:
            return None
        if found.user is None or not now - LASTS <= found.auth_date <= now + AHEAD:
            return None
        return Opened(found.user.id, found.start_param or "")

    return read


def _is_plain(typed: str) -> bool:
    """Each field once, and a hash that can be compared: Python does not compare what is not ASCII."""
    try:
        fields = parse_qsl(typed, strict_parsing=True)
    except ValueError:
        return False
    names = [name for name, _ in fields]
    return len(set(names)) == len(names) and dict(fields).get("hash", "é").isascii()
