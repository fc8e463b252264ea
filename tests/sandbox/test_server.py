"""One sandbox inside another application, as the demo runs it, and the records that it keeps."""

from aiohttp import ClientSession, web

from sandbox import Sandbox
from tests.sandbox.conftest import TOKEN, Rig


async def test_an_application_can_carry_the_sandbox_beside_its_own_pages() -> None:
    sandbox = Sandbox(TOKEN, people=[{"name": "Ana Ruiz", "language": "es", "id": 101}])
    app = web.Application()
    sandbox.attach(app, home="/chats")
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        async with ClientSession() as client:
            async with client.get(f"{base}/bot{TOKEN}/getMe") as answer:
                assert (await answer.json())["ok"]
            async with client.get(f"{base}/chats") as answer:
                assert "<title>Turnout sandbox</title>" in await answer.text()
            async with client.get(f"{base}/sandbox/state") as answer:
                assert [person["language"] for person in (await answer.json())["people"]] == ["es"]
    finally:
        await runner.cleanup()


async def test_the_page_is_told_what_happens_as_it_happens(rig: Rig) -> None:
    ana = rig.sandbox.person("Ana Ruiz")
    async with ClientSession() as client, client.get(f"{rig.sandbox.url}/sandbox/events") as stream:
        await stream.content.readuntil(b"\n\n")
        await ana.send("/start")
        told = [await stream.content.readuntil(b"\n\n") for _ in range(2)]

    assert told[0].startswith(b'data: {"kind": "message"')
    assert b'"busy": true' in told[1]


async def test_the_journal_has_every_call_and_every_update(rig: Rig) -> None:
    ana = rig.sandbox.person("Ana Ruiz")

    await ana.send("/start")
    await ana.tap("Add one")

    (sent,) = rig.sandbox.calls("sendMessage", ok=True)
    assert (sent.params["text"], sent.result["message_id"]) == ("<b>Count</b>: 0", ana.screen.message_id)
    assert [update.kind for update in rig.sandbox.updates] == ["message", "callback_query"]
    assert [update.handed_out for update in rig.sandbox.updates] == [1, 1]


def test_people_are_found_again_by_name_or_id() -> None:
    sandbox = Sandbox(TOKEN)

    ana = sandbox.person("Ana Ruiz", language="es", id=101)

    assert sandbox.person("Ana Ruiz") is ana
    assert sandbox.person("Whoever", id=101) is ana
    assert sandbox.person("Bo").user == {"id": 102, "is_bot": False, "first_name": "Bo", "language_code": "en"}
