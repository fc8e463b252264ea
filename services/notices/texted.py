"""The text of what goes by SMS about SMS itself."""

from db.models import User
from services.notices.matters import Matter
from services.sms.limits import MOST_A_DAY
from services.text import esc
from services.translator import Translator


def switched_on(matter: Matter, t: Translator) -> str | None:
    """None where they have another number now, or want none any more."""
    reader = matter.tx.get_one(User, matter.reader_id)
    if reader.phone != matter.data["to"] or reader.phone_failed_at or reader.sms_stopped_at:
        return None
    return esc(
        t(
            "Turnout: from now on you get SMS about what you booked, at most {count} a day. Your network may charge"
            " for messages. Answer STOP to end them, HELP for help.",
            count=MOST_A_DAY,
        )
    )
