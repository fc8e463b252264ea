"""Keyboards of what repeats: the list, a template, the form for one, a day in conflict."""

from collections.abc import Mapping, Sequence
from typing import Any

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.attending import Home
from keyboards.callbacks.organizing import OpenOrganize, OpenRepeats, OpenSeriesDesk
from keyboards.callbacks.repeating import (
    AskDeleting,
    AskField,
    AskRange,
    AskSkip,
    DeleteRepeat,
    DropForm,
    EditRepeat,
    Field,
    MakeAhead,
    NewRepeat,
    OpenAbsences,
    OpenClosures,
    OpenConflict,
    OpenRepeat,
    OpenRooms,
    PutField,
    ReopenForm,
    ResolveConflict,
    SaveRepeat,
    ShowEffect,
    SkipDay,
    TurnChoices,
    TurnConflict,
    TurnRepeat,
)
from keyboards.common import DANGER, PRIMARY, button, in_pairs, on_page, rows, turns
from services.templates import Choices, Conflict, Repeat, Repeats, SkipImpact
from services.translator import Translator

Labels = Mapping[int, str]
"""What the answers to a question are called, by their number."""
CONFLICTS_SHOWN = 6


def listed(shown: Repeats, labels: Labels, t: Translator) -> InlineKeyboardMarkup:
    own = [button(labels[one.id], OpenRepeat(template_id=one.id)) for one in shown.repeats]
    return rows(
        *([one] for one in own),
        [] if shown.is_over else [button(t("New weekly time"), NewRepeat(series_id=shown.series_id), PRIMARY)],
        *in_pairs(_of_host(shown, t)),
        [button(t("Back"), OpenSeriesDesk(series_id=shown.series_id)), button(t("Home"), Home())],
    )


def _of_host(shown: Repeats, t: Translator) -> list[InlineKeyboardButton]:
    where = {"host_id": shown.host_id, "series_id": shown.series_id}
    absences = button(t("Absences"), OpenAbsences(**where))
    if not shown.may_edit_host:
        return [absences]
    return [button(t("Closure days"), OpenClosures(**where)), absences, button(t("Rooms"), OpenRooms(**where))]


def one(shown: Repeat, labels: Labels, t: Translator) -> InlineKeyboardMarkup:
    """`labels` name the days in conflict."""
    turn = TurnRepeat(template_id=shown.id, on=int(not shown.is_active))
    skip = [button(t("Skip next time"), AskSkip(template_id=shown.id))] if shown.next_day else []
    make = [button(t("Make sessions"), AskRange(template_id=shown.id))] if shown.is_active else []
    return rows(
        *([button(label, OpenConflict(occurrence_id=number))] for number, label in labels.items()),
        [button(t("Change this weekly time"), EditRepeat(template_id=shown.id), PRIMARY)],
        [*skip, *make],
        [
            button(t("Pause") if shown.is_active else t("Resume"), turn),
            button(t("Delete"), AskDeleting(template_id=shown.id)),
        ],
        _back(shown.series_id, t),
    )


def _back(series_id: int, t: Translator) -> list[InlineKeyboardButton]:
    return [button(t("Back"), OpenRepeats(series_id=series_id)), button(t("Home"), Home())]


def form(
    template_id: int, series_id: int, version: int, labels: Mapping[Field, str], t: Translator
) -> InlineKeyboardMarkup:
    """The fields, and how it goes on: a new one is made at once, a change shows its effect first."""
    fields = [button(label, AskField(template_id=template_id, field=field)) for field, label in labels.items()]
    if template_id:
        goes_on = button(t("Show what changes"), ShowEffect(template_id=template_id), PRIMARY)
    else:
        goes_on = button(t("Create"), SaveRepeat(template_id=0, version=version), PRIMARY)
    cancel = button(t("Cancel"), DropForm(template_id=template_id, series_id=series_id))
    return rows([goes_on], *in_pairs(fields), [cancel, button(t("Home"), Home())])


def answers(
    template_id: int, field: Field, labels: Labels, t: Translator, *, done: bool, page: int = 0
) -> InlineKeyboardMarkup:
    """What can be tapped for a field; `done` where several are chosen one after the other."""
    here = on_page(list(labels.items()), page)
    taps = [button(label, PutField(template_id=template_id, field=field, value=value)) for value, label in here]
    turned = turns(len(labels), page, lambda to: TurnChoices(template_id=template_id, field=field, page=to), t)
    back = button(t("Done") if done else t("Back"), ReopenForm(template_id=template_id), PRIMARY if done else None)
    per_row = 4 if field in {"days", "time", "ahead", "weeks"} else 2
    grid: list[Sequence[InlineKeyboardButton]] = [taps[at : at + per_row] for at in range(0, len(taps), per_row)]
    return rows(*grid, turned, [back])


def effect(template_id: int, series_id: int, version: int, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [button(t("Confirm"), SaveRepeat(template_id=template_id, version=version), PRIMARY)],
        [
            button(t("Back"), ReopenForm(template_id=template_id)),
            button(t("Cancel"), DropForm(template_id=template_id, series_id=series_id)),
        ],
    )


def skip(impact: SkipImpact, label: str, t: Translator) -> InlineKeyboardMarkup:
    go = SkipDay(template_id=impact.template_id, day=impact.day.toordinal())
    return rows(
        [button(label, go, DANGER if impact.made else PRIMARY)],
        [button(t("Back"), OpenRepeat(template_id=impact.template_id))],
    )


def delete(template_id: int, label: str, t: Translator) -> InlineKeyboardMarkup:
    """`label` says what is cancelled along; empty where there is nothing."""
    both = [button(label, DeleteRepeat(template_id=template_id, with_sessions=1), DANGER)] if label else []
    keep = t("Delete, keep the sessions") if label else t("Delete")
    return rows(
        [button(keep, DeleteRepeat(template_id=template_id, with_sessions=0), DANGER)],
        both,
        [button(t("Back"), OpenRepeat(template_id=template_id))],
    )


def ranges(template_id: int, t: Translator) -> InlineKeyboardMarkup:
    ahead = [
        button(t.plural("{count} week", "{count} weeks", weeks), MakeAhead(template_id=template_id, weeks=weeks))
        for weeks in (4, 8)
    ]
    return rows(ahead, [button(t("Back"), OpenRepeat(template_id=template_id))])


def conflict(shown: Conflict, choices: Choices, t: Translator, *, room: bool, page: int = 0) -> InlineKeyboardMarkup:
    """Whatever helps here: somebody else, no room, nobody yet, or not at all."""

    def way(text: str, name: str, instructor_id: int = 0) -> InlineKeyboardButton:
        intent = ResolveConflict(occurrence_id=shown.occurrence_id, way=name, instructor_id=instructor_id)
        return button(text, intent)

    if room:
        ways = [way(t("Without the room"), "no_room")]
        others = []
    else:
        ways = [way(t("Without instructor"), "anyway")]
        others = [way(f"👤 {person.name}", "instructor", person.id) for person in choices.team]
    skip = way(t("Leave it out"), "skip")
    turned = turns(len(others), page, lambda to: TurnConflict(occurrence_id=shown.occurrence_id, page=to), t)
    back = [button(t("Back"), OpenRepeat(template_id=shown.template_id))]
    return rows(*in_pairs(on_page(others, page)), turned, [*ways, skip], back)


def stopped(about: Mapping[str, Any], t: Translator) -> InlineKeyboardMarkup:
    """Under the notice of a template that makes nothing: the way to it."""
    return rows([button(t("Edit"), OpenRepeat(template_id=about["template_id"]), PRIMARY)], [button(t("Home"), Home())])


def digest(_about: Mapping[str, Any], t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Organize"), OpenOrganize())])
