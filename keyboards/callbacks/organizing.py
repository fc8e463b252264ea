"""The ways between an organizer's screens: what one topic's keyboards need to lead to another topic."""

from typing import Literal

from aiogram.filters.callback_data import CallbackData

from keyboards.callbacks.fields import Id, PageNumber


class OpenOrganize(CallbackData, prefix="organize"):
    """Home of whoever runs something: today's and this week's sessions."""


class OpenToday(CallbackData, prefix="organize.today"):
    """Today's rosters."""


class StartNew(CallbackData, prefix="new"):
    """A new series, or a new session of a series: the person is asked which where `series_id` is 0."""

    series_id: Id = 0


class OpenHostDesk(CallbackData, prefix="host"):
    """A host, as who runs it sees it."""

    host_id: Id


class OpenSeriesDesk(CallbackData, prefix="desk"):
    """A series, as who runs it sees it."""

    series_id: Id


class ListSessions(CallbackData, prefix="plan"):
    """The sessions of a series that are to come."""

    series_id: Id
    page: PageNumber = 0


class EditSession(CallbackData, prefix="plan.edit"):
    """What can be changed about one session."""

    session_id: Id


class OpenRoster(CallbackData, prefix="roster"):
    """The people of a session, which is the organizer's screen of it."""

    session_id: Id
    page: PageNumber = 0


class SetAttendance(CallbackData, prefix="attendance"):
    """Somebody is here, did not come, or neither was meant; `back` is the screen that it was tapped on."""

    registration_id: Id
    what: Literal["here", "no_show", "clear"]
    back: Literal["list", "person"]


class OpenPerson(CallbackData, prefix="people"):
    """One of the people of a session."""

    registration_id: Id


class AddPerson(CallbackData, prefix="people.add"):
    session_id: Id


class OpenRepeats(CallbackData, prefix="repeat"):
    """What repeats in a series: its templates."""

    series_id: Id


class OpenTeam(CallbackData, prefix="team"):
    """Who helps: of a whole host, or (`series_id`) of one series."""

    host_id: Id
    series_id: Id = 0


class AnnounceToSession(CallbackData, prefix="announce"):
    session_id: Id


class AnnounceToSeries(CallbackData, prefix="announce.series"):
    series_id: Id


class OpenNumbers(CallbackData, prefix="numbers"):
    series_id: Id


class ExportSession(CallbackData, prefix="files"):
    """The roster of a session as a file."""

    session_id: Id


class ExportSeries(CallbackData, prefix="files.series"):
    """The registrations of a series as a file."""

    series_id: Id


class OpenAdmin(CallbackData, prefix="admin"): ...
