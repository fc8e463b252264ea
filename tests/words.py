"""What a notification says to its reader."""

from datetime import datetime

from sqlalchemy.orm import Session as Tx

from services import notices
from tests.factories import NOW


def text_of(tx: Tx, notification_id: int, *, now: datetime = NOW) -> str:
    """The words of a message that is to leave."""
    composed = notices.compose(tx, notification_id=notification_id, now=now)
    assert isinstance(composed, notices.Notice), composed
    return composed.text
