"""Photos and documents: sending them and fetching them back."""

from aiogram import methods as m

from sandbox import contents
from sandbox.errors import bad_request
from sandbox.kinds import Files, Json
from sandbox.methods.messages import say
from sandbox.world import World

_DOWNLOAD_LIMIT = 20 * 1024 * 1024


def attachment(world: World, kind: str, given: object, files: Files) -> Json:
    """A photo or document as it stands in a message."""
    file = world.files.received(given, files)
    return {"photo": file.photo()} if kind == "photo" else {"document": file.document()}


def send_photo(world: World, method: m.SendPhoto, files: Files) -> Json:
    chat = world.chat_to_write(method.chat_id)
    caption = contents.caption(method.caption, method.parse_mode, method.caption_entities)
    return say(world, chat, method, attachment(world, "photo", method.photo, files) | caption)


def send_document(world: World, method: m.SendDocument, files: Files) -> Json:
    chat = world.chat_to_write(method.chat_id)
    caption = contents.caption(method.caption, method.parse_mode, method.caption_entities)
    return say(world, chat, method, attachment(world, "document", method.document, files) | caption)


def get_file(world: World, method: m.GetFile, _: Files) -> Json:
    file = world.files.files.get(method.file_id)
    if file is None:
        raise bad_request("invalid file_id")
    if len(file.content) > _DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {**file.json(), "file_path": file.path}


METHODS = {m.SendPhoto: send_photo, m.SendDocument: send_document, m.GetFile: get_file}
