"""What somebody gets by SMS, as text. Pure."""

from handlers.cards import paragraphs
from services.errors import PhoneFailed, PhoneMissing, SmsStopped, SmsUnavailable
from services.profiles import shown_phone
from services.sms.limits import MOST_A_DAY
from services.sms.switching import Standing
from services.text import esc
from services.translator import Translator


def sms(standing: Standing, number: str, t: Translator) -> str:
    """`number` is whom they are from, "" where none can be sent."""
    return paragraphs(t("⚙️ <b>SMS</b>"), _state(standing, number, t))


def _state(standing: Standing, number: str, t: Translator) -> str:
    if not number:
        return esc(SmsUnavailable().text(t))
    if standing.phone is None:
        return esc(PhoneMissing().text(t))
    if standing.has_failed:
        return esc(PhoneFailed().text(t))
    if standing.has_stopped:
        return esc(SmsStopped(number).text(t))
    phone = shown_phone(standing.phone)
    if standing.wanted:
        return t(
            "They go to {phone}, at most {count} a day. Answer STOP to any of them to end them.",
            phone=phone,
            count=MOST_A_DAY,
        )
    return t(
        "None yet. What you choose goes to {phone}, beside what I write here; the first one says how to end them.",
        phone=phone,
    )
