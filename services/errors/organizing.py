"""What is refused to those who run something, and to admins."""

from dataclasses import dataclass
from datetime import datetime

from services.errors import DomainError, SessionError
from services.money import Money
from services.translator import Translator, mark


class MomentNotUnderstood(DomainError):
    template = mark("I did not understand that as a day and an hour. For example: Fri 19:30, or 24.12. 18:00")


class HourMissing(DomainError):
    template = mark("At what time? Please type the day and the hour, for example: Fri 19:30")


class NoSuchMoment(DomainError):
    template = mark("That day or hour does not exist. Please check it.")


@dataclass(eq=False)
class HourSkipped(DomainError):
    template = mark("That night the clocks jump forward, so {clock} does not exist. Please choose another hour.")
    clock: str


class MomentPast(DomainError):
    template = mark("That is over already. Please choose a moment that lies ahead.")


class MomentTooFar(DomainError):
    template = mark("That is more than two years ahead. Please choose an earlier day.")


class AmountNotUnderstood(DomainError):
    template = mark("I did not understand that as an amount. Please type a number, for example: 12.50")


@dataclass(eq=False)
class AmountTooLarge(DomainError):
    template = mark("That is too much: {most} at most.")
    most: Money


@dataclass(eq=False)
class AmountTooSmall(DomainError):
    """No card provider charges so little."""

    template = mark("That is too little to be charged: {least} at least, or 0.")
    least: Money


@dataclass(eq=False)
class AmountUnclear(DomainError):
    """A mark with three digits behind it is one of thousands to some, and not to others."""

    template = mark("Do you mean {amount}? Then please type it without a mark for thousands.")
    amount: Money


@dataclass(eq=False)
class NumberNotUnderstood(DomainError):
    template = mark("I need a whole number from {least} to {most}.")
    least: int
    most: int


class RolesNotUnderstood(DomainError):
    template = mark("I need each role with its places, for example: base 10, flyer 10")


class WordsMissing(DomainError):
    template = mark("I need at least one letter.")


@dataclass(eq=False)
class TextTooLong(DomainError):
    template = mark("That is too long: {limit} characters fit.")
    limit: int


class UnknownCurrency(DomainError):
    template = mark("I do not know that currency. Please type its three letters, for example: EUR")


class DraftOver(DomainError):
    template = mark("That draft is over: it was created, or left. Nothing was changed now.")


class DraftChanged(DomainError):
    template = mark("You changed the draft after that screen. Nothing was created; here it is as it is now.")


@dataclass(eq=False)
class MomentTaken(DomainError):
    template = mark("{title} has a session at that time already. Please choose another time.")
    title: str


class PeopleAhead(DomainError):
    template = mark("People are still booked for sessions to come. Cancel those sessions first; they are told then.")


class WasBooked(DomainError):
    template = mark("It was booked before, so it cannot be deleted. You can put it away instead.")


class SeriesOver(DomainError):
    template = mark("This series is over: nothing new can be planned in it.")


class NoWeekdayChosen(DomainError):
    template = mark("Please choose at least one day of the week.")


class EndsBeforeItBegins(DomainError):
    template = mark("The last day cannot be before the first one.")


@dataclass(eq=False)
class NumberOutOfRange(DomainError):
    template = mark("That has to be a number from {least} to {most}.")
    least: int
    most: int


class OutOfTeam(DomainError):
    template = mark("That person is not on the team. Invite them first, then they can give sessions.")


class LinkNotUnderstood(DomainError):
    template = mark("I need a link that begins with https:// - for example the one that your map app shares.")


@dataclass(eq=False)
class RoleExists(DomainError):
    template = mark("There is a role called {name} already.")
    name: str


class TimeNotUnderstood(DomainError):
    template = mark("I did not understand that as a time of the day. For example: 19:30")


class DayNotUnderstood(DomainError):
    template = mark("I did not understand that as a day. For example: 24.12.")


class DaysNotUnderstood(DomainError):
    template = mark("I did not understand that as a day, or as two. For example: 24.12., or 24.12. - 2.1.")


@dataclass(eq=False)
class PlacesNotUnderstood(DomainError):
    template = mark("I need a number of places from 1 to {most}, for example: 20. By role: base 10, flyer 10")
    most: int


class ChoiceNotKnown(DomainError):
    template = mark("Please tap one of the buttons.")


@dataclass(eq=False)
class NameNotKnown(DomainError):
    template = mark("I do not know “{name}” here. Tap a button, or type a name as it stands there.")
    name: str


class WeekdaysNotUnderstood(DomainError):
    template = mark("I did not understand these days. Tap them, or type for example: Mon, Thu")


class RoomTaken(DomainError):
    template = mark("The room is taken at that time. Choose no room, or change the other session first.")


class InstructorBusy(DomainError):
    template = mark("That person gives another session at that time. Please choose somebody else.")


class RoomGone(DomainError):
    template = mark("That room is not there any more. Please choose another one.")


class InviteOver(DomainError):
    template = mark(
        "That invite does not work: it was used, withdrawn, or is older than 48 hours. Please ask for another."
    )


@dataclass(eq=False)
class AlreadyOnTeam(DomainError):
    template = mark("You are in already: {where}.")
    where: str


class CannotJoin(DomainError):
    template = mark("You cannot join at the moment. Please write to who invited you.")


@dataclass(eq=False)
class TooManyInvites(DomainError):
    template = mark("{limit} invites are open already. Please withdraw one first.")
    limit: int


class HandoverOver(DomainError):
    template = mark("That offer is over: it was withdrawn, or its 48 hours are over. Nothing was changed.")


class AnnouncementEmpty(DomainError):
    template = mark("I need at least one word.")


@dataclass(eq=False)
class AnnouncementTooLong(DomainError):
    template = mark("That is too long: {limit} characters fit, and an emoji counts as two.")
    limit: int


class NobodyToTell(DomainError):
    template = mark("There is nobody to write to any more. Nothing was sent.")


@dataclass(eq=False)
class TooManyAnnouncements(DomainError):
    template = mark("At most {limit} messages an hour go to the people of a series. The next can leave at {again_at}.")
    limit: int
    again_at: datetime


@dataclass(eq=False)
class FileTooLarge(DomainError):
    template = mark("That file is too large: {rows} people and {megabytes} MB fit into one. Please split it.")
    rows: int
    megabytes: int


class FileNotUnderstood(DomainError):
    template = mark("I cannot read that file. Please save the table as CSV and send it again.")


class FileEmpty(DomainError):
    template = mark("There is nobody in that file.")


class ColumnsMissing(DomainError):
    template = mark("The first line has to name the columns, a name among them, for example: Name;Email;Phone")


@dataclass(eq=False)
class ColumnTwice(DomainError):
    template = mark("The first line names a column twice: {column}. Please keep one of them.")
    column: str


class StaysAdmin(DomainError):
    template = mark("An admin cannot be blocked. Take their id out of ADMIN_IDS first.")


@dataclass(eq=False)
class FewerThanTaken(SessionError):
    template = mark("{taken} places are taken now, and nobody loses theirs. Take people out first, or choose more.")
    taken: int


@dataclass(eq=False)
class RoleInUse(SessionError):
    template = mark("Somebody is in or waits there, or it is the only role: it cannot be removed now.")


@dataclass(eq=False)
class RoleNameless(SessionError):
    template = mark("Give the role that is there a name first.")


@dataclass(eq=False)
class RolesFull(SessionError):
    template = mark("A session has at most {most} roles.")
    most: int


@dataclass(eq=False)
class NotBegun(SessionError):
    template = mark("It has not begun yet. Until then you can cancel or move it.")


@dataclass(eq=False)
class ChangeOutdated(SessionError):
    template = mark("That form is out of date. Nothing was changed.")


class SeriesOutdated(DomainError):
    template = mark("That form is out of date. Nothing was changed.")


@dataclass(eq=False)
class RequestOver(DomainError):
    """Of a registration that an organizer wanted to decide about."""

    template = mark("That request is over: it was decided or taken back already.")
    registration_id: int


@dataclass(eq=False)
class OutOfReach(DomainError):
    template = mark("{name} cannot be written to.")
    name: str


class NamelessPerson(DomainError):
    template = mark("I need a name with at least one letter.")


@dataclass(eq=False)
class NoPlaceToCheckIn(SessionError):
    template = mark("{name} has no place here any more.")
    name: str


@dataclass(eq=False)
class TicketGivenAway(SessionError):
    template = mark("This ticket is not good any more: {name} gave the place to somebody else, who has a ticket too.")
    name: str


@dataclass(eq=False)
class TicketTooEarly(SessionError):
    template = mark("This ticket is for another day: {title}, {starts_at}. People are checked in from {opens_at} on.")
    title: str
    starts_at: datetime
    opens_at: datetime


@dataclass(eq=False)
class TicketTooLate(SessionError):
    template = mark("This ticket is for another day: {title}, {starts_at}. That is over.")
    title: str
    starts_at: datetime


@dataclass(eq=False)
class TicketElsewhere(SessionError):
    template = mark("This ticket is not for this session but for {title}, {starts_at}.")
    title: str
    starts_at: datetime


@dataclass(eq=False)
class CheckInNotOpen(SessionError):
    template = mark("It is too early to check people in. That opens {opens_at}.")
    opens_at: datetime


@dataclass(eq=False)
class CheckInOver(SessionError):
    template = mark("It is too late for that: it was possible until {until}.")
    until: datetime


@dataclass(eq=False)
class NotStarted(SessionError):
    template = mark("It has not begun yet, so nobody has missed it.")


class NotAPicture(DomainError):
    template = mark("That is no picture that I can read. A PNG or a JPEG, please.")


@dataclass(eq=False)
class PictureTooLarge(DomainError):
    template = mark("That picture is larger than {most} MB. A smaller one, please.")
    most: int


class NoMailText(DomainError):
    template = mark("I need some text.")


@dataclass(eq=False)
class UnknownGap(DomainError):
    template = mark("I cannot fill the gap {gap}. Only those on the list, each between two braces, can be filled.")
    gap: str

    def text(self, t: Translator) -> str:
        return t(self.template, gap=f"{{{self.gap}}}")
