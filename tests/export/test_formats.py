"""What a run is handed over as: each format is read back by what others read it with."""

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from safetensors.torch import load

from fedsim.analysis.groups import LAST
from fedsim.analysis.measures import METRICS, VALUES
from fedsim.cli import main as cli
from fedsim.errors import FedsimError
from fedsim.export.formats import FORMATS, file_name
from fedsim.hospitals.population import load_population
from fedsim.runs.runner import carry_out
from fedsim.runs.state import RunState
from fedsim.runs.store import Store
from fedsim.settings.config import SimulationConfig
from fedsim.training.local import evaluate


@pytest.fixture(scope="module")
def kept(config: SimulationConfig, tmp_path_factory: pytest.TempPathFactory) -> tuple[Store, RunState]:
    folder = tmp_path_factory.mktemp("kept")
    store = Store(folder / "runs.sqlite", models=folder / "models")
    run_id = store.create(config)
    carry_out(store, run_id, lambda: False)
    return store, store.get(run_id)


def made(kept: tuple[Store, RunState], name: str) -> bytes:
    return FORMATS[name].make(*kept)


def test_the_command_line_has_them_all() -> None:
    assert [*FORMATS, "png", "svg"] == [*cli.FORMATS]
    assert ([*METRICS], VALUES, LAST) == ([*cli.METRICS], cli.VALUES, cli.LAST)


def test_json_is_the_results_file(kept) -> None:
    assert json.loads(made(kept, "json"))["rounds"][2]["accuracy"] == kept[1].rounds[2].accuracy


def test_csv_and_parquet_have_a_row_a_round_and_hospital(kept) -> None:
    _, state = kept
    by_csv, by_parquet = pd.read_csv(io.BytesIO(made(kept, "csv"))), pd.read_parquet(io.BytesIO(made(kept, "parquet")))
    for frame in (by_csv, by_parquet):
        assert frame[["round", "hospital"]].to_numpy().tolist() == [
            [each, name] for each in range(3) for name in state.config.hospital_names
        ]
        assert frame["accuracy"].tolist() == [each.accuracy for each in state.rounds for _ in range(3)]
        last = frame[frame["round"] == 2]
        assert last["local_accuracy"].tolist() == [each.local_accuracy for each in state.rounds[2].hospitals]
        assert set(frame["run"].astype(str)) == {state.id}
    assert by_parquet["participated"].tolist() == [False] * 3 + [True] * 6


def test_settings_are_read_back(kept, tmp_path: Path) -> None:
    place = tmp_path / "run.toml"
    place.write_bytes(made(kept, "toml"))
    assert SimulationConfig.from_toml(place) == kept[1].config


def test_the_model_gives_the_runs_accuracy_again(kept) -> None:
    _, state = kept
    with zipfile.ZipFile(io.BytesIO(made(kept, "model"))) as folder:
        weights, card = load(folder.read("model.safetensors")), folder.read("README.md").decode()
    population = load_population(state.config)
    model = population.model()
    model.load_state_dict(weights)
    torch.set_num_threads(1)
    found = evaluate(model, population.test, lambda: None).accuracy(population.test.labels)
    assert found == state.rounds[-1].accuracy
    assert "after round 2" in card
    assert "No guarantee" in card
    assert card.count("\n| ") == 2 + len(state.info.classes)


def test_names_in_a_card_stay_text(kept) -> None:
    from dataclasses import replace

    from fedsim.text.model_card import model_card

    _, state = kept
    hostile = "<img src=x> | `a` [b](c) #d\n# heading"
    state = replace(state, info=replace(state.info, classes=(hostile, *state.info.classes[1:])))
    card = model_card(state, 2)
    assert "<img" not in card
    assert "\n# heading" not in card
    assert card.count("\n| ") == 2 + len(state.info.classes)


def test_without_its_model_a_run_says_so(kept, tmp_path: Path) -> None:
    with pytest.raises(FedsimError, match="is not kept"):
        FORMATS["model"].make(Store(tmp_path / "runs.sqlite"), kept[1])


def test_no_name_is_in_a_files_name(kept) -> None:
    assert [file_name(kept[1], name) for name in ("csv", "model")] == [
        f"fedsim-{kept[1].id}.csv",
        f"fedsim-{kept[1].id}-model.zip",
    ]
    assert np.all([each.suffix.startswith(".") for each in FORMATS.values()])
