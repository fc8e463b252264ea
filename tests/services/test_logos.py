"""Logos: any picture becomes a small one without what else was in the file; mails and pages show it."""

import io
from dataclasses import replace

import pytest
from PIL import Image
from sqlalchemy import func, select

from db.models import AuditEvent, Host, Logo
from services import hosts, logos
from services.errors import NotFound
from services.errors.organizing import NotAPicture
from services.mails.letters import letter
from services.mails.wording import Wording
from tests.factories import NOW, picture
from tests.services.mails.test_letters import ADDRESSES, MAIL


@pytest.fixture
def olga(make):
    return make.user("Olga", email="olga@example.org")


@pytest.fixture
def host(tx, make, olga):
    return tx.get_one(Host, make.series(owner=olga).host_id)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "GIF"])
@pytest.mark.parametrize("size", [(2000, 300), (1, 1), (300, 2000)])
def test_a_picture_becomes_a_small_png(form, size):
    with Image.open(io.BytesIO(logos.read(picture(size, form)))) as small:
        assert small.format == "PNG"
        assert small.width <= logos.SIDES[0]
        assert small.height <= logos.SIDES[1]


def test_nothing_else_of_the_file_is_kept():
    about = Image.Exif()
    about[0x010E] = "taken at home, 52.5 13.4"
    assert b"taken at home" in picture(form="JPEG", exif=about)
    assert b"taken at home" not in logos.read(picture(form="JPEG", exif=about))


@pytest.mark.parametrize(
    "content",
    [b"", b"png", b"%PDF-1.7", b"<svg xmlns='http://www.w3.org/2000/svg'/>", picture()[:60], picture(form="BMP")],
)
def test_what_is_no_picture_is_refused(content):
    with pytest.raises(NotAPicture):
        logos.read(content)


def test_a_picture_that_would_fill_the_memory_is_refused_unread():
    with pytest.raises(NotAPicture):
        logos.read(picture((8000, 8000), "GIF", mode="1"))


def test_a_new_logo_has_another_address_and_the_old_one_is_gone(tx, olga, host):
    addresses = []
    for colour in ("red", "blue"):
        logo = logos.read(picture(colour=colour))
        hosts.set_logo(tx, user_id=olga.id, host_id=host.id, logo=logo, now=NOW)
        addresses.append(logos.path(host))
        assert logos.find(tx, typed=host.code.lower()) == logo
    assert len(set(addresses)) == 2
    assert tx.scalar(select(func.count()).select_from(Logo)) == 1
    assert (
        tx.scalars(select(AuditEvent.data).where(AuditEvent.action == "host.edited")).all()
        == [{"fields": ["logo"]}] * 2
    )

    hosts.set_logo(tx, user_id=olga.id, host_id=host.id, logo=None, now=NOW)
    assert (logos.path(host), logos.find(tx, typed=host.code)) == ("", None)


def test_the_photo_of_the_chat_is_the_logo_too_until_it_is_taken_off(tx, olga, host):
    logo = logos.read(picture())
    hosts.set_photo(tx, user_id=olga.id, host_id=host.id, photo_id="abc", logo=logo, now=NOW)
    assert (host.photo_id, logos.find(tx, typed=host.code)) == ("abc", logo)
    hosts.clear(tx, user_id=olga.id, host_id=host.id, field="photo", now=NOW)
    assert (host.photo_id, host.logo, logos.find(tx, typed=host.code)) == (None, None, None)


def test_only_who_edits_a_host_changes_its_logo(tx, make, host):
    with pytest.raises(NotFound):
        hosts.set_logo(tx, user_id=make.user().id, host_id=host.id, logo=None, now=NOW)
    with pytest.raises(NotFound):
        hosts.brand(tx, user_id=make.user().id, host_id=host.id)


def test_a_host_that_is_deleted_takes_its_logo_along(tx, olga, host):
    hosts.set_logo(tx, user_id=olga.id, host_id=host.id, logo=logos.read(picture()), now=NOW)
    hosts.delete(tx, user_id=olga.id, host_id=host.id, now=NOW)
    tx.flush()
    assert tx.scalar(select(func.count()).select_from(Logo)) == 0


def test_a_mail_shows_it_from_our_server():
    assert MAIL.host
    branded = replace(MAIL, host=replace(MAIL.host, logo="/h/ABCD1234/logo.png?v=1"))
    made = letter(branded, Wording("{title}", "{text}"), ADDRESSES)
    assert '<img src="https://jam.example.org/h/ABCD1234/logo.png?v=1" alt=""' in made.html
    assert made.html.count("<img") == 1
    assert "logo.png" not in made.text
