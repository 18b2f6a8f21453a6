"""Every problem that the program can find has its sentence, and every sentence is of such a problem."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import fedsim
from fedsim.errors import WORDS

ROOT = Path(fedsim.__file__).parent
NOT_YET: tuple[str, ...] = (
    "errors.py",
    "cli/",
    "federation/",
    "hospitals/",
    "privacy/",
    "runs/",
    "ui/",
)
SOURCES = {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(ROOT.rglob("*.py"))}


def heirs(of: str) -> set[str]:
    """Names of an error and of all that are made from it."""
    bases = {
        node.name: {ast.unparse(base) for base in node.bases}
        for tree in SOURCES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    return {of}.union(*(heirs(name) for name, above in bases.items() if of in above))


MAKERS = {"Problem.of", *heirs("FedsimError")}
GIVEN = {"settings/problems.py": "need.problem"}
"""Where a code comes from a declaration; `NEEDS` has those."""
NEEDS = {
    keyword.value.value
    for tree in SOURCES.values()
    for node in ast.walk(tree)
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "Need"
    for keyword in node.keywords
    if keyword.arg == "problem" and isinstance(keyword.value, ast.Constant)
}
OPTIONAL = {"name"}
"""What a sentence need not say: a setting's name finds the sentence that is its own."""


def names_code(call: ast.Call) -> bool:
    """Whether a call makes a problem of a code, and does not only hold problems that were made elsewhere."""
    maker, first = ast.unparse(call.func), call.args[0] if call.args else None
    return maker in MAKERS and bool(
        maker == "Problem.of" or call.keywords or isinstance(first, ast.Constant | ast.JoinedStr | ast.BinOp)
    )


def made() -> Iterator[tuple[str, ast.Call]]:
    """Every call that names a code, and where it stands."""
    for path, tree in SOURCES.items():
        name = str(path.relative_to(ROOT))
        for node in ast.walk(tree) if not name.startswith(NOT_YET) else ():
            given = isinstance(node, ast.Call) and node.args and GIVEN.get(name) == ast.unparse(node.args[0])
            if isinstance(node, ast.Call) and names_code(node) and not given:
                yield f"{name}:{node.lineno}", node


def places(code: str) -> set[str]:
    """The arguments that a sentence speaks of."""
    words = WORDS[code]
    if callable(words):
        return set(inspect.signature(words).parameters)
    return {name for _, name, _, _ in Formatter().parse(words) if name}


CALLS = list(made())


@pytest.mark.parametrize(("where", "call"), CALLS, ids=[where for where, _ in CALLS])
def test_what_is_found_has_a_sentence_that_says_all_of_it(where: str, call: ast.Call) -> None:
    assert len(call.args) == 1
    assert isinstance(call.args[0], ast.Constant)
    assert all(keyword.arg for keyword in call.keywords)
    assert {keyword.arg for keyword in call.keywords} - OPTIONAL == places(call.args[0].value) - OPTIONAL


def test_the_walk_finds_what_there_is() -> None:
    assert {"DataError", "ConfigError", "BudgetSpent", "DivergedError"} <= MAKERS
    assert len(CALLS) > 50
    assert len(NEEDS) >= 4


def test_what_a_setting_needs_has_a_sentence() -> None:
    assert all(places(code) <= {"got"} for code in NEEDS)
