"""Finding series by words, in any case and alphabet, whatever is typed."""

from datetime import timedelta

import pytest

from services import sessions
from services.sessions import filters, searching
from tests.factories import NOW


@pytest.fixture
def found(tx, make):
    """The titles that a search finds, in order."""
    viewer = make.user()

    def look(typed: str, page: int = 0) -> list[str]:
        result = sessions.search(tx, typed=typed, viewer_id=viewer.id, page=page, now=NOW)
        return [series.title for series in result.series]

    return look


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Monday Jam", "jam"),
        ("Monday Jam", "  MONDAY   jam "),
        ("Monday Jam", "jam monday"),
        ("Йога на рассвете", "ЙОГА"),
        ("Йога на рассвете", "рассвет"),
        ("Ünlü Çiçek", "unlu cicek"),
        ("Straße", "STRASSE"),
        ("Café Día", "cafe dia"),
        ("İpek", "ipek"),
        ("ΣΟΦΟΣ", "σοφος"),
        ("Ｊａｍ", "jam"),
        ("100% Yoga", "100%"),
        ("A_B", "a_b"),
        ('O\'Neill "Jam"', 'o\'neill "jam"'),
        ("יוגה", "יוגה"),
        ("Back\\slash", "back\\"),
    ],
)
def test_words_are_found_however_they_are_written(make, found, title, typed):
    make.session(title=title)

    assert found(typed) == [title]


@pytest.mark.parametrize(
    "typed",
    [
        "%",
        "_",
        "%%",
        "__",
        "\\",
        "/",
        "' OR 1=1 --",
        '"',
        "x" * 10_000,
        "\u202e\u2066",
        "\x00\x00",
        "🎟" * 90,
        "\ud800x",
    ],
)  # fmt: skip
def test_hostile_words_find_nothing(make, found, typed):
    make.session(title="Monday Jam")

    assert found(typed) == []


def test_descriptions_and_hosts_are_searched_too_and_follow_a_change(tx, make, found):
    series = make.series(title="Jam", description="Bring barefoot shoes.")
    make.session(series=series)
    assert found("barefoot") == found("tanz jam") == ["Jam"]
    assert found("tanz pilates") == []

    series.description = "Bring socks."
    tx.flush()

    assert found("barefoot") == []
    assert found("socks") == ["Jam"]


def test_what_has_dates_comes_first_and_then_what_begins_with_the_words(make, found):
    make.series(title="Jam without dates")
    make.session(title="Monday Jam")
    make.session(title="Jam on Friday")

    assert found("jam") == ["Jam on Friday", "Monday Jam", "Jam without dates"]


def test_results_come_in_pages_with_the_next_dates(tx, make, found):
    for number in range(searching.PAGE + 1):
        series = make.series(title=f"Jam {number}")
        for day in (1, 2, 3):
            make.session(series=series, starts_in=timedelta(days=day))

    first = sessions.search(tx, typed="jam", viewer_id=make.user().id, now=NOW)

    assert (len(first.series), first.number, first.has_next) == (searching.PAGE, 0, True)
    assert [line.starts_at for line in first.series[0].next] == [NOW + timedelta(days=day) for day in (1, 2)]
    assert found("jam", page=1) == [f"Jam {searching.PAGE}"]


def test_the_words_are_kept_for_the_next_page(tx, make):
    ana = make.user()
    make.session(title="Monday Jam")
    filters.keep_words(tx, user_id=ana.id, words="jam", today=NOW.date())
    tx.flush()

    again = sessions.search_again(tx, viewer_id=ana.id, page=0, today=NOW.date(), now=NOW)

    assert [series.title for series in again.series] == ["Monday Jam"]


@pytest.mark.parametrize(
    ("typed", "worth"),
    [("", False), (" a ", False), ("\u200b\u200b", False), ("ab", True), ("x" * 80, True), ("x" * 81, False)],
)
def test_two_to_eighty_characters_are_worth_a_search(typed, worth):
    assert searching.is_searchable(typed) is worth


def test_share_offers_what_is_next_where_nothing_is_typed(tx, make):
    later, sooner = (make.session(starts_in=timedelta(days=day)) for day in (2, 1))

    offered = sessions.find_to_share(tx, typed="", viewer_id=make.user().id, now=NOW)

    assert [card.id for card in offered] == [sooner.id, later.id]
    assert [card.id for card in sessions.find_to_share(tx, typed="zzz", viewer_id=make.user().id, now=NOW)] == []
