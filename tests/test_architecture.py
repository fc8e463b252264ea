"""The house rules that a machine can see: sizes, shapes of functions, who reads the clock and the environment.

Who may import whom is in `.importlinter`. Each rule comes with canaries, code that breaks it: a rule that cannot fail
guards nothing.
"""

import ast
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PRODUCT = ("bot", "handlers", "keyboards", "services", "db", "scheduler", "web", "sandbox")
CLOCKS = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """A file of ours: its path from the root, its text, its tree."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @property
    def lines(self) -> int:
        return self.text.count("\n")

    @cached_property
    def functions(self) -> list[Function]:
        return [node for node in ast.walk(self.tree) if isinstance(node, Function)]

    def is_in(self, *folders: str) -> bool:
        return any(self.path == folder or self.path.startswith(f"{folder}/") for folder in folders)


@cache
def our_modules() -> list[Module]:
    """All modules but the migrations, which are written by a machine and never edited."""
    paths = [path for package in (*PRODUCT, "tests") for path in sorted((ROOT / package).rglob("*.py"))]
    modules = [Module(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths]
    return [module for module in modules if not module.is_in("db/migrations/versions")]


def size(function: Function) -> int:
    """Lines of a function without its decorators and docstring."""
    assert function.end_lineno
    lines = function.end_lineno - function.lineno + 1
    if ast.get_docstring(function) is not None:
        docstring = function.body[0]
        assert docstring.end_lineno
        lines -= docstring.end_lineno - docstring.lineno + 1
    return lines


def names(tree: ast.AST) -> Iterator[str]:
    """What is read by a dotted name, by its last two parts: `datetime.now`, `os.environ`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
            yield f"{owner}.{node.attr}"


def imports(tree: ast.AST) -> Iterator[str]:
    """Whatever is imported, by its whole dotted name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def file_is_short(module: Module) -> Iterator[str]:
    limit = 500 if module.is_in("tests") else 400
    if module.lines > limit:
        yield f"{module.lines} lines, over {limit}"


def functions_are_short(module: Module) -> Iterator[str]:
    yield from (
        f"{function.name} has {size(function)} lines, over 60" for function in module.functions if size(function) > 60
    )


def rim_functions_are_shorter(module: Module) -> Iterator[str]:
    if module.is_in("handlers", "keyboards", "scheduler/tasks"):
        yield from (
            f"{function.name} has {size(function)} lines, over 20"
            for function in module.functions
            if size(function) > 20
        )


def module_says_what_it_is_for(module: Module) -> Iterator[str]:
    if module.text and not ast.get_docstring(module.tree):
        yield "begins without a docstring"


def module_is_named_by_a_topic(module: Module) -> Iterator[str]:
    if Path(module.path).stem in {"utils", "util", "helpers", "misc"}:
        yield "is named after nothing"


def acts_are_synchronous(module: Module) -> Iterator[str]:
    for function in module.functions:
        parameters = [*function.args.posonlyargs, *function.args.args]
        if (
            isinstance(function, ast.AsyncFunctionDef)
            and parameters
            and parameters[0].arg == "tx"
            and not module.is_in("tests")
        ):
            yield f"{function.name} could await inside a transaction"


def environment_is_read_in_settings_only(module: Module) -> Iterator[str]:
    if module.is_in(*PRODUCT) and module.path != "bot/settings.py":
        read = {*names(module.tree), *imports(module.tree)} & {"os.environ", "os.getenv", "os.environb"}
        yield from (f"reads {name}" for name in read)


def clock_is_read_at_the_doors_only(module: Module) -> Iterator[str]:
    """The sandbox plays Telegram, which has a clock of its own; tests may measure."""
    if module.is_in("handlers", "keyboards", "services", "db"):
        yield from (f"reads {name}" for name in {*names(module.tree), *imports(module.tree)} & CLOCKS)


def handlers_have_no_thread_hops(module: Module) -> Iterator[str]:
    """aiogram runs magic filters and lambdas in a thread, for each update that passes them by."""
    if not module.is_in("handlers"):
        return
    if {"aiogram.F", "aiogram.utils.magic_filter"} & set(imports(module.tree)) or "aiogram.F" in names(module.tree):
        yield "uses magic filters"
    for function in module.functions:
        if any(isinstance(node, ast.Lambda) for decorator in function.decorator_list for node in ast.walk(decorator)):
            yield f"{function.name} is filtered by a lambda"
    for call in (node for node in ast.walk(module.tree) if isinstance(node, ast.Call)):
        if isinstance(call.func, ast.Attribute) and call.func.attr in {"filter", "register"}:
            yield from (
                f"line {call.lineno}: a lambda as filter" for argument in call.args if isinstance(argument, ast.Lambda)
            )


def keyboards_do_not_wait(module: Module) -> Iterator[str]:
    if module.is_in("keyboards"):
        yield from (
            f"{function.name} is async" for function in module.functions if isinstance(function, ast.AsyncFunctionDef)
        )


def http_is_served_at_the_rim_only(module: Module) -> Iterator[str]:
    """The import contracts see aiohttp as a whole, and its client may be used where its server may not."""
    if not module.is_in("web", "bot", "sandbox", "tests"):
        yield from (f"imports {name}" for name in imports(module.tree) if name.startswith("aiohttp.web"))


def snippet(path: str, line: str) -> Module:
    return Module(path, f'"""A module."""\n\n{line}\n')


Rule = Callable[[Module], Iterator[str]]
RULES: dict[Rule, list[Module]] = {
    file_is_short: [Module("services/a.py", "x = 1\n" * 401), Module("tests/a.py", "x = 1\n" * 501)],
    functions_are_short: [Module("services/a.py", "def act():\n" + "    x = 1\n" * 60)],
    rim_functions_are_shorter: [
        Module(path, "async def show():\n" + "    x = 1\n" * 20)
        for path in ("handlers/a.py", "keyboards/a.py", "scheduler/tasks/a.py")
    ],
    module_says_what_it_is_for: [Module("services/a.py", "x = 1\n")],
    module_is_named_by_a_topic: [snippet("services/utils.py", "x = 1")],
    acts_are_synchronous: [snippet("services/a.py", "async def book(tx: Tx, *, now: datetime) -> None: ...")],
    environment_is_read_in_settings_only: [
        snippet("services/a.py", "token = os.environ['BOT_TOKEN']"),
        snippet("bot/app.py", "from os import environ"),
        snippet("sandbox/a.py", "token = os.getenv('BOT_TOKEN')"),
    ],
    clock_is_read_at_the_doors_only: [
        snippet("services/a.py", "now = datetime.now(UTC)"),
        snippet("services/a.py", "now = datetime.datetime.utcnow()"),
        snippet("db/a.py", "now = time.time()"),
        snippet("handlers/a.py", "from time import time"),
    ],
    handlers_have_no_thread_hops: [
        snippet("handlers/a.py", "from aiogram import F, Router"),
        snippet("handlers/a.py", "@router.message(lambda message: True)\nasync def show(): ..."),
        snippet("handlers/a.py", "router.message.filter(lambda message: True)"),
    ],
    keyboards_do_not_wait: [snippet("keyboards/a.py", "async def card(): ...")],
    http_is_served_at_the_rim_only: [
        snippet("services/a.py", "from aiohttp import web"),
        snippet("handlers/a.py", "import aiohttp.web"),
    ],
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_rule_holds(rule):
    complaints = [f"{module.path}: {complaint}" for module in our_modules() for complaint in rule(module)]

    assert not complaints


@pytest.mark.parametrize(
    ("rule", "canary"), [(rule, canary) for rule, canaries in RULES.items() for canary in canaries]
)
def test_rule_can_fail(rule, canary):
    assert list(rule(canary))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_rule_lets_good_code_pass(rule):
    good = snippet(
        "services/places.py", "def take(tx: Tx, *, now: datetime) -> None:\n    return sorted(key=lambda row: row.id)"
    )

    assert not list(rule(good))


def share_up_to(limit: int, sizes: Sequence[int]) -> float:
    return sum(size <= limit for size in sizes) / len(sizes)


def test_nine_in_ten_files_are_under_250_lines():
    assert share_up_to(250, [module.lines for module in our_modules()]) >= 0.9


def test_nine_in_ten_functions_are_under_30_lines():
    assert share_up_to(30, [size(function) for module in our_modules() for function in module.functions]) >= 0.9


def test_a_share_counts_what_is_small_enough():
    assert share_up_to(30, [10, 30, 31, 60]) == 0.5


def test_a_function_is_measured_without_its_docstring():
    module = Module("services/a.py", '@decorated\ndef act():\n    """One.\n\n    Two.\n    """\n    return 1\n')

    assert [size(function) for function in module.functions] == [2]
