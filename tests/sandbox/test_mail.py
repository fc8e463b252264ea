"""The letter box of the demo."""

import aiohttp
import pytest

from sandbox import Sandbox

HTML = "<!doctype html><html><head></head><body>Hello</body></html>"


@pytest.fixture
async def sandbox():
    sandbox = Sandbox(people=[{"name": "Ana Ruiz", "id": 101}])
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
async def ask(sandbox):
    async with aiohttp.ClientSession() as session:

        async def ask(method, path, **more):
            async with session.request(method, sandbox.url + path, allow_redirects=False, **more) as answer:
                return answer.status, await answer.text(), answer.headers

        yield ask


async def test_mails_are_kept_and_shown_by_address(sandbox, ask):
    assert "No mail yet" in (await ask("GET", "/sandbox/mail"))[1]

    assert sandbox.mailbox.catch("ana@example.org", "<b>Jam</b>", "text", HTML) == "sandbox-1"
    assert sandbox.mailbox.catch("bo@example.org", "Other", "text", HTML) == "sandbox-2"

    page = (await ask("GET", "/sandbox/mail"))[1]
    assert page.index("Other") < page.index("&lt;b&gt;Jam&lt;/b&gt;")
    assert "Other" not in (await ask("GET", "/sandbox/mail?to=ana@example.org"))[1]


async def test_a_mail_can_do_nothing_to_the_page_around_it(sandbox, ask):
    sandbox.mailbox.catch("ana@example.org", "Jam", "text", HTML)

    status, body, headers = await ask("GET", "/sandbox/mail/1")

    assert (status, body) == (200, HTML.replace("<head>", '<head><base target="_blank">'))
    assert headers["Content-Security-Policy"].startswith("sandbox allow-popups")
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert (await ask("GET", "/sandbox/mail/2"))[0] == 404


async def test_a_link_to_the_bot_is_opened_in_the_chat(sandbox, ask):
    link = "https://t.me/turnout_bot?start=s_ABCDEFGH"
    sandbox.mailbox.catch("ana@example.org", "Jam", f"Open in Telegram: {link}", HTML)
    assert f'value="{link}"' in (await ask("GET", "/sandbox/mail"))[1]

    status, _, headers = await ask("POST", "/sandbox/mail/open", data={"link": link, "person": "101"})

    assert (status, headers["Location"]) == (303, "/")
    assert sandbox.updates[-1].body["message"]["text"] == "/start s_ABCDEFGH"
    other = {"Origin": "https://other.example"}
    assert (await ask("POST", "/sandbox/mail/open", data={"link": link, "person": "101"}, headers=other))[0] == 403


async def test_mails_outlive_a_restart(sandbox, tmp_path):
    sandbox.mailbox.catch("ana@example.org", "Jam", "text", HTML)
    sandbox.save(tmp_path / "chats.json")

    again = Sandbox()
    again.restore(tmp_path / "chats.json")
    assert again.world.mails == sandbox.world.mails
    assert again.mailbox.catch("ana@example.org", "Next", "text", HTML) == "sandbox-2"
