"""What people tap who find, book and wait; and their settings."""

from enum import StrEnum

from aiogram.filters.callback_data import CallbackData

from keyboards.callbacks.fields import DayNumber, Days, Flag, Id, PageNumber, PlacesNumber, Token
from services.sessions.filters import Kind
from services.waitlist import Wish


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
    days: Days = 1
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

    days: Days = 1


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


class AskBooking(CallbackData, prefix="registration.ask"):
    session_id: Id
    quota_id: Id


class BookPlace(CallbackData, prefix="registration.book"):
    quota_id: Id


class BookByCredit(CallbackData, prefix="registration.credit"):
    """The same, paid with credits of a package."""

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


class RemoveCode(CallbackData, prefix="booking.uncode"):
    """Confirm without the code that was entered."""

    session_id: Id


class EnterCode(CallbackData, prefix="booking.code"):
    """A promo code is typed next."""

    session_id: Id
    quota_id: Id


class BookDraftByCredit(CallbackData, prefix="booking.credit"):
    """The same, paid with credits of a package."""

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


class AskNames(CallbackData, prefix="party.names"):
    """Who comes along: the names anew."""

    session_id: Id


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
    takes_fewer: Flag


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


class PayPlace(CallbackData, prefix="payments"):
    """The invoice once more."""

    registration_id: Id


class MoreTime(CallbackData, prefix="payments.time"):
    """Keep a place for somebody who is paying for as long again."""

    registration_id: Id


class ShowOwnMoney(CallbackData, prefix="own_money"):
    """What was paid for one of the person's registrations, and what went back."""

    registration_id: Id


class OpenCalendar(CallbackData, prefix="calendar"): ...


class AddToCalendar(CallbackData, prefix="calendar.add"):
    registration_id: Id


class WholeCalendar(CallbackData, prefix="calendar.whole"): ...


class SubscribeCalendar(CallbackData, prefix="calendar.subscribe"): ...


class UnsubscribeCalendar(CallbackData, prefix="calendar.unsubscribe"): ...
