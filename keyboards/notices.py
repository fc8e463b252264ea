"""Keyboards under notices: what can be done about what a person was told."""

from collections.abc import Callable, Mapping
from typing import Any

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards import admin, announcements, money, packages, people, repeats, team
from keyboards.callbacks.attending import (
    AddToCalendar,
    AskCancelling,
    Browse,
    Home,
    JoinWaitlist,
    OpenSession,
    Origin,
    PastRegistrations,
    PayPlace,
    ShowTicket,
    StillComing,
)
from keyboards.callbacks.organizing import OpenToday
from keyboards.common import PRIMARY, button, rows, to_home
from keyboards.sessions import details
from keyboards.waitlist import claim, pass_on
from services.notices import About, Invoice, Notice
from services.translator import Translator


def below(notice: Notice, t: Translator) -> InlineKeyboardMarkup:
    """The buttons of a notice's kind; the way to the session's card where it has none of its own."""
    if notice.about is None:
        matter = MATTERS.get(notice.kind)
        return matter(notice.data, t) if matter else to_home(t)
    builder = BUILDERS.get(notice.kind)
    return builder(notice.about, t) if builder else details(notice.about.session_id, t)


def to_pay(notice: Notice, invoice: Invoice, pay_at: str, t: Translator) -> InlineKeyboardMarkup:
    """Where no invoice can be sent: the way to a page."""
    text = t("Pay {amount}", amount=t.money(invoice.amount, invoice.currency))
    pay = InlineKeyboardButton(text=text, url=f"{pay_at}{invoice.reference}", style=PRIMARY)
    return rows([pay], [_details(notice.about, t)] if notice.about else [])


def offer(about: About, t: Translator) -> InlineKeyboardMarkup:
    """Nothing leads away from an offer: the message has to be there to say how it ended."""
    return rows([claim(about.registration_id, t), pass_on(about.registration_id, t)])


def first_tap(about: About, t: Translator) -> InlineKeyboardMarkup:
    return rows([claim(about.registration_id, t)], [_details(about, t)])


def lapsed(about: About, t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Join waitlist"), JoinWaitlist(quota_id=about.quota_id), PRIMARY)], [_details(about, t)])


def _details(about: About, t: Translator) -> InlineKeyboardButton:
    return button(t("Details"), OpenSession(session_id=about.session_id, origin=Origin.MINE))


def rejected(about: About, t: Translator) -> InlineKeyboardMarkup:
    return rows([_details(about, t), button(t("Browse sessions"), Browse())])


def coming(about: About, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [button(t("I am coming"), StillComing(registration_id=about.registration_id), PRIMARY)],
        [button(t("I can't come"), AskCancelling(session_id=about.session_id)), _details(about, t)],
    )


def changed(about: About, t: Translator) -> InlineKeyboardMarkup:
    return rows([_details(about, t), button(t("I can't come"), AskCancelling(session_id=about.session_id))])


def topped_up(about: About, t: Translator) -> InlineKeyboardMarkup:
    return rows(packages.top_up(about.host_id, t), [_details(about, t)])


def unpaid(about: About, t: Translator) -> InlineKeyboardMarkup:
    again = button(t("Pay"), PayPlace(registration_id=about.registration_id), PRIMARY)
    return rows([again], [_details(about, t)])


def reminder(about: About, t: Translator) -> InlineKeyboardMarkup:
    """All that one may want then: the place on the way in, in one's calendar, or given back in time."""
    mine = about.registration_id
    return rows(
        [
            button(t("Ticket"), ShowTicket(registration_id=mine)),
            button(t("Add to calendar"), AddToCalendar(registration_id=mine)),
        ],
        [_details(about, t), button(t("I can't come"), AskCancelling(session_id=about.session_id))],
    )


def suspended(t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Past"), PastRegistrations()), button(t("Home"), Home())])


def today(t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Today"), OpenToday(), PRIMARY), button(t("Home"), Home())])


BUILDERS: dict[str, Callable[[About, Translator], InlineKeyboardMarkup]] = {
    "waitlist_offer": offer,
    "owner_pending": people.request,
    "owner_pending_over": people.decided,
    "session_moved": changed,
    "session_place_changed": changed,
    "reminder": reminder,
    "reminder_soon": reminder,
    "owner_suspended": people.decided,
    "registration_rejected": rejected,
    "coming_asked": coming,
    "coming_nudged": coming,
    "waitlist_first_tap": first_tap,
    "waitlist_offer_lapsed": lapsed,
    "payment_failed": unpaid,
    "waitlist_no_credit": topped_up,
    "waitlist_package_over": topped_up,
}
MATTERS: dict[str, Callable[[Mapping[str, Any], Translator], InlineKeyboardMarkup]] = {
    "alert_raised": lambda _, t: admin.alert_notice(t),
    "announcement": announcements.notice,
    "template_stopped": repeats.stopped,
    "organizer_digest": lambda _, t: today(t),
    "suspended": lambda _, t: suspended(t),
    "templates_digest": repeats.digest,
    "team_joined": team.changed,
    "team_left": team.changed,
    "host_offered": team.offered,
    "refund_sent": money.notice,
    "refund_delayed": money.notice,
    "refund_failed": money.failed,
    "package_bought": lambda _, t: packages.asked(t),
    "package_failed": packages.declined,
    "package_ends": packages.ending,
    "package_ends_soon": packages.ending,
}
"""Under what is about no registration, from what it was given; the way home where it has none of its own."""
