"""Charts, tables and runs are handed over where they are shown; nothing is made before it is asked for."""

import json
import re
import time
import zipfile
from dataclasses import replace
from io import BytesIO

import pandas as pd
import pytest
import streamlit as st

from fedsim.errors import FedsimError, Problem
from fedsim.export import formats, pictures
from fedsim.export.pictures import PICTURES
from fedsim.runs.state import Status
from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.text.format import percent_format
from fedsim.ui.shared import figures, handing_over
from fedsim.ui.shared.resources import registry
from fedsim.ui.shared.tables import as_shown
from tests.pages.conftest import ROOT
from tests.pages.test_runs_page import choose, kept
from tests.tiny import baseline


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> dict:
    """What each download button of the last run of a script makes, by its key, and how often any was asked."""
    buttons: dict = {"made": 0, "open": False}
    real, expander = st.download_button, st.expander

    def folded(*arguments, key=None, **options):
        fold = expander(*arguments, key=key, **options)
        if key == "figures":
            fold.open = buttons["open"]
        return fold

    monkeypatch.setattr(st, "expander", folded)

    def download_button(label, data, file_name, mime, *, key, **options):
        assert callable(data)  # made when it is asked for
        buttons[key] = file_name, data
        return real(label, data, file_name, mime, key=key, **options)

    def counted(make):
        def make_(*arguments):
            buttons["made"] += 1
            return make(*arguments)

        return make_

    monkeypatch.setattr(st, "download_button", download_button)
    for name, (suffix, mime, make) in PICTURES.items():
        monkeypatch.setitem(pictures.PICTURES, name, (suffix, mime, counted(make)))
    monkeypatch.setattr(figures, "zipped", counted(figures.zipped))
    for name, each in formats.FORMATS.items():
        monkeypatch.setitem(formats.FORMATS, name, replace(each, make=counted(each.make)))
    return buttons


def with_baselines() -> str:
    run_id = kept(hospitals=(Hospital("A"), Hospital("B")))
    for hospital in ("A", "B", None):
        registry().store.append(run_id, baseline(hospital))
    return run_id


def unfold(app, page: str, taken: dict) -> None:
    """AppTest opens no folds by itself."""
    taken["open"] = True
    app.switch_page(f"pages/{page}.py").run()
    assert not app.exception


def listed(buttons: dict, name: str) -> list[str]:
    return [each[0] for key, each in buttons.items() if key.startswith(f"figure-{name}-")]


def test_a_runs_charts_are_listed_at_the_end_and_made_when_one_is_asked_for(open_page, taken) -> None:
    app = open_page()
    run_id = with_baselines()
    app = open_page(run=run_id)
    assert not app.exception
    assert not listed(taken, "png")  # of a closed fold nothing is sent
    unfold(app, "simulate", taken)
    names = listed(taken, "png")
    assert f"fedsim-{run_id}-loss-round-1.png" in names
    assert f"fedsim-{run_id}-comparison-round-1.png" in names
    assert "fedsim-counts.png" in names
    assert f"fedsim-{run_id}-confusion-the-shared-model-round-1.png" in names
    assert len({*names}) == len(names) == len(listed(taken, "svg")) == len(listed(taken, "csv"))
    assert taken["made"] == 0
    place = names.index(f"fedsim-{run_id}-loss-round-1.png")
    assert taken[f"figure-png-{place}"][1]().startswith(b"\x89PNG")
    assert run_id in taken[f"figure-svg-{place}"][1]().decode()
    frame = pd.read_csv(BytesIO(taken[f"figure-csv-{place}"][1]()))
    assert frame["round"].tolist() == [0, 1]
    assert taken["made"] == 3


def test_all_of_them_come_in_one_file(open_page, taken, monkeypatch) -> None:
    for name in ("png", "svg"):
        monkeypatch.setitem(pictures.PICTURES, name, (f".{name}", "", lambda chart: b"picture"))
    open_page()
    app = open_page(run=kept())
    unfold(app, "simulate", taken)
    with zipfile.ZipFile(BytesIO(taken["figures-all"][1]())) as folder:
        assert len(folder.namelist()) == 3 * len(listed(taken, "png"))


LIVE = {"present.py", "learn.py", "try_it.py"}
"""Pages of live figures alone, which no picture is made of."""


def test_every_page_ends_in_its_figures() -> None:
    pages = {page.name: page.read_text("utf-8") for page in (ROOT / "pages").glob("*.py")}
    assert pages
    assert {name for name, text in pages.items() if not text.endswith("\ntake_away()\n")} == LIVE


OTHERS = {"table.py": "what is kept, of which each run is handed over", "hospital_table.py": "in a run's CSV"}
"""Tables that compare no runs and no models."""


def test_every_table_of_a_comparison_can_be_taken_along() -> None:
    sources = [*(ROOT / "fedsim" / "ui").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
    told = {path: path.read_text("utf-8") for path in sources if path.name not in OTHERS}
    drawn = {path: text.count("st.dataframe(") for path, text in told.items() if "st.dataframe(" in text}
    handed = {path: len(re.findall(r"^ +tables\(", text, re.MULTILINE)) for path, text in told.items()}
    assert len(drawn) > 5
    assert {name: handed[name] for name in drawn} == drawn


def test_a_table_is_handed_over_as_it_is_shown() -> None:
    share = st.column_config.NumberColumn("Accuracy", format=percent_format())
    columns = {"a": share, "b": st.column_config.Column("Run")}
    table = as_shown(pd.DataFrame({"a": [0.5, None], "b": ["x", None]}), columns)
    assert table.columns.tolist() == ["Accuracy", "Run"]
    assert table["Accuracy"].tolist()[0].replace("\xa0", " ") == "50.0 %"
    assert table.isna().iloc[1].all()


def test_a_page_without_charts_has_no_list(open_page) -> None:
    app = open_page(page="pages/runs.py")
    assert "Figures" not in [each.label for each in app.expander]


def test_another_pages_charts_are_not_listed(open_page, taken) -> None:
    open_page()
    app = open_page(run=kept())
    unfold(app, "data", taken)
    assert listed(taken, "png") == ["fedsim-balance-synthetic-oct-drawn-not.png", "fedsim-counts.png"]


def test_a_run_is_handed_over_on_simulate_compare_and_runs(open_page, taken) -> None:
    open_page()
    run_id = with_baselines()
    app = open_page(run=run_id)
    assert "run-download-html" in taken
    app.switch_page("pages/compare.py").run()
    assert not app.exception
    assert taken["made"] == 0
    assert json.loads(taken["compare-download-json"][1]())["config"]
    models = taken["compare-table-csv"]
    assert models[0] == f"fedsim-{run_id}-models.csv"
    assert pd.read_csv(BytesIO(models[1]().encode()))["accuracy"].dropna().max() <= 1
    assert "%" in taken["compare-table-markdown"][1]()
    assert r"\begin{tabular}" in taken["compare-table-latex"][1]()
    unfold(app, "compare", taken)
    assert f"fedsim-{run_id}-recall.png" in listed(taken, "png")
    app.switch_page("pages/runs.py").run()
    choose(app, run_id)
    assert not app.exception
    assert taken["kept-download-toml"][0] == f"fedsim-{run_id}.toml"


def test_a_live_run_is_not_handed_over(open_page, taken) -> None:
    open_page()
    run_id = registry().store.create(SimulationConfig())
    open_page(run=run_id)
    assert "run-download-html" not in taken


def test_another_visitors_run_and_what_he_notes_of_it_are_not_handed_over(open_page, taken, monkeypatch) -> None:
    open_page()
    run_id = kept()
    monkeypatch.setattr("fedsim.ui.shared.downloads.is_own", lambda state: False)
    app = open_page(run=run_id)
    assert not app.exception
    assert "run-download-html" not in taken


def test_what_is_explored_is_handed_over_as_a_table_and_run_by_run(open_page, taken, engine) -> None:
    engine.go.set()  # every run ends at once
    app = open_page(page="pages/explore.py", rounds="1", strategy="fedavg")
    app.button_group(key="explore-part").set_value("sweep").run()
    app.button(key="explore-run").click().run()
    deadline = time.monotonic() + 60
    while registry().live() and time.monotonic() < deadline:
        time.sleep(0.05)
    unfold(app, "explore", taken)
    assert taken["made"] == 0
    assert listed(taken, "csv") == ["fedsim-exploration-alpha-the-smaller-the-more-the.csv"]
    assert pd.read_csv(BytesIO(taken["figure-csv-0"][1]()))["accuracy"].tolist() == [0.75] * 6
    assert pd.read_csv(BytesIO(taken["explore-table-csv"][1]().encode()))["accuracy"].tolist() == [0.75] * 6
    assert "FedAvg" in taken["explore-table-latex"][1]()
    first = json.loads(taken["explore-download-json"][1]())
    app.selectbox(key="explore-download-which").select_index(1).run()
    assert json.loads(taken["explore-download-json"][1]())["config"] != first["config"]


@pytest.mark.parametrize("kind", ["curves", "bars"])
def test_runs_side_by_side_are_handed_over(open_page, taken, kind: str) -> None:
    app = open_page(page="pages/runs.py", chart=kind)
    choose(app, kept(0), kept(1, Status.STOPPED))
    unfold(app, "runs", taken)
    assert any(name.startswith("fedsim-comparison-") for name in listed(taken, "png"))
    assert "Test accuracy" in taken["kept-compare-csv"][1]()


@pytest.mark.parametrize("error", [OSError("no power"), FedsimError("no-model-kept", run="abc")])
def test_why_a_file_could_not_be_made_is_said_until_it_can_be(open_page, taken, monkeypatch, error) -> None:
    asked: list[str] = []
    monkeypatch.setattr(handing_over, "draw_anew", asked.append)
    broken = [error]

    def make(store, state) -> bytes:
        if broken:
            raise broken[0]
        return b"made"

    monkeypatch.setitem(formats.FORMATS, "html", replace(formats.FORMATS["html"], make=make))
    app = open_page(page="pages/runs.py")
    choose(app, kept())
    assert not app.error
    with pytest.raises(type(error)):
        taken["kept-download-html"][1]()
    app.run()
    (said,) = [each.value for each in app.error]
    assert said.startswith("The file could not be made. ")
    assert str(Problem.of_error(error)) in said.replace("\\", "")
    broken.clear()
    assert taken["kept-download-html"][1]() == b"made"
    assert len(asked) == 2  # the page was drawn anew for each
    app.run()
    assert not app.error
    taken["kept-download-html"][1]()
    assert len(asked) == 2


def test_what_went_wrong_on_another_page_is_no_news(open_page, taken, monkeypatch) -> None:
    monkeypatch.setitem(formats.FORMATS, "html", replace(formats.FORMATS["html"], make=lambda store, state: 1 / 0))
    app = open_page(page="pages/runs.py")
    choose(app, kept())
    with pytest.raises(ZeroDivisionError):
        taken["kept-download-html"][1]()
    app.switch_page("pages/data.py").run()
    app.switch_page("pages/runs.py").run()
    assert not app.error


def test_every_download_button_says_what_went_wrong() -> None:
    sources = [*(ROOT / "fedsim" / "ui").rglob("*.py"), *(ROOT / "pages").glob("*.py")]
    told = [path.name for path in sources if "st.download_button(" in path.read_text("utf-8")]
    assert told == ["handing_over.py"]
    for path in sources:
        text = path.read_text("utf-8")
        assert ("import button, tell" in text) == bool(re.search(r"^ +button\(", text, re.MULTILINE)), path
