"""`/admin/series/<id>/edit`: all settings of a series on one form; whom another place reaches is read before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from services import series
from services.access import Right
from services.errors import DomainError, NotAllowed, NotFound
from services.errors.organizing import SeriesOutdated
from services.errors.paying import CardsUnavailable
from services.refunds import tiers
from services.series import CHOICES, Desk, labels
from services.sessions import PlaceImpact
from services.translator import Translator
from web import guards
from web.admin.asking import ID, number, refusals
from web.admin.fields import LONGEST_DESCRIPTION, LONGEST_TITLE, LONGEST_TYPED, plain
from web.admin.table import asked
from web.keys import SITE
from web.rendering import render, translator

EDIT = f"/admin/series/{{id:{ID}}}/edit"
CHOSEN = tuple(name for name in CHOICES if name != "duration")
"""Fields with few values; how long it takes is typed."""


@dataclass(frozen=True, slots=True)
class Shown:
    typed: Mapping[str, str]
    wrong: Mapping[str, str] = field(default_factory=dict)
    refused: str = ""
    said: tuple[str, ...] = ()


def routes() -> list[web.RouteDef]:
    return [web.get(EDIT, show_form), web.post(EDIT, change)]


async def show_form(request: web.Request) -> web.Response:
    desk = await opened(request)
    return _form(request, desk, Shown(as_it_is(desk), said=happened(request)))


async def opened(request: web.Request) -> Desk:
    site, visitor = request.app[SITE], guards.require_visitor(request)
    series_id = int(request.match_info["id"])
    async with refusals():
        desk = await site.db.read(series.desk, user_id=visitor.id, series_id=series_id, now=site.clock())
    if Right.EDIT_SERIES not in desk.rights:
        raise web.HTTPNotFound
    return desk


def as_it_is(desk: Desk) -> dict[str, str]:
    """What the fields hold before anybody typed; nothing where a value is none of those offered."""
    has = desk.settings
    roles = [f"{one['name']} {one['capacity']}".strip() for one in has["quotas"]]
    return {
        "title": has["title"],
        "description": has["description"],
        "place": has["place"],
        "duration": str(has["duration_minutes"]),
        "quotas": ", ".join(roles),
        "price": plain(has["price"], desk.currency),
        "refunds": tiers.to_type(has["refund_tiers"]),
        "late_fee": plain(has["late_fee"], desk.currency),
        "credits": str(has["credits"]),
        **{name: labels.chosen(desk, name) for name in CHOSEN},
    }


def happened(request: web.Request) -> tuple[str, ...]:
    """What a change did, as the chat says it."""
    t, told, left = translator(request), number(request, "told"), number(request, "left")
    planned = number(request, "planned")
    done = {
        "founded": (
            t("✅ The series is there."),
            t.plural("{count} session is planned.", "{count} sessions are planned.", planned),
            t("Its rules are below; what is set there is what most take."),
        ),
        "archived": (t("✖️ Archived: nobody finds it, and nothing new can be planned."),),
        "restored": (t("✅ It goes on."),),
    }
    if request.query.get("done") != "kept":
        return done.get(request.query.get("done", ""), ())
    stay = t.plural(
        "{count} session to come stays as it is, for people booked it or you changed it. You change it under Sessions.",
        "{count} sessions to come stay as they are, for people booked them or you changed them."
        " You change them under Sessions.",
        left,
    )
    people = t.plural("{count} person is told.", "{count} people are told.", told)
    return (t("✅ That is kept."), *([people] if told else []), *([stay] if left else []))


def _form(request: web.Request, desk: Desk, shown: Shown, *, status: int = 200) -> web.Response:
    t, takes_cards = translator(request), request.app[SITE].checkout is not None
    context = {
        "desk": desk,
        "shown": shown,
        "version": series.version_of(desk.settings),
        "questions": {name: t(words) for name, words in labels.QUESTIONS.items()},
        "choices": [(name, choices(desk, name, t, takes_cards=takes_cards)) for name in CHOSEN if name != "language"],
        "languages": choices(desk, "language", t),
        "longest": {"title": LONGEST_TITLE, "description": LONGEST_DESCRIPTION},
    }
    return render(request, "admin/series.html", context, status=status)


def choices(desk: Desk, name: str, t: Translator, *, takes_cards: bool = True) -> list[tuple[str, str]]:
    """Words and what they are called; first what is set, where that was typed in the chat."""
    known = labels.chosen(desk, name)
    typed = [] if known else [("", labels.label(name, "", t, whole=True, shown=desk))]
    offered = [word for word in CHOICES[name][1] if word != "paid" or takes_cards or known == "paid"]
    return typed + [(word, labels.label(name, word, t, whole=True, shown=desk)) for word in offered]


async def change(request: web.Request) -> web.Response:
    """Kept at once, or shown with whom it reaches where another place concerns people who are in."""
    desk, given, t = await opened(request), await request.post(), translator(request)
    known = as_it_is(desk)
    typed = {name: str(given.get(name, was))[:LONGEST_TYPED].replace("\r\n", "\n") for name, was in known.items()}
    changed = {name: text for name, text in typed.items() if text.strip() != known[name].strip()}
    if given.get("again"):
        return _form(request, desk, Shown(typed))
    values, wrong = series.read(changed, currency=desk.currency, language=t.language)
    is_new = wrong or any(desk.settings[column] != value for column, value in values.items())
    if given.get("version") != series.version_of(desk.settings):
        if not is_new:  # sent twice: the first did it
            raise web.HTTPSeeOther(f"{request.path}{asked(done='kept')}")
        now = {name: t("Now: {value}", value=_called(desk, name, known[name], t)) for name in changed}
        return _form(request, desk, Shown(typed, now, SeriesOutdated().text(t)), status=409)
    if not is_new:
        return _form(request, desk, Shown(typed, refused=t("Nothing is different from what is there.")))
    if changed.get("mode") == "paid" and request.app[SITE].checkout is None:
        wrong["mode"] = CardsUnavailable()
    if wrong:
        sentences = {name: refused.text(t) for name, refused in wrong.items()}
        return _form(request, desk, Shown(typed, sentences, t("Nothing was changed yet.")), status=422)
    if "place" in changed and not given.get("confirmed"):
        seen = await _reached(request, desk, changed["place"])
        if seen.sessions:
            return _look(request, desk, typed, seen)
    return await _keep(request, desk, typed, changed)


def _called(desk: Desk, name: str, value: str, t: Translator) -> str:
    return labels.label(name, value, t, whole=True, shown=desk) if name in CHOSEN else value or "–"


async def _reached(request: web.Request, desk: Desk, place: str) -> PlaceImpact:
    site, visitor = request.app[SITE], guards.require_visitor(request)
    about: dict[str, Any] = {"user_id": visitor.id, "series_id": desk.id, "now": site.clock()}
    async with refusals():
        return await site.db.read(series.impact_of_place, typed=place if place.strip() else None, **about)


def _look(request: web.Request, desk: Desk, typed: Mapping[str, str], seen: PlaceImpact) -> web.Response:
    context = {"desk": desk, "typed": typed, "seen": seen, "version": series.version_of(desk.settings)}
    return render(request, "admin/series_look.html", context)


async def _keep(request: web.Request, desk: Desk, typed: Mapping[str, str], changed: Mapping[str, str]) -> web.Response:
    site, visitor, t = request.app[SITE], guards.require_visitor(request), translator(request)
    about: dict[str, Any] = {"user_id": visitor.id, "series_id": desk.id, "now": site.clock()}
    version = series.version_of(desk.settings)
    try:
        done = await site.db.write(series.edit, typed=changed, version=version, language=t.language, **about)
    except (NotFound, NotAllowed):
        raise web.HTTPNotFound from None
    except DomainError as refused:  # it has changed since it was looked at
        return _form(request, desk, Shown(typed, refused=refused.text(t)), status=409)
    counts = {name: count for name, count in (("told", done.told), ("left", done.left)) if count}
    raise web.HTTPSeeOther(f"{request.path}{asked(done='kept', **counts)}")
