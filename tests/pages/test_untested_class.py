"""A test set that lacks a class: pages show the rest, and say nothing of what was not tested."""

import time
from pathlib import Path

import numpy as np
import pytest

from fedsim.analysis.frames import accuracy_frame, matrix_frame
from fedsim.cli.main import main
from fedsim.runs.state import Status
from fedsim.ui.shared import resources


@pytest.fixture
def untested(tmp_path: Path) -> str:
    """Three classes, of which z has no test image, and y and z no validation image."""
    rng, path = np.random.default_rng(0), tmp_path / "untested.npz"
    arrays = {"class_names": np.array(list("xyz"))}
    for split, labels in (("train", np.arange(90) % 3), ("val", np.arange(9) % 1), ("test", np.arange(20) % 2)):
        arrays |= {f"{split}_images": rng.integers(0, 255, (len(labels), 12, 12), dtype=np.uint8)}
        arrays |= {f"{split}_labels": labels}
    np.savez(path, **arrays)
    return str(path)


def test_simulate_shows_a_training_image_and_warns(open_page, untested: str) -> None:
    app = open_page("pages/data.py").run()
    app.text_input(key="data-path").input(untested)
    app.button(key="use-file").click().run()
    assert any("The validation set has no image of y and z" in warning.value for warning in app.warning)
    assert not app.exception
    app.switch_page("pages/simulate.py").run()
    assert not app.exception
    assert any("The test set has no image of z" in warning.value for warning in app.warning)
    assert any("The validation set has no image of y and z" in warning.value for warning in app.warning)
    assert not app.button(key="run").disabled


def test_the_command_line_runs_it_and_says_so(untested: str, tmp_path: Path, capsys) -> None:
    out = tmp_path / "out.json"
    command = ["run", "--dataset", untested, "--exclude", "A=x,y", "--rounds", "1", "--baselines", "--device", "cpu"]
    assert main([*command, "--json", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "Warning: The test set has no image of z" in printed
    assert "Warning: Hospital A has only z" in printed
    assert "on own classes: A –" in printed
    assert '"global_accuracy_on_own_classes": null' in out.read_text(encoding="utf-8")
    assert "NaN" not in out.read_text(encoding="utf-8")


def test_a_row_without_images_has_no_share() -> None:
    frame = matrix_frame(((1, 1), (0, 0)), "xz", 0)
    assert frame["share"].isna().tolist() == [False, False, True, True]
    assert accuracy_frame([]).empty


def test_what_is_shown_of_the_run_says_over_which_classes_it_is(engine, open_page, untested: str) -> None:
    app = open_page("pages/data.py").run()
    app.text_input(key="data-path").input(untested)
    app.button(key="use-file").click().run()
    app.switch_page("pages/simulate.py").run()
    engine.go.set()
    app.button(key="run").click().run()
    deadline = time.monotonic() + 20
    (run,) = resources.registry().store.matching(lambda config: config.dataset == untested)
    while resources.registry().store.get(run.id).status is not Status.FINISHED:
        assert time.monotonic() < deadline, "it did not end"
        time.sleep(0.02)
    app.run()
    assert not app.exception
    captions = [each.value for each in app.caption]
    assert sum("on the 2 classes that the test images hold" in each for each in captions) == 3
    assert not any("on all classes" in each for each in captions)
    assert "After its own training, on the 2 classes that the test images hold" in " ".join(
        each.proto.columns for each in app.dataframe
    )


def test_data_info_names_what_the_splits_lack(untested: str, capsys) -> None:
    assert main(["data", "info", untested]) == 0
    printed = capsys.readouterr().out
    assert "Warning: The test set has no image of z" in printed
    assert "Warning: The validation set has no image of y and z" in printed
