"""A receipt as a PDF, in the reader's language."""

from typing import Any

from fpdf import FPDF

from services import fonts
from services.receipts.keeping import Receipt
from services.translator import Translator

LEFT, WIDTH = 20, 170  # millimetres on A4
UNKNOWN = "\N{WHITE SQUARE}"
"""Stands for a letter that the typeface does not have, so that nobody thinks that there is none."""


def pdf(shown: Receipt, t: Translator) -> bytes:
    """A page of A4, in the reader's language."""
    page = FPDF(format="A4")
    page.set_title(t("Receipt {number}", number=shown.number))
    for style, name in (("", "DejaVuSans"), ("B", "DejaVuSans-Bold")):
        page.add_font("DejaVu", style, str(fonts.path(name)))
    page.add_page()
    page.set_margins(LEFT, 20)
    page.set_y(20)
    _lines(page, 11, "B", shown.host)
    _lines(page, 9, "", shown.address, shown.tax_line)
    page.ln(10)
    _lines(page, 18, "B", t("Receipt {number}", number=shown.number))
    _lines(
        page,
        9,
        "",
        t("Paid on {moment}", moment=t.dated(shown.paid_at, shown.time_zone)),
        t("Payment {reference}", reference=shown.reference),
        t("Paid by {name}", name=shown.buyer),
    )
    page.ln(8)
    _sums(page, shown, t)
    return bytes(page.output())


def printable(page: Any, text: str) -> str:
    """Each letter that the typeface in use cannot draw as a square."""
    return "".join(char if char.isspace() or ord(char) in page.current_font.cmap else UNKNOWN for char in text)


def _lines(page: Any, size: int, style: str, *texts: str) -> None:
    page.set_font("DejaVu", style, size)
    for text in texts:
        if text:
            page.multi_cell(WIDTH, size * 0.55, printable(page, text), new_x="LMARGIN", new_y="NEXT")


def _sums(page: Any, shown: Receipt, t: Translator) -> None:
    what = t("Fee for a late cancellation: {title}", title=shown.what) if shown.is_fee else shown.what
    if shown.starts_at:
        what = f"{what}\n{t.dated(shown.starts_at, shown.time_zone)}, {t.clock(shown.starts_at, shown.time_zone)}"
    if shown.places > 1:
        what = f"{what}\n{t.plural('{count} place', '{count} places', shown.places)}"
    _sum(page, "", what, t.money(shown.amount, shown.currency))
    _sum(page, "B", t("Paid"), t.money(shown.amount, shown.currency))
    if shown.refunded:
        _sum(page, "", t("Paid back"), f"−{t.money(shown.refunded, shown.currency)}")
        _sum(page, "B", t("Left"), t.money(shown.amount - shown.refunded, shown.currency))


def _sum(page: Any, style: str, what: str, amount: str) -> None:
    """A line with its amount on the right, and a rule under it."""
    page.set_font("DejaVu", style, 11)
    top = page.get_y()
    page.multi_cell(WIDTH - 50, 7, printable(page, what), new_x="LMARGIN", new_y="NEXT")
    bottom = page.get_y()
    page.set_xy(LEFT + WIDTH - 50, top)
    page.cell(50, 7, amount, align="R")
    page.line(LEFT, bottom + 1, LEFT + WIDTH, bottom + 1)
    page.set_xy(LEFT, bottom + 2)
