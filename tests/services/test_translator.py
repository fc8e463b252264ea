"""`t`: texts, times, numbers and money as a reader would write them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.translator import LANGUAGES, Translator, catalog, mark
from tests.factories import NOW

SUMMER = datetime(2026, 7, 1, 18, 0, tzinfo=UTC)
BERLIN = "Europe/Berlin"


def test_a_text_stays_as_it_is_in_english_and_values_are_taken_as_they_are():
    t = Translator("en")

    assert t("Register") == mark("Register")
    assert t("{position}.", position="<b>{x}</b>") == "<b>{x}</b>."
    assert t("100 % {sure}") == "100 % {sure}"


@pytest.mark.parametrize("language", sorted(set(LANGUAGES) - {"en"}))
def test_a_text_is_translated_where_the_catalog_has_it(language):
    t = Translator(language)

    assert t("You are on the waitlist already.") != "You are on the waitlist already."
    assert t("nobody says this") == "nobody says this"


def test_a_language_that_we_do_not_speak_is_read_in_english():
    t = Translator("fr")

    assert (t.language, t("Register")) == ("en", "Register")


def test_a_catalog_is_read_once():
    assert catalog("ru") is catalog("ru")


@pytest.mark.parametrize(("count", "text"), [(0, "0 places"), (1, "1 place"), (2, "2 places"), (1200, "1,200 places")])
def test_plural_picks_the_form_in_english(count, text):
    assert Translator("en").plural("{count} place", "{count} places", count) == text


def test_plural_has_three_forms_in_russian():
    t = Translator("ru")

    texts = {n: t.plural("{count} person is waiting.", "{count} people are waiting.", n) for n in (1, 2, 5, 11, 21, 22)}

    words = {n: text.replace(str(n), "") for n, text in texts.items()}
    assert words[1] == words[21]
    assert words[2] == words[22]
    assert words[5] == words[11]
    assert len({words[1], words[2], words[5]}) == 3
    assert "waiting" not in texts[1]


def test_plural_takes_other_values_too():
    assert Translator("en").plural("{count} in {role}", "{count} in {role}", 2, role="base") == "2 in base"


@pytest.mark.parametrize(("language", "text"), [("en", "1,234,567"), ("de", "1.234.567"), ("ru", "1\xa0234\xa0567")])
def test_number_groups_thousands(language, text):
    assert Translator(language).number(1234567) == text
    assert Translator(language).number(999) == "999"


@pytest.mark.parametrize(
    ("position", "text"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (20, "20th"),
        (21, "21st"),
        (102, "102nd"),
        (111, "111th"),
        (123, "123rd"),
    ],
)
def test_ordinal_in_english(position, text):
    assert Translator("en").ordinal(position) == text


def test_ordinal_elsewhere_has_the_languages_own_mark():
    assert [Translator(language).ordinal(3) for language in ("de", "es", "ru")] == ["3", "3", "3-е"]


@pytest.mark.parametrize(
    ("amount", "currency", "language", "text"),
    [
        (1250, "EUR", "en", "€12.50"),
        (1250, "EUR", "de", "12,50\xa0€"),
        (1250, "EUR", "ru", "12,50\xa0€"),
        (5, "EUR", "en", "€0.05"),
        (0, "EUR", "en", "€0.00"),
        (1250, "JPY", "en", "JP¥1,250"),
        (1250, "KWD", "en", "KWD1.250"),
        (1250, "RSD", "en", "RSD12.50"),
        (150000, "RSD", "de", "1.500,00\xa0RSD"),
        (1250, "ISK", "en", "ISK1,250"),
        (123456789, "USD", "en", "US$1,234,567.89"),
    ],
)
def test_money_is_in_minor_units_of_its_currency(amount, currency, language, text):
    assert Translator(language).money(amount, currency) == text


def test_clock_day_and_moment_are_the_readers_own_unless_a_zone_is_named():
    t = Translator("en", "America/New_York")

    assert (t.clock(SUMMER), t.clock(SUMMER, BERLIN)) == ("14:00", "20:00")
    assert t.day(SUMMER) == "Wed 1 Jul"
    assert t.moment(SUMMER) == "Wed 1 Jul, 14:00"
    assert t.moment(SUMMER, "Pacific/Auckland") == "Thu 2 Jul, 06:00"


@pytest.mark.parametrize(
    ("language", "short", "long"),
    [("en", "Mon 23 Nov", "Monday 23 November"), ("de", "Mo., 23. Nov.", "Montag, 23. November")],
)
def test_calendar_day_in_two_lengths(language, short, long):
    t = Translator(language)

    assert (t.calendar_day(NOW.date()), t.calendar_day(NOW.date(), long=True)) == (short, long)


def test_weekday_is_short():
    assert [Translator("en").weekday(date(2026, 11, 23 + day)) for day in (0, 6)] == ["Mon", "Sun"]


@pytest.mark.parametrize(
    ("zone", "language", "text"),
    [(BERLIN, "en", "Berlin time"), ("UTC", "en", "UTC"), ("America/New_York", "en", "New York time")],
)
def test_zone_is_named_by_its_city(zone, language, text):
    assert Translator(language).zone(zone) == text


def test_city_is_in_the_readers_language():
    assert [Translator(language).city("Europe/Moscow") for language in ("en", "de", "ru")] == [
        "Moscow",
        "Moskau",
        "Москва",
    ]


def test_when_names_the_zone_of_the_place():
    t = Translator("en", BERLIN)

    assert t.when(SUMMER, SUMMER + timedelta(hours=2), BERLIN) == "Wed 1 Jul, 20:00–22:00 (Berlin time)"
    assert t.when(SUMMER, None, BERLIN) == "Wed 1 Jul, 20:00 (Berlin time)"


def test_when_names_the_day_it_ends_on_where_that_is_more_than_a_night_away():
    t = Translator("en", BERLIN)

    assert t.when(SUMMER, SUMMER + timedelta(hours=6), BERLIN) == "Wed 1 Jul, 20:00–02:00 (Berlin time)"
    assert t.when(SUMMER, SUMMER + timedelta(hours=25), BERLIN) == "Wed 1 Jul, 20:00 – Thu 2 Jul, 21:00 (Berlin time)"


def test_when_says_nothing_more_to_a_reader_whose_clock_shows_the_same():
    assert Translator("en", "Europe/Madrid").when(SUMMER, None, BERLIN) == "Wed 1 Jul, 20:00 (Berlin time)"


def test_when_adds_the_readers_time_where_it_differs_and_their_day_too():
    assert Translator("en").when(SUMMER, None, BERLIN) == "Wed 1 Jul, 20:00 (Berlin time), 18:00 for you"
    assert (
        Translator("en", "Asia/Tokyo").when(SUMMER, None, BERLIN)
        == "Wed 1 Jul, 20:00 (Berlin time), Thu 2 Jul, 03:00 for you"
    )


@pytest.mark.parametrize(
    ("instant", "berlin", "lord_howe"),
    [
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "01:59", "11:59"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "03:00", "12:00"),
        (datetime(2027, 10, 31, 0, 59, tzinfo=UTC), "02:59", "11:59"),
        (datetime(2027, 10, 31, 1, 0, tzinfo=UTC), "02:00", "12:00"),
        (datetime(2027, 7, 1, 12, 0, tzinfo=UTC), "14:00", "22:30"),
    ],
)
def test_clocks_go_forward_and_back_with_their_zone(instant, berlin, lord_howe):
    t = Translator("en", "Australia/Lord_Howe")

    assert (t.clock(instant, BERLIN), t.clock(instant)) == (berlin, lord_howe)


def test_when_judges_the_zones_at_that_very_time():
    t = Translator("en", "Africa/Lagos")  # an hour ahead of UTC all the year

    assert t.when(SUMMER, None, BERLIN).endswith("19:00 for you")
    assert t.when(NOW, None, BERLIN) == "Mon 23 Nov, 13:00 (Berlin time)"


@pytest.mark.parametrize(
    ("distance", "text"),
    [
        (timedelta(hours=3), "in 3 hours"),
        (timedelta(days=-2), "2 days ago"),
        (timedelta(minutes=2), "in 2 minutes"),
    ],
)
def test_in_words(distance, text):
    assert Translator("en").in_words(distance) == text


@pytest.mark.parametrize(("minutes", "text"), [(90, "90 minutes"), (120, "2 hours"), (60, "1 hour"), (1, "1 minute")])
def test_duration_is_in_hours_where_they_are_whole(minutes, text):
    assert Translator("en").duration(minutes) == text


@pytest.mark.parametrize(
    ("words", "text"), [([], ""), (["base"], "base"), (["base", "flyer", "spotter"], "base, flyer and spotter")]
)
def test_listing_joins_words(words, text):
    assert Translator("en").listing(words) == text


def test_value_tells_moments_in_the_readers_zone_and_leaves_the_rest():
    t = Translator("en", BERLIN)

    assert (t.value(SUMMER), t.value(7), t.value("x")) == ("Wed 1 Jul, 20:00", 7, "x")


def test_deadline_names_the_zone_where_the_readers_clock_shows_another_time():
    assert Translator("en", "Europe/Madrid").deadline(SUMMER, BERLIN) == "Wed 1 Jul, 20:00"
    assert Translator("en").deadline(SUMMER, BERLIN) == "Wed 1 Jul, 20:00 (Berlin time)"
