"""The words of mails, as an admin's screens. Pure."""

from handlers.cards import lines, paragraphs
from services.mails.letters import Letter
from services.mails.templates import Fared, KindsPage, Text
from services.mails.wording import GAPS
from services.notices.alerts import spelled
from services.text import esc
from services.translator import LANGUAGES, Translator

LONGEST_BODY = 1500


def kinds(page: KindsPage, t: Translator, *, said: str = "") -> str:
    return paragraphs(
        said,
        t("<b>Mail texts</b>"),
        fared(page.fared, t),
        t("Choose a kind of mail. A ✏️ marks those that have words of yours."),
    )


def fared(of: Fared, t: Translator) -> str:
    """How the mails of the last 30 days arrived."""
    if not of.owed:
        return t("No mail was sent in the last 30 days.")
    return lines(
        t("The last 30 days:"),
        t("{sent} of {owed} sent, {failed} failed", sent=t.number(of.sent), owed=t.number(of.owed),
          failed=t.number(of.failed)),
        t("{delivered} delivered, {bounced} came back", delivered=t.number(of.delivered),
          bounced=t.number(of.bounced)),
        t("{opened} opened, {clicked} clicked", opened=t.number(of.opened), clicked=t.number(of.clicked)),
    )  # fmt: skip


def text(one: Text, t: Translator, *, said: str = "") -> str:
    whose = t("These words are yours.") if one.is_own else t("These are the usual words.")
    body = one.wording.body
    shown = body if len(body) <= LONGEST_BODY else f"{body[:LONGEST_BODY]}…"
    return paragraphs(
        said,
        lines(f"<b>{esc(spelled(one.kind))}</b> · {LANGUAGES[one.language]}", whose),
        lines(t("Subject:"), f"<code>{esc(one.wording.subject)}</code>"),
        lines(t("Body:"), f"<code>{esc(shown)}</code>"),
    )


def ask(part: str, t: Translator, *, said: str = "") -> str:
    question = t("Type the new subject.") if part == "subject" else t("Type the new body.")
    gaps = (f"<code>{{{gap}}}</code> {esc(t(meaning))}" for gap, meaning in GAPS.items())
    return paragraphs(said, f"<b>{question}</b>", t("What stands between braces is filled in:"), lines(*gaps))


def preview(letter: Letter, t: Translator) -> str:
    """The mail as plain text; how it looks with its colours only a mail program can tell."""
    return paragraphs(
        t("<b>With sample values</b>"),
        lines(t("Subject:"), esc(letter.subject)),
        f"<blockquote>{esc(letter.text[:2500])}</blockquote>",
    )
