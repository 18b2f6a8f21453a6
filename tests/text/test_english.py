"""English is written in `fedsim.text` alone: no other file holds a sentence that somebody reads."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from fedsim.data.sets.medmnist_about import SHORT_CLASSES

ROOT = Path(__file__).parents[2]
FILES = [
    path
    for path in (ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "fedsim").rglob("*.py")))
    if not str(path.relative_to(ROOT)).startswith(("fedsim/text/", "fedsim/runs/migrations/"))
]
ENGLISH = re.compile(r"[A-Za-z]{2,}[,:;.]? [a-z]{2,}|^[A-Z][a-z]+( [a-z]+)*[.:]?$")
"""Two words side by side, or one alone with a capital: what a person would read."""
FOR_PROGRAMMERS = {"ValueError", "TypeError", "KeyError", "RuntimeError", "NotImplementedError", "AttributeError"}
LOGS = {"debug", "info", "warning", "error", "exception", "critical", "getLogger"}
WORDED = ("text", "charts", "ui", "cli", "export")
BARE = re.compile(r"(percent|number|decimals|installed|version|size|language|_fraction|_classes|place|part|term)\b")
"""What may follow a name or a key: the two are no sentences."""
NO_ENGLISH: dict[str, tuple[str, ...]] = {
    "fedsim/cli/main.py": (" Report",),
    "fedsim/cli/tutorial.py": (" local epoch",),
    "fedsim/export/pictures.py": (" sans-serif",),
    "fedsim/export/report.py": ('<script type="application/json">', '<figcaption class="quiet">', '<td class="n">'),
    "fedsim/language.py": (" Said",),
    "fedsim/hospitals/identity.py": ("model name",),
    "fedsim/ui/compare/compare.py": (" background-color: rgba(47, 125, 225, 0.16)", ' <span style="color:'),
    "fedsim/ui/compare/gallery_cards.py": (' <div><span style="color:',),
    "fedsim/ui/privacy/noise_picture.py": ("</g>", "/>", " sans-serif", '<img alt="', "0 0 "),
    "fedsim/ui/shared/starting.py": ('<div data-fedsim-started="',),
    "fedsim/ui/shared/languages.py": ('<div data-fedsim-language="',),
    "fedsim/ui/password.py": ("</html>\n", " fedsim until "),
    "fedsim/ui/serving.py": ("data: blob:", "passive: true});\n}\n}\n", "preventScroll: true});\n"),
    "fedsim/ui/shared/chart_table.py": (
        '<div class="to-come"></div>',
        ' tabindex="0" aria-label="',
        "th scope=col",
        "th scope=row",
    ),
    "fedsim/ui/present/leaving.py": ("</style>",),
    "fedsim/ui/shared/dots.py": ('<span><span style="color:', '<div class="names-of-dots">'),
    "fedsim/ui/shared/style.py": ("</style>", " {display: none}", " {font-size: "),
    "fedsim/events.py": (" by images",),
    "fedsim/privacy/mechanisms/base.py": (" by images",),
    "fedsim/privacy/protection.py": (" noise of ",),
    "fedsim/privacy/record.py": (
        " Full backward hook is firing",
        " grad and param do not obey the gradient layout contract",
    ),
    "fedsim/runs/database.py": (
        " could not be acquired",
        " not a database",
        " disk is full",
        " no space left",
        " SELECT version_num FROM alembic_version",
        " SELECT pg_advisory_xact_lock(:key)",
    ),
    "fedsim/runs/legacy.py": (" queued_at, rowid",),
    "fedsim/data/files/cache.py": (" Library", " Caches"),
    "fedsim/data/files/transfer.py": (" Range",),
    "fedsim/data/sets/medmnist_about.py": tuple(
        f" {name}" for classes in SHORT_CLASSES.values() for name in classes if " " in name
    ),
}
"""By file: what looks like English and is none (code in another language, a name, an address, a key)."""


def is_for_no_reader(node: ast.AST) -> bool:
    """A log line, or an error that says where the program itself is wrong."""
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
        return isinstance(node.exc.func, ast.Name) and node.exc.func.id in FOR_PROGRAMMERS
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in LOGS):
        return False
    return "log" in ast.unparse(node.func.value).lower()


def is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def names_code(node: ast.AST) -> list[ast.AST]:
    """Parts of a node that name types or what a module offers."""
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
        return [node.value]
    return [it for it in (getattr(node, "annotation", None), getattr(node, "returns", None)) if it]


def read_by_people(node: ast.AST) -> Iterator[ast.Constant]:
    """Every piece of text in a file that a person may come to read."""
    code = names_code(node)
    for child in ast.iter_child_nodes(node):
        if child in code:
            continue
        if isinstance(child, ast.Constant) and isinstance(child.value, str):
            yield child
        elif not is_docstring(child) and not is_for_no_reader(child):
            yield from read_by_people(child)


def english(source: str) -> list[str]:
    return [f"{it.lineno}: {it.value}" for it in read_by_people(ast.parse(source)) if ENGLISH.search(it.value)]


def test_the_search_finds_english_and_leaves_code() -> None:
    source = (
        '"""A docstring is for readers of code."""\nst.button(f"Run {n} times", key="run-it")\n_log.info("a log line")'
    )
    assert english(source) == []
    assert english('st.button("Run it")\nst.write(f"{n} rounds are done")\nst.title("Compare")') == [
        "1: Run it",
        "2:  rounds are done",
        "3: Compare",
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_english_outside_text(path: Path) -> None:
    allowed = NO_ENGLISH.get(str(path.relative_to(ROOT)), ())
    assert [line for line in english(path.read_text(encoding="utf-8")) if not line.endswith(allowed)] == []


def glued(source: str) -> Iterator[str]:
    """Words put beside words by a space or a comma: what stands between sentences and names is a message as well."""
    for it in ast.walk(ast.parse(source)):
        if isinstance(it, ast.JoinedStr) and "<" not in ast.unparse(it):
            yield from (
                f"{it.lineno}: {ast.unparse(it)}"
                for before, between, after in zip(it.values, it.values[1:], it.values[2:], strict=False)
                if isinstance(between, ast.Constant) and between.value in (" ", ", ", "; ")
                and isinstance(before, ast.FormattedValue) and isinstance(after, ast.FormattedValue)
                and not (before.format_spec or after.format_spec or BARE.match(ast.unparse(after.value)))
            )  # fmt: skip


def test_the_search_finds_what_is_glued() -> None:
    assert len([*glued('f"{said} {more}"')]) == len([*glued('f"{a}, {b.format(c=d)}"')]) == 1
    assert not [*glued('f"{cls} {percent(share)}"'), *glued('f"{x:.1f} {y:.1f}"'), *glued("paragraph([a, b])")]


@pytest.mark.parametrize(
    "path",
    [path for path in sorted((ROOT / "fedsim").rglob("*.py")) if path.relative_to(ROOT).parts[1] in WORDED],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_no_sentences_are_glued(path: Path) -> None:
    assert [*glued(path.read_text(encoding="utf-8"))] == []
