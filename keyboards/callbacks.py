"""Callback data: an intent with ids only, 64 bytes in all. A prefix begins with its topic, which has one router.

What comes back from a button is a guess until proven: numbers are plain digits in a sane range, and nothing here says
that the person may do it.
"""

from enum import StrEnum
from typing import Annotated, Literal

from aiogram.filters.callback_data import CallbackData
from pydantic import AfterValidator, BeforeValidator, StringConstraints

from services.sessions.filters import Kind
from services.waitlist import Wish

LARGEST_ID = 2**63 - 1


def digits_only(value: object) -> object:
    """Refuse what int() would let through: ' 7 ', '+7', '7_0', '7.0', other alphabets' digits."""
    if isinstance(value, str) and not (value.isascii() and value.isdigit() and len(value) <= 19):
        raise ValueError("digits only")
    return value


def at_most(limit: int) -> AfterValidator:
    def check(value: int) -> int:
        if not 0 <= value <= limit:
            raise ValueError("out of range")
        return value

    return AfterValidator(check)


Id = Annotated[int, BeforeValidator(digits_only), at_most(LARGEST_ID)]
PageNumber = Annotated[int, BeforeValidator(digits_only), at_most(1000)]
Token = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{22}$")]
PlacesNumber = Annotated[int, BeforeValidator(digits_only), at_most(100)]
DayNumber = Annotated[int, BeforeValidator(digits_only), at_most(3_000_000)]
"""`date.toordinal()`"""


class Origin(StrEnum):
    """Where a card was opened from, and so where its way back leads."""

    DAY = "d"
    """The list, as it was chosen."""
    MINE = "m"
    SERIES = "s"
    FOUND = "f"


class Home(CallbackData, prefix="home"): ...


class Help(CallbackData, prefix="home.help"): ...


class Browse(CallbackData, prefix="browse"):
    """Sessions of some days from a day on, where a day or several are named; else the list as it was chosen."""

    day: DayNumber = 0
    days: Annotated[int, BeforeValidator(digits_only), at_most(30)] = 1
    page: PageNumber = 0


class PickDay(CallbackData, prefix="browse.pick"): ...


class OpenFound(CallbackData, prefix="search"):
    """What the person searched for last."""

    page: PageNumber = 0


class OpenFilters(CallbackData, prefix="filters"): ...


class ChooseFilter(CallbackData, prefix="filters.choose"):
    kind: Kind
    page: PageNumber = 0


class SetFilter(CallbackData, prefix="filters.set"):
    """0 takes the filter away."""

    kind: Kind
    value: Id = 0


class ClearFilters(CallbackData, prefix="filters.clear"):
    """Everything of so many days from today on."""

    days: Annotated[int, BeforeValidator(digits_only), at_most(30)] = 1


class OpenSession(CallbackData, prefix="session"):
    session_id: Id
    origin: Origin = Origin.DAY


class OpenFromList(CallbackData, prefix="session.from"):
    """The same, with the page that the way back leads to."""

    session_id: Id
    origin: Origin
    page: PageNumber


class ReadDescription(CallbackData, prefix="session.details"):
    session_id: Id
    origin: Origin = Origin.DAY
    page: PageNumber = 0


class OpenSeries(CallbackData, prefix="series"):
    series_id: Id
    page: PageNumber = 0


class OpenFoundSeries(CallbackData, prefix="series.found"):
    """The same, with a way back to what was found."""

    series_id: Id
    page: PageNumber = 0


class OpenHost(CallbackData, prefix="series.host"):
    code: str
    page: PageNumber = 0


class AskCancelSession(CallbackData, prefix="session.ask_cancel"):
    session_id: Id


class CancelSession(CallbackData, prefix="session.cancel"):
    session_id: Id


class AskBooking(CallbackData, prefix="registration.ask"):
    session_id: Id
    quota_id: Id


class BookPlace(CallbackData, prefix="registration.book"):
    quota_id: Id


class AskCancelling(CallbackData, prefix="registration.ask_cancel"):
    session_id: Id


class CancelRegistration(CallbackData, prefix="registration.cancel"):
    registration_id: Id


class OpenForm(CallbackData, prefix="booking"):
    """The booking form from its beginning: how many come, who, and what for."""

    session_id: Id
    quota_id: Id


class ChoosePlaces(CallbackData, prefix="booking.places"):
    session_id: Id
    quota_id: Id
    places: PlacesNumber


class SkipGuests(CallbackData, prefix="booking.no_names"):
    session_id: Id


class SkipRequest(CallbackData, prefix="booking.no_wish"):
    session_id: Id


class BookDraft(CallbackData, prefix="booking.confirm"):
    """What the form holds, as it was when the button was shown."""

    session_id: Id
    version: Id


class LeaveForm(CallbackData, prefix="booking.leave"):
    session_id: Id


class AskChange(CallbackData, prefix="party"):
    session_id: Id


class ChangePlaces(CallbackData, prefix="party.ask"):
    """One guest by number, or (guest 0) so many without a name; `sequence` is the registration's as it was shown."""

    session_id: Id
    guest: PlacesNumber
    places: PlacesNumber
    sequence: Id


class ShrinkParty(CallbackData, prefix="party.shrink"):
    registration_id: Id
    guest: PlacesNumber
    places: PlacesNumber
    sequence: Id


class AskGiving(CallbackData, prefix="transfer"):
    session_id: Id


class MakeLink(CallbackData, prefix="transfer.link"):
    registration_id: Id


class WithdrawLink(CallbackData, prefix="transfer.withdraw"):
    registration_id: Id


class TakePlace(CallbackData, prefix="transfer.take"):
    token: Token


class StillComing(CallbackData, prefix="coming"):
    registration_id: Id


class MyRegistrations(CallbackData, prefix="registration.mine"):
    page: PageNumber = 0


class PastRegistrations(CallbackData, prefix="registration.past"):
    page: PageNumber = 0


class JoinWaitlistAsParty(CallbackData, prefix="booking.wait"):
    session_id: Id
    quota_id: Id
    places: PlacesNumber
    takes_fewer: Annotated[int, BeforeValidator(digits_only), at_most(1)]


class JoinWaitlist(CallbackData, prefix="waitlist.join"):
    quota_id: Id


class LeaveWaitlist(CallbackData, prefix="waitlist.leave"):
    registration_id: Id


class ClaimPlace(CallbackData, prefix="waitlist.claim"):
    """Take what is offered, or the free place after the cutoff."""

    registration_id: Id


class PassOffer(CallbackData, prefix="waitlist.pass"):
    registration_id: Id


class AskWish(CallbackData, prefix="waitlist.wishes"):
    registration_id: Id


class SetWaitWish(CallbackData, prefix="waitlist.wish"):
    registration_id: Id
    wish: Wish


class Why(CallbackData, prefix="waitlist.why"):
    registration_id: Id


class Undo(CallbackData, prefix="registration.undo"):
    """Take back one's own cancellation."""

    registration_id: Id


class Settings(CallbackData, prefix="settings"): ...


class ChooseLanguage(CallbackData, prefix="settings.languages"): ...


class SetLanguage(CallbackData, prefix="settings.language"):
    language: str


class ChooseTimeZone(CallbackData, prefix="settings.zones"): ...


class SetTimeZone(CallbackData, prefix="settings.zone"):
    zone: str


class AskLocation(CallbackData, prefix="settings.location"): ...


class ShowTicket(CallbackData, prefix="ticket"):
    registration_id: Id


class OpenCalendar(CallbackData, prefix="calendar"): ...


class AddToCalendar(CallbackData, prefix="calendar.add"):
    registration_id: Id


class WholeCalendar(CallbackData, prefix="calendar.whole"): ...


class SubscribeCalendar(CallbackData, prefix="calendar.subscribe"): ...


class UnsubscribeCalendar(CallbackData, prefix="calendar.unsubscribe"): ...


Flag = Annotated[int, BeforeValidator(digits_only), at_most(1)]
MinuteOfDay = Annotated[int, BeforeValidator(digits_only), at_most(24 * 60 - 1)]


class OpenDetails(CallbackData, prefix="profile"): ...


class AskDetail(CallbackData, prefix="profile.ask"):
    field: Literal["name", "phone", "contact"]


class ForgetDetail(CallbackData, prefix="profile.forget"):
    """`version` is the profile's as the screen showed it."""

    field: Literal["name", "phone", "contact"]
    version: Id


class ShowInGroups(CallbackData, prefix="profile.groups"):
    on: Flag


class OpenMessages(CallbackData, prefix="profile.messages"): ...


class SetWish(CallbackData, prefix="profile.wish"):
    kind: Literal["reminders", "bookings", "news"]
    channel: Literal["telegram", "sms"]
    on: Flag


class OpenReminders(CallbackData, prefix="profile.reminders"): ...


class SetReminder(CallbackData, prefix="profile.reminder"):
    minutes: Annotated[int, BeforeValidator(digits_only), at_most(7 * 24 * 60)]
    on: Flag


class UsualReminders(CallbackData, prefix="profile.usual_reminders"): ...


class AskQuietHours(CallbackData, prefix="profile.quiet"): ...


class SetQuietHours(CallbackData, prefix="profile.quiet_set"):
    begins: MinuteOfDay
    ends: MinuteOfDay


class NoQuietHours(CallbackData, prefix="profile.quiet_none"): ...


class OpenData(CallbackData, prefix="profile.data"): ...


class ExportData(CallbackData, prefix="profile.export"): ...


class AskErasing(CallbackData, prefix="profile.ask_erase"): ...


class EraseMe(CallbackData, prefix="profile.erase"):
    """Good on the day it was offered: a tap on an old screen erases nobody."""

    day: DayNumber
