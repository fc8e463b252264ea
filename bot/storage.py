"""aiogram's states and data of dialogs, kept in the database so that a restart forgets nothing."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from db import Database
from services import dialogs


class DatabaseStorage(BaseStorage):
    def __init__(self, db: Database, clock: Callable[[], datetime]) -> None:
        self._db = db
        self._clock = clock

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        await self._db.write(dialogs.set_state, place=place(key), state=name, now=self._clock())

    async def get_state(self, key: StorageKey) -> str | None:
        return (await self._db.read(dialogs.find, place=place(key))).state

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await self._db.write(dialogs.set_data, place=place(key), data=data, now=self._clock())

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return (await self._db.read(dialogs.find, place=place(key))).data

    async def close(self) -> None:
        """The database is closed by who opened it."""


def place(key: StorageKey) -> dialogs.Place:
    return dialogs.Place(key.chat_id, key.user_id, key.thread_id or 0)
