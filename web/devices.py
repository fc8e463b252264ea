"""What a browser calls itself, in words: "Chrome on Android"."""

import re

from services.translator import Translator

BROWSERS = (
    (r"Telegram", "Telegram"),
    (r"Edg(?:e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"Firefox/|FxiOS/", "Firefox"),
    (r"Chrom(?:e|ium)/|CriOS/", "Chrome"),
    (r"Version/[\d.]+.*Safari/", "Safari"),
)
"""The first that fits: many of them call themselves Chrome and Safari as well."""
SYSTEMS = (
    (r"Android", "Android"),
    (r"iPhone", "iPhone"),
    (r"iPad", "iPad"),
    (r"Windows", "Windows"),
    (r"Macintosh|Mac OS X", "Mac"),
    (r"CrOS", "ChromeOS"),
    (r"Linux", "Linux"),
)


def named(agent: str, t: Translator) -> str:
    """As far as it can be told; empty where it says nothing that is known."""
    browser, system = _first(BROWSERS, agent), _first(SYSTEMS, agent)
    if browser and system:
        return t("{browser} on {system}", browser=browser, system=system)
    return browser or system


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for pattern, name in known if re.search(pattern, agent)), "")
