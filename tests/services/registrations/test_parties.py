"""Who comes along, as it is kept."""

from types import SimpleNamespace
from typing import Any

import pytest

from services.errors import PartyTooLarge
from services.registrations import parties, read_names


def test_names_are_read_between_commas_and_line_breaks():
    assert read_names(" Bo , Chloé\nDana; \u202eEli\u202c, \u200b,") == ["Bo", "Chloé", "Dana", "Eli"]


def test_a_long_name_is_cut():
    assert [len(name) for name in read_names("x" * 4096)] == [parties.LONGEST_NAME]


def test_no_more_names_are_kept_than_guests_come():
    assert parties.guests(["Bo", " ", "Chloé", "Dana"], 3) == ["Bo", "Chloé"]
    assert parties.guests(["Bo"], 1) == []


def test_a_wish_is_one_clean_line():
    assert parties.request(" a\x00mat,\nplease ") == "amat, please"
    assert len(parties.request("x" * 999)) == parties.LONGEST_REQUEST


def test_a_party_is_as_large_as_the_series_allows():
    quota: Any = SimpleNamespace(id=7, places_limit=3)

    parties.require_allowed(quota, 3)
    for places in (0, 4):
        with pytest.raises(PartyTooLarge) as refused:
            parties.require_allowed(quota, places)
        assert refused.value.limit == 3
