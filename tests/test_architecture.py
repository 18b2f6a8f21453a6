"""The house's locks: which parts may know of which."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = [ROOT / "app.py", *sorted((ROOT / "pages").glob("*.py")), *sorted((ROOT / "fedsim").rglob("*.py"))]
NAMES = [str(path.relative_to(ROOT)) for path in FILES]
MODULES = {name.removesuffix(".py").removesuffix("/__init__").replace("/", "."): name for name in NAMES}


def is_for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"


def statements(tree: ast.AST, everywhere: bool) -> Iterator[ast.Import | ast.ImportFrom]:
    """The import statements, those within functions only where `everywhere`; none that is for types alone."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif not is_for_types_only(node) and (everywhere or not isinstance(node, ast.FunctionDef)):
            yield from statements(node, everywhere)


def imports(name: str, everywhere: bool = True) -> set[str]:
    """Full names of the modules that a file imports; of ours, the very module."""
    found = set()
    for node in statements(ast.parse((ROOT / name).read_text(encoding="utf-8")), everywhere):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        else:
            assert node.level == 0, f"{name} has a relative import"
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (inner & set(MODULES)) or {node.module}
    return found


def packages(name: str) -> set[str]:
    """The first parts of what a file imports anywhere."""
    return {module.split(".")[0] for module in imports(name)}


def users(package: str) -> list[str]:
    return [name for name in NAMES if package in packages(name)]


def within(name: str, *folders: str) -> bool:
    return name.startswith(folders)


def test_the_walk_finds_the_house() -> None:
    assert {"app.py", "pages/simulate.py", "fedsim/config.py", "fedsim/data/npz.py"} <= set(NAMES)
    assert "fedsim.site" in imports("fedsim/engines/ray.py")
    assert "fedsim.data.digits" in imports("fedsim/data/catalog.py")
    assert "fedsim.engines" in imports("fedsim/cli.py")
    assert "fedsim.engines" not in imports("fedsim/cli.py", everywhere=False)


def test_streamlit_is_known_to_the_app_the_pages_and_their_widgets_alone() -> None:
    assert users("streamlit")
    assert [name for name in users("streamlit") if not within(name, "app.py", "pages/", "fedsim/ui/")] == []


@pytest.mark.parametrize("package", ["torch", "flwr"])
def test_pages_have_no_training_code(package: str) -> None:
    assert users(package)
    assert [name for name in users(package) if within(name, "app.py", "pages/", "fedsim/ui/")] == []


def test_flower_is_known_to_the_federation_and_the_engines_alone() -> None:
    assert [name for name in users("flwr") if not within(name, "fedsim/federation/", "fedsim/engines/")] == []


def test_data_know_neither_torch_nor_flower_nor_streamlit() -> None:
    files = [name for name in NAMES if within(name, "fedsim/data/")]
    assert len(files) > 5
    for name in files:
        assert not packages(name) & {"torch", "torchvision", "flwr", "streamlit", "ray"}
        assert all(module.startswith(("fedsim.data", "fedsim.errors", "fedsim.seeds")) for module in ours(name))


def ours(name: str) -> set[str]:
    return {module for module in imports(name) if module.split(".")[0] == "fedsim"}


def test_ray_is_known_to_no_one() -> None:
    """Flower starts it; whoever imported it would need it installed."""
    assert [name for name in users("ray") if name != "fedsim/engines/ray.py"] == []


def test_training_knows_neither_flower_nor_the_runs() -> None:
    for name in (
        "fedsim/training.py",
        "fedsim/models.py",
        "fedsim/partition.py",
        "fedsim/seeds.py",
        "fedsim/config.py",
    ):
        used = ours(name)
        assert not [
            m for m in used if m.startswith(("fedsim.federation", "fedsim.runs", "fedsim.engines", "fedsim.ui"))
        ]


def test_nothing_below_the_pages_imports_the_widgets() -> None:
    for name in NAMES:
        if not within(name, "app.py", "pages/", "fedsim/ui/"):
            assert not [module for module in ours(name) if module.startswith("fedsim.ui")], name


def test_imports_run_one_way() -> None:
    """No module needs itself to be imported: a depth-first walk never meets a module that it is still within."""
    within_walk: list[str] = []
    done: set[str] = set()

    def visit(module: str) -> None:
        assert module not in within_walk, " -> ".join([*within_walk, module])
        if module in done or module not in MODULES:
            return
        within_walk.append(module)
        for needed in sorted(imports(MODULES[module], everywhere=False)):
            visit(needed)
        done.add(within_walk.pop())

    for module in MODULES:
        visit(module)
    assert done == set(MODULES)


def python(code: str, **environment: str) -> str:
    """What a fresh interpreter prints; the environment has no telemetry settings but those given."""
    kept = {name: value for name, value in os.environ.items() if "TELEMETRY" not in name and "USAGE" not in name}
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=kept | environment, capture_output=True, text=True, check=True
    ).stdout.strip()


TELEMETRY = (
    "import os, fedsim.federation; print(os.environ['FLWR_TELEMETRY_ENABLED'], os.environ['RAY_USAGE_STATS_ENABLED'])"
)


def test_telemetry_is_off_once_the_federation_is_imported() -> None:
    assert python(TELEMETRY) == "0 0"


def test_whoever_turned_telemetry_on_keeps_it() -> None:
    assert python(TELEMETRY, FLWR_TELEMETRY_ENABLED="1") == "1 0"


def test_the_lists_of_data_and_the_help_wait_for_neither_torch_nor_flower() -> None:
    code = """
import sys
from fedsim.cli import main
main(["data", "info", "synthetic-oct"])
print(sorted({"torch", "flwr", "streamlit", "ray", "dp_accounting"} & set(sys.modules)))
"""
    assert python(code).splitlines()[-1] == "[]"


def test_a_run_without_privacy_waits_for_no_accountant_and_no_opacus() -> None:
    code = 'import sys, fedsim.engines.inprocess; print(sorted({"opacus", "dp_accounting"} & set(sys.modules)))'
    assert python(code) == "[]"


def test_privacy_knows_flower_through_its_accountant_alone() -> None:
    """Accounting and noise are plain: only the ledger's sums are Flower's."""
    files = [name for name in NAMES if within(name, "fedsim/privacy/")]
    assert len(files) > 5
    for name in files:
        assert {module for module in ours(name) if module.startswith("fedsim.federation")} <= {
            "fedsim.federation.accountant"
        }
