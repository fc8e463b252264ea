"""Telegram's HTML as what mails are made of: HTML with the few tags that mean something there, and plain text."""

from html.parser import HTMLParser

from services.text import esc, without_sign

KEPT = {"b", "i", "u", "s", "code", "pre", "blockquote", "strong", "em"}
SCHEMES = ("https://", "http://", "mailto:", "tel:")


class _Html(HTMLParser):
    """Whatever is not known loses its tag and keeps its words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        address = _address(attrs) if tag == "a" else ""
        if tag in KEPT:
            self.parts.append(f"<{tag}>")
        elif address:
            self.parts.append(f'<a href="{esc(address)}" style="color:#2563eb">')
        else:
            return
        self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open:
            while (one := self._open.pop()) != tag:
                self.parts.append(f"</{one}>")
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(esc(data))

    def closed(self) -> str:
        return "".join([*self.parts, *(f"</{tag}>" for tag in reversed(self._open))])


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._address = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._address = _address(attrs) if tag == "a" else self._address

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._address:
            self.parts.append(f" ({self._address})")
            self._address = ""

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def _address(attrs: list[tuple[str, str | None]]) -> str:
    """Where a link leads, if it leads anywhere good."""
    given = dict(attrs).get("href") or ""
    return given if given.startswith(SCHEMES) else ""


def as_html(telegram: str) -> str:
    """`<tg-time>` and whatever else a mail does not know loses its tag; line breaks stay line breaks."""
    parser = _Html()
    parser.feed(telegram)
    parser.close()
    return parser.closed()


def as_text(telegram: str) -> str:
    """The words, with the addresses of links behind them."""
    parser = _Plain()
    parser.feed(telegram)
    parser.close()
    return "".join(parser.parts)


def headline(telegram: str) -> str:
    """The first line in words alone, without the sign that it begins with."""
    return without_sign(as_text(telegram).strip().partition("\n")[0]).strip()
