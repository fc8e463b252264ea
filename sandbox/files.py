"""Files that were sent: kept by id, described as photos and documents."""

import hashlib
import mimetypes
import secrets
import struct
from dataclasses import dataclass

from sandbox.errors import bad_request
from sandbox.kinds import Files, Json

_LIMIT = 50 * 1024 * 1024


@dataclass(frozen=True)
class File:
    id: str
    name: str
    mime: str
    content: bytes

    @property
    def path(self) -> str:
        return f"files/{self.id}/{self.name}"

    def json(self) -> Json:
        unique = hashlib.sha256(self.content).hexdigest()[:16]
        return {"file_id": self.id, "file_unique_id": unique, "file_size": len(self.content)}

    def document(self) -> Json:
        return {**self.json(), "file_name": self.name, "mime_type": self.mime}

    def photo(self) -> list[Json]:
        width, height = size(self.content)
        return [{**self.json(), "width": width, "height": height}]


class FileStore:
    def __init__(self) -> None:
        self.files: dict[str, File] = {}

    def add(self, name: str, content: bytes) -> File:
        mime = mimetypes.guess_type(name)[0] or "application/octet-stream"
        file = File("F" + secrets.token_urlsafe(18), name.replace("/", "_") or "file", mime, content)
        self.files[file.id] = file
        return file

    def get(self, file_id: str) -> File:
        if file_id not in self.files:
            raise bad_request("wrong file identifier/HTTP URL specified")
        return self.files[file_id]

    def received(self, given: object, files: Files) -> File:
        """What a bot named in a file's place: an upload, or the id of a file sent before."""
        text = str(given)
        if not text.startswith("attach://"):
            return self.get(text)
        if text.removeprefix("attach://") not in files:
            raise bad_request("there is no file in the request")
        name, content = files[text.removeprefix("attach://")]
        if not content:
            raise bad_request("file must be non-empty")
        if len(content) > _LIMIT:
            raise bad_request("file is too big")
        return self.add(name, content)


def size(content: bytes) -> tuple[int, int]:
    """Width and height of a PNG, GIF or JPEG; a square where the content does not say."""
    if content.startswith(b"\x89PNG") and len(content) >= 24:
        return struct.unpack(">II", content[16:24])
    if content[:4] == b"GIF8":
        return struct.unpack("<HH", content[6:10])
    if content.startswith(b"\xff\xd8"):
        return _jpeg(content)
    return 512, 512


def _jpeg(content: bytes) -> tuple[int, int]:
    at = 2
    while at + 9 < len(content) and content[at] == 0xFF:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", content[at + 5 : at + 9])
            return width, height
        at += 2 + length
    return 512, 512
