"""Where a person stands in a conversation of several steps; it survives a restart."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from db.engine import Tx
from db.models import Dialog
from db.queries import dialogs as queries


@dataclass(frozen=True, slots=True)
class Place:
    """Whose conversation, and where."""

    chat_id: int
    telegram_id: int
    thread_id: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    state: str | None = None
    data: dict[str, Any] = field(default_factory=dict)


def find(tx: Tx, *, place: Place) -> Standing:
    """Where somebody stands; at the beginning where nothing is kept."""
    dialog = queries.find(tx, place.chat_id, place.telegram_id, place.thread_id)
    return Standing(dialog.state, dict(dialog.data)) if dialog else Standing()


def set_state(tx: Tx, *, place: Place, state: str | None, now: datetime) -> None:
    _keep(tx, place, now, state=state)


def set_data(tx: Tx, *, place: Place, data: Mapping[str, Any], now: datetime) -> None:
    _keep(tx, place, now, data=dict(data))


def _keep(tx: Tx, place: Place, now: datetime, **fields: Any) -> None:
    """Write what changed; a dialog without state and data is not kept at all."""
    dialog = queries.find(tx, place.chat_id, place.telegram_id, place.thread_id)
    if dialog is None:
        dialog = Dialog(chat_id=place.chat_id, telegram_id=place.telegram_id, thread_id=place.thread_id, data={})
    for name, value in fields.items():
        setattr(dialog, name, value)
    dialog.updated_at = now
    if dialog.state or dialog.data:
        tx.add(dialog)
    elif dialog.id is not None:
        tx.delete(dialog)
