"""`/admin/site`: the whole installation on one page, and what waits to be done."""

from datetime import timedelta

from aiohttp import web

from services import watching
from services.admin import messages
from services.admin.messages import State
from services.mails import templates
from services.mails.templates import Fared
from services.translator import Translator
from services.watching import Lag
from web.operating.asking import SITE_PATH, begin
from web.rendering import render

MINUTE = timedelta(minutes=1)
Tile = tuple[str, str]


def routes() -> list[web.RouteDef]:
    return [web.get(SITE_PATH, show_home)]


async def show_home(request: web.Request) -> web.Response:
    site, visitor, t = begin(request)
    now = site.clock()
    state = await site.db.read(messages.state, user_id=visitor.id, now=now)
    lag = await site.db.read(watching.lag, now=now)
    fared = await site.db.read(templates.fared, user_id=visitor.id, now=now)
    context = {
        "tiles": tiles(state, t),
        "groups": [
            (t("Messages of seven days"), of_messages(state, t)),
            (t("Waitlists of seven days"), of_waitlists(state, t)),
            (t("Mails of 30 days"), of_mails(fared, t)),
            (t("SMS of 30 days"), of_sms(state, t)),
        ],
        "jobs": of_jobs(lag, t),
    }
    return render(request, "operating/home.html", context)


def tiles(state: State, t: Translator) -> list[tuple[str, str, str]]:
    return [
        (t("People"), t.number(state.people), "/people"),
        (t("Hosts"), t.number(state.hosts), "/hosts"),
        (t("Alerts"), t.number(state.alerts), "/alerts"),
        (t("Failed messages"), t.number(state.failed), "/messages"),
    ]


def of_messages(state: State, t: Translator) -> list[Tile]:
    return [
        (t("Sent"), t.number(state.sent)),
        (t("Not needed any more"), t.number(state.skipped)),
        (t("Too late"), t.number(state.expired)),
        (t("On their way now"), t.number(state.owed)),
    ]


def of_waitlists(state: State, t: Translator) -> list[Tile]:
    return [
        (t("Moved up"), t.number(state.promoted)),
        (t("Offers"), t.number(state.offered)),
        (t("Offers that ran out"), t.number(state.lapsed)),
    ]


def of_mails(fared: Fared, t: Translator) -> list[Tile]:
    """Empty where there were none."""
    if not fared.owed:
        return []
    return [
        (t("Sent"), t.number(fared.sent)),
        (t("Delivered"), t.number(fared.delivered)),
        (t("Opened"), t.number(fared.opened)),
        (t("Clicked"), t.number(fared.clicked)),
        (t("Came back"), t.number(fared.bounced)),
        (t("Failed"), t.number(fared.failed)),
    ]


def of_sms(state: State, t: Translator) -> list[Tile]:
    if not (state.sms.sent or state.sms.failed):
        return []
    return [
        (t("Sent"), t.number(state.sms.sent)),
        (t("Delivered"), t.number(state.sms.delivered)),
        (t("Failed"), t.number(state.sms.failed)),
    ]


def of_jobs(lag: Lag, t: Translator) -> list[Tile]:
    """What is due and not done: nothing of it for long, where the jobs run."""
    behind = [
        (
            t("Due by {channel}", channel=backlog.channel),
            t("{count}, the oldest for {minutes} min", count=backlog.owed, minutes=round(backlog.age / MINUTE)),
        )
        for backlog in lag.backlogs
    ]
    return [*behind, (t("Waitlists to look at"), t.number(lag.waitlists))]
