"""Where a name is too long for its place, it is seen to be cut, and there whole for who asks."""

import html
from dataclasses import replace

import pyarrow as pa
import pytest
from real import wait_for

from fedsim.settings.config import Hospital, SimulationConfig
from fedsim.settings.presets import QUICK
from fedsim.ui.shared import resources

NAMES = ("Charité Universitätsmedizin Berlin Mitte", "Charité Universitätsmedizin Berlin Steglitz", "A <b> & B")


@pytest.fixture
def run(engine) -> str:
    """A finished run of these hospitals; its engine answers at once."""
    engine.go.set()
    registry = resources.registry()
    run_id = registry.start(config())
    wait_for(registry)
    return run_id


def config(names: tuple[str, ...] = NAMES) -> SimulationConfig:
    hospitals = tuple(Hospital(name, (cls,)) for name, cls in zip(names, ("DME", "DRUSEN", "CNV"), strict=True))
    return replace(QUICK, hospitals=hospitals, rounds=2, baselines="none")


def displayed(table) -> list[str]:
    """A table's first column as it is drawn."""
    styled = pa.ipc.open_stream(table.proto.arrow_data.styler.display_values).read_all()
    return [str(value) for value in styled.column(0).to_pylist()]


def test_a_table_shows_a_name_that_is_cut_and_holds_it_whole(open_page, run):
    app = open_page(**config().to_query(), run=run)
    assert not app.exception
    table = app.dataframe[-1]
    assert table.value["hospital"].tolist() == [*NAMES]
    shown = displayed(table)
    assert ["…" in name for name in shown] == [True, True, False]
    assert len(set(shown)) == 3


def test_whose_dot_is_which_is_said_with_whole_names(open_page, run):
    app = open_page("pages/privacy.py", **config().to_query(), run=run)
    app.segmented_control(key="privacy-part").set_value("clipping").run()
    assert not app.exception
    said = " ".join(each.proto.body for each in app.get("html"))
    assert all(html.escape(name) in said for name in NAMES)
