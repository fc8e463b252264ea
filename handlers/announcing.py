"""An announcement as text: whom, what, how it looks to people, what became of it. Pure."""

from handlers.cards import lines, paragraphs
from services.announcements import LONGEST, Preview, Result
from services.notices import announcements as notices
from services.text import esc
from services.translator import Translator

SHOWN = 300
"""Letters of what was sent that its result repeats."""


def ask_whom(preview: Preview, t: Translator) -> str:
    both = preview.reach["both"]
    question = t("Whom do you want to write to?") if both.people else nobody(t)
    return paragraphs(lines(subject(preview, t), f"<b>{question}</b>"), notices.out_of_reach(both.unreachable, t))


def ask_text(preview: Preview, audience: str, t: Translator, said: str = "") -> str:
    people = preview.reach[audience].told
    question = t.plural("What shall {count} person read?", "What shall {count} people read?", people)
    how = t("Type it, in up to {limit} characters. You see it before it is sent.", limit=t.number(LONGEST))
    return paragraphs(said, lines(subject(preview, t), f"<b>{question}</b>"), how)


def show_preview(preview: Preview, audience: str, t: Translator, said: str = "") -> str:
    """The message as people get it, between what we say about it."""
    reach = preview.reach[audience]
    head = t.plural("This is what {count} person gets:", "This is what {count} people get:", reach.told)
    return paragraphs(
        said,
        f"<b>{head}</b>" if reach.told else nobody(t),
        f"<blockquote>{notices.read(preview.message, t)}</blockquote>",
        lines(notices.out_of_reach(reach.unreachable, t), t("To change it, type it anew.")),
    )


def nobody(t: Translator) -> str:
    return t("There is nobody to write to at the moment.")


def subject(preview: Preview, t: Translator) -> str:
    about = preview.message
    if about.starts_at is None:
        return t("{title}, all sessions to come", title=esc(about.title))
    return f"{esc(about.title)}\n🗓 {t.when(about.starts_at, about.ends_at, about.time_zone)}"


def result(result: Result, t: Translator) -> str:
    """What was sent, how many have it, and whom it does not reach. It stays readable after the last one has it."""
    about = result.message
    when = f"🗓 {t.when(about.starts_at, None, about.time_zone)}" if about.starts_at else ""
    return paragraphs(
        lines(t("<b>Your message to {title}</b>", title=esc(about.title)), when),
        f"<blockquote>{esc(shortened(about.text))}</blockquote>",
        lines(notices.progress(result.sent, result.queued, result.people, t), esc(notices.missed(result.missed, t))),
    )


def shortened(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 1].rstrip()}…"


def not_sent(t: Translator) -> str:
    return t("Nothing was sent.")


def outdated(t: Translator) -> str:
    return t("That was sent already, or it is not there any more.")
