"""The plain script and the notebook come to the very numbers of their run, without fedsim."""

import io
import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import nbformat
import numpy as np
import pytest
from flwr.app import Context, RecordDict
from tiny import CLASSES, finished, started, tiny_arrays

from fedsim.errors import FedsimError
from fedsim.export import plain
from fedsim.export.formats import FORMATS
from fedsim.export.plain import covered, images, source
from fedsim.federation.engines.inprocess import InProcessGrid
from fedsim.language import languages, speaking
from fedsim.runs.runner import carry_out
from fedsim.runs.state import RunState, Status
from fedsim.runs.store import Store
from fedsim.settings import adversary, shift
from fedsim.settings import strategy as kinds
from fedsim.settings.config import Hospital, SimulationConfig, start_hospitals
from fedsim.settings.label_noise import Uniform
from fedsim.settings.mixing import Bucketing, NearestNeighbours
from fedsim.settings.participation import Sampled
from fedsim.settings.partition import Dirichlet
from fedsim.settings.presence import Never, Rounds
from fedsim.settings.shortcut import Mark
from fedsim.text.format import width

MOST_LINES, PLAINEST_LINES, WIDTH = 215, 130, 120
LINE = re.compile(r"Round (\d+): accuracy (\S+), loss (\S+); in fedsim accuracy (\S+)")
HOSTILE = ('"""', "'''\\", 'O\'Hara "x" $seed #: SEED', "{0} 🏥 %%", "<b>*a*</b>")
Kept = Callable[[SimulationConfig], RunState]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """Carries a run out, and gives it as it is kept."""
    folder = tmp_path_factory.mktemp("kept")
    store = Store(folder / "runs.sqlite", models=folder / "models")

    def run(config: SimulationConfig) -> RunState:
        run_id = store.create(config)
        carry_out(store, run_id, lambda: False)
        state = store.get(run_id)
        assert state.status is Status.FINISHED, state.error
        return state

    return run


def unpacked(content: bytes, folder: Path) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        file.extractall(folder)
        return file.namelist()


def told(state: RunState) -> list[tuple[str, ...]]:
    """What a script has to print of a run."""
    return [(f"{e.round}", f"{e.accuracy:.4f}", f"{e.loss:.6f}", f"{e.accuracy:.4f}") for e in state.rounds]


ALONE = """
import importlib.util, runpy, sys
assert importlib.util.find_spec('fedsim') is None
"""


def in_a_child(code: str, folder: Path) -> str:
    """What plain Python prints, which finds no fedsim: not even from this folder."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=env, capture_output=True, text=True, timeout=280
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def digits(**settings) -> SimulationConfig:
    values = {"rounds": 2, "samples_per_hospital": 50, "batch_size": 16, "hospitals": tuple(map(Hospital, HOSTILE))}
    return SimulationConfig(dataset="digits", device="cpu", **{**values, **settings})


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, config: SimulationConfig) -> Callable[[dict], SimulationConfig]:
    """A run on the fewest images that these settings tell apart; a ResNet takes a second for twenty."""
    folder = tmp_path_factory.mktemp("small")
    few, fewest = (str(folder / name) for name in ("tiny.npz", "tiniest.npz"))
    for path, num_train, num_test in ((few, 96, 40), (fewest, 24, 8)):
        arrays = tiny_arrays(num_train)
        np.savez(path, **arrays | {name: arrays[name][:num_test] for name in ("test_images", "test_labels")})

    def of(settings: dict) -> SimulationConfig:
        return replace(config, dataset=fewest if settings.get("model") == "resnet18" else few, **settings)

    return of


@pytest.mark.ray
def test_the_script_comes_to_the_same_in_a_process_of_its_own(kept: Kept, tmp_path: Path) -> None:
    """With Ray, in plain Python that finds no fedsim."""
    state = kept(digits())
    names = unpacked(plain.script(state), tmp_path)
    hospitals = [f"hospital-{place}.npz" for place in range(len(HOSTILE))]
    assert sorted(names) == ["IMAGES.md", *hospitals, "kept.npz", "run.py", "test.npz"]
    assert "CC BY 4.0" in (tmp_path / "IMAGES.md").read_text(encoding="utf-8")
    text = (tmp_path / "run.py").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= PLAINEST_LINES
    assert "import fedsim" not in text
    output = in_a_child(ALONE + "runpy.run_path('run.py', run_name='__main__')", tmp_path)
    assert LINE.findall(output) == told(state)


@pytest.mark.parametrize("name", ["script", "notebook"])
def test_both_come_to_the_same(kept: Kept, small: Callable, name: str, played: Callable) -> None:
    """Of a run on a file, whose images stay there; a notebook cell by cell."""
    state = kept(small({"strategy": kinds.FedProx(mu=0.1), "participation": Sampled(0.6)}))
    assert played(state, name) == told(state)


def test_a_notebook_is_one(kept: Kept, small: Callable, tmp_path: Path) -> None:
    state = kept(small({"rounds": 1}))
    assert sorted(unpacked(plain.notebook(state), tmp_path)) == ["kept.npz", "run.ipynb"]
    book = nbformat.read(tmp_path / "run.ipynb", as_version=4)
    nbformat.validate(book)
    assert {cell.cell_type for cell in book.cells} == {"markdown", "code"}
    assert not [cell for cell in book.cells if not cell.source or cell.source.startswith("# %%")]


@pytest.fixture
def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> Callable:
    """What a script or a notebook prints, its hospitals called one after the other: Ray takes ten seconds to start."""

    def play(server_app, client_app, num_supernodes: int, backend_config: dict) -> None:
        server_app(InProcessGrid(client_app, num_supernodes), Context(1, 1, {}, RecordDict(), {}))

    def told_by(state: RunState, name: str = "script", content: bytes | None = None) -> list:
        unpacked(content or getattr(plain, name)(state), tmp_path)
        monkeypatch.setattr("flwr.simulation.run_simulation", play)
        monkeypatch.chdir(tmp_path)
        for variable in ("RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER", "OMP_NUM_THREADS"):  # as they were before, afterwards
            monkeypatch.setenv(variable, "0")
        cells = [(tmp_path / "run.py").read_text(encoding="utf-8")] if name == "script" else code_of("run.ipynb")
        lines = [line for cell in cells for line in cell.splitlines()]
        assert len(lines) <= MOST_LINES
        assert not [line for line in lines if len(line) > WIDTH and not line.startswith("DATA")]
        space: dict = {"__name__": "__main__"}
        for cell in cells:
            exec(compile(cell, name, "exec"), space)
        return LINE.findall(capsys.readouterr()[0])

    return told_by


def code_of(notebook: str) -> list[str]:
    cells = json.loads(Path(notebook).read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def three(*own: dict) -> tuple[Hospital, ...]:
    """Three hospitals, the first with what is its own."""
    first, *rest = start_hospitals(3, CLASSES)
    return (replace(first, **own[0]), *rest)


def seven(cheats: dict) -> tuple[Hospital, ...]:
    """Seven hospitals, some of which cheat."""
    return tuple(
        replace(Hospital("ABCDEFG"[place]), adversary=cheats.get(place, adversary.Honest())) for place in range(7)
    )


PRIVATE = {"clip_norm": 0.3, "noise_multiplier": 0.05}
RESNET = {"model": "resnet18", "rounds": 1, "hospitals": (Hospital("A"), Hospital("B"))}
ON_A_FILE: dict[str, dict] = {
    "sgd": {"optimizer": "sgd", "local_epochs": 2},
    "fedavgm": {"strategy": kinds.FedAvgM(momentum=0.7)},
    "fedadagrad": {"strategy": kinds.FedAdagrad(server_lr=0.02)},
    "fedadam": {"strategy": kinds.FedAdam(server_lr=0.02)},
    "fedyogi": {"strategy": kinds.FedYogi(server_lr=0.02), "participation": Sampled(0.6)},
    "fedmedian": {"strategy": kinds.FedMedian()},
    "fedtrimmedavg": {"strategy": kinds.FedTrimmedAvg(trim=0.34)},
    "scaffold": {"strategy": kinds.Scaffold()},
    "scaffold, some away": {"strategy": kinds.Scaffold(), "participation": Sampled(0.6), "rounds": 3},
    "qfedavg": {"strategy": kinds.QFedAvg(q=0.5)},
    "fednova": {"strategy": kinds.FedNova(), "partition": Dirichlet(alpha=0.5)},
    "feddyn": {"strategy": kinds.FedDyn(), "participation": Sampled(0.6), "rounds": 3},
    "krum": {"strategy": kinds.Krum(byzantine=1), "hospitals": seven({0: adversary.SignFlip(factor=2.0)})},
    "multikrum": {"strategy": kinds.MultiKrum(byzantine=1), "hospitals": seven({1: adversary.Scale(factor=3.0)})},
    "multikrum of two": {"strategy": kinds.MultiKrum(byzantine=1, num_selected=2), "hospitals": seven({})},
    "bulyan": {"strategy": kinds.Bulyan(byzantine=1), "hospitals": seven({2: adversary.Noise(ratio=2.0)})},
    "rfa": {"strategy": kinds.GeometricMedian(), "mixing": Bucketing(), "hospitals": seven({})},
    "centred-clipping": {"strategy": kinds.CentredClipping(), "mixing": NearestNeighbours()},
    "cheats, clipped": {
        "hospitals": seven({0: adversary.SignFlip(), 1: adversary.Noise(), 2: adversary.Scale()}),
        "dp": "central-client",
        **PRIVATE,
    },
    "central": {"dp": "central", **PRIVATE},
    "clipped alone": {"dp": "central", "clip_norm": 0.3, "dropout": 0.5},
    "central, some away": {"dp": "central", **PRIVATE, "dropout": 0.5, "strategy": kinds.FedAdam(server_lr=0.02)},
    "central-client": {"dp": "central-client", **PRIVATE, "strategy": kinds.FedProx(mu=0.1)},
    "local": {"dp": "local", **PRIVATE, "deadline": 1.0},
    "central, left out": {"dp": "central", **PRIVATE, "rounds": 3, "hospitals": three({"presence": Rounds(but="2")})},
    "local, left out": {"dp": "local", **PRIVATE, "rounds": 3, "hospitals": three({"presence": Rounds(but="2")})},
    "away": {"hospitals": three({"presence": Rounds(2, 2)})},
    "never": {"hospitals": three({"presence": Never()})},
    "nobody": {"dropout": 0.95, "rounds": 3},
    "labels": {"hospitals": three({"label_noise": Uniform(0.3), "adversary": adversary.LabelFlip()})},
    "skewed": {"partition": Dirichlet(alpha=0.5)},
    "resnet18, by rule": {"strategy": kinds.FedMedian(), **RESNET},
    "resnet18, private": {"dp": "local", **PRIVATE, **RESNET},
    "one left over": {"batch_size": 7},
}
ON_A_FILE |= {
    "fedbn": {"strategy": kinds.FedBN(), "participation": Sampled(0.6)},
    "fedbn, resnet18": {"strategy": kinds.FedBN(), **RESNET},
    "fedper, central": {
        "strategy": kinds.FedPer(),
        "dp": "central",
        **PRIVATE,
        "hospitals": three({"presence": Never()}),
    },
    "ditto": {"strategy": kinds.Ditto(), "dropout": 0.5, "rounds": 3},
    "ditto, record": {"strategy": kinds.Ditto(), "dp": "record", **PRIVATE},
    "finetuning": {"strategy": kinds.FineTuning(tuning_epochs=2), "dp": "record", "clip_norm": 0.3},
    "record": {"dp": "record", **PRIVATE, "rounds": 3, "hospitals": three({"presence": Rounds(but="2")})},
    "record, sgd": {"dp": "record", **PRIVATE, "optimizer": "sgd", "strategy": kinds.FedProx(mu=0.1)},
    "record, fednova": {"dp": "record", **PRIVATE, "strategy": kinds.FedNova()},
    "record, feddyn": {"dp": "record", **PRIVATE, "strategy": kinds.FedDyn()},
    "record, resnet18": {"dp": "record", **PRIVATE, **RESNET},
    "record of one": {"dp": "record", **PRIVATE, "batch_size": 1, "rounds": 1},
    "adaptive": {"dp": "central-adaptive", **PRIVATE, "dropout": 0.5, "rounds": 3},
    "adaptive, fedadam": {"dp": "central-adaptive", **PRIVATE, "strategy": kinds.FedAdam(server_lr=0.02)},
    "adaptive, no noise": {"dp": "central-adaptive", "clip_norm": 0.3},
    "alie": {"hospitals": seven({0: adversary.Alie(), 3: adversary.Alie(), 5: adversary.Alie(z=2.0)})},
    "inner-product": {
        "hospitals": seven({1: adversary.InnerProduct(), 2: adversary.LabelFlip()}),
        "dropout": 0.7,
        "strategy": kinds.FedMedian(),
    },
    "mimic": {
        "hospitals": seven({1: adversary.Mimic(), 6: adversary.Mimic()}),
        "dropout": 0.3,
        "rounds": 3,
        "strategy": kinds.MultiKrum(byzantine=0),
    },
    "mimic, scaffold": {
        "hospitals": seven({1: adversary.Mimic(), 6: adversary.InnerProduct(factor=0.1)}),
        "strategy": kinds.Scaffold(),
    },
    "cheat, resnet18": {
        **RESNET,
        "hospitals": (Hospital("A", adversary=adversary.Noise()), Hospital("B", adversary=adversary.Scale())),
        "strategy": kinds.QFedAvg(),
    },
    "mimic, resnet18": {
        **RESNET,
        "hospitals": (Hospital("A", adversary=adversary.Mimic()), *map(Hospital, "BC")),
        "strategy": kinds.CentredClipping(),
    },
    "many": {"hospitals": tuple(Hospital(f"H{each}") for each in range(24)), "participation": Sampled(0.2)},
    "own, many": {
        "hospitals": tuple(Hospital(f"H{each}") for each in range(24)),
        "participation": Sampled(0.2),
        "strategy": kinds.FedBN(),
    },
}
ALONG: dict[str, dict] = {
    "own, shifted": {
        "hospitals": (Hospital("A", shift=shift.Blur(1.0)), Hospital("B"), Hospital("C")),
        "strategy": kinds.FedPer(),
    },
    "boosted": {"hospitals": (Hospital("A", adversary=adversary.Backdoor(boost=3.0)), Hospital("B"))},
    "shifted": {"hospitals": (Hospital("A", shift=shift.Blur(1.0)), Hospital("B", shortcut=Mark()), Hospital("C"))},
    "backdoor": {"hospitals": (Hospital("A", adversary=adversary.Backdoor()), Hospital("B"))},
}


@pytest.mark.parametrize("settings", ON_A_FILE.values(), ids=[*ON_A_FILE])
def test_every_kind_comes_to_the_same(kept: Kept, small: Callable, settings: dict, played: Callable) -> None:
    state = kept(small(settings))
    assert played(state) == told(state)


@pytest.mark.parametrize("settings", ALONG.values(), ids=[*ALONG])
def test_images_that_go_along_come_to_the_same(kept: Kept, settings: dict, played: Callable) -> None:
    state = kept(digits(**settings))
    assert played(state) == told(state)


def test_each_kind_is_tried_or_refused() -> None:
    """A kind of strategy or privacy that is said to be covered is in the tests above."""
    tried = [digits(**each) for each in (*ON_A_FILE.values(), *ALONG.values(), {"strategy": kinds.FedProx()})]
    assert {each.strategy.kind for each in tried} == {*covered.COVERED["strategy"]}
    assert {each.dp for each in tried} == {*covered.COVERED["dp"]}
    assert {each.mixing.kind for each in tried} == {*covered.COVERED["mixing"]}
    cheats = {hospital.adversary.kind for each in tried for hospital in each.hospitals}
    assert cheats == {*covered.COVERED["adversary"]}


@pytest.mark.parametrize("name", ["script", "notebook"])
def test_what_it_has_no_part_for_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every kind that there is has one; this is of one to come."""
    monkeypatch.setitem(covered.COVERED, "strategy", ("fedavg",))
    monkeypatch.setitem(covered.COVERED, "dp", ("none",))
    config = digits(strategy=kinds.Ditto(), dp="record")
    state = replace(RunState("abc", config), info=started(), rounds=(finished(0),))
    assert re.search("Ditto.*DP-SGD", str(FORMATS[name].obstacle(state)))
    with pytest.raises(FedsimError, match=r"(?s)Ditto.*--format toml"):
        FORMATS[name].make(None, state)


def test_a_run_without_rounds_is_refused() -> None:
    for rounds in ((), (finished(0), finished(2))):
        state = replace(RunState("abc", digits()), info=started(), rounds=rounds)
        assert covered.obstacle(state).code == "script-without-rounds"


def test_noise_whose_seed_is_not_known_is_refused(kept: Kept, config: SimulationConfig) -> None:
    state = kept(replace(config, dp="central", **PRIVATE))
    assert covered.obstacle(state) is None
    assert covered.obstacle(replace(state, made_by="{}")).code == "script-noise-of-others"


def test_changed_images_of_somebodys_file_do_not_go_along(kept: Kept, config: SimulationConfig) -> None:
    state = kept(replace(config, rounds=1, hospitals=three({"shift": shift.Blur(1.0)})))
    with pytest.raises(FedsimError, match="Scanner shift"):
        plain.script(state)


def test_too_many_images_do_not_go_along(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    state = kept(digits(rounds=1))
    monkeypatch.setattr(images, "MOST_BYTES", 1000)
    with pytest.raises(FedsimError, match="too many"):
        plain.script(state)


def test_another_file_than_the_runs_is_noticed(kept: Kept, small: Callable, tmp_path: Path, played: Callable) -> None:
    """Both when the script is made, and when it runs."""
    config, own = small({"rounds": 1}), tmp_path / "own.npz"
    own.write_bytes(Path(config.dataset).read_bytes())
    state = kept(replace(config, dataset=str(own)))
    script = plain.script(state)
    with np.load(own) as file:
        arrays = {**file}
    arrays["train_images"][0] += 1
    np.savez(own, **arrays)
    with pytest.raises(FedsimError, match="has changed"):
        plain.script(state)
    with pytest.raises(AssertionError, match=r"^$"):
        played(state, content=script)


def test_a_shared_server_tells_no_folder(kept: Kept, config: SimulationConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    from fedsim.settings.limits import ON_A_SHARED_SERVER

    state = kept(replace(config, rounds=1))
    assert config.dataset in source.source_of(state, images.files_of(state)[1], rows=True)
    monkeypatch.setattr(images, "in_force", lambda: ON_A_SHARED_SERVER)
    text = source.source_of(state, images.files_of(state)[1], rows=True)
    assert str(Path(config.dataset).parent) not in text
    assert "DATA = 'tiny.npz'" in text


@pytest.mark.parametrize("tongue", languages())
def test_comments_keep_to_the_width_whatever_the_script(tongue: str) -> None:
    said = {"run": "a1b2c3d4", "versions": "'flwr[simulation]'==1.30.0 torch==2.9.1", "strategy": "FedAvg"}
    words = [line for line in source.TEMPLATE.splitlines() if line.startswith("#% ")]
    with speaking(tongue):
        lines = [line for each in words for line in source._worded(each, said).splitlines()]
    assert len(lines) >= len(words)
    assert [line for line in lines if width(line) > source.WIDTH] == []


def test_names_are_text(kept: Kept) -> None:
    """No name ends a string, begins a cell or is taken for a place of the template; a run may come from anywhere."""
    state = kept(digits(rounds=1))
    packages = {"flwr": "1.0` && rm x `", "torch": "2.14.1+cpu"}
    made_by, device = json.dumps({"packages": packages}), 'cpu"\n# %%\nraise SystemExit #'
    state = replace(state, made_by=made_by, info=replace(state.info, device=device))
    text = source.source_of(state, images.files_of(state)[1], rows=False)
    line = next(each for each in text.splitlines() if each.startswith("HOSPITALS"))
    found: dict = {}
    exec(text[text.index(line) : text.index("FOLDER = ")], found)
    assert tuple(found["HOSPITALS"]) == HOSTILE
    assert found["DEVICE"] == device
    assert "pip install torch==2.14.1+cpu" in text
    assert "rm x" not in text
    assert len(source.CELL.findall(text)) == text.count("\n# %%") + 1
