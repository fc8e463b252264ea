"""The world as the page draws it."""

from sandbox.chats import Chat
from sandbox.kinds import Json
from sandbox.methods.profile import description_for
from sandbox.world import World

_SHOWN = 200  # messages of a chat that a page begins with


def state(world: World) -> Json:
    return {
        "bot": world.bot,
        "hasCards": world.charge_card is not None,
        "people": [person(world, user_id) for user_id in world.people],
        "chats": [chat(world, one) for one in world.chats.values()],
    }


def person(world: World, user_id: int) -> Json:
    user, private = world.people[user_id], world.chats[user_id]
    name = f"{user['first_name']} {user.get('last_name', '')}".strip()
    language = user.get("language_code", "en")
    return {
        "id": user_id,
        "name": name,
        "language": language,
        "blocked": private.blocked,
        "started": private.started,
        "description": description_for(world, language),
    }


def chat(world: World, one: Chat) -> Json:
    return {
        "id": one.id,
        "kind": one.kind,
        "title": world.bot["first_name"] if one.is_private else one.title,
        "members": one.members,
        "hasBot": one.has_bot,
        "keyboard": one.keyboard,
        "pinned": one.pinned,
        "busy": world.updates.first(one.id) is not None,
        "messages": list(one.messages.values())[-_SHOWN:],
    }
