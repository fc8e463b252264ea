"""What the buttons of files mean. A session or a series is named; the other id is 0."""

from typing import Literal

from aiogram.filters.callback_data import CallbackData

from keyboards.callbacks.fields import Id

Span = Literal["coming", "recent", "all"]
Form = Literal["csv", "xlsx"]


class PickSpan(CallbackData, prefix="files.span"):
    """Which sessions of a series: those to come, of the last 30 days, or all."""

    series_id: Id
    span: Span


class MakeFile(CallbackData, prefix="files.make"):
    session_id: Id
    series_id: Id
    span: Span
    form: Form


class ExportHost(CallbackData, prefix="files.host"):
    """All that was booked with a host."""

    host_id: Id
    span: Span = "coming"


class MakeHostFile(CallbackData, prefix="files.make_host"):
    host_id: Id
    span: Span
    form: Form


class AskPeople(CallbackData, prefix="files.people"):
    """Take people in from a file: into a host (`series_id` is 0), or from a series of it."""

    host_id: Id
    series_id: Id


class TakePeople(CallbackData, prefix="files.take"):
    """Take in what the preview of this version showed."""

    version: Id


class DropPeople(CallbackData, prefix="files.drop"):
    host_id: Id
    series_id: Id
