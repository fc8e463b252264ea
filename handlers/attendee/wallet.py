"""Packages of those who come: what they own, and buying one."""

import asyncio
from datetime import datetime

from aiogram import Router
from aiogram.filters import Command
from aiogram.types import CallbackQuery, Message

from db import Database
from handlers import packages as texts
from handlers import screens
from handlers.topics import topic_router
from keyboards import packages as keyboards
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
from services import receipts
from services.hosts import terms
from services.packages import buying, wallets
from services.payments import history
from services.translator import Translator
from services.users import Person


def new_router() -> Router:
    router = topic_router("packages")
    router.message.register(open_wallet, Command("wallet"))
    router.message.register(help_with_payments, Command("paysupport"))
    router.message.register(show_terms, Command("terms"))
    router.callback_query.register(show_own_terms, ShowTerms.filter())
    router.callback_query.register(list_payments, ListPayments.filter())
    router.callback_query.register(send_receipt, SendReceipt.filter())
    router.callback_query.register(show_wallet, OpenWallet.filter())
    router.callback_query.register(show_uses, ShowUses.filter())
    router.callback_query.register(show_offers, OpenOffers.filter())
    router.callback_query.register(open_offer, OpenOffer.filter())
    router.callback_query.register(buy, BuyPackage.filter())
    return router


async def open_wallet(message: Message, db: Database, user: Person, now: datetime, t: Translator) -> None:
    await show(message, db, user, now, t)


async def show_wallet(query: CallbackQuery, db: Database, user: Person, now: datetime, t: Translator) -> None:
    await show(query, db, user, now, t)


async def show(event: CallbackQuery | Message, db: Database, user: Person, now: datetime, t: Translator) -> None:
    owned = await db.read(wallets.wallet, user_id=user.id, now=now)
    await screens.show(event, texts.wallet(owned, t), keyboards.wallet(owned, t))


async def show_uses(
    query: CallbackQuery, callback_data: ShowUses, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    shown = await db.read(wallets.history, user_id=user.id, purchase_id=callback_data.purchase_id, now=now)
    await screens.show(query, texts.history(shown, t), keyboards.uses(shown, t))


async def show_offers(query: CallbackQuery, callback_data: OpenOffers, db: Database, t: Translator) -> None:
    shown = await db.read(buying.of_host, host_id=callback_data.host_id)
    await screens.show(query, texts.offers(shown, t), keyboards.offers(shown, t))


async def open_offer(
    query: CallbackQuery, callback_data: OpenOffer, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    offer = await db.read(buying.look, package_id=callback_data.package_id, viewer_id=user.id, now=now)
    await show_offer(query, offer, t)


async def open_package(message: Message, code: str, db: Database, user: Person, now: datetime, t: Translator) -> bool:
    """What a link leads to; False where it names no package."""
    offer = await db.read(buying.find, typed=code, viewer_id=user.id, now=now)
    if offer:
        await show_offer(message, offer, t)
    return offer is not None


async def show_offer(event: CallbackQuery | Message, offer: buying.Offer, t: Translator) -> None:
    await screens.show(event, texts.offer(offer, t), keyboards.offer(offer, t))


async def buy(
    query: CallbackQuery, callback_data: BuyPackage, db: Database, user: Person, now: datetime, t: Translator
) -> None:
    await db.write(buying.buy, user_id=user.id, package_id=callback_data.package_id, now=now)
    await screens.show(query, t("⏳ The invoice is below. Pay it, and the package is yours."), keyboards.asked(t))


async def list_payments(
    query: CallbackQuery, callback_data: ListPayments, db: Database, user: Person, t: Translator
) -> None:
    shown = await db.read(history.mine, user_id=user.id, page=callback_data.page)
    await screens.show(query, texts.payments(shown, t), keyboards.payments(shown, t))


async def send_receipt(
    query: CallbackQuery, callback_data: SendReceipt, db: Database, user: Person, t: Translator
) -> None:
    shown = await db.read(receipts.receipt, user_id=user.id, payment_id=callback_data.payment_id)
    content = await asyncio.to_thread(receipts.pdf, shown, t)
    caption = t("Receipt {number}", number=shown.number)
    await screens.send_file(query, shown.file_name, content, caption, keyboards.receipt(t))


async def help_with_payments(message: Message, db: Database, user: Person, t: Translator) -> None:
    """Telegram asks for this command of each bot that takes payments."""
    hosts = await db.read(history.hosts, user_id=user.id)
    await screens.show(message, texts.support(hosts, t), keyboards.receipt(t))


async def show_terms(message: Message, db: Database, user: Person, t: Translator) -> None:
    await show_all_terms(message, db, user, t)


async def show_own_terms(
    query: CallbackQuery, callback_data: ShowTerms, db: Database, user: Person, t: Translator
) -> None:
    if not callback_data.host_id:
        await show_all_terms(query, db, user, t)
        return
    shown = await db.read(terms.of_host, user_id=user.id, host_id=callback_data.host_id)
    await screens.show(query, texts.own_terms(shown, t), keyboards.own_terms(t))


async def show_all_terms(event: CallbackQuery | Message, db: Database, user: Person, t: Translator) -> None:
    shown = await db.read(terms.of_mine, user_id=user.id)
    await screens.show(event, texts.purchase_terms(shown, t), keyboards.terms(shown, t))
