"""The picture of a shared link: what it is, when and where, large enough to be read in a chat. Pure, and slow enough
for a thread.
"""

import io
from collections.abc import Sequence
from functools import cache

from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from services import fonts

SIZE = (1200, 630)
EDGE = 84
PAPER, INK, FAINT, ACCENT, ON_ACCENT = "#ffffff", "#1c2530", "#5b6777", "#1f6feb", "#ffffff"
TITLE_SIZES = (84, 70, 58)
"""The largest at which a title fits into two lines; at the smallest it is cut."""
LINE_SIZE = 40
MOST_LINES = 3


def draw(title: str, lines: Sequence[str], brand: str = "Turnout") -> bytes:
    """A PNG. What the font has no letters for, as emoji, is left out."""
    picture = Image.new("RGB", SIZE, PAPER)
    canvas = ImageDraw.Draw(picture)
    canvas.rectangle((0, 0, 24, SIZE[1]), fill=ACCENT)
    top = _draw_title(canvas, _drawable(title) or brand)
    font = _font("DejaVuSans", LINE_SIZE)
    for line in lines[:MOST_LINES]:
        canvas.text((EDGE, top), _cut(_drawable(line), font), font=font, fill=FAINT)
        top += round(LINE_SIZE * 1.6)
    _draw_brand(canvas, brand)
    kept = io.BytesIO()
    picture.quantize(64).save(kept, format="png", optimize=True)
    return kept.getvalue()


def _draw_title(canvas: ImageDraw.ImageDraw, title: str) -> int:
    """Returns where the next line begins."""
    top = EDGE
    for size in TITLE_SIZES:
        font = _font("DejaVuSans-Bold", size)
        broken = _broken(title, font)
        if len(broken) <= 2:
            break
    for line in [broken[0], _cut(" ".join(broken[1:]), font)]:
        if line:
            canvas.text((EDGE, top), line, font=font, fill=INK)
            top += round(size * 1.3)
    return top + 24


def _draw_brand(canvas: ImageDraw.ImageDraw, brand: str) -> None:
    font = _font("DejaVuSans-Bold", 34)
    width, bottom = font.getlength(brand), SIZE[1] - EDGE
    canvas.rounded_rectangle((EDGE, bottom - 40, EDGE + width + 48, bottom + 24), radius=32, fill=ACCENT)
    canvas.text((EDGE + 24, bottom - 8), brand, font=font, fill=ON_ACCENT, anchor="lm")


def _broken(text: str, font: ImageFont.FreeTypeFont) -> list[str]:
    """Into lines that fit, between words where there are any."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= _room():
            lines[-1] = longer
        else:
            lines.append(_cut(word, font))
    return [line for line in lines if line] or [""]


def _cut(text: str, font: ImageFont.FreeTypeFont) -> str:
    if font.getlength(text) <= _room():
        return text
    while text and font.getlength(f"{text}…") > _room():
        text = text[:-1]
    return f"{text.rstrip()}…"


def _room() -> int:
    return SIZE[0] - 2 * EDGE


def _drawable(text: str) -> str:
    return " ".join("".join(letter for letter in text if ord(letter) in _letters() or letter.isspace()).split())


@cache
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(fonts.path(name), size)


@cache
def _letters() -> frozenset[int]:
    with TTFont(fonts.path("DejaVuSans-Bold")) as font:
        return frozenset(font.getBestCmap())
