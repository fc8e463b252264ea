"""How long an SMS is, and what is given up for it to be short."""

import pytest

from services.sms import gsm


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ж" * 70, 1),
        ("ж" * 71, 2),
        ("ж" * 134, 2),
        ("ж" * 135, 3),
        ("🤸" * 35, 1),
        ("🤸" * 36, 2),
    ],
)
def test_parts_are_counted_as_phones_count_them(text, parts):
    assert gsm.segments(text) == parts


@pytest.mark.parametrize(
    ("text", "reduced"),
    [
        ("Mon 24 Nov, 19:30–22:00", "Mon 24 Nov, 19:30-22:00"),
        ("🤸 Acro “Jam” 👩‍🎓", 'Acro "Jam"'),
        ("Estás dentro: salón", "Estas dentro: salon"),
        ("Chloé, Müller, ñandú, Łukasz", "Chloé, Müller, ñandu, Lukasz"),
        ("Zoe\u0308", "Zoe"),
        ("à 10\u00a0€…", "à 10 €..."),
        ("тренировка 🤸 в 19:30", "тренировка в 19:30"),
        ("Йога", "Йога"),
    ],
)
def test_marks_and_pictures_go_where_that_makes_it_short_and_costs_no_word(text, reduced):
    assert gsm.reduced(text) == reduced


def test_what_is_reduced_once_stays_as_it_is():
    text = gsm.reduced("Größe „M“ – bitte · danke €")

    assert gsm.is_gsm(text)
    assert gsm.reduced(text) == text
