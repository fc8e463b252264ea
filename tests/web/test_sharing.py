"""What a shared link looks like, and what other pages may hold in a frame."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from db.models import Host
from db.models.series import Visibility
from services import logins
from services.limits import CountsHere
from tests.factories import NOW
from web.public import pictures


@pytest.fixture
def jam(make):
    series = make.series(title="Джем <b> 🎉", place="Studio 3")
    return series, make.session(series=series, starts_in=timedelta(days=2))


class Counts(CountsHere):
    """Somebody has had their share, from some moment on."""

    is_over = False

    async def wait(self, *args, **given):
        return timedelta(minutes=1) if self.is_over else await super().wait(*args, **given)


def size_of(content: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(content)).size


def inked(content: bytes) -> tuple[int, ...] | None:
    """Around all that is drawn right of the coloured edge and above the brand."""
    shown = Image.open(io.BytesIO(content)).convert("L").crop((30, 0, 1200, 480))
    return shown.point(lambda light: 255 if light < 128 else 0).getbbox()


@pytest.mark.parametrize(
    "title", ["Джем", "Monday Jam", "Ein langer Titel " * 12, "W" * 300, "日本", "🎉", "", "\u202eab\x00\n"]
)
def test_any_title_stays_within_the_picture(title):
    drawn = pictures.draw(title, ("Mon 23 Nov, 19:30", "x" * 300, "Tanzfabrik"))
    assert size_of(drawn) == pictures.SIZE
    box = inked(drawn)
    assert box
    assert box[2] < 1200 - 30 - 60
    assert len(drawn) < 60_000


def test_cyrillic_is_drawn_and_emoji_are_left_out():
    assert inked(pictures.draw("Джем", ())) != inked(pictures.draw("日本", ()))
    assert pictures.draw("Jam 🎉", ()) == pictures.draw("Jam", ())


async def test_each_public_page_names_a_picture_that_is_there(browser, jam, site):
    series, session = jam
    for path in (f"/s/{session.code}", f"/j/{series.code}"):
        text = (await browser.get(path)).text
        address = text.split('property="og:image" content="')[1].split('"')[0]
        assert address.startswith(f"{site.public_url}{path}.png")
        async with browser.session.get(browser.base + address.removeprefix(site.public_url)) as answer:
            assert (answer.status, answer.content_type) == (200, "image/png")
            assert answer.headers["Cache-Control"] == "public, max-age=3600"
            assert size_of(await answer.read()) == pictures.SIZE
            tag = answer.headers["ETag"]
        again = await browser.get(f"{path}.png?lang=en", headers={"If-None-Match": tag})
        assert (again.status, again.text) == (304, "")


async def test_the_picture_follows_what_it_shows(browser, make, jam):
    series, session = jam
    before = (await browser.get(f"/s/{session.code}.png")).headers["ETag"]
    series.title = "Yoga"
    make.kept(series)
    assert (await browser.get(f"/s/{session.code}.png")).headers["ETag"] != before


@pytest.mark.parametrize("path", ["/s/NOTHING0.png", "/j/NOTHING0.png", "/h/NOTHING0.png", "/embed/j/NOTHING0"])
async def test_what_is_not_there_has_no_picture(browser, path):
    assert (await browser.get(path)).status == 404


async def test_what_is_private_has_neither_picture_nor_frame(browser, make):
    series = make.series(visibility=Visibility.PRIVATE)
    session = make.session(series=series)
    for path in (f"/s/{session.code}.png", f"/j/{series.code}.png", f"/embed/j/{series.code}"):
        assert (await browser.get(path)).status == 404


async def test_new_pictures_are_few_for_one_address_and_known_ones_free(served, make):
    known, new = (make.session(title=title).code for title in ("Jam", "Yoga"))
    counts = Counts()
    async with served(counts=counts) as browsers:
        browser = browsers()
        assert (await browser.get(f"/s/{known}.png")).status == 200
        counts.is_over = True
        assert (await browser.get(f"/s/{known}.png")).status == 200
        refused = await browser.get(f"/s/{new}.png")
        assert (refused.status, refused.headers["Retry-After"]) == (429, "60")


async def test_a_list_may_be_framed_by_anybody_and_knows_nobody(browser, make, jam):
    series, session = jam
    ana = make.user("Ana", language="de")
    token = logins.issue(make.tx, user_id=ana.id, now=NOW)
    make.commit()
    await browser.post("/login", {"token": token})

    page = await browser.get(f"/embed/j/{series.code}", headers={"Accept-Language": "es"})

    assert page.status == 200
    policy = page.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "form-action 'none'" in policy
    assert "Set-Cookie" not in page.headers
    assert '<html lang="es"' in page.text
    assert "Ana" not in page.text
    assert "<form" not in page.text
    assert "csrf" not in page.text
    assert f'href="/s/{session.code}"' in page.text
    assert '<base target="_blank">' in page.text
    assert f"/live?s={session.code}" in page.text
    assert "Джем &lt;b&gt;" in page.text


async def test_a_hosts_list_shows_its_series_in_the_colours_asked_for(browser, make, jam):
    code = make.tx.get_one(Host, jam[0].host_id).code
    make.tx.rollback()
    lists = await browser.get(f"/embed/h/{code}")
    assert (lists.status, f'href="/j/{jam[0].code}"' in lists.text) == (200, True)
    page = await browser.get(f"/embed/j/{jam[0].code}?theme=dark&lang=ru")
    assert 'data-theme="dark"' in page.text
    assert '<html lang="ru"' in page.text
    odd = await browser.get(f'/embed/j/{jam[0].code}?theme="><script>&lang=xx')
    assert (odd.status, "<script>" in odd.text) == (200, False)
