"""What comes back: each row of the rules, and what holds for all amounts."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from services.errors.refunding import TiersNotUnderstood
from services.refunds import policies
from services.refunds.policies import Agreed
from services.refunds.tiers import in_words, promised, read
from services.translator import Translator
from tests.factories import NOW

STARTS = NOW + timedelta(days=5)
NOTICE = STARTS - timedelta(hours=12)
TIERS = [{"minutes": 48 * 60, "percent": 100}, {"minutes": 24 * 60, "percent": 50}]
EN = Translator("en")
CANCEL = "If you cancel, there comes back:"


def before_start(hours: float):
    return STARTS - timedelta(hours=hours)


@pytest.mark.parametrize(
    ("tiers", "hours", "percent"),
    [
        (None, 13, 100),
        (None, 12, 100),
        (None, 11.99, 0),
        (TIERS, 72, 100),
        (TIERS, 48, 100),
        (TIERS, 47.99, 50),
        (TIERS, 24, 50),
        (TIERS, 23.99, 0),
        (TIERS, -1, 0),
        (list(reversed(TIERS)), 50, 100),
        ([{"minutes": 0, "percent": 30}], 1, 30),
        ([], 500, 0),
    ],
)
def test_what_comes_back_depends_on_when(tiers, hours, percent):
    assert policies.percent_at(Agreed(STARTS, NOTICE, tiers), before_start(hours)) == percent


def test_all_comes_back_of_what_the_host_moved():
    assert policies.percent_at(Agreed(STARTS, NOTICE, TIERS, was_moved=True), before_start(0.1)) == 100


@pytest.mark.parametrize(
    ("amount", "percent", "back"), [(1250, 50, 625), (1251, 50, 626), (999, 33, 330), (1, 1, 1), (1250, 0, 0)]
)
def test_a_part_of_the_smallest_coin_is_the_persons(amount, percent, back):
    assert policies.share(amount, percent) == back


@pytest.mark.parametrize(
    ("percent", "is_all", "back"), [(100, True, 500), (50, True, 500), (0, True, 0), (100, False, 0)]
)
def test_stars_go_back_as_a_whole_or_not_at_all(percent, is_all, back):
    assert policies.returned("XTR", given_up=250, left=500, percent=percent, is_all=is_all) == back


@given(
    left=some.integers(0, 10**9),
    given_up=some.integers(0, 10**9),
    percent=some.integers(0, 100),
    currency=some.sampled_from(["EUR", "JPY", "KWD", "XTR"]),
    is_all=some.booleans(),
)
def test_no_more_goes_back_than_is_left(left, given_up, percent, currency, is_all):
    back = policies.returned(currency, given_up=given_up, left=left, percent=percent, is_all=is_all)
    assert 0 <= back <= left
    assert currency != "KWD" or back in {0, left} or back % 10 == 0
    if not percent:
        assert back == 0


@given(some.integers(0, 10**9), some.integers(0, 100), some.integers(0, 100))
def test_more_percent_is_never_less_money(amount, one, other):
    less, more = sorted((one, other))
    assert policies.share(amount, less) <= policies.share(amount, more) <= amount


@pytest.mark.parametrize(
    ("typed", "tiers"),
    [
        ("48h 100%, 24h 50%", TIERS),
        ("24 hours 50 %; 2 days 100%", TIERS),
        ("2d: 100, 1d: 50", TIERS),
        ("2 Tage 100%, 24 Std. 50%", TIERS),
        ("48 ч 100%\n24 ч 50%", TIERS),
        ("2 días 100%, 24 horas 50%", TIERS),
        ("90 min 10%", [{"minutes": 90, "percent": 10}]),
        ("0h 100%", [{"minutes": 0, "percent": 100}]),
        ("nothing", []),
        ("nichts", []),
    ],
)
def test_tiers_are_typed_as_people_write_them(typed, tiers):
    assert read(typed) == tiers


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "48h",
        "100%",
        "48h 101%",
        "48h 50%, 24h 100%",
        "48h 100%, 48h 50%",
        "48h 100%, 24h 100%",
        "9999d 50%",
        "48h 12.5%",
        "-1h 5%",
    ],
)
def test_what_is_no_rule_is_refused(typed):
    """Among them: more comes back later than earlier, and two words for one moment."""
    with pytest.raises(TiersNotUnderstood):
        read(typed)


def test_tiers_in_words():
    assert in_words(TIERS, EN) == "100 % until 48 hours before the start, 50 % until 24 hours before, then nothing"
    assert in_words([], EN) == "Nothing comes back"
    assert in_words(None, EN) == "All comes back while cancelling is free, then nothing"


@pytest.mark.parametrize(
    ("tiers", "hours", "said"),
    [
        (
            TIERS,
            60,
            f"{CANCEL} 100 % until Thu 26 Nov, 12:00, 50 % until Fri 27 Nov, 12:00, then nothing.",
        ),
        (TIERS, 30, f"{CANCEL} 50 % until Fri 27 Nov, 12:00, then nothing."),
        (TIERS, 10, "Of what you pay nothing comes back."),
        ([], 60, "Of what you pay nothing comes back."),
    ],
)
def test_what_is_promised_before_one_pays(tiers, hours, said):
    assert promised(tiers, STARTS, "UTC", EN, at=before_start(hours)) == said
