"""What organizers tap on the screens that look over everything they run."""

from typing import Literal

from aiogram.filters.callback_data import CallbackData

from keyboards.callbacks.fields import Id, PageNumber


class NarrowOrganize(CallbackData, prefix="organize.host"):
    """Home, of one host only; 0 is all of them."""

    host_id: Id = 0


class OpenAhead(CallbackData, prefix="organize.ahead"):
    """All sessions of the coming weeks that a person runs or gives."""

    host_id: Id = 0
    page: PageNumber = 0


class ListPending(CallbackData, prefix="organize.pending"):
    """Sessions in which somebody waits for an organizer's yes."""

    host_id: Id = 0


class GoBack(CallbackData, prefix="organize.back"):
    """To the list from which a roster, a person of it, a series' desk or a host's was opened; `id` is of a
    session, a registration, a series or a host.
    """

    of: Literal["roster", "person", "desk", "host"]
    id: Id


class ListSeries(CallbackData, prefix="organize.series"):
    host_id: Id = 0
    page: PageNumber = 0


class ShowNumbers(CallbackData, prefix="numbers.of"):
    """Of one series, or of a whole host where `series_id` is 0."""

    host_id: Id = 0
    series_id: Id = 0
    weeks: Literal["4", "12", "26"] = "12"
