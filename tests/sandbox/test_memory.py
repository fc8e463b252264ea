"""A restart forgets nothing, and ids only grow."""

from pathlib import Path

from aiogram import Bot

from sandbox import Sandbox
from tests.sandbox.conftest import TOKEN, polling


async def test_a_restored_world_goes_on_where_it_was(sandbox: Sandbox, bot: Bot, tmp_path: Path) -> None:
    ana = sandbox.person("Ana Ruiz", language="es", id=101)
    crew = sandbox.group("Monday Jam crew", [ana])
    async with polling(sandbox, bot):
        await ana.send("/start")
        await ana.photo(b"\x89PNG" + b"\0" * 30)
        await ana.send("/pay")
        await ana.send("/start", chat=crew)
    sandbox.save(tmp_path / "chats.json")

    other = Sandbox(TOKEN, clock=lambda: 0)
    assert other.restore(tmp_path / "chats.json")

    again = other.person("Ana Ruiz")
    assert [screen.message for screen in again.messages] == [screen.message for screen in ana.messages]
    assert other.group("Monday Jam crew", []).messages[-1].buttons == [["🟢 Add one"], ["Toast", "Alert"]]
    assert other.world.files.files == sandbox.world.files.files
    assert other.world.last_message_id == sandbox.world.last_message_id
    assert other.world.updates.last_id == sandbox.updates[-1].id


def test_there_may_be_nothing_to_restore(tmp_path: Path) -> None:
    assert not Sandbox(TOKEN).restore(tmp_path / "nothing.json")


def test_ids_of_a_later_world_are_higher() -> None:
    early, late = Sandbox(TOKEN, clock=lambda: 1_800_000_000), Sandbox(TOKEN, clock=lambda: 1_800_000_100)

    assert late.world.last_message_id > early.world.last_message_id
    assert late.world.updates.last_id > early.world.updates.last_id
