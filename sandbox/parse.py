"""Telegram's HTML: text with tags in, plain text with entities out; as strict as Telegram is."""

import re
from dataclasses import dataclass, field

from sandbox.errors import ApiError, bad_request
from sandbox.kinds import Json

_SIMPLE = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
}
_TAGS = {*_SIMPLE, "span", "a", "blockquote", "tg-emoji", "tg-time"}
_CHARACTER = re.compile(r"&(?:#(\d+)|#x([0-9a-f]+)|(lt|gt|amp|quot));", re.IGNORECASE)
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_START = re.compile(r"<([^\s<>/]*)((?:\s+[^\s=<>]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?)*)\s*>")
_ATTRIBUTE = re.compile(r"([^\s=]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>]+)))?")
_END = re.compile(r"</\s*([^\s<>]*)\s*>")


@dataclass
class _Open:
    """A tag that waits for its end."""

    tag: str
    attributes: dict[str, str]
    offset: int


@dataclass
class _Parser:
    source: str
    text: str = ""
    open: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def run(self) -> None:
        at = 0
        while at < len(self.source):
            if self.source.startswith("</", at):
                at = self._end(at)
            elif self.source[at] == "<":
                at = self._start(at)
            else:
                stop = self.source.find("<", at)
                stop = len(self.source) if stop < 0 else stop
                self.text += unescape(self.source[at:stop])
                at = stop
        if self.open:
            raise _refusal(f'Can\'t find end tag corresponding to start tag "{self.open[-1].tag}"')

    def _start(self, at: int) -> int:
        found = _START.match(self.source, at)
        byte = self._byte(at)
        if found is None:
            name = re.match(r"[^\s<>/=\"']*", self.source[at + 1 :])
            tag = name.group() if name else ""
            raise _refusal(
                f"Unclosed start tag at byte offset {byte}"
                if tag.lower() in _TAGS
                else f'Unsupported start tag "{tag}" at byte offset {byte}'
            )
        tag, attributes = found[1].lower(), _attributes(found[2])
        if tag not in _TAGS:
            raise _refusal(f'Unsupported start tag "{found[1]}" at byte offset {byte}')
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise _refusal(f'Tag "span" must have class "tg-spoiler" at byte offset {byte}')
        self.open.append(_Open(tag, attributes, utf16(self.text)))
        return found.end()

    def _end(self, at: int) -> int:
        found, byte = _END.match(self.source, at), self._byte(at)
        if found is None:
            raise _refusal(f"Unclosed end tag at byte offset {byte}")
        if not self.open:
            raise _refusal(f"Unexpected end tag at byte offset {byte}")
        opened = self.open.pop()
        if found[1] and found[1].lower() != opened.tag:
            raise _refusal(
                f'Unmatched end tag at byte offset {byte}, expected "</{opened.tag}>", found "</{found[1]}>"'
            )
        length = utf16(self.text) - opened.offset
        if length:
            self._add(opened, length)
        return found.end()

    def _add(self, opened: _Open, length: int) -> None:
        inner = self.text.encode("utf-16-le")[opened.offset * 2 :].decode("utf-16-le")
        described = _described(opened, inner)
        last = self.entities[-1] if self.entities else None
        if opened.tag == "pre" and last and "language" in last and last["length"] == length:
            described["language"] = self.entities.pop()["language"]
        if described:
            self.entities.append({"offset": opened.offset, "length": length, **described})

    def _byte(self, at: int) -> int:
        return len(self.source[:at].encode())


def html(source: str) -> tuple[str, list[Json]]:
    """Plain text and its entities; raises "can't parse entities" as Telegram does."""
    parser = _Parser(source)
    parser.run()
    for entity in parser.entities:
        if entity["type"] == "code":
            entity.pop("language", None)
    return trim(parser.text, sorted(parser.entities, key=lambda one: (one["offset"], -one["length"])))


def utf16(text: str) -> int:
    """Length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


def unescape(text: str) -> str:
    def character(found: re.Match[str]) -> str:
        if found[3]:
            return _NAMED[found[3].lower()]
        return chr(int(found[1]) if found[1] else int(found[2], 16))

    return _CHARACTER.sub(character, text)


def trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Cut blanks at both ends, and what of the entities reaches into them."""
    lead = utf16(text) - utf16(text.lstrip())
    text = text.strip()
    size, kept = utf16(text), []
    for entity in entities:
        start = max(entity["offset"] - lead, 0)
        stop = min(entity["offset"] + entity["length"] - lead, size)
        if stop > start:
            kept.append({**entity, "offset": start, "length": stop - start})
    return text, kept


def _described(opened: _Open, inner: str) -> Json:
    attributes = opened.attributes
    match opened.tag:
        case "span":
            return {"type": "spoiler"}
        case "blockquote":
            return {"type": "expandable_blockquote" if "expandable" in attributes else "blockquote"}
        case "a":
            return _link(attributes.get("href") or inner)
        case "tg-emoji":
            return {"type": "custom_emoji", "custom_emoji_id": attributes.get("emoji-id", "")}
        case "tg-time":
            return _moment(attributes)
        case "code":
            language = attributes.get("class", "").removeprefix("language-")
            return {"type": "code", "language": language} if language else {"type": "code"}
    return {"type": _SIMPLE[opened.tag]}


def _moment(attributes: dict[str, str]) -> Json:
    moment = attributes.get("unix", "")
    if not moment.isdigit():
        raise _refusal('Tag "tg-time" must have a valid attribute "unix"')
    described: Json = {"type": "date_time", "unix_time": int(moment)}
    return {**described, "date_time_format": attributes["format"]} if attributes.get("format") else described


def _link(address: str) -> Json:
    if re.fullmatch(r"(https?|tg|ton|mailto|tel):\S+", address, re.IGNORECASE):
        return {"type": "text_link", "url": address}
    if re.fullmatch(r"[\w-]+(\.[\w-]+)+(/\S*)?", address):
        return {"type": "text_link", "url": f"http://{address}"}
    return {}  # Telegram drops a link that leads nowhere and keeps its words


def _attributes(source: str) -> dict[str, str]:
    return {
        found[1].lower(): unescape(next((value for value in found.groups()[1:] if value is not None), ""))
        for found in _ATTRIBUTE.finditer(source)
    }


def _refusal(reason: str) -> ApiError:
    return bad_request(f"can't parse entities: {reason}")
