"""Reads of dialogs."""

from sqlalchemy import select

from db.engine import Tx
from db.models import Dialog


def find(tx: Tx, chat_id: int, telegram_id: int, thread_id: int) -> Dialog | None:
    return tx.scalar(
        select(Dialog).where(
            Dialog.chat_id == chat_id, Dialog.telegram_id == telegram_id, Dialog.thread_id == thread_id
        )
    )
