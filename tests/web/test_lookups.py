"""A booking is found by its reference; of whose it is nothing is told, and guessing does not pay."""

from datetime import timedelta

import pytest


@pytest.fixture
def booked(make):
    session = make.session(title="Jam <b>", starts_in=timedelta(days=2))
    return make.booked(make.quotas(session)[0], make.user("Hidden Guest"))


async def test_whoever_knows_the_reference_reads_what_became_of_it(browser, booked):
    for typed in (booked.reference, f" {booked.reference.lower()} "):
        page = await browser.get("/booking", params={"reference": typed})
        assert page.status == 200
        for words in ("Jam &lt;b&gt;", "Wed 25 Nov, 13:00", f"{booked.reference} · confirmed · 1 place"):
            assert words in page.text
        assert "Hidden" not in page.text


@pytest.mark.parametrize("typed", ["ABCD1234", "x", "%", "'; --", "x" * 5000, "٣" * 8, "<script>"])
async def test_what_is_nobodys_reference_is_said(browser, booked, typed):
    page = await browser.get("/booking", params={"reference": typed})
    assert (page.status, "There is no booking" in page.text, "<script>" in page.text) == (404, True, False)


async def test_references_cannot_be_tried_out(browser, booked):
    assert (await browser.get("/booking")).status == 200
    for _ in range(20):
        assert (await browser.get("/booking?reference=ABCD1234")).status == 404
    refused = await browser.get("/booking", params={"reference": booked.reference})
    assert (refused.status, int(refused.headers["Retry-After"]) > 0) == (429, True)
    assert (await browser.get("/booking")).status == 200
