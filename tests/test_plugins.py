"""A missing service skips a test, fails it under CI, and is named at the end of the run."""

import socket

import pytest

from tests import plugins

MISSING = plugins.Service("Mail", lambda: False, "start it")
PRESENT = plugins.Service("Mail", lambda: True, "start it")


def test_a_missing_service_skips(monkeypatch):
    monkeypatch.delenv("CI", raising=False)

    with pytest.raises(pytest.skip.Exception, match="Mail is missing: start it"):
        plugins.require(MISSING)


def test_a_missing_service_fails_under_ci(monkeypatch):
    monkeypatch.setenv("CI", "true")

    with pytest.raises(pytest.fail.Exception, match="Mail is missing: start it"):
        plugins.require(MISSING)


def test_a_service_that_is_there_is_used(monkeypatch):
    monkeypatch.setenv("CI", "true")

    plugins.require(PRESENT)


def test_a_port_answers_while_somebody_listens():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert plugins.answers(port)()

    assert not plugins.answers(port)()


def test_a_program_is_installed_if_one_of_its_names_is():
    assert plugins.installed("no-such-program", "python3")()
    assert not plugins.installed("no-such-program")()


def test_the_end_of_a_run_counts_each_reason_once():
    reasons = [
        "Skipped: Redis is missing: start it",
        "Skipped: Mail is missing: start it",
        "Skipped: Redis is missing: start it",
    ]

    assert plugins.skipped_lines(reasons) == [
        "    2 skipped: Redis is missing: start it",
        "    1 skipped: Mail is missing: start it",
    ]
