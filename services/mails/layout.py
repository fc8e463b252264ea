"""How a mail looks: one column that fits a phone, with all that it needs inside but its host's logo."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.notices.messages import Branding
from services.text import esc
from services.translator import Translator

FONT = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
INK, QUIET, PAPER, DESK, ACCENT = "#1f2933", "#64748b", "#ffffff", "#f1f5f9", "#2563eb"

PAGE = """\
<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>{subject}</title>
</head>
<body style="margin:0;padding:0;background:{desk};color:{ink};font-family:{font}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:{desk}">
<tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px">
<tr><td style="padding:0 8px 12px;font-size:15px;font-weight:600;color:{quiet}">{logo}{sender}</td></tr>
<tr><td style="background:{paper};border-radius:12px;padding:28px 24px;font-size:16px;line-height:1.55">
{body}
{buttons}</td></tr>
<tr><td style="padding:16px 8px;font-size:13px;line-height:1.5;color:{quiet}">{footer}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
"""
LOGO = (
    '<img src="{address}" alt="" height="{height}" style="display:block;height:{height}px;width:auto;max-width:240px;'
    'border:0;margin:0 0 8px">'
)
LOGO_HEIGHT = 56
PARAGRAPH = '<p style="margin:0 0 16px">{words}</p>'
BUTTON = (
    '<p style="margin:24px 0 0"><a href="{address}" style="display:inline-block;background:{accent};color:#ffffff;'
    'text-decoration:none;font-weight:600;border-radius:8px;padding:12px 20px">{label}</a></p>\n'
)


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    address: str


def html(
    *,
    subject: str,
    paragraphs: Sequence[str],
    links: Sequence[Link],
    brand: Branding,
    stop: str,
    t: Translator,
    logo: str = "",
) -> str:
    """The whole page; `paragraphs` are HTML already, all the rest is plain. `stop` is where such mails are ended,
    `logo` where the picture above is fetched.
    """
    return PAGE.format(
        language=t.language,
        subject=esc(subject),
        logo=LOGO.format(address=esc(logo), height=LOGO_HEIGHT) if logo else "",
        sender=esc(brand.name),
        body="\n".join(PARAGRAPH.format(words=words) for words in paragraphs),
        buttons="".join(_button(link) for link in links),
        footer="<br>\n".join([*(esc(line) for line in footer(brand, t)), *_stop_link(stop, t)]),
        font=FONT,
        ink=INK,
        quiet=QUIET,
        paper=PAPER,
        desk=DESK,
    )


def _button(link: Link) -> str:
    return BUTTON.format(address=esc(link.address), label=esc(link.label), accent=ACCENT)


def _stop_link(stop: str, t: Translator) -> list[str]:
    if not stop:
        return []
    label = t("No more mails like this")
    return [f'<a href="{esc(stop)}" style="color:{QUIET}">{esc(label)}</a>']


def text(*, paragraphs: Sequence[str], links: Sequence[Link], brand: Branding, stop: str, t: Translator) -> str:
    """The same as plain text."""
    below = footer(brand, t)
    if stop:
        below.append(t("No more mails like this: {address}", address=stop))
    shown = [*paragraphs, *(f"{link.label}: {link.address}" for link in links), "\n".join(["-- ", *below])]
    return "\n\n".join(shown) + "\n"


def footer(brand: Branding, t: Translator) -> list[str]:
    """Who writes, and why the reader gets it."""
    contact = " · ".join(way for way in (brand.email, brand.phone) if way)
    who = [line for line in (brand.name, brand.address, contact) if line]
    return [*who, t("You get this because of a booking, or because somebody gave this address.")]
