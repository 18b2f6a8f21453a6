"""Nothing is written that nobody is told."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = [*(ROOT / "fedsim").rglob("*.py"), *(ROOT / "pages").glob("*.py"), ROOT / "app.py"]


def module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def read(here: str, tree: ast.Module) -> Iterator[str]:
    """What a file reads, by its full name; with .* behind where it is handed on, or gone through, as a whole."""
    known: dict[str, str] = {}
    for each in ast.walk(tree):
        if isinstance(each, ast.ImportFrom):
            known |= {name.asname or name.name: f"{each.module}.{name.name}" for name in each.names}

    def full(node: ast.expr) -> str:
        if isinstance(node, ast.Attribute):
            return f"{full(node.value)}.{node.attr}"
        return known.get(node.id, f"{here}.{node.id}") if isinstance(node, ast.Name) else ""

    begun = {each.value for each in ast.walk(tree) if isinstance(each, ast.Attribute)}
    for each in ast.walk(tree):
        if isinstance(each, ast.Name | ast.Attribute) and isinstance(each.ctx, ast.Load):
            yield full(each) if each in begun else f"{full(each)}.*"


def said(here: str, tree: ast.Module) -> Iterator[tuple[str, str]]:
    """The classes of messages, and these."""
    for holder in tree.body:
        for each in holder.body if isinstance(holder, ast.ClassDef) else ():
            match each:
                case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name(id="Said"))):
                    yield f"{here}.{holder.name}", name


def test_every_message_of_a_class_is_read() -> None:
    trees = {module(path): ast.parse(path.read_text(encoding="utf-8")) for path in SOURCES}
    known = {each for here, tree in trees.items() for each in read(here, tree)}
    unread = [
        f"{holder}.{name}"
        for here, tree in trees.items()
        for holder, name in said(here, tree)
        if not {f"{holder}.{name}", f"{holder}.{name}.*", f"{holder}.*"} & known
    ]
    assert not unread, "\n".join(unread)
