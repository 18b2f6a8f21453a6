"""Every problem that the program can find has its sentence, and every sentence is of such a problem."""

import ast
import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import fedsim
from fedsim.errors import WORDS, FedsimError, Problem
from fedsim.text.errors import earlier

ROOT = Path(fedsim.__file__).parent
NODES = [
    (str(path.relative_to(ROOT)), node)
    for path in sorted(ROOT.rglob("*.py"))
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    if isinstance(node, ast.ClassDef | ast.Call)
]
"""Every class and call of the sources, and the file where it stands: every worker looks for them once."""
CLASSES = {node.name: {ast.unparse(base) for base in node.bases} for _, node in NODES if isinstance(node, ast.ClassDef)}


def heirs(of: str) -> set[str]:
    """Names of an error and of all that are made from it."""
    return {of}.union(*(heirs(name) for name, above in CLASSES.items() if of in above))


MAKERS = {"Problem.of", "cls.of", *heirs("FedsimError")}
GIVEN = {"settings/problems.py": "need.problem", "errors.py": "it"}
"""Where a code comes from a declaration, and `NEEDS` has it, or from whoever raises an error."""
OF_EARLIER_VERSIONS = {"as-told", *earlier.WORDS}
"""What is only read: a kept sentence, and codes that are given no more."""
NEEDS = {
    keyword.value.value
    for _, node in NODES
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "Need"
    for keyword in node.keywords
    if keyword.arg == "problem" and isinstance(keyword.value, ast.Constant)
}
OPTIONAL = {"name"}
"""What a sentence need not say: a setting's name finds the sentence that is its own."""


def names_code(call: ast.Call) -> bool:
    """Whether a call makes a problem of a code, and does not only hold problems that were made elsewhere."""
    maker, first = ast.unparse(call.func), call.args[0] if call.args else None
    joined = isinstance(first, ast.Call) and ast.unparse(first.func).endswith((".join", ".format"))
    is_text = joined or isinstance(first, ast.Constant | ast.JoinedStr | ast.BinOp)
    return maker in MAKERS and (maker.endswith(".of") or bool(call.keywords) or is_text or not call.args)


def made() -> Iterator[tuple[str, ast.Call]]:
    """Every call that names a code, and where it stands."""
    for name, node in NODES:
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


def test_no_code_has_two_sentences() -> None:
    areas = (
        importlib.import_module(f"fedsim.text.errors.{path.stem}") for path in (ROOT / "text/errors").glob("[!_]*.py")
    )
    codes = [code for area in areas for code in area.WORDS]
    assert sorted(codes) == sorted(WORDS)


def test_every_sentence_is_of_something_that_is_found() -> None:
    found = {call.args[0].value for _, call in CALLS if isinstance(call.args[0], ast.Constant)}
    assert {code.split(".")[0] for code in WORDS} == found | NEEDS | OF_EARLIER_VERSIONS


def test_a_settings_own_sentence_says_no_more_than_that_of_all() -> None:
    own = [code for code in WORDS if "." in code]
    assert own
    assert all(places(code) <= places(code.split(".")[0]) for code in own)


def test_what_a_setting_needs_has_a_sentence() -> None:
    assert all(places(code) <= {"got"} for code in NEEDS)


def test_a_problem_survives_being_kept() -> None:
    inner = Problem.of("file-not-there", file="x.npz")
    problem = Problem.of("several", problems=(Problem.of("federation-failed", why=inner), Problem.of("stopped")))
    assert Problem.read(problem.to_json()) == problem
    assert str(problem) == "The federation failed: There is no file x.npz: check the path. Stopped."


@pytest.mark.parametrize("words", ["The power went out.", "no {power}", "5", '["a", "list"]', ""])
def test_any_other_text_that_was_kept_is_told_as_it_is(words: str) -> None:
    assert str(Problem.read(words)) == words


def test_what_a_later_version_kept_is_told_by_its_code() -> None:
    assert str(Problem.of("not-known-yet", place="Berlin")) == "not-known-yet"
    assert str(Problem.of("file-not-there", path="x.npz")) == "file-not-there"
    assert str(Problem.of("every-hospital-failed", path="x.npz")) == "every-hospital-failed"


def test_an_error_among_the_arguments_is_kept_as_its_problems() -> None:
    one, two = Problem.of("stopped"), Problem.of("no-answer")
    assert Problem.of_error(FedsimError(one)) == one
    assert Problem.of("federation-failed", why=FedsimError(one, two)).arguments == (
        ("why", Problem.of("several", problems=(one, two))),
    )
    assert str(Problem.of_error(OSError("no power"))) == "Something unexpected went wrong (OSError: no power)."
