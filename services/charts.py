"""The picture of the numbers: pure, numbers and `t` in, a PNG or an SVG out. Slow enough for a thread of its own.

Nothing that a person typed is drawn: not every letter has a picture in a font. Titles stand in the caption.
"""

import io
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING

from babel import dates

from services.numbers import Numbers
from services.translator import Translator

if TYPE_CHECKING:
    from matplotlib.axes import Axes

INCHES, DOTS_PER_INCH = (7.2, 6.0), 150
FREE, BOOKED, CAME, MISSED, LATE = "#dfe6ec", "#8ab6d6", "#1f5f8b", "#c0392b", "#e59866"
INK = "#22313f"
FONT = "DejaVu Sans"
"""Comes with matplotlib, and has Latin and Cyrillic letters."""
LABELS_AT_MOST = 5
ONE_AT_A_TIME = Lock()
"""matplotlib keeps fonts and other things for the whole process, and does not say that threads may share them."""


def draw(numbers: Numbers, t: Translator, form: str = "png") -> bytes:
    """As `png` or `svg`. Two charts, one above the other: places of each week, and who missed or cancelled late."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # late: it takes a second to load
    from matplotlib.figure import Figure

    with ONE_AT_A_TIME:
        figure = Figure(figsize=INCHES, dpi=DOTS_PER_INCH, layout="constrained")
        FigureCanvasAgg(figure)
        upper, lower = figure.subplots(2, 1, height_ratios=[3, 1.4], sharex=True)
        _draw_places(upper, numbers, t)
        _draw_missed(lower, numbers, t)
        _label_weeks(lower, [week.begins_on for week in numbers.weeks], t)
        picture = io.BytesIO()
        figure.savefig(picture, format=form, facecolor="white")
    return picture.getvalue()


def _draw_places(axes: "Axes", numbers: Numbers, t: Translator) -> None:
    at = range(len(numbers.weeks))
    bars = (
        (t("Places"), FREE, [week.places for week in numbers.weeks]),
        (t("Booked"), BOOKED, [week.booked for week in numbers.weeks]),
        (t("Came"), CAME, [week.attended for week in numbers.weeks]),
    )
    for (label, colour, heights), width in zip(bars, (0.84, 0.84, 0.5), strict=True):
        axes.bar(at, heights, width=width, color=colour, label=label)
    _dress(axes, t("Places by week"), most=max((week.places for week in numbers.weeks), default=0))


def _draw_missed(axes: "Axes", numbers: Numbers, t: Translator) -> None:
    at = range(len(numbers.weeks))
    no_shows = [week.no_shows for week in numbers.weeks]
    late = [week.late_cancels for week in numbers.weeks]
    axes.bar(at, no_shows, width=0.84, color=MISSED, label=t("No-shows"))
    axes.bar(at, late, width=0.84, bottom=no_shows, color=LATE, label=t("Late cancellations"))
    _dress(axes, t("Missed or cancelled late"), most=max(map(sum, zip(no_shows, late, strict=True)), default=0))


def _dress(axes: "Axes", title: str, *, most: int) -> None:
    """Whole numbers, few lines, letters that a phone shows large enough."""
    axes.set_title(title, loc="left", fontsize=19, fontweight="bold", color=INK, fontfamily=FONT, pad=26)
    axes.set_ylim(0, max(most * 1.08, 1))
    axes.locator_params(axis="y", integer=True, nbins=4, min_n_ticks=1)
    axes.tick_params(colors=INK, labelsize=16, labelfontfamily=FONT, length=0)
    axes.grid(axis="y", color="#eef2f5")
    axes.set_axisbelow(True)
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.legend(
        loc="lower left", bbox_to_anchor=(-0.01, 0.985), ncols=3, frameon=False, borderaxespad=0, handlelength=1,
        prop={"family": FONT, "size": 15}, labelcolor=INK,
    )  # fmt: skip


def _label_weeks(axes: "Axes", mondays: list[date], t: Translator) -> None:
    """As many dates as there is room for, the newest among them."""
    step = -(-len(mondays) // LABELS_AT_MOST)
    shown = list(range(len(mondays)))[::-1][::step][::-1]
    axes.set_xticks(shown, [_day(mondays[number], t) for number in shown])


def _day(day: date, t: Translator) -> str:
    """23 Nov"""
    return dates.format_skeleton("MMMd", day, locale=t.locale)
