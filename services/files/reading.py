"""A CSV file as somebody's program wrote it becomes lines of cells: any usual encoding, any usual separator."""

import csv
import io
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator

from services.errors.organizing import FileNotUnderstood

SEPARATORS = ";\t,"
SAID_SEPARATOR = re.compile(r"sep=(.)\r?\n")
"""What Excel writes into the first line."""
OTHER_FORMATS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"\x1f\x8b")


def lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The lines that are not empty, each with its number in the file. Raises FileNotUnderstood."""
    if content.startswith(OTHER_FORMATS):
        raise FileNotUnderstood
    text = decode(content).replace("\0", "")
    said = SAID_SEPARATOR.match(text)
    body = text[said.end() :] if said else text
    reader = csv.reader(io.StringIO(body, newline=""), delimiter=said[1] if said else separator(body))
    first = 1 + bool(said)
    try:
        begins = first
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = first + reader.line_num
    except csv.Error:
        raise FileNotUnderstood from None


def decode(content: bytes) -> str:
    """By its mark; else UTF-8 where it is that; else what an old Windows program writes."""
    if content.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    if content.startswith(BOM_UTF8):
        return content.decode("utf-8-sig", errors="replace")
    if half := _utf16_half(content):
        return content.decode(half, errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1251" if _is_cyrillic(content) else "cp1252", errors="replace")


def _utf16_half(content: bytes) -> str:
    """UTF-16 without a mark: of a text in Latin letters every other byte is zero. Elsewhere a zero is a stray."""
    evens, odds = content[::2].count(0), content[1::2].count(0)
    if evens + odds <= len(content) // 4:
        return ""
    return "utf-16-le" if odds > evens else "utf-16-be"


def _is_cyrillic(content: bytes) -> bool:
    """Cyrillic letters stand together; in Western languages an accent has plain letters beside it."""
    pairs = len(re.findall(rb"[\x80-\xff]{2}", content))
    alone = len(re.findall(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])", content))
    return pairs > alone


def separator(text: str) -> str:
    """The one that the first line has most of, outside of quotes."""
    first = re.sub(r'"[^"]*"', "", text.lstrip("\r\n").partition("\n")[0])
    return max(SEPARATORS, key=first.count)
