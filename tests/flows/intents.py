"""Whatever organizers can tap, with the right that it takes.

A new callback class of the organizers' topics needs an entry here, or `test_every_intent_is_in_the_matrix` fails.
Fields are filled by their names from what a target has (`tests/rights.py`); whatever else is needed, `build` makes.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any, Literal, get_args, get_origin

from aiogram.filters.callback_data import CallbackData

from keyboards import callbacks
from keyboards.callbacks import announcing, files, mailing, repeating, team
from services.access import Right
from services.team import Invited
from tests.rights import Level, Target

OTHERS = {"attending", "profile", "fields", "wallet"}
"""Modules of intents that are everybody's."""
SAMPLES = {
    "token": "x" * 22,
    "zone": "Europe/Berlin",
    "field": "title",
    "value": "x",
    "code": "ABCDEFGH",
    "day": 740_000,
    "weeks": 4,
    "amount": 100,
    "left": 600,
}
Build = Callable[[Target], Iterable[CallbackData]]


@dataclass(frozen=True)
class Need:
    """What an intent takes. No right: it shows and changes only what is the person's own."""

    right: Right | None = None
    build: Build | None = None
    level: Level | None = None
    """Where it is judged; None is the narrowest thing that it names."""
    is_look: bool = False
    """Whether who may is shown something, without more than the tap."""
    is_admins: bool = False
    is_teams: bool = False
    """Whether everybody on the team of the host may."""
    words: Mapping[str, Right] = field(default_factory=dict)
    """Which of the words that it can bear take another right."""

    def right_of(self, intent: CallbackData) -> Right | None:
        said = {getattr(intent, name) for name in type(intent).model_fields}
        return next((right for word, right in self.words.items() if word in said), self.right)


def invites(target: Target) -> Iterator[CallbackData]:
    yield team.MakeInvite(role="instructor", scope_id=target.host.id)
    for role in ("co_organizer", "door"):
        yield team.MakeInvite(role=role, scope_id=target.series.id)


def mailed_invites(target: Target) -> Iterator[CallbackData]:
    yield team.AskMailing(role="instructor", scope_id=target.host.id)
    for role in ("co_organizer", "door"):
        yield team.AskMailing(role=role, scope_id=target.series.id)


def mail_text(intent: type[CallbackData], **more: Any) -> Build:
    return lambda _: [intent(kind="registration_confirmed", language="en", **more)]


def away(target: Target) -> Iterator[CallbackData]:
    """Of somebody else."""
    yield repeating.AskAbsence(of="host", place_id=target.host.id, user_id=target.ids["user_id"])
    yield repeating.AskAbsence(of="series", place_id=target.series.id, user_id=target.ids["user_id"])


def absences_at(target: Target) -> Iterator[CallbackData]:
    yield repeating.TurnAbsences(of="host", place_id=target.host.id, page=0)
    yield repeating.TurnAbsences(of="series", place_id=target.series.id, page=0)


def helper(intent: type[CallbackData]) -> Build:
    """Another manager."""
    return lambda target: [intent(kind="h", role_id=target.ids["role_id"])]


def either(intent: type[CallbackData], **more: Any) -> Build:
    """Of a session, or of a series: the other id is 0."""
    return lambda target: [
        intent(session_id=target.session.id, series_id=0, **more),
        intent(session_id=0, series_id=target.series.id, **more),
    ]


def each(prefixes: str, right: Right | None = None, **more: Any) -> dict[str, Need]:
    return dict.fromkeys(prefixes.split(), Need(right, **more))


NEEDS: dict[str, Need] = {
    **each("organize organize.today organize.host organize.ahead organize.series"),
    **each("organize.pending organize.back"),
    # hosts and series
    **each("host host.edit host.ask host.set host.clear host.zone", Right.EDIT_HOST),
    **each("host.ask_end host.end host.restore", Right.OWN),
    **each("host.list host.found"),
    **each("desk desk.more", Right.SEE_PEOPLE),
    **each("desk.edit desk.ask desk.set desk.clear desk.move desk.ask_end desk.end desk.restore", Right.EDIT_SERIES),
    **each("new", Right.PLAN),
    **each("new.series", Right.EDIT_SERIES),
    **each("new.ask new.month new.day new.hour new.length new.weekly new.draft new.create new.leave"),
    # sessions
    **each("plan plan.past", Right.SEE_PEOPLE),
    "plan.ask": Need(Right.PLAN, words={"note": Right.NOTE}),
    **each("plan.edit plan.shift plan.who plan.rooms plan.room plan.free plan.reach plan.apply plan.roles", Right.PLAN),
    **each("plan.rooms_at plan.who_at plan.unrole plan.remove plan.over plan.close", Right.PLAN),
    **each("plan.forget", Right.NOTE),
    # what repeats
    **each("repeat repeat.one repeat.new repeat.edit repeat.form repeat.ask repeat.put repeat.effect", Right.PLAN),
    **each("repeat.save repeat.drop repeat.skip repeat.skipped repeat.turn repeat.end repeat.ended", Right.PLAN),
    **each("repeat.range repeat.make repeat.conflict repeat.conflict_at repeat.solve repeat.answers_at", Right.PLAN),
    **each("repeat.closures repeat.closure_new repeat.closure_gone", Right.EDIT_HOST, level="host"),
    **each("repeat.closure_cancel", Right.EDIT_HOST, level="host"),
    **each("repeat.rooms repeat.room repeat.room_new repeat.room_end repeat.rooms_at", Right.EDIT_HOST, level="host"),
    **each("repeat.room_ended", Right.EDIT_HOST, level="host"),
    # one's own days are everybody's on the team, others' are the planners'
    "repeat.absences": Need(is_teams=True),
    "repeat.absences_at": Need(build=absences_at, is_teams=True),
    "repeat.away": Need(Right.PLAN, away, level="host"),
    "repeat.absence_gone": Need(Right.PLAN, level="host"),
    # people
    **each("roster roster.people roster.line people", Right.SEE_PEOPLE, is_look=True),
    **each("roster.find", Right.SEE_PEOPLE),
    **each("roster.door", Right.CHECK_IN, is_look=True),
    **each("attendance attendance.in attendance.undo", Right.CHECK_IN),
    **each(
        "people.add people.yes people.ask people.type people.do people.said people.write people.send",
        Right.MANAGE_PEOPLE,
    ),
    **each("people.lift people.as people.known people.new people.way people.link people.page", Right.MANAGE_PEOPLE),
    **each("people.note people.clear", Right.NOTE),
    **each("series.history"),
    # announcements, numbers, files
    **each("announce announce.series announce.send announce.result", Right.ANNOUNCE),
    "announce.to": Need(Right.ANNOUNCE, either(announcing.ChooseAudience, audience="both")),
    "announce.back": Need(Right.ANNOUNCE, either(announcing.AskAudience)),
    "announce.drop": Need(Right.ANNOUNCE, either(announcing.DropAnnouncement)),
    **each("numbers numbers.of", Right.SEE_NUMBERS),
    **each("files.host files.make_host", Right.EXCHANGE, level="host"),
    **each("files files.series files.span files.people files.take files.drop", Right.EXCHANGE),
    "files.make": Need(Right.EXCHANGE, either(files.MakeFile, span="all", form="csv")),
    # money
    **each("money money.session money.takings money.open money.back", Right.SEE_MONEY, is_look=True),
    **each(
        "money.refund money.amount money.send money.again money.ask_paid money.paid", Right.SEE_MONEY, level="session"
    ),
    **each("money.waive", Right.SEE_MONEY, level="session"),
    **each("shelf shelf.ask shelf.make shelf.codes shelf.ask_code shelf.make_code", Right.EDIT_HOST, level="host"),
    **each("shelf.stop shelf.again shelf.stop_code", Right.EDIT_HOST, level="host"),
    # team
    **each("team team.page team.invites team.revoke_all", Right.LET_IN),
    "team.invite": Need(Right.INVITE, invites),
    "team.mail": Need(Right.INVITE, mailed_invites),
    "team.revoke": Need(Right.INVITE, level="series"),
    "team.person": Need(Right.OWN, helper(team.OpenHelper)),
    "team.ask": Need(Right.OWN, helper(team.AskRemoving)),
    "team.remove": Need(Right.OWN, helper(team.RemoveHelper)),
    **each("team.pass team.offer", Right.OWN),
    **each("team.take team.decline team.join team.no"),
    # admins
    **each("admin admin.people admin.person admin.ask_block admin.block admin.unblock", is_admins=True),
    **each("admin.hosts admin.host admin.verify admin.ask_close admin.active", is_admins=True),
    **each("admin.failed admin.failure admin.retry admin.drop", is_admins=True),
    **each("admin.audit admin.audit_of admin.alerts admin.seen", is_admins=True),
    "admin.mails": Need(is_admins=True),
    "admin.mail": Need(build=mail_text(mailing.ShowMailText), is_admins=True),
    "admin.mail_edit": Need(build=mail_text(mailing.AskMailText, part="body"), is_admins=True),
    "admin.mail_show": Need(build=mail_text(mailing.PreviewMail), is_admins=True),
    "admin.mail_reset": Need(build=mail_text(mailing.ResetMailText), is_admins=True),
}
"""By the beginning of the callback data."""


def organizers_intents() -> dict[str, type[CallbackData]]:
    """Every callback class of the organizers' topics, by its prefix."""
    names = [one.name for one in pkgutil.iter_modules(callbacks.__path__) if one.name not in OTHERS]
    modules = [importlib.import_module(f"keyboards.callbacks.{name}") for name in names]
    return {
        kind.__prefix__: kind
        for module in modules
        for kind in vars(module).values()
        if inspect.isclass(kind) and issubclass(kind, CallbackData) and kind.__module__ == module.__name__
    }


def need_of(intent: CallbackData) -> Need:
    return NEEDS[intent.__prefix__]


def intents(kind: type[CallbackData], target: Target) -> list[CallbackData]:
    """An intent for a target, once for each word that it can bear."""
    build = NEEDS[kind.__prefix__].build
    if build is not None:
        return list(build(target))
    fields = {name: _values(name, one.annotation, target) for name, one in kind.model_fields.items()}
    longest = max((len(values) for values in fields.values()), default=1)
    return [
        kind(**{name: values[min(number, len(values) - 1)] for name, values in fields.items()})
        for number in range(longest)
    ]


def _values(name: str, annotation: Any, target: Target) -> list[Any]:
    if name in target.ids:
        return [target.ids[name]]
    if get_origin(annotation) is Literal:
        return list(get_args(annotation))
    if inspect.isclass(annotation) and issubclass(annotation, Enum):
        return list(annotation)
    usual: int | str = 0 if annotation is int else "x"
    sample = SAMPLES.get(name, usual)
    return [sample if type(sample) is type(usual) else usual]


def level(intent: CallbackData) -> Level:
    """Where it is judged."""
    fixed = need_of(intent).level
    if fixed is not None:
        return fixed
    if isinstance(intent, team.MakeInvite):
        return "series" if Invited(intent.role).is_of_series else "host"
    named = {name for name in type(intent).model_fields if getattr(intent, name)}
    if named & {"session_id", "registration_id", "quota_id"}:
        return "session"
    return "series" if named & {"series_id", "template_id", "occurrence_id", "announcement_id"} else "host"
