"""The texts in every language: all there, all whole, and none that Telegram would refuse or cut.

Texts are read from the code twice: by babel, as `make texts` does, and from the syntax tree, since babel overlooks what
stands in an f-string on some versions of Python. Each check comes with a canary that it must complain about.
"""

import ast
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from io import StringIO
from itertools import takewhile
from pathlib import Path
from string import Formatter
from xml.etree import ElementTree as ET

import pytest
from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.plurals import get_plural
from jinja2 import Environment, nodes

from services.translator import LANGUAGES

ROOT = Path(__file__).parent.parent
SPEAKING = ("bot", "handlers", "keyboards", "services", "web")
KEYWORDS: dict[str, tuple[int, ...] | None] = {"t": None, "plural": (1, 2), "mark": None}
TRANSLATED = sorted(set(LANGUAGES) - {"en"})
LONGEST_ALERT = 200
LONGEST_LABEL = 40
TAG = re.compile(r"</?\w+[^>]*>")

Key = tuple[str, ...]
"""A text as the code has it: itself, or singular and plural."""


@dataclass(frozen=True)
class Entry:
    """A text of the code, and what a catalog says for it."""

    source: Key
    forms: tuple[str, ...]
    language: str = "de"
    is_fuzzy: bool = False

    def original(self, number: int) -> str:
        """What the form of that number translates."""
        return self.source[min(number, len(self.source) - 1)]


@dataclass(frozen=True)
class Said:
    """A text and the file that says it."""

    path: str
    source: Key


def said_in(path: str, code: str) -> Iterator[Said]:
    """The texts that a file says, from its syntax tree."""
    for call in (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Call)):
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name not in KEYWORDS:
            continue
        texts = call.args[: len(KEYWORDS[name] or (1,))]
        source = tuple(text.value for text in texts if isinstance(text, ast.Constant) and isinstance(text.value, str))
        if source:
            yield Said(path, source)


def said_in_template(path: str, template: str) -> Iterator[Said]:
    """The same for a page's template."""
    for call in Environment(autoescape=True).parse(template).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in KEYWORDS:
            texts = call.args[: len(KEYWORDS[call.node.name] or (1,))]
            yield Said(path, tuple(text.value for text in texts if isinstance(text, nodes.Const)))


METHODS = [("**.py", "python"), ("**.html", "jinja2")]
READERS = {"*.py": said_in, "*.html": said_in_template}


@cache
def said() -> list[Said]:
    return [
        text
        for pattern, read_texts in READERS.items()
        for folder in SPEAKING
        for path in sorted((ROOT / folder).rglob(pattern))
        for text in read_texts(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8"))
    ]


@cache
def extracted() -> set[Key]:
    """The texts of the code as babel finds them."""
    return {
        message if isinstance(message, tuple) else (message,)
        for folder in SPEAKING
        for _, _, message, _, _ in extract_from_dir(ROOT / folder, METHODS, keywords=KEYWORDS)
    }


def path_of(language: str) -> Path:
    return ROOT / "locales" / language / "LC_MESSAGES" / "turnout.po"


def read(path: Path) -> Catalog:
    with path.open("rb") as source:
        return pofile.read_po(source, abort_invalid=True)


def parts(value: str | Sequence[str] | None) -> Key:
    """A text or the forms of one, as babel gives them."""
    return (value or "",) if value is None or isinstance(value, str) else tuple(value)


def keys(catalog: Catalog) -> set[Key]:
    return {parts(message.id) for message in catalog if message.id}


@cache
def entries() -> list[Entry]:
    return [
        Entry(
            source=parts(message.id),
            forms=parts(message.string),
            language=language,
            is_fuzzy=message.fuzzy,
        )
        for language in TRANSLATED
        for message in read(path_of(language))
        if message.id
    ]


def sources_of(*places: str) -> set[Key]:
    return {text.source for text in said() if text.path.startswith(places)}


def placeholders(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def tags(text: str) -> list[str]:
    return sorted(TAG.findall(text))


def line_breaks(text: str) -> int:
    return text.count("\n")


def leading_emoji(text: str) -> str:
    return "".join(takewhile(lambda char: unicodedata.category(char) in {"So", "Mn"}, text))


def emoji(text: str) -> list[str]:
    return sorted(char for char in text if unicodedata.category(char) == "So")


def every_form_is_there(entry: Entry) -> Iterator[str]:
    wanted = get_plural(entry.language).num_plurals if len(entry.source) > 1 else 1
    if len(entry.forms) != wanted or not all(form.strip() for form in entry.forms):
        yield f"{len([form for form in entry.forms if form.strip()])} forms of {wanted}"


def nothing_is_a_guess(entry: Entry) -> Iterator[str]:
    if entry.is_fuzzy:
        yield "is fuzzy"


def edges_are_the_same(entry: Entry) -> Iterator[str]:
    """No space or break comes or goes at either end."""
    for number, form in enumerate(entry.forms):
        original = entry.original(number)
        if (form[:1].isspace(), form[-1:].isspace()) != (original[:1].isspace(), original[-1:].isspace()):
            yield f"other edges: {form!r}"


def same(what: Callable[[str], object]) -> Callable[[Entry], Iterator[str]]:
    """A check that every form has the same of something as the text it translates."""

    def check(entry: Entry) -> Iterator[str]:
        for number, form in enumerate(entry.forms):
            if what(form) != what(entry.original(number)):
                yield f"other {what.__name__}: {form!r}"

    check.__name__ = f"same_{what.__name__}"
    return check


def html_is_well_formed(entry: Entry) -> Iterator[str]:
    for form in (*entry.source, *entry.forms):
        try:
            ET.fromstring(f"<text>{form}</text>")
        except ET.ParseError as error:
            yield f"{error}: {form!r}"


Check = Callable[[Entry], Iterator[str]]
CHECKS: dict[Check, list[Entry]] = {
    every_form_is_there: [
        Entry(("Back",), ("",)),
        Entry(("Back",), (" ",)),
        Entry(("one", "many"), ("eins", "")),
        Entry(("one", "many"), ("один", "два"), "ru"),
    ],
    nothing_is_a_guess: [Entry(("Back",), ("Zurück",), is_fuzzy=True)],
    edges_are_the_same: [Entry(("Back",), ("Zurück ",)), Entry(("Back",), ("\nZurück",))],
    same(placeholders): [
        Entry(("{title} is over.",), ("{titel} ist vorbei.",)),
        Entry(("{title} is over.",), ("Es ist vorbei.",)),
        Entry(("{count} person", "{count} people"), ("Eine Person", "{count} Personen")),
    ],
    same(tags): [Entry(("<b>Past</b>",), ("Vergangene",)), Entry(("<b>Past</b>",), ("<i>Vergangene</i>",))],
    same(line_breaks): [Entry(("One\nTwo",), ("Eins Zwei",))],
    same(leading_emoji): [Entry(("✅ You are in",), ("Du bist dabei ✅",)), Entry(("✖️ Out",), ("✖ Raus",))],
    same(emoji): [Entry(("Full 🔴",), ("Ausgebucht",))],
    html_is_well_formed: [
        Entry(("<b>Past</b>",), ("<b>Vergangene<b>",)),
        Entry(("Share",), ("Teilen & mehr",)),
        Entry(("a < b",), ("a kleiner b",)),
    ],
}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_every_entry_is_right(check):
    complaints = [f"{entry.language} {entry.source[0]!r}: {each}" for entry in entries() for each in check(entry)]

    assert not complaints


@pytest.mark.parametrize(
    ("check", "canary"), [(check, canary) for check, canaries in CHECKS.items() for canary in canaries]
)
def test_a_check_can_fail(check, canary):
    assert list(check(canary))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_check_lets_good_entries_pass(check):
    good = Entry(
        ("⏳ <b>{count}</b> waits\nHere", "⏳ <b>{count}</b> wait\nHere"),
        ("⏳ <b>{count}</b> ждёт\nТут", "⏳ <b>{count}</b> ждут\nТут", "⏳ <b>{count}</b> ждут\nТут"),
        "ru",
    )

    assert not list(check(good))


def test_babel_finds_every_text_that_the_code_says():
    assert extracted() == {text.source for text in said()}


def test_texts_hidden_in_f_strings_are_found_in_the_tree():
    code = """f"<b>{t('Cancel {title}?', title=title)}</b>, {t.plural('{count} place', '{count} places', count)}" """

    assert [text.source for text in said_in("a.py", code)] == [
        ("Cancel {title}?",),
        ("{count} place", "{count} places"),
    ]


def differences(catalog: Catalog, texts: set[Key]) -> list[str]:
    """What a catalog lacks or has too much of, in one line each."""
    has = keys(catalog)
    return [
        *(f"missing: {text[0]!r}" for text in sorted(texts - has)),
        *(f"not in the code: {text[0]!r}" for text in sorted(has - texts)),
        *(f"obsolete: {parts(text)[0]!r}" for text in catalog.obsolete),
    ]


@pytest.mark.parametrize("name", ["turnout.pot", *(f"{language}/LC_MESSAGES/turnout.po" for language in TRANSLATED)])
def test_a_catalog_has_the_texts_of_the_code(name):
    """Where this fails, `make texts` brings them in; then translate what is new."""
    assert not differences(read(ROOT / "locales" / name), extracted())


def test_what_a_catalog_lacks_or_has_too_much_of_is_found():
    plural = 'msgid "{n} a"\nmsgid_plural "{n} b"\nmsgstr[0] ""\n'
    catalog = pofile.read_po(StringIO(f'msgid "Back"\nmsgstr "x"\n\n{plural}\n#~ msgid "Old"\n#~ msgstr "Alt"\n'))

    assert differences(catalog, {("Back",), ("{n} a",)}) == [
        "missing: '{n} a'",
        "not in the code: '{n} a'",
        "obsolete: 'Old'",
    ]


def header_lines(text: str) -> list[str]:
    """The header of a catalog as its file has it."""
    header = text.split("\n\n", maxsplit=1)[0].partition('msgstr ""\n')[2]
    return [line.strip('"').removesuffix("\\n") for line in header.splitlines()]


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_header_says_what_is_true_and_no_more(language):
    plural = get_plural(language)

    assert header_lines(path_of(language).read_text(encoding="utf-8")) == [
        "Project-Id-Version: Turnout",
        f"Language: {language}",
        f"Plural-Forms: nplurals={plural.num_plurals}; plural={plural.plural_expr};",
        "Content-Type: text/plain; charset=utf-8",
    ]


def test_every_line_of_a_header_is_seen():
    text = 'msgid ""\nmsgstr ""\n"Last-Translator: FULL NAME\\n"\n"Language: de\\n"\n\nmsgid "Back"\nmsgstr ""\n'

    assert header_lines(text) == ["Last-Translator: FULL NAME", "Language: de"]


def too_long(limit: int, sources: set[Key], catalogs: Sequence[Entry]) -> list[str]:
    """The texts among `sources` that are over the limit, in English or translated."""
    translations = [form for entry in catalogs if entry.source in sources for form in entry.forms]
    return [text for text in (*(text for source in sources for text in source), *translations) if len(text) > limit]


def test_alerts_fit():
    sources = sources_of("services/errors/__init__.py", "services/errors/organizing.py", "handlers/errors.py")

    assert len(sources) > 10
    assert not too_long(LONGEST_ALERT, sources, entries())


def test_labels_of_buttons_fit():
    sources = sources_of("keyboards/")

    assert ("Register",) in sources
    assert not too_long(LONGEST_LABEL, sources, entries())


def test_what_is_too_long_is_found_in_english_and_in_translations():
    catalogs = [Entry(("Back",), ("Zurück",)), Entry(("Home",), ("Start",)), Entry(("Else",), ("Anderswo",))]

    assert too_long(5, {("Back",), ("Home",), ("Forward",)}, catalogs) == ["Forward", "Zurück"]
