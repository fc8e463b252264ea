"""Sentry is an extra: without its setting nothing is loaded, and what leaves carries no secret."""

import importlib.util

import pytest

from bot import reporting
from bot.log import Redactor
from bot.settings import Settings, WrongSetting

DSN = "https://0123456789abcdef@sentry.example/7"


def test_without_the_setting_nothing_happens():
    reporting.set_up(Settings.load(env_file=None))


@pytest.mark.skipif(importlib.util.find_spec("sentry_sdk") is not None, reason="sentry-sdk is installed")
def test_with_the_setting_and_without_the_library_one_line_says_what_to_do():
    with pytest.raises(WrongSetting, match="SENTRY_DSN: is set, and sentry-sdk is not installed"):
        reporting.set_up(Settings.load(env_file=None, sentry_dsn=DSN))


def test_the_address_of_sentry_is_a_secret():
    assert DSN in Settings.load(env_file=None, sentry_dsn=DSN).secrets()


def test_what_leaves_is_redacted_however_deep_it_stands():
    event = {
        "logentry": {"message": "bot42:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc failed for ana@example.org"},
        "breadcrumbs": [{"url": "https://api.telegram.org/bot42:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc/getMe"}],
        "level": "error",
        "count": 3,
    }

    text = str(reporting.redacted(event, Redactor()))

    assert "AAEhBOweik" not in text
    assert "ana@example.org" not in text
    assert "'count': 3" in text
