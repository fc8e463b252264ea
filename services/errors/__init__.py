"""What can be refused, on one screen. An error states a fact and carries data; the rim tells it in a language."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from services.translator import Translator, mark


@dataclass(eq=False)
class DomainError(Exception):
    """Something the product refuses. Nothing was changed."""

    template: ClassVar[str]

    def text(self, t: Translator) -> str:
        """One or two plain sentences, not escaped."""
        return t(self.template, **{name: t.value(value) for name, value in vars(self).items()})


class NotFound(DomainError):
    template = mark("This is not there any more.")


class NotUnderstood(DomainError):
    template = mark("That button is out of date. Here is what is true now.")


class PersonBlocked(DomainError):
    template = mark("You cannot book at the moment. Please write to the organizer.")


class GiftOver(DomainError):
    template = mark("That link is over: the place was taken, taken back, or it is too late.")


class TooManyAttempts(DomainError):
    template = mark("Too many attempts in one minute. Nothing was changed; please try again in a minute.")


class UnknownTimeZone(DomainError):
    template = mark("I do not know that city. Please type a big one nearby, for example Berlin.")


class NotYourTicket(DomainError):
    template = mark("This ticket is somebody else's. Only they and the organizers of the session can open it.")


class EmailTaken(DomainError):
    template = mark("This email is already registered")


class ConfirmationOver(DomainError):
    template = mark("That link is over: it was used, a newer one was sent, or 48 hours have passed.")


class LinkOver(DomainError):
    template = mark("That link is over, or a letter of it got lost. Please ask the organizer for a new one.")


class PaidInChat(DomainError):
    template = mark("A place here is paid in the chat on Telegram: please register there.")


class MailUnavailable(DomainError):
    template = mark("Registering on a page goes by mail, and none can be sent from here: please register in Telegram.")


class LoginOver(DomainError):
    template = mark("That link is over: it was used, or a newer one was made, or ten minutes have passed.")


class TooManyMails(DomainError):
    template = mark("I have sent as many mails as I may within an hour. Please try again later.")


class InvalidEmail(DomainError):
    template = mark("That is no email address. It looks like this: name@example.org")


class ProfileChanged(DomainError):
    template = mark("Your settings were changed in the meantime, so I kept nothing of this. Please look at them again.")


class NameMissing(DomainError):
    template = mark("I need at least one letter to call you by.")


class InvalidPhone(DomainError):
    template = mark("Invalid phone number format. It begins with + and the country, for example +49 30 1234567.")


class NotYourContact(DomainError):
    template = mark("That is somebody else's number. Please use the button below to share your own.")


class ContactMissing(DomainError):
    template = mark("I need a name and a phone number, for example: Maria, +49 30 1234567")


class HoursNotUnderstood(DomainError):
    template = mark("I need two different times, for example: 22:00-08:00")


class StillOrganizing(DomainError):
    template = mark("People can still book sessions that you run. Cancel those sessions first; then I can erase you.")


@dataclass(eq=False)
class SessionError(DomainError):
    """A refusal about one session, whose card shows what is true now."""

    session_id: int


@dataclass(eq=False)
class SessionCancelled(SessionError):
    template = mark("{title} was cancelled.")
    title: str


@dataclass(eq=False)
class BookingClosed(SessionError):
    template = mark("{title} is over.")
    title: str


@dataclass(eq=False)
class MembersOnly(SessionError):
    template = mark("{title} is for members only now.")
    title: str


@dataclass(eq=False)
class HostClosed(SessionError):
    template = mark("{title} takes no bookings at the moment.")
    title: str


@dataclass(eq=False)
class PersonSuspended(SessionError):
    template = mark("You cannot book here until {until}, because you missed sessions. The organizer can change that.")
    until: datetime


@dataclass(eq=False)
class AlreadyRegistered(SessionError):
    template = mark("You are in already. Your reference: {reference}.")
    reference: str


@dataclass(eq=False)
class AlreadyAsked(SessionError):
    template = mark("You have asked for a place already. An organizer has yet to say yes.")


@dataclass(eq=False)
class AlreadyWaiting(SessionError):
    template = mark("You are on the waitlist already.")


@dataclass(eq=False)
class OverlappingRegistration(SessionError):
    template = mark("You have {title} at the same time: {starts_at}. Cancel one to book the other.")
    title: str
    starts_at: datetime


@dataclass(eq=False)
class SessionFull(SessionError):
    template = mark("The last place went a moment ago.")
    quota_id: int
    quota_name: str
    waiting: int
    places: int = 1
    """How many were wanted."""


@dataclass(eq=False)
class TooFewPlaces(SessionFull):
    """For a party: some places, but not so many."""

    template = mark("There are not {places} places any more, only {free}.")
    free: int = 0


@dataclass(eq=False)
class PartyTooLarge(SessionError):
    template = mark("Here one registration has at most {limit} places.")
    limit: int


@dataclass(eq=False)
class PartyChanged(SessionError):
    template = mark("That has changed meanwhile. Nothing was cancelled; here is what is true now.")


@dataclass(eq=False)
class FormOutdated(SessionError):
    template = mark("That form is out of date. Nothing was booked.")


@dataclass(eq=False)
class NoPlaceHere(SessionError):
    template = mark("You have no place here any more.")


@dataclass(eq=False)
class NothingToGive(SessionError):
    template = mark("You have no place here that you could give away.")


@dataclass(eq=False)
class TooLateToGive(SessionError):
    template = mark("It is too late to give your place away: that was possible until {until}.")
    until: datetime


@dataclass(eq=False)
class TransferPastWaitlist(SessionError):
    template = mark("People wait in line, and here no place is given past them. If you cancel, the first gets yours.")


@dataclass(eq=False)
class PlaceIsFree(SessionError):
    template = mark("A place is free: you can register right away.")


@dataclass(eq=False)
class PlaceIsHeld(SessionError):
    template = mark("A place is held for you already: claim it, or pass.")


@dataclass(eq=False)
class OfferOver(SessionError):
    template = mark("That offer is over. Here is what is true now.")


@dataclass(eq=False)
class PlaceGone(SessionError):
    template = mark("Somebody was faster, the free place is taken. You hear from me when another one comes free.")


@dataclass(eq=False)
class PartyDoesNotFit(SessionError):
    template = mark("You wait for {places} places, and only {free} can be had now.")
    places: int
    free: int


@dataclass(eq=False)
class TooLateToUndo(SessionError):
    template = mark("It is too late to take that back: it works for 30 seconds, and while nobody else has the place.")


@dataclass(eq=False)
class NothingToCancel(SessionError):
    template = mark("You have nothing to cancel here.")


@dataclass(eq=False)
class AttendanceKnown(SessionError):
    template = mark("It is written down already whether you came, so there is nothing to cancel any more.")


@dataclass(eq=False)
class NoTicket(SessionError):
    template = mark("A ticket comes with a place that is yours. There is none here now.")


@dataclass(eq=False)
class NotAllowed(SessionError):
    template = mark("Only the organizers of this session can do that.")


class SmsUnavailable(DomainError):
    template = mark("SMS cannot be sent from here.")


class PhoneMissing(DomainError):
    template = mark("I do not know your phone number yet. Please share it first.")


class PhoneFailed(DomainError):
    template = mark("SMS do not arrive at your number. Please share the one that you use now.")


@dataclass(eq=False)
class SmsStopped(DomainError):
    template = mark("You answered STOP. Send START to {number} by SMS, and they come again.")
    number: str


class IllegalMove(Exception):
    """A status change that the table of moves does not know: a mistake in the program, never a person's."""
