"""Browsers by the names that people know them by."""

import pytest

from services.translator import Translator
from web import devices

MOZILLA = "Mozilla/5.0"
IPHONE = "(iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
KHTML = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (f"{MOZILLA} (Linux; Android 10; K) {KHTML} Chrome/126.0.0.0 Mobile Safari/537.36", "Chrome on Android"),
        (f"{MOZILLA} (Linux; Android 13; SM-S911B) {KHTML} SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36",
         "Samsung Internet on Android"),
        (f"{MOZILLA} {IPHONE} Version/17.5 Mobile/15E148 Safari/604.1", "Safari on iPhone"),
        (f"{MOZILLA} {IPHONE} CriOS/126.0.6478.54 Mobile/15E148 Safari/604.1", "Chrome on iPhone"),
        (f"{MOZILLA} (Windows NT 10.0; Win64; x64) {KHTML} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0",
         "Edge on Windows"),
        (f"{MOZILLA} (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox on Linux"),
        (f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) {KHTML} Chrome/126.0.0.0 Safari/537.36 OPR/111.0.0.0",
         "Opera on Mac"),
        (f"{MOZILLA} (X11; Linux x86_64) {KHTML} HeadlessChrome/126.0.0.0 Safari/537.36", "Chrome on Linux"),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)  # fmt: skip
def test_a_browser_is_called_as_people_call_it(agent, name):
    assert devices.named(agent, Translator("en", "UTC")) == name
