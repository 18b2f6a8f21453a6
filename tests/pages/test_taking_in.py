"""Results files are taken in on the Runs page; what is none, or is here already, is told and changes nothing."""

import json
from typing import Any

import pytest

from fedsim.export.results_file import to_results
from fedsim.runs.state import Purpose
from fedsim.settings.config import Hospital
from fedsim.ui.kept import taking_in
from fedsim.ui.shared.resources import registry
from tests.keeping import kept
from tests.pages.test_runs_page import address, choose

OF_TWO = {"dataset": "toy", "hospitals": (Hospital("A", ("b",)), Hospital("B", ("b",)))}


def results(run_id: str, **changes: Any) -> bytes:
    """The results file of a run that is here, with other parts."""
    return json.dumps(to_results(registry().store.get(run_id)) | changes).encode()


def hand_in(app, **files: bytes) -> None:
    (uploader,) = app.get("file_uploader")
    uploader.set_value([(name.replace("_", "."), content, "application/json") for name, content in files.items()])
    app.run()
    assert not app.exception


def told(app) -> tuple[list[str], list[str], list[str]]:
    """What is taken in, what is here already, and what cannot be; without what keeps a name from being Markdown."""
    return tuple([each.value.replace("\\", "") for each in some] for some in (app.success, app.info, app.error))


def test_a_results_file_is_a_kept_run_then_and_chosen_beside_those_that_were(open_page) -> None:
    app = open_page(page="pages/runs.py")
    here = kept(**OF_TWO)
    choose(app, here)
    hand_in(app, one_json=results(here, id="0123abcd"), two_json=results(here, id="4567cdef", about={"name": "Monday"}))
    assert told(app) == (["2 runs are taken in, and chosen in the table."], [], [])
    assert address(app)["runs"] == f"{here}.0123abcd.4567cdef"
    store = registry().store
    assert {store.get(each).purpose for each in ("0123abcd", "4567cdef")} == {Purpose.IMPORTED}
    assert store.about()["4567cdef"].name == "Monday"
    assert not app.get("file_uploader")[0].value


def test_what_cannot_be_taken_in_is_told_file_by_file_and_takes_nothing_with_it(open_page, monkeypatch) -> None:
    app = open_page(page="pages/runs.py")
    here = kept(**OF_TWO)
    app.run()
    before = registry().store.get(here)
    hand_in(
        app, here_json=results(here), cut_json=results(here)[:-9], report_html=b"<!doctype html><title>x</title>",
        hostile_json=results(here, id="<script>"), bin_json=b"\xff\xfe\x00", new_json=results(here, id="0123abcd"),
    )  # fmt: skip
    (good,), here_already, bad = told(app)
    assert good.startswith("1 run is taken in")
    assert here_already == [f"here.json: That run is kept already: it is {here}."]
    for name, each in zip(("cut", "report"), bad[:2], strict=True):
        assert each.startswith(f"{name}.")
        assert "it is not JSON" in each
        assert "give the run's results (JSON)" in each
    assert bad[2].startswith("hostile.json is damaged: id is missing")
    assert bad[3].startswith("bin.json is no results file")
    assert len(bad) == 4
    assert [state.id for state in registry().store.latest()].count("0123abcd") == 1
    assert registry().store.get(here) == before
    monkeypatch.setattr(taking_in, "MOST_MB", 1)
    app.run()
    hand_in(app, large_json=results(here, id="4567cdef") + b" " * 1_000_001)
    (sentence,) = told(app)[2]
    assert sentence.startswith("large.json has 2 MB; this page takes 1 at most. On the server `python -m fedsim runs")
    assert registry().store.get("4567cdef") is None


@pytest.mark.parametrize("page", ["pages/simulate.py", "pages/compare.py", "pages/explore.py", "pages/data.py"])
def test_a_run_of_a_data_set_that_is_not_known_here_is_shown(open_page, page: str) -> None:
    app = open_page(page=page, run=kept(**OF_TWO))
    assert not app.exception


@pytest.mark.parametrize("page_has_runs", [True, False])
def test_it_can_be_done_before_there_is_any_run(open_page, page_has_runs: bool) -> None:
    app = open_page(page="pages/runs.py")
    if page_has_runs:
        kept()
        app.run()
    assert len(app.get("file_uploader")) == 1
