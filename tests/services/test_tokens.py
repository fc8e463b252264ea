"""Tokens are told once, kept as a hash, and good for one purpose until their end, use or withdrawal."""

import asyncio
import re
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session as Tx

from db.models import Token, User
from db.models.tokens import TokenPurpose
from services import tokens
from services.errors import NotFound
from tests.factories import NOW

HOUR = timedelta(hours=1)


@pytest.fixture
def person(make):
    return make.user()


def issue(tx: Tx, person: User, purpose: TokenPurpose = TokenPurpose.TRANSFER, **given: Any) -> str:
    return tokens.issue(tx, purpose, person.id, now=NOW, **given)


def test_issue_tells_what_is_not_kept(tx, make, person):
    registration = make.booked(make.quota(), person)

    token = issue(tx, person, registration_id=registration.id, data={"to": "door"}, lasts=HOUR)

    assert re.fullmatch(r"[A-Za-z0-9_-]{22}", token)
    kept = tx.scalars(select(Token)).one()
    assert (kept.user_id, kept.registration_id, kept.data) == (person.id, registration.id, {"to": "door"})
    assert (kept.created_at, kept.expires_at, kept.used_at) == (NOW, NOW + HOUR, None)
    assert kept.hash == tokens.hashed(token)
    assert token not in str(vars(kept))


def test_issue_never_repeats_a_token(tx, person):
    assert len({issue(tx, person) for _ in range(50)}) == 50


def test_read_leaves_a_token_good(tx, person):
    token = issue(tx, person)

    assert [tokens.read(tx, TokenPurpose.TRANSFER, token, now=NOW).user_id for _ in range(2)] == [person.id] * 2


def test_consume_works_once(tx, person):
    token = issue(tx, person)

    assert tokens.consume(tx, TokenPurpose.TRANSFER, token, now=NOW).used_at == NOW
    for act in (tokens.consume, tokens.read):
        with pytest.raises(NotFound):
            act(tx, TokenPurpose.TRANSFER, token, now=NOW)


def test_a_token_is_good_until_its_end(tx, person):
    token = issue(tx, person, lasts=HOUR)

    tokens.read(tx, TokenPurpose.TRANSFER, token, now=NOW + HOUR - timedelta(seconds=1))
    with pytest.raises(NotFound):
        tokens.consume(tx, TokenPurpose.TRANSFER, token, now=NOW + HOUR)


def test_a_token_is_good_for_its_purpose_only(tx, person):
    token = issue(tx, person, TokenPurpose.TICKET)

    with pytest.raises(NotFound):
        tokens.read(tx, TokenPurpose.FEED, token, now=NOW)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"),
        lambda token: f"{token}=",
        lambda token: token[:-1],
        lambda token: f" {token}",
        lambda token: f"{token}\n",
        lambda token: token.swapcase(),
        lambda token: tokens.hashed(token),
        lambda _: "",
        lambda _: "\x00" * 22,
        lambda _: "ß" * 22,
        lambda _: "\ud800" * 22,
    ],
)
def test_a_token_that_is_not_exactly_right_is_unknown(tx, person, spoil):
    token = issue(tx, person)

    with pytest.raises(NotFound):
        tokens.read(tx, TokenPurpose.TRANSFER, spoil(token), now=NOW)


def test_revoke_withdraws_a_persons_tokens_of_the_purpose(tx, make, person):
    mine, ticket = issue(tx, person), issue(tx, person, TokenPurpose.TICKET)
    others = issue(tx, make.user())

    assert tokens.revoke(tx, person.id, TokenPurpose.TRANSFER, now=NOW) == 1

    with pytest.raises(NotFound):
        tokens.consume(tx, TokenPurpose.TRANSFER, mine, now=NOW)
    assert tokens.read(tx, TokenPurpose.TICKET, ticket, now=NOW)
    assert tokens.read(tx, TokenPurpose.TRANSFER, others, now=NOW)
    assert tokens.revoke(tx, person.id, TokenPurpose.TRANSFER, now=NOW) == 0


def test_revoke_of_one_registration_leaves_the_others(tx, make, person):
    one, other = (make.booked(make.quota(starts_in=timedelta(days=days)), person) for days in (1, 2))
    first, second = issue(tx, person, registration_id=one.id), issue(tx, person, registration_id=other.id)

    assert tokens.revoke(tx, person.id, TokenPurpose.TRANSFER, registration_id=one.id, now=NOW) == 1

    assert tokens.read(tx, TokenPurpose.TRANSFER, second, now=NOW)
    with pytest.raises(NotFound):
        tokens.read(tx, TokenPurpose.TRANSFER, first, now=NOW)


async def test_consume_gives_a_token_to_exactly_one_of_ten(db, make, person):
    token = await db.write(tokens.issue, TokenPurpose.TRANSFER, person.id, now=NOW)

    outcomes = await asyncio.gather(
        *(db.write(tokens.consume, TokenPurpose.TRANSFER, token, now=NOW) for _ in range(10)), return_exceptions=True
    )

    assert Counter(type(outcome) for outcome in outcomes) == {Token: 1, NotFound: 9}
