"""Admins' pages: what they show, what is done there, and that nobody else gets near."""

import pytest
from sqlalchemy import select

from db.models import Alert, AuditEvent, Host, MailTemplate, Notification, User
from db.models.notifications import NotificationStatus
from services import alerts, logins
from tests.factories import NOW

LISTS = ["", "/people", "/hosts", "/messages", "/alerts", "/jobs", "/audit", "/mails"]
LOOKS = [*LISTS, "/people/1", "/hosts/1", "/mails/reminder/en", "/mails/reminder/en/preview"]
ACTS = {
    "/people/1/block": {},
    "/people/1/unblock": {},
    "/hosts/1": {"what": "deactivate"},
    "/messages": {"what": "retry", "up_to": "9"},
    "/alerts/1": {},
    "/mails/reminder/en": {"subject": "Mine", "body": "Mine"},
    "/mails/reminder/en/reset": {},
}


@pytest.fixture
def enter(make):
    async def enter(browser, user):
        token = logins.issue(make.tx, user_id=user.id, now=NOW)
        make.commit()
        await browser.post("/login", {"token": token})
        return browser

    return enter


@pytest.fixture
def ada(make):
    return make.user("Ada", is_admin=True)


@pytest.fixture
async def desk(browser, enter, ada):
    return await enter(browser, ada)


@pytest.fixture
def kept(engine):
    """All rows of some tables, as the database has them now."""

    def read(*entities):
        with engine.connect() as connection:
            return [connection.execute(select(one.__table__)).all() for one in entities]

    return read


@pytest.fixture
def bo(make):
    return make.user('Bo <b>"', telegram_id=777)


@pytest.fixture
def host(make, bo):
    session = make.session(series=make.series(owner=bo, title="Jam <i>"))
    make.booked(make.quotas(session)[0], bo)
    found = make.tx.get_one(Host, session.host_id)
    make.commit()
    return found


@pytest.fixture
def failed(make, host):
    owed = make.tx.scalars(select(Notification)).first()
    owed.status, owed.reason, owed.attempts = NotificationStatus.FAILED, "<script>", 3
    return make.kept(owed)


async def act(desk, path, **form):
    csrf = (await desk.get("/me/visits")).csrf
    return await desk.post(f"/admin/site{path}", {"csrf": csrf, **form})


@pytest.mark.parametrize("who", ["stranger", "guest", "owner", "admin"])
async def test_only_admins_get_in(browser, enter, make, ada, bo, host, who):
    make.user("Guest")
    if who != "stranger":
        user = {"guest": make.user("Gus"), "owner": bo, "admin": ada}[who]
        await enter(browser, user)
    expected = {"stranger": 303, "admin": 200}.get(who, 403)
    for path in LOOKS:
        place = path.replace("/people/1", f"/people/{bo.id}").replace("/hosts/1", f"/hosts/{host.id}")
        assert ((await browser.get(f"/admin/site{place}")).status, path) == (expected, path)


@pytest.mark.parametrize("who", ["stranger", "guest", "was an admin"])
async def test_nobody_else_changes_anything(browser, enter, make, ada, host, failed, kept, who):
    alerts.raise_alert(make.tx, "suspension", subject=("user", 1), now=NOW)
    make.commit()
    if who != "stranger":
        await enter(browser, ada if who == "was an admin" else make.user("Gus"))
    csrf = (await browser.get("/me/visits")).csrf if who != "stranger" else ""
    ada.is_admin = False
    make.kept(ada)
    tables = (User, Host, Notification, Alert, MailTemplate, AuditEvent)
    before = kept(*tables)
    for path, form in ACTS.items():
        answer = await browser.post(f"/admin/site{path}", {"csrf": csrf, **form})
        assert (answer.status, path) == (303 if who == "stranger" else 403, path)
    assert kept(*tables) == before


async def test_without_the_forms_token_nothing_changes(desk, host, failed, kept):
    tables = (User, Host, Notification, MailTemplate)
    before = kept(*tables)
    for path, form in ACTS.items():
        for wrong in ({}, {"csrf": ""}, {"csrf": "0" * 64}):
            assert (await desk.post(f"/admin/site{path}", {**form, **wrong})).status == 403
    assert kept(*tables) == before


async def test_the_overview_counts(desk, host, failed):
    page = await desk.get("/admin/site")
    assert ">Admin</a>" in page.text
    people = page.text.split("/admin/site/people")[2].split("</dd>")[0]
    assert people.endswith("<dd>2")
    assert "Waitlists to look at" in page.text


async def test_somebody_is_found_blocked_and_let_in_again(desk, make, bo, host):
    page = await desk.get("/admin/site/people", params={"words": "777"})
    assert "Bo &lt;b&gt;&#34;" in page.text
    assert "Ada" not in page.text.split("<main")[1]
    portrait = (await desk.get(f"/admin/site/people/{bo.id}")).text
    for words in ("Role: owner of Tanzfabrik", "1 registration is cancelled now", "Jam &lt;i&gt;"):
        assert words in portrait

    blocked = await act(desk, f"/people/{bo.id}/block")
    assert blocked.headers["Location"] == f"/admin/site/people/{bo.id}?done=blocked&count=1"
    after = (await desk.get(blocked.headers["Location"])).text
    assert "✅ Blocked; 1 registration ended." in after
    assert "blocked since" in after
    assert (await act(desk, f"/people/{bo.id}/unblock")).status == 303
    assert (await act(desk, f"/people/{bo.id}/unblock")).status == 303, "once more is no harm"
    make.tx.refresh(bo)
    assert bo.blocked_at is None


async def test_an_admin_is_not_blocked_and_it_is_said_why(desk, ada):
    refused = await act(desk, f"/people/{ada.id}/block")
    assert (refused.status, "Take their id out of ADMIN_IDS first." in refused.text) == (409, True)


@pytest.mark.parametrize(
    ("what", "column", "is_set"), [("verify", "verified_at", True), ("deactivate", "deactivated_at", True)]
)
async def test_a_host_is_verified_and_put_away(desk, make, host, what, column, is_set):
    host_id = host.id
    assert (await act(desk, f"/hosts/{host_id}", what=what)).status == 303
    make.tx.refresh(host)
    assert (getattr(host, column) is not None) == is_set
    make.tx.rollback()
    back = {"verify": "unverify", "deactivate": "activate"}[what]
    assert "✅ Done." in (await desk.get((await act(desk, f"/hosts/{host_id}", what=back)).headers["Location"])).text
    make.tx.refresh(host)
    assert getattr(host, column) is None


@pytest.mark.parametrize(
    ("what", "status"), [("retry", NotificationStatus.QUEUED), ("drop", NotificationStatus.SKIPPED)]
)
@pytest.mark.parametrize("which", ["id", "up_to"])
async def test_what_failed_is_tried_again_or_dropped(desk, make, failed, what, status, which):
    page = (await desk.get("/admin/site/messages")).text
    assert "&lt;script&gt; · Tried 3 times." in page
    done = await act(desk, "/messages", what=what, **{which: str(failed.id)})
    assert "count=1" in done.headers["Location"]
    make.tx.refresh(failed)
    assert failed.status == status


async def test_an_alert_is_seen_to(desk, make):
    alerts.raise_alert(make.tx, "promotion_failed", subject=("registration", 5), now=NOW, reason="<img>")
    make.commit()
    page = (await desk.get("/admin/site/alerts")).text
    assert "<b>A free place could not be given to whom it was due</b> (registration 5): &lt;img&gt;." in page
    assert "<img" not in page
    alert_id = int(page.split('action="/admin/site/alerts/')[1].split('"')[0])
    assert "None is open." in (await desk.get((await act(desk, f"/alerts/{alert_id}")).headers["Location"])).text


async def test_the_audit_is_searched(desk, ada, host):
    for query in ({}, {"words": "login"}, {"words": "Ada"}, {"person": str(ada.id)}):
        page = (await desk.get("/admin/site/audit", params=query)).text
        assert "<strong>login issued</strong>" in page
    assert "Nothing fits." in (await desk.get("/admin/site/audit?words=xyzzy")).text


async def test_a_mail_gets_other_words_is_looked_at_and_set_back(desk, kept):
    words = {"subject": "Soon: {title}", "body": "Hi {name},\r\n\r\n<b>see you</b>"}
    assert (
        (await act(desk, "/mails/reminder/de", **words))
        .headers["Location"]
        .endswith("/mails/reminder/de?done=kept&count=0")
    )
    page = (await desk.get("/admin/site/mails/reminder/de")).text
    assert 'value="Soon: {title}"' in page
    assert "These words are yours." in page
    letter = await desk.get("/admin/site/mails/reminder/de/preview")
    assert "Hi Ana Ruiz," in letter.text
    assert "&lt;b&gt;see you" in letter.text
    policy = letter.headers["Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox"
    assert "✏️" in (await desk.get(f"/admin/site/mails?page={await page_of(desk, 'reminder')}")).text

    await act(desk, "/mails/reminder/de/reset")
    assert kept(MailTemplate) == [[]]


async def page_of(desk, kind):
    for number in range(30):
        if f"/mails/{kind}/en" in (await desk.get(f"/admin/site/mails?page={number}")).text:
            return number
    raise AssertionError(kind)


@pytest.mark.parametrize(
    ("subject", "body", "told"),
    [
        ("{nonsense}", "x", "I cannot fill the gap {nonsense}"),
        ("", "x", "I need some text."),
        ("x", " \u200b", "I need some text."),
    ],
)
async def test_wrong_words_for_a_mail_are_told_and_nothing_typed_is_lost(desk, kept, subject, body, told):
    refused = await act(desk, "/mails/reminder/en", subject=subject, body="typed " * (body == "x") + body)
    assert (refused.status, told in refused.text) == (422, True)
    if subject:
        assert f'value="{subject}"' in refused.text
    assert kept(MailTemplate) == [[]]


HOSTILE = [
    "-1",
    "0",
    "99999999999999",
    "9" * 400,
    "1e9",
    "٣",
    "a\x00b",
    "%_%",
    "'; --",
    "x" * 10_000,
    '"><script>',
    "{{7*7}}",
]


@pytest.mark.parametrize("wrong", HOSTILE)
async def test_odd_queries_are_pages_all_the_same(desk, host, wrong):
    for path in LISTS:
        for name in ("page", "words", "person", "done", "count"):
            if len(wrong) > 5000 and name != "words":
                continue
            answer = await desk.get(f"/admin/site{path}", params={name: wrong, "sort": "password"})
            assert (answer.status, path, name) in {(200, path, name), (400, path, name)}
            assert "<script>" not in answer.text


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("/people/999999/block", {}, 404),
        ("/people/999999/unblock", {}, 404),
        ("/people/0/block", {}, 404),
        ("/people/99999999999999999999/block", {}, 404),
        ("/hosts/999999", {"what": "verify"}, 404),
        ("/hosts/1", {"what": "explode"}, 400),
        ("/hosts/1", {}, 400),
        ("/messages", {"what": "retry"}, 400),
        ("/messages", {"what": "retry", "id": "x"}, 400),
        ("/messages", {"what": "retry", "id": "9" * 19}, 303),
        ("/messages", {"what": "pay", "id": "1"}, 400),
        ("/alerts/999999", {}, 404),
        ("/mails/nothing/en", {"subject": "x", "body": "x"}, 404),
        ("/mails/reminder/xx", {"subject": "x", "body": "x"}, 404),
        ("/mails/reminder/xx/reset", {}, 404),
    ],
)
async def test_what_makes_no_sense_changes_nothing(desk, host, failed, kept, path, form, status):
    tables = (User, Host, Notification, MailTemplate)
    before = kept(*tables)
    assert (await act(desk, path, **form)).status == status
    assert kept(*tables) == before
