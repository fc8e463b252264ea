"""Whether somebody can be written to on a channel, and wants to be. Nothing but facts about the person is asked."""

from db.models import User
from services.kinds import Terms, wants

CHANNELS = ("telegram", "email", "sms")
NO_EMAIL = "No email address"
NO_TELEGRAM = "no Telegram"
UNREACHABLE = "unreachable"
UNWANTED = "client preference"


def mail_address(reader: User) -> str:
    """Where mails to a person go; "" where there is no address."""
    return reader.email or reader.mail_to or ""


def missing_address(reader: User, channel: str) -> str:
    """Why nothing can get to a person by a channel; "" where it can."""
    match channel:
        case "telegram":
            if reader.telegram_id is None:
                return NO_TELEGRAM
            return UNREACHABLE if reader.unreachable_at else ""
        case "email":
            if not mail_address(reader):
                return NO_EMAIL
            return "mail to the address comes back" if reader.email_failed_at else ""
        case "sms":
            if reader.phone is None:
                return "No phone number"
            return "the phone number does not work" if reader.phone_failed_at else ""
        case _:
            return ""


def is_cut_off(reader: User) -> bool:
    """Whether neither Telegram nor mail gets to a person."""
    return all(missing_address(reader, channel) for channel in ("telegram", "email"))


def is_wanted(reader: User, kind: Terms, channel: str) -> bool:
    """Whether a person wants a kind on a channel; what changes a place of theirs they are told on Telegram anyway."""
    if channel not in CHANNELS:
        return True
    if channel == "telegram":
        return not kind.wish or wants(reader.wishes, kind.wish, channel)
    if channel == "sms" and reader.sms_stopped_at:
        return False
    return wants(reader.wishes, kind.wish_elsewhere, channel)


def is_refused(reader: User, kind: Terms, channel: str) -> bool:
    """Whether a person said no to it, where nothing said is neither yes nor no."""
    if channel == "sms" and reader.sms_stopped_at:
        return True
    return reader.wishes.get(channel, {}).get(kind.wish_elsewhere) is False


def may_stand_in(reader: User, kind: Terms, channel: str) -> bool:
    """Whether a channel may carry what another one cannot: a mail, unless it was refused; an SMS that was asked for."""
    if missing_address(reader, channel):
        return False
    return is_wanted(reader, kind, channel) if channel == "sms" else not is_refused(reader, kind, channel)


def refuses_us(reader: User, kind: Terms) -> bool:
    """Whether Telegram takes nothing for a person any more, and no other channel can stand in.

    Who was entered by an organizer and never wrote to us is theirs to tell, and does not count.
    """
    if reader.telegram_id is None or reader.unreachable_at is None or reader.unreachable_at <= reader.created_at:
        return False
    return not any(may_stand_in(reader, kind, channel) for channel in ("email", "sms"))


def ignores_quiet(kind: Terms, channel: str) -> bool:
    """Money, cancellations and offers come at night too, on Telegram. So does the answer to what somebody just did,
    who is awake; an SMS never.
    """
    return (kind.is_urgent and channel == "telegram") or (kind.is_answer and channel != "sms")
