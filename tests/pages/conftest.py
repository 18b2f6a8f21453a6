"""Pages run by Streamlit's AppTest, with an engine that answers at once and only when it is told to."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from fedsim import data
from fedsim.errors import RunStopped
from fedsim.events import HospitalInfo, HospitalRound, RoundFinished, Started
from fedsim.privacy.mechanisms import mechanism_of
from fedsim.runs.registry import Registry
from fedsim.runs.store import Store
from fedsim.settings.strategy import has_own_models
from fedsim.ui.shared import resources

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session", autouse=True)
def found_components() -> Iterator[None]:
    """Every new AppTest looks for components in all installed packages, for a quarter of a second: once will do."""
    found = manifest_scanner.scan_component_manifests()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", lambda: found)
        yield


class ToldEngine:
    """Finishes round after round as soon as `go` is set, and never before."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.configs: list = []
        self.failing: str | None = None  # the name of a hospital that fails in every round
        self.epsilon: float | None = None  # what every round spends, at this delta
        self.delta: float | None = None
        self.newcomers: tuple = ()  # what the shared model does in every round where hospitals take no part
        self.read: tuple = ()  # how the shared model does with hospitals' marks
        self.reached: tuple = ()  # what hospitals that cheat reach in every round

    def __call__(self, config, emit, should_stop) -> dict:
        self.configs.append(config)
        dataset = data.load(config.dataset, config.size)
        k = dataset.num_classes
        tested = dataset.class_counts(dataset.test) > 0
        matrix = tuple(tuple(10 if i == j and tested[i] else 0 for j in range(k)) for i in range(k))
        hospitals = tuple(HospitalInfo(h.name, h.excluded, 10, (1,) * k) for h in config.hospitals)
        num_test = 10 * int(tested.sum())
        emit(Started(dataset.name, dataset.title, dataset.drawn, dataset.classes, 1, 1, num_test, hospitals, "cpu", 7,
                     weighting=mechanism_of(config).weighting,
                     evaluated="own" if has_own_models(config) else "global"))  # fmt: skip
        for round in range(config.rounds + 1):
            while round and not self.go.wait(0.02):
                if should_stop():
                    raise RunStopped("Stopped.")
            spent = {"epsilon": self.epsilon and self.epsilon * round, "delta": self.delta}
            rows = tuple(
                HospitalRound(h.name, status="failed", error="the disk is full")
                if h.name == self.failing
                else HospitalRound(h.name, True, "ok", None, 10, 0.1, 0.2, 0.9, 1.5, 4, 4, 0.8, 0.7, matrix, **spent)
                for h in config.hospitals
            )
            scores = (round, 0.1, 1.0, 0.75, 0.75, 0.75, 0.9, matrix)
            told = {"attack_success": self.reached, "shortcut": self.read, "newcomers": self.newcomers}
            emit(RoundFinished(*scores, bytes_up=4, bytes_down=4, hospitals=rows, **told, **spent))
        return {}


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    told = ToldEngine()
    monkeypatch.setattr("fedsim.runs.registry.get_engine", lambda name: told)
    monkeypatch.setattr("fedsim.runs.experiment.train_baselines", lambda population, emit, should_stop, cache: None)
    monkeypatch.setattr(resources, "_warm_up", lambda: None)
    monkeypatch.setattr(resources, "open_store", lambda: Store(tmp_path / "fedsim.sqlite"))  # runs of its own
    resources.registry.clear()
    yield told
    for run_id in resources.registry().live():
        resources.registry().stop(run_id)
    told.go.set()
    resources.registry.clear()


@pytest.fixture
def open_page(engine):
    """Opens the app at a page, as a new visitor with these query parameters."""

    def open_(page: str = "pages/simulate.py", **query: str) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for name, value in query.items():
            app.query_params[name] = value
        app.run()
        return app if page == "pages/simulate.py" else app.switch_page(page).run()

    return open_


def comes_below_the_title(app: AppTest, warning: str) -> bool:
    """Whether a page begins with its only h1, and a warning follows."""
    shown = [(node.type, str(getattr(node, "value", ""))) for node in app.main]
    drawn = [(kind, words) for kind, words in shown if kind in ("title", "warning")]
    first, *others = drawn
    return first[0] == "title" and any(warning in words for _, words in others)


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Registry]:
    """The app's own registry, with a store of its own and the real engine."""
    folder = tmp_path_factory.mktemp("store")
    store = Store(folder / "fedsim.sqlite", models=folder / "models", baselines=folder / "baselines")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resources, "_warm_up", lambda: None)
        patch.setattr(resources, "open_store", lambda: store)
        resources.registry.clear()
        yield resources.registry()
        resources.registry().stop_all(resources.registry().live())
    resources.registry.clear()
