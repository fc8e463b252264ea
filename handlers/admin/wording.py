"""The admins' screens as text. Pure."""

from handlers.cards import lines, paragraphs
from services.admin import wording as shared
from services.admin.events import Event, EventsPage
from services.admin.hosts import HostsPage, HostStatistics
from services.admin.messages import Failure, FailuresPage, SmsFigures, State
from services.admin.money import Figures, Sum
from services.admin.people import Booking, PeoplePage, PersonLine, Portrait
from services.alerts import AlertsPage
from services.files.exporting import STATUSES
from services.notices.alerts import in_words, spelled
from services.text import esc
from services.translator import LANGUAGES, Translator


def home(state: State, money: Figures, t: Translator) -> str:
    return paragraphs(
        t("<b>Admin</b>"),
        lines(
            t.plural("👤 {count} person", "👤 {count} people", state.people),
            t.plural("{count} host", "{count} hosts", state.hosts),
        ),
        lines(
            t("Messages of seven days: {sent} sent, {skipped} not needed any more, {expired} too late",
              sent=t.number(state.sent), skipped=t.number(state.skipped), expired=t.number(state.expired)),
            t("Now: {owed} on their way, {failed} failed", owed=t.number(state.owed), failed=t.number(state.failed)),
        ),
        sms(state.sms, t),
        payments(money, t),
        t("Waitlists of seven days: {promoted} moved up, {offered} offers, {lapsed} ran out",
          promoted=t.number(state.promoted), offered=t.number(state.offered), lapsed=t.number(state.lapsed)),
        t("Who is an admin is set by ADMIN_IDS, and follows it at each message."),
    )  # fmt: skip


def payments(of: Figures, t: Translator) -> str:
    """Empty where there were none."""
    if of.is_empty:
        return ""
    troubles = t(
        "{declined} failed; now {stuck} refunds stuck, {disputed} payments in dispute",
        declined=t.number(of.declined),
        stuck=t.number(of.stuck),
        disputed=t.number(of.disputed),
    )
    return lines(*(_paid(one, t) for one in of.sums), troubles)


def _paid(one: Sum, t: Translator) -> str:
    return t.plural(
        "Payments of 30 days: {count}, {paid} in, {refunded} back, {owed} still to go back",
        "Payments of 30 days: {count}, {paid} in, {refunded} back, {owed} still to go back",
        one.payments,
        paid=t.money(one.paid, one.currency),
        refunded=t.money(one.refunded, one.currency),
        owed=t.money(one.going_back, one.currency),
    )


def sms(of: SmsFigures, t: Translator) -> str:
    """Empty where there were none."""
    if not (of.sent or of.failed):
        return ""
    return t(
        "SMS of 30 days: {sent} sent, {delivered} delivered, {failed} failed, cost {cost} as the provider counts it",
        sent=t.number(of.sent),
        delivered=t.number(of.delivered),
        failed=t.number(of.failed),
        cost=f"{of.cost / 1_000_000:.2f}",
    )


def people(page: PeoplePage, t: Translator) -> str:
    ask = t("Type a name, a Telegram id or a reference to find somebody.")
    title = t("<b>People: {words}</b>", words=esc(page.words)) if page.words else t("<b>People</b>, newest first")
    found = lines(*(_person(one, t) for one in page.people)) or t("Nobody fits.")
    return paragraphs(title, found, ask)


def _person(one: PersonLine, t: Translator) -> str:
    marks = [t("admin")] if one.is_admin else []
    if one.is_blocked:
        marks.append(t("blocked"))
    return " · ".join([esc(one.name), *marks])


def person(one: Portrait, t: Translator) -> str:
    called = t("calls themselves {name}", name=esc(one.called)) if one.called else ""
    return paragraphs(
        lines(f"<b>{esc(one.name)}</b>", called, *_standing(one, t)),
        lines(*map(esc, shared.roles(one, t))),
        lines(shared.ahead(one, t), *(_booking(row, t) for row in one.bookings if not row.is_over)),
        lines(*(_booking(row, t) for row in one.bookings if row.is_over)),
    )


def _standing(one: Portrait, t: Translator) -> list[str]:
    known = t("Telegram id {id}", id=f"<code>{one.telegram_id}</code>") if one.telegram_id else t("not on Telegram")
    since = t("known since {day}", day=t.day(one.created_at))
    parts = [f"{known} · {LANGUAGES.get(one.language, one.language)} · {since}"]
    if one.blocked_at:
        parts.append(t("✖️ blocked since {moment}", moment=t.moment(one.blocked_at)))
    if one.unreachable_at:
        parts.append(t("not reachable on Telegram since {moment}", moment=t.moment(one.unreachable_at)))
    return parts


def _booking(row: Booking, t: Translator) -> str:
    when, status = t.moment(row.starts_at, row.time_zone), t(STATUSES[row.status])
    return f"• {when} · {esc(row.title)} · {status} · {row.reference}"


def confirm_blocking(one: Portrait, t: Translator) -> str:
    """What blocking would do, before it does."""
    title = t("<b>Block {name}?</b>", name=esc(one.name))
    return paragraphs(title, lines(*shared.blocking(one, t)), shared.after_blocking(t))


def hosts(page: HostsPage, t: Translator) -> str:
    if not page.hosts:
        return paragraphs(t("<b>Hosts</b>"), t("There is no host yet."))
    return paragraphs(t("<b>Hosts</b>, newest first"), *(_host_line(one, t) for one in page.hosts))


def _host_line(one: HostStatistics, t: Translator) -> str:
    return lines(" · ".join([f"<b>{esc(one.name)}</b>", *_marks(one, t)]), shared.statistics(one, t))


def _marks(one: HostStatistics, t: Translator) -> list[str]:
    marks = [t("✅ verified") if one.verified_at else t("not verified")]
    return [*marks, t("✖️ deactivated")] if one.deactivated_at else marks


def host(one: HostStatistics, t: Translator) -> str:
    owner = t("Owner: {name}, since {day}", name=esc(one.owner_name), day=t.day(one.created_at))
    return paragraphs(lines(f"<b>{esc(one.name)}</b>", *_marks(one, t), owner), shared.statistics(one, t))


def confirm_deactivating(one: HostStatistics, t: Translator) -> str:
    title = t("<b>Deactivate {name}?</b>", name=esc(one.name))
    return paragraphs(title, lines(*shared.deactivating(one, t)), t("It can be taken back at any time."))


def failed(page: FailuresPage, t: Translator) -> str:
    if not page.failures:
        return paragraphs(t("<b>Failed messages</b>"), t("None: everything arrived, or is on its way."))
    found = (f"{number}. {_failure(one, t)}" for number, one in enumerate(page.failures, 1))
    return paragraphs(t("<b>Failed messages</b>, newest first"), lines(*found))


def _failure(one: Failure, t: Translator) -> str:
    what = " · ".join(part for part in (spelled(one.kind), one.title) if part)
    return f"{esc(one.name)} · {esc(what)} · {t.moment(one.created_at)}\n{esc(one.reason)}"


def failure(one: Failure, t: Translator) -> str:
    tried = t.plural("Tried {count} time.", "Tried {count} times.", one.attempts)
    return paragraphs(t("<b>A message that failed</b>"), _failure(one, t), tried)


def events(page: EventsPage, t: Translator) -> str:
    ask = t("Type a name, a Telegram id, a reference, a code or what happened, for example: cancelled")
    title = t("<b>Audit: {words}</b>", words=esc(page.words)) if page.words else t("<b>Audit</b>, newest first")
    found = lines(*(_event(one, t) for one in page.events)) or t("Nothing fits.")
    return paragraphs(title, found, "" if page.of_user_id else ask)


def _event(one: Event, t: Translator) -> str:
    """Mon 23 Nov, 12:00 · Ana: registration cancelled · Bo, Monday Jam · was: confirmed"""
    who = esc(one.actor_name) if one.actor_name else t("the program")
    parts = [
        t.moment(one.at),
        f"{who}: <b>{esc(spelled(one.action))}</b>",
        esc(shared.subject(one, t)),
        esc(shared.data(one)),
    ]
    return " · ".join(part for part in parts if part)


def alerts(page: AlertsPage, t: Translator) -> str:
    if not page.alerts:
        return paragraphs(t("<b>Alerts</b>"), t("None is open."))
    found = (
        lines(
            f"{number}. {in_words(one, t)}",
            t.plural("{count} time, last {moment}", "{count} times, last {moment}", one.count,
                     moment=t.moment(one.last_at)),
        )
        for number, one in enumerate(page.alerts, 1)
    )  # fmt: skip
    return paragraphs(t("<b>Alerts</b>"), *found)
