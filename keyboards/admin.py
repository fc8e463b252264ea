"""Keyboards of the admins' screens."""

from collections.abc import Callable

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.admin import (
    Acknowledge,
    AskBlocking,
    AskDeactivating,
    AuditOfPerson,
    Block,
    DropFailed,
    ListAlerts,
    ListFailed,
    ListHosts,
    ListPeople,
    RetryFailed,
    SearchAudit,
    SetActive,
    ShowFailed,
    ShowHost,
    ShowPerson,
    Unblock,
    Verify,
)
from keyboards.callbacks.attending import Home
from keyboards.callbacks.mailing import ListMailTexts
from keyboards.callbacks.organizing import OpenAdmin, OpenHostDesk
from keyboards.common import DANGER, PRIMARY, button, rows
from keyboards.organizing import fitting, turned
from services.admin.events import EventsPage
from services.admin.hosts import HostsPage, HostStatistics
from services.admin.messages import FailuresPage, State
from services.admin.people import PeoplePage, Portrait
from services.alerts import AlertsPage
from services.translator import Translator


def home(state: State, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [button(t("People"), ListPeople(is_new=1)), button(t("Hosts"), ListHosts())],
        [
            button(counted(t("Failed messages"), state.failed), ListFailed()),
            button(t("Mail texts"), ListMailTexts()),
        ],
        [
            button(counted(t("Alerts"), state.alerts), ListAlerts()),
            button(t("Audit"), SearchAudit(is_new=1)),
        ],
        [button(t("Home"), Home())],
    )


def counted(words: str, count: int) -> str:
    """Alerts (2)"""
    return f"{words} ({count})" if count else words


def people(page: PeoplePage, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        *fitting([button(one.name, ShowPerson(user_id=one.id)) for one in page.people]),
        turn(page.page, page.has_next, lambda number: ListPeople(page=number), t),
        [button(t("Everybody"), ListPeople(is_new=1))] if page.words else [],
        back(OpenAdmin(), t),
    )


def person(portrait: Portrait, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        _blocking(portrait, t),
        [button(t("What happened"), AuditOfPerson(user_id=portrait.id))],
        back(ListPeople(), t),
    )


def _blocking(portrait: Portrait, t: Translator) -> list[InlineKeyboardButton]:
    if portrait.is_admin:
        return []
    if portrait.blocked_at:
        return [button(t("Unblock"), Unblock(user_id=portrait.id))]
    return [button(t("Block"), AskBlocking(user_id=portrait.id))]


def confirm_blocking(portrait: Portrait, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [button(t("Yes, block and cancel"), Block(user_id=portrait.id), DANGER)],
        [button(t("Back"), ShowPerson(user_id=portrait.id))],
    )


def hosts(page: HostsPage, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        *fitting([button(one.name, ShowHost(host_id=one.id)) for one in page.hosts]),
        turn(page.page, page.has_next, lambda number: ListHosts(page=number), t),
        back(OpenAdmin(), t),
    )


def host(one: HostStatistics, t: Translator) -> InlineKeyboardMarkup:
    verify = (
        button(t("Take mark back"), Verify(host_id=one.id, is_on=0))
        if one.verified_at
        else button(t("Verify"), Verify(host_id=one.id, is_on=1), PRIMARY)
    )
    active = (
        button(t("Reactivate"), SetActive(host_id=one.id, is_on=1))
        if one.deactivated_at
        else button(t("Deactivate"), AskDeactivating(host_id=one.id))
    )
    return rows(
        [verify, active],
        [button(t("Owner"), ShowPerson(user_id=one.owner_id)), button(t("Host"), OpenHostDesk(host_id=one.id))],
        back(ListHosts(), t),
    )


def confirm_deactivating(one: HostStatistics, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [button(t("Yes, deactivate"), SetActive(host_id=one.id, is_on=0), DANGER)],
        [button(t("Back"), ShowHost(host_id=one.id))],
    )


def failed(page: FailuresPage, t: Translator) -> InlineKeyboardMarkup:
    to_all = [
        button(t("Try all again"), RetryFailed(up_to=page.newest), PRIMARY),
        button(t("Drop all"), DropFailed(up_to=page.newest), DANGER),
    ]
    numbered = enumerate(page.failures, 1)
    labels = [button(f"{number}. {one.name}", ShowFailed(notification_id=one.id)) for number, one in numbered]
    return rows(
        *fitting(labels),
        turn(page.page, page.has_next, lambda number: ListFailed(page=number), t),
        to_all if page.failures else [],
        back(OpenAdmin(), t),
    )


def failure(notification_id: int, user_id: int, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [
            button(t("Try again"), RetryFailed(notification_id=notification_id), PRIMARY),
            button(t("Drop"), DropFailed(notification_id=notification_id), DANGER),
        ],
        [button(t("Person"), ShowPerson(user_id=user_id))],
        back(ListFailed(), t),
    )


def events(page: EventsPage, t: Translator) -> InlineKeyboardMarkup:
    of = page.of_user_id

    def at(number: int) -> CallbackData:
        return AuditOfPerson(user_id=of, page=number) if of else SearchAudit(page=number)

    return rows(
        turn(page.page, page.has_next, at, t),
        [button(t("Everything"), SearchAudit(is_new=1))] if page.words or of else [],
        back(ShowPerson(user_id=of) if of else OpenAdmin(), t),
    )


def alerts(page: AlertsPage, t: Translator) -> InlineKeyboardMarkup:
    seen = [
        button(t("✅ {number} is seen to", number=number), Acknowledge(alert_id=one.id))
        for number, one in enumerate(page.alerts, 1)
    ]
    return rows(
        *fitting(seen),
        turn(page.page, page.has_next, lambda number: ListAlerts(page=number), t),
        back(OpenAdmin(), t),
    )


def alert_notice(t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Alerts"), ListAlerts(), PRIMARY)])


def turn(page: int, has_next: bool, at: Callable[[int], CallbackData], t: Translator) -> list[InlineKeyboardButton]:
    return turned(at(page - 1) if page else None, at(page + 1) if has_next else None, t)


def back(where: CallbackData, t: Translator) -> list[InlineKeyboardButton]:
    return [button(t("Back"), where), button(t("Home"), Home())]
