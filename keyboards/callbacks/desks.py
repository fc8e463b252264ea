"""What people tap who describe a series or a host, and set its rules."""

from typing import Annotated, Literal

from aiogram.filters.callback_data import CallbackData
from pydantic import StringConstraints

from keyboards.callbacks.fields import Id

Word = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,11}$")]
"""The short name of a field, or of one of its values; the service knows which there are."""


class MoreOfSeries(CallbackData, prefix="desk.more"):
    """What organizers of a series need now and then."""

    series_id: Id


class EditSeries(CallbackData, prefix="desk.edit"):
    series_id: Id
    page: Literal["about", "rules"] = "about"


class AskSeriesField(CallbackData, prefix="desk.ask"):
    series_id: Id
    field: Word


class SetSeriesField(CallbackData, prefix="desk.set"):
    series_id: Id
    field: Word
    value: Word


class ClearSeriesField(CallbackData, prefix="desk.clear"):
    series_id: Id
    field: Word


class MoveSeries(CallbackData, prefix="desk.move"):
    """To the place that was looked at; another one has another version."""

    series_id: Id
    version: Id


class AskEndSeries(CallbackData, prefix="desk.ask_end"):
    series_id: Id
    way: Literal["archive", "delete"]


class EndSeries(CallbackData, prefix="desk.end"):
    series_id: Id
    way: Literal["archive", "delete"]


class RestoreSeries(CallbackData, prefix="desk.restore"):
    series_id: Id


class ListHosts(CallbackData, prefix="host.list"): ...


class FoundHost(CallbackData, prefix="host.found"): ...


class EditHost(CallbackData, prefix="host.edit"):
    host_id: Id


class AskHostField(CallbackData, prefix="host.ask"):
    host_id: Id
    field: Word


class SetHostField(CallbackData, prefix="host.set"):
    host_id: Id
    field: Word
    value: Word


class ClearHostField(CallbackData, prefix="host.clear"):
    host_id: Id
    field: Word


class SetHostZone(CallbackData, prefix="host.zone"):
    host_id: Id
    zone: str


class AskEndHost(CallbackData, prefix="host.ask_end"):
    host_id: Id
    way: Literal["deactivate", "delete"]


class EndHost(CallbackData, prefix="host.end"):
    host_id: Id
    way: Literal["deactivate", "delete"]


class ReactivateHost(CallbackData, prefix="host.restore"):
    host_id: Id
