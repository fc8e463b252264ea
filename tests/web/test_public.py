"""What everybody may read: true, escaped, and nothing that is private."""

import json
from datetime import timedelta

import pytest

from db.models import Host
from db.models.series import Visibility
from services import sessions
from tests.factories import NOW


@pytest.fixture
def jam(make):
    series = make.series(
        title="Monday <Jam> & more", description="Bring\nshoes</script><b>", place="Studio 3", price=1250
    )
    return series, make.session(series=series, starts_in=timedelta(days=2))


async def test_a_session_says_when_where_how_much_and_what_is_left(browser, make, jam):
    session = jam[1]
    make.booked(make.quotas(session)[0])
    page = await browser.get(f"/s/{session.code}")

    assert page.status == 200
    for words in (
        "Monday &lt;Jam&gt; &amp; more",
        "Wed 25 Nov, 13:00–15:00 (Berlin time)",
        "Studio 3",
        "4 of 5 left",
        "€12.50",
    ):
        assert words in page.text
    assert f"https://t.me/turnout_bot?start=s_{session.code}" in page.text
    assert "<b>" not in page.text
    assert f'href="/s/{session.code}.ics"' in page.text


async def test_a_shared_link_has_a_preview_and_search_engines_have_facts(browser, jam):
    session = jam[1]
    text = (await browser.get(f"/s/{session.code.lower()}")).text

    assert '<meta property="og:title" content="Monday &lt;Jam&gt; &amp; more">' in text
    facts = json.loads(text.split('<script type="application/ld+json">')[1].split("</script>")[0])
    assert (facts["name"], facts["offers"]["price"]) == ("Monday <Jam> & more", "12.50")
    assert facts["startDate"] == "2026-11-25T12:00:00+00:00"
    assert facts["offers"]["availability"].endswith("InStock")


async def test_a_cancelled_session_says_so_and_offers_nothing(browser, make, jam):
    session = jam[1]
    sessions.cancel(make.tx, user_id=owner_of(make, session), session_id=session.id, now=NOW)
    make.commit()

    text = (await browser.get(f"/s/{session.code}")).text

    assert "It was cancelled." in text
    assert "Register in Telegram" not in text


def owner_of(make, session):
    return make.tx.get_one(Host, session.host_id).owner_id


async def test_what_is_private_is_not_there(browser, make):
    series = make.series(visibility=Visibility.PRIVATE)
    session = make.session(series=series)
    unlisted = make.series(visibility=Visibility.UNLISTED)

    assert (await browser.get(f"/s/{session.code}")).status == 404
    assert (await browser.get(f"/j/{series.code}")).status == 404
    assert (await browser.get(f"/j/{unlisted.code}")).status == 200


async def test_a_series_has_its_next_dates_and_a_host_its_series(browser, make, jam):
    series, session = jam
    text = (await browser.get(f"/j/{series.code}")).text
    assert f'href="/s/{session.code}"' in text
    assert "5 of 5 left" in text

    host = make.tx.get_one(Host, series.host_id)
    code = host.code
    make.tx.rollback()
    text = (await browser.get(f"/h/{code}")).text
    assert f'href="/j/{series.code}"' in text


@pytest.mark.parametrize("path", ["/s/NOTHING0", "/j/NOTHING0", "/h/NOTHING0", "/s/" + "x" * 300, "/s/%00", "/s/..%2f"])
async def test_codes_of_nothing_are_a_page_that_is_not_there(browser, path):
    answer = await browser.get(path)
    assert answer.status in {400, 404}


@pytest.mark.parametrize("page", ["-1", "1000000000", "x", "1e3", "٣", "0"])
async def test_any_page_number_is_answered(browser, make, jam, page):
    code = make.tx.get_one(Host, jam[0].host_id).code
    make.tx.rollback()
    assert (await browser.get("/h/" + code, params={"page": page})).status == 200


@pytest.mark.parametrize(("language", "words"), [("de", "In Telegram anmelden"), ("ru", "Записаться в Telegram")])
async def test_it_speaks_the_language_of_the_browser_or_of_the_link(browser, jam, language, words):
    path = f"/s/{jam[1].code}"
    assert words in (await browser.get(path, headers={"Accept-Language": language})).text
    assert words in (await browser.get(f"{path}?lang={language}")).text


async def test_a_host_that_was_put_away_has_no_page(browser, make, jam):
    host = make.tx.get_one(Host, jam[0].host_id)
    host.deactivated_at = NOW
    make.kept(host)

    for path in (f"/h/{host.code}", f"/h/{host.code}.png", f"/embed/h/{host.code}"):
        assert (await browser.get(path)).status == 404
