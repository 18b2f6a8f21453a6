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
    assert {"app.py", "pages/simulate.py", "fedsim/settings/config.py", "fedsim/data/files/npz.py"} <= set(NAMES)
    assert "fedsim.hospitals.population" in imports("fedsim/federation/engines/ray.py")
    assert "fedsim.data.sets.digits" in imports("fedsim/data/catalog.py")
    assert "fedsim.federation.engines" in imports("fedsim/runs/runner.py")
    assert "fedsim.federation.engines" not in imports("fedsim/runs/runner.py", everywhere=False)


FLOORS = (
    "language",
    "errors",
    "seeds",
    "memory",
    "events",
    "settings",
    "data",
    "training",
    "hospitals",
    "privacy",
    "federation",
    "runs",
    "analysis",
    "text",
    "charts",
    "export",
    "cli",
    "ui",
)
"""The house, from the ground up: what a floor imports lies below it, imports within functions not excepted."""


def floor(module: str) -> str:
    return module.split(".")[1]


def test_every_part_has_its_floor() -> None:
    assert {floor(module) for module in MODULES if module.startswith("fedsim.")} == {*FLOORS, "__main__"}


@pytest.mark.parametrize("name", [name for name in NAMES if name.startswith("fedsim/")])
def test_a_floor_imports_only_what_lies_below(name: str) -> None:
    own = name.removeprefix("fedsim/").removesuffix(".py").split("/")[0]
    if own in FLOORS:
        used = {floor(module) for module in ours(name) if module.count(".")}
        assert {other for other in used if FLOORS.index(other) > FLOORS.index(own)} == set()


ALLOWED = {
    "streamlit": ("app.py", "pages/", "fedsim/ui/"),
    "torch": ("fedsim/training/", "fedsim/hospitals/", "fedsim/privacy/", "fedsim/federation/"),
    "flwr": ("fedsim/federation/", "fedsim/privacy/rdp.py"),
    "altair": ("fedsim/charts/", "fedsim/ui/shared/"),
    "sqlalchemy": ("fedsim/runs/",),
    "mlflow": ("fedsim/export/tracking_mlflow.py",),
    "tensorboard": ("fedsim/export/tracking_tensorboard.py",),
    "alembic": ("fedsim/runs/database.py", "fedsim/runs/migrations/"),
}
"""Who may know of a library."""


@pytest.mark.parametrize("package", ALLOWED)
def test_libraries_are_known_where_they_are_needed_alone(package: str) -> None:
    assert users(package)
    assert [name for name in users(package) if not within(name, *ALLOWED[package])] == []


@pytest.mark.parametrize("package", ["mlflow", "tensorboard"])
def test_what_need_not_be_installed_is_imported_by_whoever_uses_it_alone(package: str) -> None:
    at_once = {module.split(".")[0] for name in users(package) for module in imports(name, everywhere=False)}
    assert package not in at_once


PUBLIC_FLOWER = {
    "flwr.app",
    "flwr.clientapp",
    "flwr.clientapp.typing",
    "flwr.serverapp",
    "flwr.serverapp.strategy",
    "flwr.simulation",
}
FLOWERS_OWN = ("supercore", "common.constant", 'getLogger("flwr")', "Message: ")
"""Parts of Flower that are not public: modules, its logger, the words around an error."""


def test_only_one_file_names_what_is_not_public_of_flower() -> None:
    compat = "fedsim/federation/flower_compat.py"
    for name in set(NAMES) - {compat}:
        assert {module for module in imports(name) if module.split(".")[0] == "flwr"} <= PUBLIC_FLOWER, name
        assert [own for own in FLOWERS_OWN if own in (ROOT / name).read_text(encoding="utf-8")] == [], name
    assert imports(compat) - PUBLIC_FLOWER


def test_of_flowers_strategies_only_the_plainest_are_built_on() -> None:
    used = set()
    for name in users("flwr"):
        for node in statements(ast.parse((ROOT / name).read_text(encoding="utf-8")), everywhere=True):
            if isinstance(node, ast.ImportFrom) and node.module == "flwr.serverapp.strategy":
                used |= {alias.name for alias in node.names}
    assert used == {"Strategy", "FedAvg"}


MECHANISMS = {"none", "central", "central-client", "central-adaptive", "local", "record"}
WHO_KNOWS_MECHANISMS = ("fedsim/privacy/mechanisms/", "fedsim/settings/")


def told_apart(name: str) -> list[int]:
    """Lines in which a file asks which privacy mechanism it has by the mechanism's name."""
    lines = []
    for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
        sides = [node.left, *node.comparators] if isinstance(node, ast.Compare) else []
        words = {part.value for side in sides for part in ast.walk(side) if isinstance(part, ast.Constant)}
        names = {getattr(part, "attr", getattr(part, "id", "")) for side in sides for part in ast.walk(side)}
        if "dp" in names and words & MECHANISMS:
            lines.append(node.lineno)
    return lines


def test_whoever_wants_to_know_of_privacy_asks_the_mechanism() -> None:
    asked = {name: lines for name in NAMES if not within(name, *WHO_KNOWS_MECHANISMS) and (lines := told_apart(name))}
    assert asked == {}
    assert told_apart("fedsim/settings/config.py")  # the walk finds what there is


def test_data_know_neither_torch_nor_flower_nor_streamlit() -> None:
    files = [name for name in NAMES if within(name, "fedsim/data/")]
    assert len(files) > 5
    for name in files:
        assert not packages(name) & {"torch", "torchvision", "flwr", "streamlit", "ray"}


def ours(name: str) -> set[str]:
    return {module for module in imports(name) if module.split(".")[0] == "fedsim"}


def test_ray_is_known_to_one_file() -> None:
    """Flower starts it; whoever imported it would need it installed. That file imports it only for a run on it."""
    assert users("ray") == ["fedsim/federation/ray_compat.py"]


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


TELEMETRY = """
import os, fedsim
print(*map(os.environ.get, ["FLWR_TELEMETRY_ENABLED", "RAY_USAGE_STATS_ENABLED", "MLFLOW_DISABLE_TELEMETRY"]))
"""


def test_telemetry_is_off_once_anything_of_ours_is_imported() -> None:
    assert python(TELEMETRY) == "0 0 true"


def test_whoever_turned_telemetry_on_keeps_it() -> None:
    assert python(TELEMETRY, FLWR_TELEMETRY_ENABLED="1") == "1 0 true"


def test_the_words_of_problems_are_there_at_once_and_bring_nothing_heavy() -> None:
    code = """
import sys, fedsim
from fedsim.errors import WORDS
heavy = {"numpy", "pandas", "pydantic", "torch", "fedsim.analysis", "fedsim.runs", "fedsim.settings", "fedsim.data"}
print(len(WORDS) > 100, sorted(heavy & set(sys.modules)))
"""
    assert python(code) == "True []"


def test_the_lists_of_data_and_the_help_wait_for_neither_torch_nor_flower() -> None:
    code = """
import sys
from fedsim.cli.main import main
main(["data", "info", "synthetic-oct"])
print(sorted({"torch", "flwr", "streamlit", "ray", "dp_accounting", "sqlalchemy", "alembic"} & set(sys.modules)))
"""
    assert python(code).splitlines()[-1] == "[]"


def test_a_run_without_privacy_waits_for_no_accountant_and_no_opacus() -> None:
    code = (
        'import sys, fedsim.federation.engines.inprocess; print(sorted({"opacus", "dp_accounting"} & set(sys.modules)))'
    )
    assert python(code) == "[]"


def test_what_the_tests_of_a_folder_share_ends_with_them() -> None:
    """In a folder that is no package, pytest keeps a fixture of the scope "package" until its own end."""
    shared = [path for path in (ROOT / "tests").rglob("conftest.py") if 'scope="package"' in path.read_text("utf-8")]
    assert shared
    assert all((path.parent / "__init__.py").exists() for path in shared)
