"""Uploads are listed in every session, and can be renamed and removed."""

import io
from dataclasses import replace
from pathlib import Path

import pytest
from medmnist_files import npz_bytes, small_arrays

from fedsim import data
from fedsim.data.files import cache
from fedsim.runs.state import Status
from fedsim.settings.config import Hospital
from fedsim.settings.presets import QUICK
from fedsim.ui.shared import resources
from tests.pages.test_simulate_page import wait_for

SEE_ALL = (Hospital("A"), Hospital("B"))


@pytest.fixture
def upload(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(cache, "data_home", lambda: tmp_path / "data")
    return data.keep_upload(io.BytesIO(npz_bytes(small_arrays())), "scans.npz", "Berlin 2024")


def names(app) -> list[str]:
    return app.selectbox(key="dataset").options


def test_a_new_session_finds_an_upload_by_its_name(open_page, upload: Path) -> None:
    app = open_page("pages/data.py")
    assert "Berlin 2024" in names(app)
    app.selectbox(key="dataset").select(str(upload)).run()
    assert not app.exception
    assert "Berlin 2024" in " ".join(element.value for element in app.markdown)
    assert "Berlin 2024" in names(open_page())


def test_it_can_be_renamed_and_removed(open_page, upload: Path) -> None:
    app = open_page("pages/data.py")
    app.text_input(key=f"upload-title-{upload.name}-Berlin 2024").input("Rome").run()
    assert not app.exception
    assert "Rome" in names(app)
    assert data.upload_title(upload) == "Rome"
    for name in (" ", "n" * 61):  # a field with a length would drop the second in the browser, without a word
        app.text_input(key=f"upload-title-{upload.name}-Rome").input(name).run()
        assert "A name must have from 1 to 60 characters" in app.error[0].value
    assert {app.text_input(key=key).max_chars for key in (f"upload-title-{upload.name}-Rome", "upload-name")} == {0}
    app.selectbox(key="dataset").select(str(upload)).run()
    app.button(key=f"upload-remove-{upload.name}-Rome").click().run()
    assert not app.exception
    assert not upload.exists()
    assert "Rome" not in names(app)
    assert app.session_state["dataset"] == "synthetic-oct"


def test_an_upload_that_someone_else_removed_is_told_by_the_name_it_had(open_page, upload: Path) -> None:
    app = open_page("pages/data.py")
    app.selectbox(key="dataset").select(str(upload)).run()
    app.switch_page("pages/compare.py").run().run()
    data.remove_upload(upload)
    app.run()
    assert not app.exception
    (told,) = [warning.value for warning in app.warning]
    assert told.startswith("The images of Berlin 2024 can no longer be used. The upload was removed")
    assert upload.stem not in told


def test_a_runs_upload_that_was_removed_is_told_by_the_name_it_had(open_page, engine, upload: Path) -> None:
    engine.go.set()
    run_id = resources.registry().start(replace(QUICK, dataset=str(upload), rounds=1, hospitals=SEE_ALL))
    wait_for(lambda: resources.registry().store.get(run_id).status is Status.FINISHED)
    data.remove_upload(upload)
    app = open_page(run=run_id)
    assert not app.exception
    assert "The images of Berlin 2024 can no longer be used" in app.warning[0].value


def test_the_list_of_images_is_told_a_new_name(open_page, upload: Path) -> None:
    app = open_page("pages/data.py")
    app.selectbox(key="dataset").select(str(upload)).run()
    assert not app.selectbox(key="dataset").proto.set_value
    app.text_input(key=f"upload-title-{upload.name}-Berlin 2024").input("Rome").run()
    assert app.selectbox(key="dataset").proto.set_value  # else a browser goes on showing the name that it has
    assert app.selectbox(key="dataset").proto.raw_value == "Rome"
