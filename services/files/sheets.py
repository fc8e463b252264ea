"""A table as a file: CSV for everything, XLSX for spreadsheets.

Cells come from people, and a spreadsheet takes what begins with certain characters for a formula. In CSV those get an
apostrophe in front, as OWASP advises ("CSV Injection"); in XLSX texts are written as texts, which are never run.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from xlsxwriter import Workbook

Cell = str | int | datetime | None
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
WIDEST, NARROWEST = 50, 8
DATE_WIDTH = 16


@dataclass(frozen=True, slots=True)
class Sheet:
    """Instants are as the clock on the wall shows them, and have no zone: a column names it."""

    name: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]


def write(sheet: Sheet, form: str) -> bytes:
    """As `csv` or `xlsx`. Slow for many rows: call it in a thread."""
    return _xlsx(sheet) if form == "xlsx" else _csv(sheet)


def report(name: str, columns: Sequence[str], rows: Sequence[Sequence[Cell]]) -> bytes:
    return _csv(Sheet(name, columns, rows))


def harmless(cell: Cell) -> Cell:
    """A text that no spreadsheet runs; numbers and dates stay what they are."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(STARTS_FORMULA) else cell


def _csv(sheet: Sheet) -> bytes:
    """Everything in quotes, with the mark by which Excel sees that it is UTF-8."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow([harmless(column) for column in sheet.columns])
    writer.writerows([_plain(harmless(cell)) for cell in row] for row in sheet.rows)
    return file.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> Cell:
    return cell.strftime("%Y-%m-%d %H:%M") if isinstance(cell, datetime) else cell


def _xlsx(sheet: Sheet) -> bytes:
    """One row in memory at a time; so widths come first, and rows follow each other."""
    file = io.BytesIO()
    with Workbook(file, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        bold = book.add_format({"bold": True})
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for column, width in enumerate(_widths(sheet)):
            page.set_column(column, column, width)
        page.freeze_panes(1, 0)
        for column, title in enumerate(sheet.columns):
            page.write_string(0, column, title, bold)
        for number, row in enumerate(sheet.rows, start=1):
            for column, cell in enumerate(row):
                match cell:
                    case str():
                        page.write_string(number, column, cell)
                    case int():
                        page.write_number(number, column, cell)
                    case datetime():
                        page.write_datetime(number, column, cell, moment)
    return file.getvalue()


def _widths(sheet: Sheet) -> list[int]:
    longest = [len(title) for title in sheet.columns]
    for row in sheet.rows:
        for column, cell in enumerate(row):
            size = DATE_WIDTH if isinstance(cell, datetime) else len(str(cell or ""))
            longest[column] = max(longest[column], size)
    return [min(max(size + 1, NARROWEST), WIDEST) for size in longest]
