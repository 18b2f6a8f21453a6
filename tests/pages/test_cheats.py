"""Hospitals that cheat on the Simulate page: how they are chosen, and how far they get."""

import time
from dataclasses import replace

import pytest

from fedsim.events import AttackSuccess
from fedsim.runs.state import Status
from fedsim.settings.adversary import Alie, Backdoor, LabelFlip, SignFlip
from fedsim.settings.presets import QUICK
from fedsim.ui.shared import resources


def texts(elements) -> str:
    return " ".join(str(element.value) for element in elements)


def run_until_finished(app) -> None:
    app.button(key="run").click().run()
    run_id, deadline = app.query_params["run"], time.monotonic() + 30.0
    run_id = run_id if isinstance(run_id, str) else run_id[0]
    while resources.registry().store.get(run_id).status is not Status.FINISHED:
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.02)
    app.run()


HEADING = "Hospitals that cheat"


def link(*cheats: object) -> dict[str, str]:
    """A link whose first hospitals cheat."""
    pairs = list(zip(QUICK.hospitals, cheats, strict=False))
    hospitals = (*(replace(each, adversary=cheat) for each, cheat in pairs), *QUICK.hospitals[len(pairs) :])
    return replace(QUICK, hospitals=hospitals).to_query()


def test_what_a_cheat_reaches_stands_beside_the_accuracy(open_page, engine) -> None:
    engine.reached = (
        AttackSuccess("backdoor", ("A",), None, "CNV", 0.875, 750),
        AttackSuccess("label-flip", ("B",), "DME", "NORMAL", None, 0),
    )
    engine.go.set()
    app = open_page(**link(Backdoor(target="CNV"), LabelFlip(source="DME", target="NORMAL"), SignFlip()))
    run_until_finished(app)
    assert not app.exception
    assert HEADING in texts(app.markdown)
    told = texts(app.caption).replace("\u00a0", " ").replace("\\", "")  # as it is read
    assert (
        "Hospital A teaches that a small mark means CNV. After round 10 the shared model says CNV of 88 % of 750 test "
        "images of other classes that carry the mark, before training of 88 %."
    ) in told
    assert "B: DME called NORMAL: there is no test image to measure it on." in told
    assert "C: sign flip x1. It aims at no class: the damage that it does is in the accuracy." in told


def test_where_nobody_cheats_nothing_is_said_of_it(open_page, engine) -> None:
    engine.go.set()
    app = open_page()
    run_until_finished(app)
    assert HEADING not in texts(app.markdown)


@pytest.mark.parametrize(
    ("cheats", "message"),
    [
        ((SignFlip(), SignFlip()), "2 of 3 hospitals cheat"),
        ((Alie(), LabelFlip(), SignFlip()), "would collude against the honest ones, and there are none"),
        ((LabelFlip(source="CNV"),), "names one class of two"),
    ],
)
def test_what_is_wrong_with_the_cheats_is_said_before_the_run(open_page, cheats: tuple, message: str) -> None:
    app = open_page(**link(*cheats))
    assert message in texts([*app.warning, *app.error])
