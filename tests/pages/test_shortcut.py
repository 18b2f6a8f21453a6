"""A mark that goes with a disease, on the Simulate page: how it is chosen and seen, and who reads it."""

import time
from dataclasses import replace

from fedsim.events import ShortcutAccuracy
from fedsim.runs.state import Status
from fedsim.settings.presets import QUICK
from fedsim.settings.shortcut import Mark
from fedsim.ui.shared import resources

HEADING = "A mark that goes with a disease"


def texts(elements) -> str:
    return " ".join(str(element.value) for element in elements).replace("\u00a0", " ").replace("\\", "")


def run_until_finished(app) -> None:
    app.button(key="run").click().run()
    run_id, deadline = app.query_params["run"], time.monotonic() + 30.0
    run_id = run_id if isinstance(run_id, str) else run_id[0]
    while resources.registry().store.get(run_id).status is not Status.FINISHED:
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)
    app.run()


def link(mark: Mark) -> dict[str, str]:
    a, *others = QUICK.hospitals
    return replace(QUICK, hospitals=(replace(a, shortcut=mark), *others)).to_query()


def test_who_reads_the_mark_stands_beside_the_accuracy(open_page, engine) -> None:
    engine.read = (ShortcutAccuracy("DRUSEN", 0.9, 0.8, 0.25),)
    engine.go.set()
    app = open_page(**link(Mark("DRUSEN", 0.5)))
    assert "the mark that 50 % of these images of Hospital A carry" in texts(app.caption)
    run_until_finished(app)
    assert not app.exception
    assert HEADING in texts(app.markdown)
    told = texts(app.caption)
    assert "A: a mark on DRUSEN" in told
    assert "With the mark on the wrong classes in place of DRUSEN, the shared model falls from 90 % to 25 %." in told


def test_without_a_mark_nothing_is_said_of_it(open_page, engine) -> None:
    engine.go.set()
    app = open_page()
    run_until_finished(app)
    assert HEADING not in texts(app.markdown)


def test_a_hospital_without_the_disease_is_told_before_the_run(open_page) -> None:
    app = open_page(**link(Mark("DME")))
    assert "Hospital A has no image of DME that could carry its mark" in texts(app.warning)
