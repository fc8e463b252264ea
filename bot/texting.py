"""How this installation sends SMS, by its settings: by Twilio, or not at all."""

from aiogram import Bot

from bot.channels.sms import Account, TwilioSender, callback_address
from bot.settings import Settings
from web.webhooks.sms import PATH


def make_sender(settings: Settings, bot: Bot) -> TwilioSender | None:
    """None where it is not set; which of its settings there are the settings have checked."""
    if not (settings.twilio_account_sid and settings.twilio_auth_token and settings.twilio_from):
        return None
    account = Account(
        settings.twilio_account_sid,
        settings.twilio_auth_token.get_secret_value(),
        settings.twilio_from,
        settings.twilio_api_url,
    )
    return TwilioSender(account, bot, callback=callback_address(settings.public_url, PATH, account.url))
