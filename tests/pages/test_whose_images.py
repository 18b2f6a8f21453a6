"""Whose eyes a run's images are for, and what pages say where there are none: nothing is downloaded to show some."""

import gc
import json
import shutil
import weakref
from dataclasses import replace
from pathlib import Path

import pytest
from real import carry_out, open_page
from shown import nodes

from fedsim import data
from fedsim.data import DataError
from fedsim.data.catalog import MEMORY
from fedsim.runs.registry import Registry
from fedsim.runs.state import RunState
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.shift import Blur
from fedsim.text.pages.compare import Gallery
from fedsim.ui.present import which
from fedsim.ui.shared import images, resources
from fedsim.ui.shared.scans import scans

OWNER_ALONE = "to its owner alone"


@pytest.fixture(scope="module")
def state(registry: Registry, config: SimulationConfig) -> RunState:
    (run_id,) = carry_out(registry, replace(config, rounds=3, baselines="before"))
    resources.READY.set()
    return registry.store.get(run_id)


@pytest.fixture
def stranger(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever looks has the run's link, and its images are another's upload."""
    monkeypatch.setattr(data, "is_for", lambda name, owner: False)


def parts(app, name: str) -> list[dict]:
    """What live figures of a name are fed with."""
    assert not app.exception
    found = [node.proto for node in nodes(app._tree) if getattr(getattr(node, "proto", None), "json", "")]
    return [json.loads(proto.json) for proto in found if proto.component_name == f"fedsim.{name}"]


def presented(run_id: str) -> tuple[list[str | None], dict]:
    """The scans of the first step and of the round in motion, and all that the stage has."""
    (told,) = parts(open_page("present", run=run_id), "present")
    tiles = [tile["src"] for card in told["hospitals"]["cards"] for tile in card["tiles"] if not tile["never"]]
    return [*tiles, *(each["scan"] for each in told["rounds"]["look"]["hospitals"])], told


def errors(app) -> str:
    return " ".join(str(each.value) for each in app.error)


def test_its_owner_sees_them_on_every_page(state, config) -> None:
    found, told = presented(state.id)
    assert found
    assert all(found)
    assert told["hospitals"]["no_images"] == ""
    assert "src" in told["scan"]
    assert parts(open_page("try_it", config, run=state.id), "tried")
    assert OWNER_ALONE not in errors(open_page("compare", config, run=state.id))


def test_who_has_the_link_sees_none_on_any_page_and_is_told(state, config, stranger) -> None:
    found, told = presented(state.id)
    assert found
    assert not any(found)
    assert OWNER_ALONE in told["hospitals"]["no_images"]
    assert OWNER_ALONE in {step["id"]: step["missing"] for step in told["steps"]}["scan"]
    assert "scan" not in told
    assert "src" not in told["again"]
    assert "image/png" not in json.dumps(told)
    app = open_page("try_it", config, run=state.id)
    assert OWNER_ALONE in errors(app)
    assert not parts(app, "tried")
    app = open_page("compare", config, run=state.id)
    assert OWNER_ALONE in errors(app)
    assert Gallery.DIFFER.split("{")[0] not in " ".join(str(each.value) for each in app.markdown)


def shown_by_settings(config: SimulationConfig) -> int:
    """How many images the pages show of a set that settings name, before any run."""
    app = open_page("data", config)
    assert not app.exception
    samples = [each.key for each in app.button if str(each.key).startswith("sample-")]
    app = open_page("simulate", replace(config, hospitals=(Hospital("A", shift=Blur(1.5)), *config.hospitals[1:])))
    assert not app.exception
    return len(samples) + 100 * len(app.get("image"))


def test_who_takes_a_runs_settings_along_sees_none_either(config, monkeypatch) -> None:
    own = shown_by_settings(config)
    assert own > 100
    assert own % 100
    monkeypatch.setattr(data, "is_for", lambda name, owner: False)
    assert shown_by_settings(config) == 0
    assert OWNER_ALONE in " ".join(str(each.value) for each in open_page("data", config).info)


def test_a_set_that_is_not_here_is_not_fetched_and_the_steps_say_how_to_have_it(registry, state, monkeypatch) -> None:
    def refuse(*arguments) -> None:
        raise AssertionError("nothing is to be loaded")

    elsewhere = replace(state, config=replace(state.config, dataset="synthetic-oct", size=28))
    entry = data.info("synthetic-oct")
    monkeypatch.setattr(data, "info", lambda name: replace(entry, sizes_on_disk=()))
    monkeypatch.setattr(which, "load_dataset", refuse)
    told = which._told(elsewhere, registry.store.answers(state.id), [], kept=True)
    assert told.dataset is None
    assert "download it on the Data page" in str(told.no_images)
    assert told.story.missing["scan"] == told.no_images


def test_what_has_changed_since_is_not_shown_as_the_runs(state) -> None:
    assert images.images_of(state)
    for info in (replace(state.info, data_sha256="0" * 64), replace(state.info, classes=("a", "b"))):
        with pytest.raises(DataError, match="have changed since this run"):
            images.images_of(replace(state, info=info))


def test_scans_that_are_kept_keep_no_set_in_memory(state: RunState, tmp_path: Path) -> None:
    file = shutil.copy(state.config.dataset, tmp_path / "copy.npz")
    copied = replace(state, config=replace(state.config, dataset=str(file)))
    there = weakref.ref(data.load(str(file)))
    assert all(scans(copied, (0, 1, 2), 56))
    MEMORY.clear()
    gc.collect()
    assert there() is None
    assert all(scans(copied, (0, 1, 2), 56))
