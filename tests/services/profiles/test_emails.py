"""An email address: asked for, confirmed by its link, and removed."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models import Notification, User
from services import notices, profiles
from services.errors import ConfirmationOver, EmailTaken, InvalidEmail, ProfileChanged, TooManyMails
from services.notices import Mail, Notice, Obsolete
from tests.factories import NOW
from tests.fakes import FakeCipher

CIPHER = FakeCipher()


@pytest.fixture
def ana(make):
    return make.user("Ana", language="de")


def asked(tx, user, typed="ana@example.org", *, now=NOW):
    return profiles.ask_email(tx, user_id=user.id, typed=typed, cipher=CIPHER, version=user.version, now=now)


def mails(tx):
    return list(tx.scalars(select(Notification).where(Notification.channel == "email").order_by(Notification.id)))


def link(tx):
    """The newest one's token."""
    return CIPHER.decrypt(mails(tx)[-1].data["token"])


def test_an_address_is_theirs_only_after_its_link_was_used(tx, ana):
    assert asked(tx, ana, "  Ana@Example.ORG") == "ana@example.org"
    shown = profiles.details(tx, user_id=ana.id, cipher=CIPHER, now=NOW)
    assert (shown.email, shown.pending_email) == (None, "ana@example.org")

    found = profiles.look_at_confirmation(tx, token=link(tx), now=NOW)
    assert (found.address, found.language, ana.email) == ("ana@example.org", "de", None)

    ana.email_failed_at = NOW
    profiles.confirm_email(tx, token=link(tx), now=NOW)
    assert (ana.email, ana.email_failed_at) == ("ana@example.org", None)
    shown = profiles.details(tx, user_id=ana.id, cipher=CIPHER, now=NOW)
    assert (shown.email, shown.pending_email) == ("ana@example.org", None)
    told = tx.scalars(select(Notification).where(Notification.channel == "telegram")).one()
    notice = notices.compose(tx, notification_id=told.id, now=NOW)
    assert isinstance(notice, Notice)
    assert "ana@example.org" in notice.text


def test_the_mail_goes_to_the_new_address_and_its_token_is_hidden(tx, ana):
    ana.email = "old@example.org"
    asked(tx, ana)

    [row] = mails(tx)
    mail = notices.compose(tx, notification_id=row.id, now=NOW)
    assert isinstance(mail, Mail)
    assert (mail.address, mail.language, mail.kind) == ("ana@example.org", "de", "email_confirmation")
    assert link(tx) not in str(row.data)


def test_a_link_works_once_and_for_48_hours(tx, ana):
    asked(tx, ana)
    token = link(tx)
    with pytest.raises(ConfirmationOver):
        profiles.confirm_email(tx, token=token, now=NOW + timedelta(hours=48))

    profiles.confirm_email(tx, token=token, now=NOW + timedelta(hours=47, minutes=59))

    for act in (profiles.confirm_email, profiles.look_at_confirmation):
        with pytest.raises(ConfirmationOver):
            act(tx, token=token, now=NOW)


def test_a_newer_link_ends_the_older_ones(tx, ana):
    asked(tx, ana)
    first = link(tx)
    asked(tx, ana, "other@example.org")

    with pytest.raises(ConfirmationOver):
        profiles.confirm_email(tx, token=first, now=NOW)
    assert isinstance(notices.compose(tx, notification_id=mails(tx)[0].id, now=NOW), Obsolete)
    profiles.confirm_email(tx, token=link(tx), now=NOW)
    assert ana.email == "other@example.org"


@pytest.mark.parametrize("token", ["", "x", "x" * 22, "ж" * 22, "x" * 5000])
def test_a_guessed_link_confirms_nothing(tx, ana, token):
    asked(tx, ana)

    with pytest.raises(ConfirmationOver):
        profiles.confirm_email(tx, token=token, now=NOW)


def test_an_address_of_somebody_else_is_refused_and_changes_nothing(tx, make, ana):
    make.user("Bo", email="bo@example.org")
    ana.email = "ana@example.org"
    tx.flush()

    with pytest.raises(EmailTaken):
        asked(tx, ana, "BO@example.org")

    assert (ana.email, mails(tx)) == ("ana@example.org", [])


def test_of_two_who_ask_for_an_address_the_first_to_confirm_has_it(tx, make, ana):
    bo = make.user("Bo")
    asked(tx, ana)
    first = link(tx)
    asked(tx, bo)
    profiles.confirm_email(tx, token=link(tx), now=NOW)

    with pytest.raises(EmailTaken):
        profiles.confirm_email(tx, token=first, now=NOW)

    assert (bo.email, ana.email) == ("ana@example.org", None)


def test_so_many_mails_an_hour(tx, ana):
    for number in range(5):
        asked(tx, ana, f"ana{number}@example.org")

    with pytest.raises(TooManyMails):
        asked(tx, ana)
    asked(tx, ana, now=NOW + timedelta(hours=1))


def test_what_is_no_address_sends_nothing(tx, ana):
    with pytest.raises(InvalidEmail):
        asked(tx, ana, "ana")

    assert mails(tx) == []


def test_an_edit_that_began_on_an_older_version_is_refused(tx, ana):
    with pytest.raises(ProfileChanged):
        profiles.ask_email(tx, user_id=ana.id, typed="a@example.org", cipher=CIPHER, version=9, now=NOW)
    with pytest.raises(ProfileChanged):
        profiles.forget_email(tx, user_id=ana.id, version=9, now=NOW)


def test_an_address_is_removed_with_the_links_that_would_bring_one(tx, ana):
    ana.email = "old@example.org"
    asked(tx, ana)
    token = link(tx)

    profiles.forget_email(tx, user_id=ana.id, version=ana.version, now=NOW)

    assert ana.email is None
    with pytest.raises(ConfirmationOver):
        profiles.confirm_email(tx, token=token, now=NOW)


async def test_of_ten_who_confirm_one_address_at_once_one_has_it(db, engine, make):
    tokens = []
    for number in range(10):
        user = make.user(f"Person {number}")
        profiles.ask_email(
            make.tx, user_id=user.id, typed="jam@example.org", cipher=CIPHER, version=user.version, now=NOW
        )
        make.commit()
        tokens.append(link(make.tx))
        make.tx.rollback()

    ends = await gathered(db, tokens)

    assert sorted(ends) == ["EmailTaken"] * 9 + ["confirmed"]
    assert len(make.tx.scalars(select(User.id).where(User.email == "jam@example.org")).all()) == 1


async def gathered(db, tokens):
    async def one(token):
        try:
            await db.write(profiles.confirm_email, token=token, now=NOW)
        except EmailTaken as taken:
            return type(taken).__name__
        return "confirmed"

    return await asyncio.gather(*(one(token) for token in tokens))
