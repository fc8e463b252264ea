"""A session put into another chat, and opened from there."""


async def test_a_shared_session_opens_as_a_card_in_private(app, sandbox, make):
    session = make.session(title="Monday Jam")
    ana, bo = sandbox.person("Ana Ruiz"), sandbox.person("Bo Kimura")
    crew = sandbox.group("Crew", [ana, bo])
    await ana.open(f"s_{session.code}")
    await ana.tap("Share")
    (found,) = await ana.inline(ana.draft.partition(" ")[2], chat=crew)
    await ana.choose(found, chat=crew)
    assert "Monday Jam" in crew.messages[-1]

    await bo.tap("Register", chat=crew)

    assert "5 of 5 left" in bo.screen


async def test_a_title_finds_the_sessions_to_come_and_hostile_words_none(app, sandbox, make):
    make.session(title="Monday Jam")
    ana = sandbox.person("Ana Ruiz")
    await ana.send("/start")
    assert [found.title for found in await ana.inline("jam")] == ["Monday Jam"]
    assert await ana.inline("%' OR 1=1 --") == []
