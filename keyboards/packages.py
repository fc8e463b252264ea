"""Keyboards about packages: the wallet, what a host sells, and its shelf for those who sell."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from keyboards.callbacks.attending import Browse, Home, OpenHost, OpenSession, ShowOwnMoney
from keyboards.callbacks.organizing import OpenHostDesk
from keyboards.callbacks.packages import (
    AskNewCode,
    AskPackage,
    MakeCode,
    MakePackage,
    OpenCodes,
    OpenShelf,
    SellAgain,
    StopCode,
    StopPackage,
)
from keyboards.callbacks.wallet import (
    BuyPackage,
    ListPayments,
    OpenOffer,
    OpenOffers,
    OpenWallet,
    SendReceipt,
    ShowTerms,
    ShowUses,
)
from keyboards.common import DANGER, PRIMARY, button, rows
from services.hosts.terms import OwnTerms
from services.packages.buying import Offer, Offers
from services.packages.selling import Shelf, Sold
from services.packages.wallets import History, Owned
from services.payments.history import Entry, HistoryPage
from services.promos import Codes
from services.translator import Translator

LONGEST_LABEL = 30


def wallet(owned: Sequence[Owned], t: Translator) -> InlineKeyboardMarkup:
    """A row for each; where one is used up or over, the way to a new one of its host."""
    return rows(
        *(row(one, t) for one in owned),
        [button(t("Payments"), ListPayments())],
        [button(t("Browse sessions"), Browse()), button(t("Home"), Home())],
    )


def payments(shown: HistoryPage, t: Translator) -> InlineKeyboardMarkup:
    """A receipt for each that was paid, and what became of the money of a place."""
    before = [button(t("Previous"), ListPayments(page=shown.page - 1))] if shown.page else []
    after = [button(t("Next"), ListPayments(page=shown.page + 1))] if shown.has_next else []
    return rows(
        *(paid(one, t) for one in shown.entries),
        [*before, *after],
        [button(t("Back"), OpenWallet()), button(t("Home"), Home())],
    )


def paid(one: Entry, t: Translator) -> list[InlineKeyboardButton]:
    amount = t.money(one.amount, one.currency)
    found = []
    if one.receipt_number:
        label = t("Receipt {number} · {amount}", number=one.receipt_number, amount=amount)
        found.append(button(label, SendReceipt(payment_id=one.id)))
    if one.registration_id and one.is_mine:
        found.append(button(t("Money"), ShowOwnMoney(registration_id=one.registration_id)))
    return found


def terms(shown: Sequence[OwnTerms], t: Translator) -> InlineKeyboardMarkup:
    """Where there are several, each is whole on a screen of its own."""
    hosts = shown if len(shown) > 1 else ()
    return rows(
        *([button(one.host_name, ShowTerms(host_id=one.host_id))] for one in hosts),
        [button(t("Payments"), ListPayments()), button(t("Home"), Home())],
    )


def own_terms(t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Back"), ShowTerms()), button(t("Home"), Home())])


def receipt(t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Payments"), ListPayments()), button(t("Home"), Home())])


def paid_now(payment_id: int, t: Translator) -> InlineKeyboardMarkup:
    """Under the word that money is here."""
    return rows([button(t("Receipt"), SendReceipt(payment_id=payment_id)), button(t("Home"), Home())])


def row(one: Owned, t: Translator) -> list[InlineKeyboardButton]:
    uses = button(shortened(one.name), ShowUses(purchase_id=one.id))
    return [uses] if one.is_good else [uses, button(t("Buy again"), OpenOffers(host_id=one.host_id))]


def uses(shown: History, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [
            button(
                t("Packages of {host}", host=shortened(shown.owned.host_name)), OpenOffers(host_id=shown.owned.host_id)
            )
        ],
        [button(t("Back"), OpenWallet()), button(t("Home"), Home())],
    )


def offers(shown: Offers, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        *([button(labelled(one, t), OpenOffer(package_id=one.id), PRIMARY)] for one in shown.offers),
        [button(t("Sessions"), OpenHost(code=shown.host_code)), button(t("My packages"), OpenWallet())],
        [button(t("Home"), Home())],
    )


def labelled(one: Offer, t: Translator) -> str:
    return f"{shortened(one.name)} · {t.money(one.price, one.currency)}"


def offer(one: Offer, t: Translator) -> InlineKeyboardMarkup:
    pay = t("Pay {amount}", amount=t.money(one.price, one.currency))
    return rows(
        [button(pay, BuyPackage(package_id=one.id), PRIMARY)] if one.is_on_sale else [],
        [button(t("Sessions"), OpenHost(code=one.host_code)), button(t("My packages"), OpenWallet())],
        [button(t("Home"), Home())],
    )


def asked(t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("My packages"), OpenWallet()), button(t("Home"), Home())])


def declined(data: Mapping[str, Any], t: Translator) -> InlineKeyboardMarkup:
    """Under what tells that the money for a package did not come."""
    again = button(t("Buy again"), BuyPackage(package_id=data["package_id"]), PRIMARY)
    return rows([again], [button(t("My packages"), OpenWallet()), button(t("Home"), Home())])


def ending(data: Mapping[str, Any], t: Translator) -> InlineKeyboardMarkup:
    """Under a warning: what can be booked with it at once, all else of the host, and credits for the time after."""
    return rows(
        *([button(label(one, t), OpenSession(session_id=one[0]), PRIMARY)] for one in data["sessions"]),
        [
            button(t("Sessions"), OpenHost(code=data["host_code"])),
            button(t("Buy again"), OpenOffers(host_id=data["host_id"])),
        ],
        [button(t("My packages"), OpenWallet()), button(t("Home"), Home())],
    )


def label(one: Sequence[Any], t: Translator) -> str:
    _, title, at, zone = one
    return f"{t.moment(datetime.fromisoformat(at), zone)} · {shortened(title)}"


def top_up(host_id: int, t: Translator) -> list[InlineKeyboardButton]:
    return [button(t("Packages"), OpenOffers(host_id=host_id))]


def shelf(shown: Shelf, bot_name: str, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        *(selling(one, bot_name, t) for one in shown.packages),
        [button(t("New package"), AskPackage(host_id=shown.host_id), PRIMARY)],
        [button(t("Promo codes"), OpenCodes(host_id=shown.host_id))],
        [button(t("Back"), OpenHostDesk(host_id=shown.host_id)), button(t("Home"), Home())],
    )


def selling(one: Sold, bot_name: str, t: Translator) -> list[InlineKeyboardButton]:
    if not one.is_on_sale:
        label = t("Sell {name} again", name=shortened(one.name))
        return [button(label, SellAgain(package_id=one.id))]
    link = f"https://t.me/{bot_name}?start=p_{one.code}"
    share = InlineKeyboardButton(text=t("Share"), url=f"https://t.me/share/url?url={link}")
    return [share, button(t("Stop selling {name}", name=shortened(one.name)), StopPackage(package_id=one.id))]


def ask(host_id: int, t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Back"), OpenShelf(host_id=host_id)), button(t("Home"), Home())])


def confirm(host_id: int, t: Translator) -> InlineKeyboardMarkup:
    return rows(
        [button(t("Confirm"), MakePackage(host_id=host_id), PRIMARY)],
        [button(t("Change"), AskPackage(host_id=host_id)), button(t("Back"), OpenShelf(host_id=host_id))],
    )


def shortened(name: str) -> str:
    return name if len(name) <= LONGEST_LABEL else f"{name[: LONGEST_LABEL - 1]}…"


def codes(shown: Codes, t: Translator) -> InlineKeyboardMarkup:
    holding = [one for one in shown.lines if not one.is_over]
    return rows(
        *([button(t("Stop {code}", code=one.code), StopCode(promo_id=one.id), DANGER)] for one in holding),
        [button(t("New code"), AskNewCode(host_id=shown.host_id), PRIMARY)],
        [button(t("Back"), OpenShelf(host_id=shown.host_id)), button(t("Home"), Home())],
    )


def ask_code(host_id: int, t: Translator) -> InlineKeyboardMarkup:
    return rows([button(t("Back"), OpenCodes(host_id=host_id)), button(t("Home"), Home())])


def confirm_code(shown: Codes, t: Translator) -> InlineKeyboardMarkup:
    """For what it holds: all, or one series."""
    one_of = [
        [button(shortened(title), MakeCode(host_id=shown.host_id, series_id=series_id))]
        for series_id, title in shown.series
    ]
    return rows(
        [button(t("For everything"), MakeCode(host_id=shown.host_id), PRIMARY)],
        *one_of,
        [button(t("Change"), AskNewCode(host_id=shown.host_id)), button(t("Back"), OpenCodes(host_id=shown.host_id))],
    )
