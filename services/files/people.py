"""Lines of a file become people: its columns by their names in several languages, each cell checked."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from babel.core import get_global
from phonenumbers import NumberParseException, PhoneNumberFormat

from db.folding import fold
from db.models.users import NAME_LENGTH
from services.errors.organizing import ColumnsMissing, ColumnTwice, FileEmpty, FileTooLarge
from services.text import clean
from services.translator import mark

MOST_ROWS, MOST_MEGABYTES = 5000, 1
WORDS = {
    "name": "name fullname namen vorundnachname nombre nombrecompleto nombreyapellidos имя фио имяифамилия",
    "email": "email mail emailaddress emailadresse correo correoelectronico почта элпочта электроннаяпочта имеил емаил",
    "phone": "phone phonenumber telephone mobile telefon telefonnummer handy mobil telefono movil телефон",
}
COLUMNS = {word: column for column, words in WORDS.items() for word in words.split()}
EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s.,;<>\"]{2,}")
LONGEST_EMAIL = 254
EXPORTED = re.compile(r"'(?=[=+\-@])")
"""The apostrophe that our own files put before such a character."""


class Reason(StrEnum):
    """Why a line was not taken; the value is how it is told."""

    NO_NAME = mark("There is no name.")
    BAD_EMAIL = mark("That is no email address.")
    BAD_PHONE = mark("That is no phone number.")
    TOO_MANY = mark("There are more cells than columns.")
    HEADER = mark("These are the names of the columns again.")
    TWICE = mark("This person is in the file already, in line {line}.")


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody in a file. The phone number is E.164."""

    line: int
    name: str
    email: str | None
    phone: str | None

    @property
    def keys(self) -> list[tuple[str, str]]:
        """What the person is known by: contacts, or the name where there are none."""
        contacts = [("email", self.email), ("phone", self.phone)]
        known = [(kind, value) for kind, value in contacts if value]
        return known or [("name", fold(self.name))]


@dataclass(frozen=True, slots=True)
class Problem:
    """A line that was not taken: what it said, and why; `other` is the line that says the same."""

    line: int
    said: tuple[str, ...]
    reason: Reason
    other: int = 0


@dataclass(frozen=True, slots=True)
class People:
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]


def region(time_zone: str) -> str | None:
    """The country whose numbers are meant where none is named: DE for Europe/Berlin."""
    return get_global("zone_territories").get(time_zone)


def read(lines: Iterable[tuple[int, list[str]]], country: str | None) -> People:
    """Who is in a file. Raises FileEmpty, ColumnsMissing, ColumnTwice, FileTooLarge."""
    counted = iter(lines)
    _, header = next(counted, (0, None))
    if header is None:
        raise FileEmpty
    columns = _columns(header)
    rows: list[Row] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, str], int] = {}
    for number, cells in _at_most(counted):
        found = _row(number, cells, columns, header, country)
        if isinstance(found, Row):
            found = _first_of_its_kind(found, cells, seen)
        (rows if isinstance(found, Row) else problems).append(found)  # type: ignore[arg-type]
    if not rows and not problems:
        raise FileEmpty
    return People(tuple(rows), tuple(problems))


def _at_most(lines: Iterator[tuple[int, list[str]]]) -> Iterator[tuple[int, list[str]]]:
    for count, line in enumerate(lines, start=1):
        if count > MOST_ROWS:
            raise FileTooLarge(MOST_ROWS, MOST_MEGABYTES)
        yield line


def _columns(header: Sequence[str]) -> dict[str, int]:
    """Where each column is; those that nobody needs are left alone."""
    columns: dict[str, int] = {}
    for place, title in enumerate(header):
        column = COLUMNS.get(re.sub(r"\W|_", "", fold(title)))
        if column in columns:
            raise ColumnTwice(clean(title, NAME_LENGTH))
        if column:
            columns[column] = place
    if "name" not in columns:
        raise ColumnsMissing
    return columns


def _row(line: int, cells: list[str], columns: dict[str, int], header: list[str], country: str | None) -> Row | Problem:
    def cell(column: str) -> str:
        place = columns.get(column, len(cells))
        return EXPORTED.sub("", cells[place].strip(), count=1) if place < len(cells) else ""

    def problem(reason: Reason) -> Problem:
        return Problem(line, _said(cells), reason)

    name = clean(cell("name"), NAME_LENGTH)
    email, phone = clean(cell("email"), LONGEST_EMAIL + 1).lower(), clean(cell("phone"), NAME_LENGTH)
    number = _phone(phone, country) if phone else None
    if cells[: len(header)] == header:
        return problem(Reason.HEADER)
    if any(extra.strip() for extra in cells[len(header) :]):
        return problem(Reason.TOO_MANY)
    if not any(char.isalpha() for char in name):
        return problem(Reason.NO_NAME)
    if email and (len(email) > LONGEST_EMAIL or not EMAIL.fullmatch(email)):
        return problem(Reason.BAD_EMAIL)
    if phone and number is None:
        return problem(Reason.BAD_PHONE)
    return Row(line, name, email or None, number)


def _phone(typed: str, country: str | None) -> str | None:
    """E.164, from the way it is written in a country; None where it is no number."""
    try:
        number = phonenumbers.parse(typed, country)
    except NumberParseException:
        return None
    is_one = phonenumbers.is_valid_number(number)
    return phonenumbers.format_number(number, PhoneNumberFormat.E164) if is_one else None


def _first_of_its_kind(row: Row, cells: list[str], seen: dict[tuple[str, str], int]) -> Row | Problem:
    """The same address in capitals, or the same number with blanks, is the same person."""
    before = next((seen[key] for key in row.keys if key in seen), None)
    if before:
        return Problem(row.line, _said(cells), Reason.TWICE, before)
    seen.update(dict.fromkeys(row.keys, row.line))
    return row


def _said(cells: Sequence[str]) -> tuple[str, ...]:
    return tuple(clean(cell, 100) for cell in cells[:5])
