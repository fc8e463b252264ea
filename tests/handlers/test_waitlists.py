"""What those who wait are told."""

from datetime import timedelta

import pytest

from handlers import waitlists
from services.translator import Translator
from services.waitlist import Chosen, History, Step, Wish
from tests.factories import NOW

T = Translator("en", "Europe/Berlin")


def told(action: str, reason: str = "", **data: int) -> str:
    return waitlists.step(Step(NOW, action, reason, data), T)


def test_held_says_until_when_in_the_readers_zone_and_when_that_is_over():
    until = NOW + timedelta(hours=2)

    assert waitlists.held(until, NOW, T) == "⏳ A place is held for you until Mon 23 Nov, 15:00 (Berlin time)"
    assert waitlists.held(until, until, T) == "⏳ The time to claim your place ran out: Mon 23 Nov, 15:00 (Berlin time)"


@pytest.mark.parametrize(
    ("position", "words"),
    [
        (0, "You do not wait any more."),
        (1, "You are first in the line."),
        (2, "1 is before you in the line."),
        (4, "3 are before you in the line."),
    ],
)
def test_stands_says_who_is_before(position, words):
    assert waitlists.stands(position, T) == words


def test_history_is_a_line_a_step_and_escapes_what_was_typed():
    steps = (Step(NOW, "registration.waitlisted", "", {}), Step(NOW, "waitlist.passed_over", "blocked", {}))

    assert waitlists.history(History(1, 2, "<Jam>", 1, steps), T).split("\n") == [
        "<b>Why you wait for &lt;Jam&gt;</b>",
        "",
        "You are first in the line.",
        "",
        "Mon 23 Nov, 13:00: You joined the line.",
        "Mon 23 Nov, 13:00: A place came free, but you could not book then.",
    ]


def test_step_has_words_for_every_reason_and_none_for_what_is_not_about_waiting():
    assert told("waitlist.passed_over", "party", times=2).endswith("It went to the next in line: 2 of at most 3 times.")
    assert told("waitlist.passed_over", "IntegrityError").endswith("It is tried again each minute.")
    assert told("registration.cancelled", "something new").endswith(": You left the line.")
    assert told("transfer.offered") == ""


@pytest.mark.parametrize("status", ["waitlisted", "offered", "confirmed", "cancelled", "expired"])
def test_every_status_of_an_entry_has_words(status):
    assert told(f"registration.{status}")


@pytest.mark.parametrize("wish", Wish)
def test_every_wish_has_words(wish):
    text = waitlists.wish(Chosen(1, 2, "A & B", wish), T)

    assert text.startswith("<b>How do you want to get a place in A &amp; B?</b>\n\n")
    assert text.endswith("\n\nYou can change it any time.")
