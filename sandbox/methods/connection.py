"""How the bot is connected: who it is, polling, the webhook."""

from typing import Any

from aiogram import methods as m

from sandbox.errors import bad_request, conflict
from sandbox.kinds import Files, Json
from sandbox.webhook import Webhook
from sandbox.world import World


def get_me(world: World, _method: m.GetMe, _: Files) -> Json:
    return {
        **world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


async def get_updates(world: World, method: m.GetUpdates, _: Files) -> list[Json]:
    if world.courier.webhook:
        raise conflict(
            "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        )
    world.updates.allow(method.allowed_updates)
    return await world.updates.poll(method.offset or 0, min(method.limit or 100, 100), min(method.timeout or 0, 50))


def set_webhook(world: World, method: m.SetWebhook, _: Files) -> bool:
    if not method.url:
        return delete_webhook(world, m.DeleteWebhook(drop_pending_updates=method.drop_pending_updates), _)
    if not method.url.startswith(("http://", "https://")):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = method.secret_token or ""
    if not all(char.isascii() and (char.isalnum() or char in "-_") for char in secret) or len(secret) > 256:
        raise bad_request("secret token contains unallowed characters")
    world.updates.allow(method.allowed_updates)
    if method.drop_pending_updates:
        world.updates.drop_pending()
    world.courier.serve(Webhook(method.url, secret, method.max_connections or 40))
    return True


def delete_webhook(world: World, method: m.DeleteWebhook, _: Files) -> bool:
    world.courier.serve(None)
    if method.drop_pending_updates:
        world.updates.drop_pending()
    return True


def get_webhook_info(world: World, _method: m.GetWebhookInfo, _: Files) -> Json:
    webhook = world.courier.webhook
    info: Json = {
        "url": webhook.url if webhook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(world.updates.pending),
    }
    if webhook:
        info["max_connections"] = webhook.max_connections
    if webhook and webhook.last_error:
        info |= {"last_error_date": int(webhook.last_error_at), "last_error_message": webhook.last_error}
    if world.updates.allowed:
        info["allowed_updates"] = sorted(world.updates.allowed)
    return info


def nothing(_world: World, _method: Any, _: Files) -> bool:
    """`logOut` and `close`: there is no server to leave."""
    return True


METHODS: dict[Any, Any] = {
    m.GetMe: get_me,
    m.GetUpdates: get_updates,
    m.SetWebhook: set_webhook,
    m.DeleteWebhook: delete_webhook,
    m.GetWebhookInfo: get_webhook_info,
    m.LogOut: nothing,
    m.Close: nothing,
}
