"""Files as text: what goes out, what comes in. Pure."""

from handlers.cards import lines, paragraphs
from services.files import MOST_MEGABYTES, MOST_ROWS, Head, Place, Plan, Problem, Reason, Taken, report
from services.text import esc
from services.translator import Translator

SHOWN = 5
"""Problems on the screen; all of them are in a file."""


def export(head: Head, rows: int, t: Translator) -> str:
    """What the file is about, and how much is in it."""
    when = f"🗓 {t.when(head.starts_at, None, head.time_zone)}" if head.starts_at else ""
    count = t.plural("{count} registration", "{count} registrations", rows)
    return paragraphs(
        lines(t("<b>{title} as a file</b>", title=esc(head.title)), when, count),
        t("It has names and contacts: please keep it to yourself. That you took it is written down."),
    )


def caption(head: Head, rows: int, t: Translator) -> str:
    count = t.plural("{count} registration", "{count} registrations", rows)
    return f"{esc(head.title)} · {count}"


def ask_people(place: Place, t: Translator, said: str = "") -> str:
    """What is taken, and what will happen, before the file is asked for."""
    where = t("Take people in: {name}", name=esc(place.name))
    columns = (
        t("I take a table that Excel or another program saved as CSV. Its first line names the columns:"),
        t("<code>Name;Email;Phone</code>"),
        t("Each line needs a name; email and phone may be missing."),
    )
    ask = t("<b>Attach the file to a message.</b>")
    return paragraphs(said, f"<b>{where}</b>", lines(*columns), before_taking(place, t), ask)


def before_taking(place: Place, t: Translator) -> str:
    limit = t(
        "Up to {rows} people and {megabytes} MB. Nobody is written to.",
        rows=t.number(MOST_ROWS),
        megabytes=MOST_MEGABYTES,
    )
    look = t("You see who is new, and what I could not read, before anybody is taken in. Who is known stays as is.")
    return lines(limit, look, t("They become members too, since it is private.") if place.makes_members else "")


def plan(place: Place, plan: Plan, t: Translator, said: str = "") -> str:
    """What would become of a file."""
    head = t("Take people in: {name}", name=esc(place.name))
    new = t.plural("✅ {count} new person", "✅ {count} new people", len(plan.new))
    known = t.plural("{count} is known already", "{count} are known already", len(plan.known))
    return paragraphs(said, lines(f"<b>{head}</b>", new, known if plan.known else ""), refused(plan.problems, t))


def refused(problems: tuple[Problem, ...], t: Translator) -> str:
    """How many lines cannot be taken, and the first of them."""
    if not problems:
        return ""
    head = t.plural("✖️ {count} line is not taken:", "✖️ {count} lines are not taken:", len(problems))
    more = len(problems) - SHOWN
    rest = t.plural("and {count} more", "and {count} more", more) if more > 0 else ""
    return lines(head, *(problem(one, t) for one in problems[:SHOWN]), rest)


def problem(one: Problem, t: Translator) -> str:
    said = ", ".join(filter(None, one.said))[:60]
    return t("Line {line}: {said} – {reason}", line=t.number(one.line), said=esc(said), reason=reason(one, t))


def reason(one: Problem, t: Translator) -> str:
    return t(one.reason, line=one.other) if one.reason == Reason.TWICE else t(one.reason)


def taken(place: Place, done: Taken, t: Translator) -> str:
    """What was done, and where those people are now."""
    left_out = t.plural(
        "✖️ {count} line was not taken; it is in the file below.",
        "✖️ {count} lines were not taken; they are in the file below.",
        len(done.problems),
    )
    members = t("They are members of {name}.", name=esc(place.name))
    known_by = t("Their names are found under Add person of every roster. Nobody was written to.")
    new = t.plural("✅ {count} person is taken in.", "✅ {count} people are taken in.", done.new)
    known = t.plural("{count} was known already.", "{count} were known already.", done.known)
    head = t("Take people in: {name}", name=esc(place.name))
    return paragraphs(
        lines(f"<b>{head}</b>", new, known if done.known else "", left_out if done.problems else ""),
        lines(members if place.makes_members else "", known_by),
    )


def caption_of_report(done: Taken, t: Translator) -> str:
    count = len(done.problems)
    return t.plural("{count} line was not taken. Here is why.", "{count} lines were not taken. Here is why.", count)


def report_file(done: Taken, t: Translator) -> bytes:
    columns = [t("Line"), t("Reason"), t("What it says")]
    problems = sorted(done.problems, key=lambda one: one.line)
    return report(
        "report", columns, [[one.line, reason(one, t), ", ".join(filter(None, one.said))] for one in problems]
    )
