"""A series in somebody else's chat, as text. Pure."""

from handlers.cards import lines, paragraphs
from services.boards import Board, BoardLine
from services.text import esc
from services.translator import Translator
from services.wording import places_left


def series(board: Board, username: str | None, t: Translator) -> str:
    """Its name, whose it is, and its next sessions, each a link to its card."""
    return paragraphs(lines(f"<b>{esc(board.title)}</b>", f"👤 {esc(board.host_name)}"), coming(board, username, t))


def coming(board: Board, username: str | None, t: Translator) -> str:
    if board.is_over:
        return t("It is over.")
    if not board.lines:
        return t("No session is planned at the moment.")
    zones = {line.time_zone for line in board.lines}
    shared = t.zone(zones.pop()) if len(zones) == 1 else ""
    head = t("🗓 Next sessions ({zone})", zone=shared) if shared else t("🗓 Next sessions")
    return lines(head, *(session(line, username, t, with_zone=not shared) for line in board.lines))


def session(line: BoardLine, username: str | None, t: Translator, *, with_zone: bool) -> str:
    """When, as a link, and what is left."""
    sign = "🟢" if line.free else "🔴"
    moment = t.moment(line.starts_at, line.time_zone)
    link = f'<a href="https://t.me/{username}?start=s_{line.code}">{esc(moment)}</a>'
    zone = f" ({t.zone(line.time_zone)})" if with_zone else ""
    return f"{sign} {link}{zone} · {places_left(line.free, line.capacity, line.waiting, t)}"
