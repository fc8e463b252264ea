"""Links into the chat: they open what they name, and everything else is told politely."""

import pytest

from tests.flows.conftest import SIMPLEST
from tests.flows.steps import NOTHING_FOUND

pytestmark = SIMPLEST

NOT_UNDERSTOOD = "I did not understand that link."


@pytest.fixture
def planned(make):
    """A session whose code has the letters that people mix up, with its series and host."""
    host = make.host(name="Tanzfabrik", description="Room to move.")
    series = make.series(title="Monday Jam", description="Bring a friend.")
    series.host_id = host.id
    session = make.session(series=make.kept(series))
    session.code = "10ABCDEF"
    return make.kept(session), series, host


@pytest.mark.parametrize("code", ["10ABCDEF", "10abcdef", "loabcdef", "IOABCDEF", "iOaBcDeF"])
async def test_a_session_opens_by_its_code_however_it_was_read(app, sandbox, planned, code):
    ana = sandbox.person("Ana Ruiz")

    await ana.open(f"s_{code}")

    assert "Monday Jam" in ana.screen
    assert ["Register"] in ana.screen.buttons


async def test_a_series_opens_with_its_dates_and_a_host_with_its_series(app, sandbox, planned):
    _, series, host = planned
    ana = sandbox.person("Ana Ruiz")

    await ana.open(f"h_{host.code.lower()}")
    assert ana.screen.text == "Tanzfabrik\n\nRoom to move."
    await ana.tap("Monday Jam")
    assert "Bring a friend." in ana.screen
    listed = ana.screen.buttons
    await ana.open(f"j_{series.code}")

    assert ana.screen.buttons == listed
    await ana.tap(listed[0][0])
    assert "5 of 5 left" in ana.screen
    await ana.tap("Back")
    assert ana.screen.buttons == listed


@pytest.mark.parametrize(
    "payload",
    [
        "s_ZZZZZZZZ", "j_ZZZZZZZZ", "h_ZZZZZZZZ", "s_", "s", "_", "s_10ABCDE", "s_10ABCDEFG", "s_10ABCDEU",
        "x_10ABCDEF", "1", "s_1", "10ABCDEF", "s_%00", "s_../etc", "s_10ABCDEF'--", "🎟", "s_１０ＡＢＣＤＥＦ",
        "two words", "s_" + "1" * 63, "s_10ABCDEF" + "x" * 60, "A" * 4000,
    ],
)  # fmt: skip
async def test_a_link_that_names_nothing_leads_home_with_one_line(app, sandbox, planned, payload):
    ana = sandbox.person("Ana Ruiz")

    await ana.send(f"/start {payload}")

    assert NOT_UNDERSTOOD in ana.screen
    assert "Hello Ana Ruiz" in ana.screen
    assert ["Browse sessions"] in ana.screen.buttons
    assert len(ana.messages) == 2


@pytest.mark.parametrize("payload", ["i_" + "x" * 22, "t_" + "x" * 22, "g_" + "x" * 22, "p_10ABCDEF", "i_", "t_é"])
async def test_a_token_of_nothing_leads_home_with_one_line(app, sandbox, payload):
    ana = sandbox.person("Ana Ruiz")

    await ana.open(payload)

    assert len(ana.screen.text.partition("\n\n")[0].splitlines()) == 1
    assert ana.screen.key("Browse sessions")
    assert len(ana.messages) == 2


async def test_a_link_leaves_the_dialog_that_somebody_was_in(app, sandbox, planned):
    ana = sandbox.person("Ana Ruiz")
    await ana.send("/settings")
    await ana.tap("Time zone")

    await ana.open("s_10ABCDEF")
    await ana.send("Berlin")

    assert NOTHING_FOUND in ana.screen
